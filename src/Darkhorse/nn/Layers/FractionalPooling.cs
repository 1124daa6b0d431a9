using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Max pooling with windows at random, uneven steps (Graham, arXiv 1412.6071).</summary>
    public sealed class FractionalMaxPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal FractionalMaxPool2d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool2d))
        {
            if (output_size is null && output_ratio is null) throw new ArgumentException("FractionalMaxPool2d requires specifying either an output size, or a pooling ratio");
            if (output_size is not null && output_ratio is not null) throw new ArgumentException("only one of output_size and output_ratio may be specified");
            if (output_ratio is not null && Array.Exists(output_ratio, ratio => ratio is not (> 0 and < 1)))
                throw new ArgumentException($"output_ratio must be between 0 and 1 (got [{string.Join(", ", output_ratio.Select(PythonText.Of))}])");
            (this.kernel_size, this.output_size, this.output_ratio) = (kernel_size, output_size, output_ratio);
        }

        public long[] kernel_size { get; set; }

        public long[]? output_size { get; set; }

        public double[]? output_ratio { get; set; }

        public override Tensor forward(Tensor tensor) => functional.fractional_max_pool2d(tensor, kernel_size, output_size, output_ratio);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor tensor) => functional.fractional_max_pool2d_with_indices(tensor, kernel_size, output_size, output_ratio);
    }

    /// <summary>Max pooling with windows at random, uneven steps (Graham, arXiv 1412.6071).</summary>
    public sealed class FractionalMaxPool3d : ParameterLessModule<Tensor, Tensor>
    {
        internal FractionalMaxPool3d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool3d))
        {
            if (output_size is null && output_ratio is null) throw new ArgumentException("FractionalMaxPool3d requires specifying either an output size, or a pooling ratio");
            if (output_size is not null && output_ratio is not null) throw new ArgumentException("only one of output_size and output_ratio may be specified");
            if (output_ratio is not null && Array.Exists(output_ratio, ratio => ratio is not (> 0 and < 1)))
                throw new ArgumentException($"output_ratio must be between 0 and 1 (got [{string.Join(", ", output_ratio.Select(PythonText.Of))}])");
            (this.kernel_size, this.output_size, this.output_ratio) = (kernel_size, output_size, output_ratio);
        }

        public long[] kernel_size { get; set; }

        public long[]? output_size { get; set; }

        public double[]? output_ratio { get; set; }

        public override Tensor forward(Tensor tensor) => functional.fractional_max_pool3d(tensor, kernel_size, output_size, output_ratio);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor tensor) => functional.fractional_max_pool3d_with_indices(tensor, kernel_size, output_size, output_ratio);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static FractionalMaxPool2d FractionalMaxPool2d(long kernel_size, long? output_size = null, double? output_ratio = null)
                => new(Sizes.Repeat(kernel_size, 2), Sizes.Repeat(output_size, 2), output_ratio is { } ratio ? [ratio, ratio] : null);

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static FractionalMaxPool2d FractionalMaxPool2d((long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null)
                => new(Sizes.List(kernel_size), Sizes.List(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2] : null);

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static FractionalMaxPool2d FractionalMaxPool2d(long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) => new(kernel_size, output_size, output_ratio);

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static FractionalMaxPool3d FractionalMaxPool3d(long kernel_size, long? output_size = null, double? output_ratio = null)
                => new(Sizes.Repeat(kernel_size, 3), Sizes.Repeat(output_size, 3), output_ratio is { } ratio ? [ratio, ratio, ratio] : null);

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static FractionalMaxPool3d FractionalMaxPool3d((long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null)
                => new(Sizes.List(kernel_size), Sizes.List(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2, ratio.Item3] : null);

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static FractionalMaxPool3d FractionalMaxPool3d(long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) => new(kernel_size, output_size, output_ratio);
        }
    }
}
