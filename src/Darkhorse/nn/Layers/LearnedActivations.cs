using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>x, or a learned slope times x below zero: one slope for all, or one a channel (He et al., arXiv 1502.01852).</summary>
    public sealed class PReLU : Module<Tensor, Tensor>
    {
        internal PReLU(long num_parameters, double init, Device? device, torch.ScalarType? dtype) : base(nameof(PReLU))
        {
            (this.num_parameters, this.init) = (num_parameters, init);
            register_parameter("weight", NewParameter(device, dtype, num_parameters));
            torch.nn.init.constant_(weight, init);
        }

        public long num_parameters { get; }

        public double init { get; }

        public Parameter weight
        {
            get => ParameterOf("weight")!;
            set => register_parameter("weight", value);
        }

        public override Tensor forward(Tensor input) => functional.prelu(input, weight);

        public override string extra_repr() => $"num_parameters={num_parameters}";
    }

    /// <summary>x, or below zero a slope times x: drawn from [lower, upper] for each element while training, their mean otherwise (Xu et al., arXiv 1505.00853).</summary>
    public sealed class RReLU : ParameterLessModule<Tensor, Tensor>
    {
        internal RReLU(double lower, double upper, bool inplace) : base(nameof(RReLU)) => (this.lower, this.upper, this.inplace) = (lower, upper, inplace);

        public double lower { get; set; }

        public double upper { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.rrelu(tensor, lower, upper, training, inplace);

        public override string extra_repr() => $"lower={PythonText.Of(lower)}, upper={PythonText.Of(upper)}{(inplace ? ", inplace=True" : "")}";
    }

    /// <summary>The first half of a dim times the sigmoid of the second (Dauphin et al., arXiv 1612.08083).</summary>
    public sealed class GLU : ParameterLessModule<Tensor, Tensor>
    {
        internal GLU(long dim) : base(nameof(GLU)) => this.dim = dim;

        public long dim { get; set; }

        public override Tensor forward(Tensor tensor) => functional.glu(tensor, dim);

        public override string extra_repr() => $"dim={dim}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.PReLU"/>
            public static PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);

            /// <inheritdoc cref="Modules.RReLU"/>
            public static RReLU RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => new(lower, upper, inplace);

            /// <inheritdoc cref="Modules.GLU"/>
            public static GLU GLU(long dim = -1) => new(dim);
        }
    }
}
