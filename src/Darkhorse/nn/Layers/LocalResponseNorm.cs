using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Divides by a power of the mean square over neighbouring channels (Krizhevsky et al., 2012).</summary>
    public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
    {
        internal LocalResponseNorm(long size, double alpha, double beta, double k) : base(nameof(LocalResponseNorm)) => (this.size, this.alpha, this.beta, this.k) = (size, alpha, beta, k);

        public long size { get; set; }
        public double alpha { get; set; }
        public double beta { get; set; }
        public double k { get; set; }

        public override Tensor forward(Tensor input) => functional.local_response_norm(input, size, alpha, beta, k);

        public override string extra_repr() => $"{size}, alpha={PythonText.Of(alpha)}, beta={PythonText.Of(beta)}, k={PythonText.Of(k)}";
    }

    /// <summary>The same under its old name, for images.</summary>
    public sealed class CrossMapLRN2d : ParameterLessModule<Tensor, Tensor>
    {
        internal CrossMapLRN2d(long size, double alpha, double beta, double k) : base(nameof(CrossMapLRN2d)) => (this.size, this.alpha, this.beta, this.k) = (size, alpha, beta, k);

        public long size { get; set; }
        public double alpha { get; set; }
        public double beta { get; set; }
        public double k { get; set; }

        public override Tensor forward(Tensor input) => functional.local_response_norm(input, size, alpha, beta, k);

        public override string extra_repr() => $"{size}, alpha={PythonText.Of(alpha)}, beta={PythonText.Of(beta)}, k={PythonText.Of(k)}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.LocalResponseNorm"/>
            public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 1e-4, double beta = 0.75, double k = 1) => new(size, alpha, beta, k);

            /// <inheritdoc cref="Modules.CrossMapLRN2d"/>
            public static CrossMapLRN2d CrossMapLRN2d(long size, double alpha = 1e-4, double beta = 0.75, double k = 1) => new(size, alpha, beta, k);
        }
    }
}
