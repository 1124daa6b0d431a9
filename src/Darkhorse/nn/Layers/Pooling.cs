using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>What pooling modules print.</summary>
    static class PoolText
    {
        /// <summary>A size that is the same in all dims is printed once, as it is mostly given.</summary>
        public static string Of(long[] sizes) => sizes.AsSpan(1).ContainsAnyExcept(sizes[0]) ? PythonText.Tuple(sizes) : sizes[0].ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The largest of each window of a sequence.</summary>
    public sealed class MaxPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal MaxPool1d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode) : base(nameof(MaxPool1d))
            => (this.kernel_size, this.stride, this.padding, this.dilation, this.ceil_mode) = (kernel_size, stride, padding, dilation, ceil_mode);

        public long kernel_size { get; set; }

        public long? stride { get; set; }

        public long? padding { get; set; }

        public long? dilation { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);

        public override string extra_repr() => $"kernel_size={kernel_size}, stride={stride ?? kernel_size}, padding={padding ?? 0}, dilation={dilation ?? 1}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>The mean of each window of a sequence.</summary>
    public sealed class AvgPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal AvgPool1d(long kernel_size, long? stride, long? padding, bool ceil_mode, bool count_include_pad) : base(nameof(AvgPool1d))
            => (this.kernel_size, this.stride, this.padding, this.ceil_mode, this.count_include_pad) = (kernel_size, stride, padding, ceil_mode, count_include_pad);

        public long kernel_size { get; set; }

        public long? stride { get; set; }

        public long? padding { get; set; }

        public bool ceil_mode { get; set; }

        public bool count_include_pad { get; set; }

        public override Tensor forward(Tensor input) => functional.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad);

        public override string extra_repr() => $"kernel_size=({kernel_size},), stride=({stride ?? kernel_size},), padding=({padding ?? 0},)";
    }

    /// <summary>The largest of each window of an image.</summary>
    public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base(nameof(MaxPool2d))
            => (this.kernel_size, this.stride, this.padding, this.dilation, this.ceil_mode) = (kernel_size, stride, padding, dilation, ceil_mode);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public long[]? dilation { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);

        public override string extra_repr() => $"kernel_size={PoolText.Of(kernel_size)}, stride={PoolText.Of(stride ?? kernel_size)}, padding={PoolText.Of(padding ?? [0])}, dilation={PoolText.Of(dilation ?? [1])}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>The mean of each window of an image.</summary>
    public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad, long? divisor_override) : base(nameof(AvgPool2d))
            => (this.kernel_size, this.stride, this.padding, this.ceil_mode, this.count_include_pad, this.divisor_override) = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public bool ceil_mode { get; set; }

        public bool count_include_pad { get; set; }

        public long? divisor_override { get; set; }

        public override Tensor forward(Tensor input) => functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public override string extra_repr() => $"kernel_size={PoolText.Of(kernel_size)}, stride={PoolText.Of(stride ?? kernel_size)}, padding={PoolText.Of(padding ?? [0])}";
    }

    /// <summary>The largest of each window of a volume.</summary>
    public sealed class MaxPool3d : ParameterLessModule<Tensor, Tensor>
    {
        internal MaxPool3d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base(nameof(MaxPool3d))
            => (this.kernel_size, this.stride, this.padding, this.dilation, this.ceil_mode) = (kernel_size, stride, padding, dilation, ceil_mode);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public long[]? dilation { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.max_pool3d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);

        public override string extra_repr() => $"kernel_size={PoolText.Of(kernel_size)}, stride={PoolText.Of(stride ?? kernel_size)}, padding={PoolText.Of(padding ?? [0])}, dilation={PoolText.Of(dilation ?? [1])}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>The mean of each window of a volume.</summary>
    public sealed class AvgPool3d : ParameterLessModule<Tensor, Tensor>
    {
        internal AvgPool3d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad, long? divisor_override) : base(nameof(AvgPool3d))
            => (this.kernel_size, this.stride, this.padding, this.ceil_mode, this.count_include_pad, this.divisor_override) = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public bool ceil_mode { get; set; }

        public bool count_include_pad { get; set; }

        public long? divisor_override { get; set; }

        public override Tensor forward(Tensor input) => functional.avg_pool3d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public override string extra_repr() => $"kernel_size={PoolText.Of(kernel_size)}, stride={PoolText.Of(stride ?? kernel_size)}, padding={PoolText.Of(padding ?? [0])}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.MaxPool1d"/>
            public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);

            /// <inheritdoc cref="Modules.AvgPool1d"/>
            public static AvgPool1d AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) => new(kernel_size, stride, padding, ceil_mode, count_include_pad);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2), Sizes.Repeat(dilation, 2), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding), Sizes.List(dilation), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.MaxPool3d"/>
            public static MaxPool3d MaxPool3d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3), Sizes.Repeat(dilation, 3), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool3d"/>
            public static MaxPool3d MaxPool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, bool ceil_mode = false) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding), Sizes.List(dilation), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool3d"/>
            public static MaxPool3d MaxPool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);

            /// <inheritdoc cref="Modules.AvgPool3d"/>
            public static AvgPool3d AvgPool3d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool3d"/>
            public static AvgPool3d AvgPool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool3d"/>
            public static AvgPool3d AvgPool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
        }
    }
}
