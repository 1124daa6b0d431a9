using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>y = x W^T + b over the last dim: [*, in] to [*, out].</summary>
    public class Linear : Module<Tensor, Tensor>, ILazyModule
    {
        bool _isLazy;

        internal Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, torch.ScalarType? dtype = null) : base(nameof(Linear))
        {
            register_parameter("weight", NewParameter(device, dtype, outputSize, inputSize));
            register_parameter("bias", hasBias ? NewParameter(device, dtype, outputSize) : null);
            reset_parameters();
        }

        internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
        {
            register_parameter("weight", weight);
            register_parameter("bias", bias);
        }

        /// <summary>One that learns from its first input how wide it is.</summary>
        internal static Linear Lazy(long outputs, bool hasBias, Device? device, torch.ScalarType? dtype)
            => new(NewParameter(device, dtype, outputs, 0), hasBias ? NewParameter(device, dtype, outputs) : null) { _isLazy = true };

        bool ILazyModule.IsWaiting => _isLazy;

        void ILazyModule.Materialise(Func<string, Tensor?> values)
        {
            if (values("weight") is { ndim: 2 } given) Materialise(given.Sizes[1]);
        }

        void Materialise(long inputs)
        {
            _isLazy = false;
            Parameter.Replace(weight, weight.new_empty([out_features, inputs]));
            reset_parameters();
        }

        public override string GetName() => _isLazy ? "LazyLinear" : base.GetName();

        public void reset_parameters()
        {
            init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            InitialiseBias(bias, weight);
        }

        public Parameter weight
        {
            get => ParameterOf("weight")!;
            set => register_parameter("weight", value);
        }

        public Parameter? bias
        {
            get => ParameterOf("bias");
            set => register_parameter("bias", value);
        }

        public long in_features => weight.Sizes[1];

        public long out_features => weight.Sizes[0];

        public override Tensor forward(Tensor tensor)
        {
            if (_isLazy) Materialise(tensor.Sizes[^1]);
            return functional.linear(tensor, weight, bias);
        }

        public override string extra_repr() => $"in_features={in_features}, out_features={out_features}, bias={PythonText.Of(bias is not null)}";
    }

    /// <summary>y = x1 A x2 + b over the last dims.</summary>
    public class Bilinear : Module<Tensor, Tensor, Tensor>
    {
        internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null, torch.ScalarType? dtype = null) : base(nameof(Bilinear))
        {
            register_parameter("weight", NewParameter(device, dtype, out_features, in1_features, in2_features));
            register_parameter("bias", hasBias ? NewParameter(device, dtype, out_features) : null);
            double bound = 1 / Math.Sqrt(in1_features);
            init.uniform_(weight, -bound, bound);
            if (bias is not null) init.uniform_(bias, -bound, bound);
        }

        public Parameter weight
        {
            get => ParameterOf("weight")!;
            set => register_parameter("weight", value);
        }

        public Parameter? bias
        {
            get => ParameterOf("bias");
            set => register_parameter("bias", value);
        }

        public long in1_features => weight.Sizes[1];

        public long in2_features => weight.Sizes[2];

        public long out_features => weight.Sizes[0];

        public override Tensor forward(Tensor input1, Tensor input2) => functional.bilinear(input1, input2, weight, bias);

        public override string extra_repr()
            => $"in1_features={in1_features}, in2_features={in2_features}, out_features={out_features}, bias={PythonText.Of(bias is not null)}";
    }

    /// <summary>The input itself.</summary>
    public sealed class Identity : ParameterLessModule<Tensor, Tensor>
    {
        internal Identity() : base(nameof(Identity)) { }

        public override Tensor forward(Tensor tensor) => tensor.alias();
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>y = x W^T + b over the last dim.</summary>
            /// <param name="inputSize">Features of x.</param>
            /// <param name="outputSize">Features of y.</param>
            /// <param name="hasBias">Whether there is a b.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">Their dtype.</param>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>y = x W^T + b with given parameters.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            /// <summary>y = x1 A x2 + b over the last dims.</summary>
            public static Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(in1_features, in2_features, out_features, hasBias, device, dtype);

            /// <summary>The input itself.</summary>
            public static Identity Identity() => new();
        }
    }
}
