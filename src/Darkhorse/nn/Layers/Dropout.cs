using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>While training, zeros each element with probability p and divides the others by 1 - p.</summary>
    public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.dropout(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    /// <summary>While training, zeros whole channels of sequences.</summary>
    public sealed class Dropout1d : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout1d(double p, bool inplace) : base(nameof(Dropout1d)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.dropout1d(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    /// <summary>While training, zeros whole channels of images.</summary>
    public sealed class Dropout2d : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout2d(double p, bool inplace) : base(nameof(Dropout2d)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.dropout2d(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    /// <summary>While training, zeros whole channels of volumes.</summary>
    public sealed class Dropout3d : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout3d(double p, bool inplace) : base(nameof(Dropout3d)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.dropout3d(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    /// <summary>Dropout that keeps mean and variance of SELU's outputs (arXiv 1706.02515).</summary>
    public sealed class AlphaDropout : ParameterLessModule<Tensor, Tensor>
    {
        internal AlphaDropout(double p, bool inplace) : base(nameof(AlphaDropout)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.alpha_dropout(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    /// <summary>Alpha dropout of whole channels.</summary>
    public sealed class FeatureAlphaDropout : ParameterLessModule<Tensor, Tensor>
    {
        internal FeatureAlphaDropout(double p, bool inplace) : base(nameof(FeatureAlphaDropout)) => (this.p, this.inplace) = (DropoutText.Checked(p), inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => functional.feature_alpha_dropout(tensor, p, training, inplace);

        public override string extra_repr() => DropoutText.Of(p, inplace);
    }

    static class DropoutText
    {
        /// <exception cref="ArgumentException">p is not in [0, 1].</exception>
        public static double Checked(double p)
            => p is >= 0 and <= 1 ? p : throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {PythonText.Of(p)}");

        public static string Of(double p, bool inplace) => $"p={PythonText.Of(p)}, inplace={PythonText.Of(inplace)}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Dropout"/>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <inheritdoc cref="Modules.Dropout1d"/>
            public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <inheritdoc cref="Modules.Dropout2d"/>
            public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <inheritdoc cref="Modules.Dropout3d"/>
            public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <inheritdoc cref="Modules.AlphaDropout"/>
            public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <inheritdoc cref="Modules.FeatureAlphaDropout"/>
            public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5) => new(p, false);

            /// <inheritdoc cref="Modules.FeatureAlphaDropout"/>
            public static FeatureAlphaDropout FeatureAlphaDropout(double p, bool inplace) => new(p, inplace);
        }
    }
}
