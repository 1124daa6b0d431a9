using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>The mean of each of output_size even parts of a sequence.</summary>
    public sealed class AdaptiveAvgPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal AdaptiveAvgPool1d(long output_size) : base(nameof(AdaptiveAvgPool1d)) => this.output_size = output_size;

        public long output_size { get; set; }

        public override Tensor forward(Tensor input) => functional.adaptive_avg_pool1d(input, output_size);

        public override string extra_repr() => $"output_size={output_size}";
    }

    /// <summary>The mean of each of output_size even parts of an image.</summary>
    public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
    {
        readonly long?[] _open;

        internal AdaptiveAvgPool2d(long?[] output_size) : base(nameof(AdaptiveAvgPool2d)) => _open = output_size;

        /// <summary>The sizes; -1 for those of the input.</summary>
        public long[] output_size => Array.ConvertAll(_open, size => size ?? -1);

        public override Tensor forward(Tensor input) => functional.adaptive_avg_pool2d(input, AdaptiveSizes.Of(_open, input));

        public override string extra_repr() => $"output_size={AdaptiveSizes.Text(_open)}";
    }

    /// <summary>The mean of each of output_size even parts of a volume.</summary>
    public sealed class AdaptiveAvgPool3d : ParameterLessModule<Tensor, Tensor>
    {
        readonly long?[] _open;

        internal AdaptiveAvgPool3d(long?[] output_size) : base(nameof(AdaptiveAvgPool3d)) => _open = output_size;

        /// <summary>The sizes; -1 for those of the input.</summary>
        public long[] output_size => Array.ConvertAll(_open, size => size ?? -1);

        public override Tensor forward(Tensor input) => functional.adaptive_avg_pool3d(input, AdaptiveSizes.Of(_open, input));

        public override string extra_repr() => $"output_size={AdaptiveSizes.Text(_open)}";
    }

    /// <summary>The largest of each of output_size even parts of a sequence.</summary>
    public sealed class AdaptiveMaxPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal AdaptiveMaxPool1d(long output_size) : base(nameof(AdaptiveMaxPool1d)) => this.output_size = output_size;

        public long output_size { get; set; }

        public override Tensor forward(Tensor input) => functional.adaptive_max_pool1d(input, output_size);

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.adaptive_max_pool1d_with_indices(input, output_size);

        public override string extra_repr() => $"output_size={output_size}";
    }

    /// <summary>The largest of each of output_size even parts of an image.</summary>
    public sealed class AdaptiveMaxPool2d : ParameterLessModule<Tensor, Tensor>
    {
        readonly long?[] _open;

        internal AdaptiveMaxPool2d(long?[] output_size) : base(nameof(AdaptiveMaxPool2d)) => _open = output_size;

        /// <summary>The sizes; -1 for those of the input.</summary>
        public long[] output_size => Array.ConvertAll(_open, size => size ?? -1);

        public override Tensor forward(Tensor input) => functional.adaptive_max_pool2d(input, AdaptiveSizes.Of(_open, input));

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.adaptive_max_pool2d_with_indices(input, AdaptiveSizes.Of(_open, input));

        public override string extra_repr() => $"output_size={AdaptiveSizes.Text(_open)}";
    }

    /// <summary>The largest of each of output_size even parts of a volume.</summary>
    public sealed class AdaptiveMaxPool3d : ParameterLessModule<Tensor, Tensor>
    {
        readonly long?[] _open;

        internal AdaptiveMaxPool3d(long?[] output_size) : base(nameof(AdaptiveMaxPool3d)) => _open = output_size;

        /// <summary>The sizes; -1 for those of the input.</summary>
        public long[] output_size => Array.ConvertAll(_open, size => size ?? -1);

        public override Tensor forward(Tensor input) => functional.adaptive_max_pool3d(input, AdaptiveSizes.Of(_open, input));

        /// <summary>The largest, and where they were.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => functional.adaptive_max_pool3d_with_indices(input, AdaptiveSizes.Of(_open, input));

        public override string extra_repr() => $"output_size={AdaptiveSizes.Text(_open)}";
    }

    /// <summary>The p-norm of each window of a sequence.</summary>
    public sealed class LPPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal LPPool1d(double norm_type, long kernel_size, long? stride, bool ceil_mode) : base(nameof(LPPool1d))
            => (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);

        public double norm_type { get; set; }

        public long kernel_size { get; set; }

        public long? stride { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode);

        public override string extra_repr() => $"norm_type={PythonText.Number(norm_type)}, kernel_size={kernel_size}, stride={stride?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "None"}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>The p-norm of each window of an image.</summary>
    public sealed class LPPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal LPPool2d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode) : base(nameof(LPPool2d))
            => (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);

        public double norm_type { get; set; }

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode);

        public override string extra_repr() => $"norm_type={PythonText.Number(norm_type)}, kernel_size={PoolText.Of(kernel_size)}, stride={(stride is null ? "None" : PoolText.Of(stride))}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>The p-norm of each window of a volume.</summary>
    public sealed class LPPool3d : ParameterLessModule<Tensor, Tensor>
    {
        internal LPPool3d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode) : base(nameof(LPPool3d))
            => (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);

        public double norm_type { get; set; }

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => functional.lp_pool3d(input, norm_type, kernel_size, stride, ceil_mode);

        public override string extra_repr() => $"norm_type={PythonText.Number(norm_type)}, kernel_size={PoolText.Of(kernel_size)}, stride={(stride is null ? "None" : PoolText.Of(stride))}, ceil_mode={PythonText.Of(ceil_mode)}";
    }

    /// <summary>Puts the values of a max pooling back to where they came from; zeros elsewhere.</summary>
    public sealed class MaxUnpool1d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool1d(long kernel_size, long? stride, long? padding) : base(nameof(MaxUnpool1d)) => (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long kernel_size { get; set; }

        public long? stride { get; set; }

        public long? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null)
            => functional.max_unpool1d(tensor, indices, kernel_size, stride, padding, output_size);

        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);

        public override string extra_repr() => $"kernel_size=({kernel_size},), stride=({stride ?? kernel_size},), padding=({padding ?? 0},)";
    }

    /// <summary>Puts the values of a max pooling back to where they came from; zeros elsewhere.</summary>
    public sealed class MaxUnpool2d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool2d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool2d)) => (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null)
            => functional.max_unpool2d(tensor, indices, kernel_size, stride, padding, output_size);

        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);

        public override string extra_repr() => $"kernel_size={PythonText.Tuple(kernel_size)}, stride={PythonText.Tuple(stride ?? kernel_size)}, padding={PythonText.Tuple(padding ?? Sizes.Repeat(0, 2))}";
    }

    /// <summary>Puts the values of a max pooling back to where they came from; zeros elsewhere.</summary>
    public sealed class MaxUnpool3d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool3d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool3d)) => (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long[] kernel_size { get; set; }

        public long[]? stride { get; set; }

        public long[]? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null)
            => functional.max_unpool3d(tensor, indices, kernel_size, stride, padding, output_size);

        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);

        public override string extra_repr() => $"kernel_size={PythonText.Tuple(kernel_size)}, stride={PythonText.Tuple(stride ?? kernel_size)}, padding={PythonText.Tuple(padding ?? Sizes.Repeat(0, 3))}";
    }

    /// <summary>Max pooling that also tells where the largest elements were: what <see cref="MaxUnpool1d"/> needs.</summary>
    public sealed class MaxPool1dWithIndices : ParameterLessModule<Tensor, (Tensor output, Tensor indices)>
    {
        readonly MaxPool1d _pool;

        internal MaxPool1dWithIndices(MaxPool1d pool) : base("MaxPool1d") => _pool = pool;

        public override (Tensor output, Tensor indices) forward(Tensor input)
            => functional.max_pool1d_with_indices(input, _pool.kernel_size, _pool.stride, _pool.padding, _pool.dilation, _pool.ceil_mode);

        public override string extra_repr() => _pool.extra_repr();
    }

    /// <summary>Max pooling that also tells where the largest elements were: what <see cref="MaxUnpool2d"/> needs.</summary>
    public sealed class MaxPool2dWithIndices : ParameterLessModule<Tensor, (Tensor output, Tensor indices)>
    {
        readonly MaxPool2d _pool;

        internal MaxPool2dWithIndices(MaxPool2d pool) : base("MaxPool2d") => _pool = pool;

        public override (Tensor output, Tensor indices) forward(Tensor input)
            => functional.max_pool2d_with_indices(input, _pool.kernel_size, _pool.stride, _pool.padding, _pool.dilation, _pool.ceil_mode);

        public override string extra_repr() => _pool.extra_repr();
    }

    /// <summary>Max pooling that also tells where the largest elements were: what <see cref="MaxUnpool3d"/> needs.</summary>
    public sealed class MaxPool3dWithIndices : ParameterLessModule<Tensor, (Tensor output, Tensor indices)>
    {
        readonly MaxPool3d _pool;

        internal MaxPool3dWithIndices(MaxPool3d pool) : base("MaxPool3d") => _pool = pool;

        public override (Tensor output, Tensor indices) forward(Tensor input)
            => functional.max_pool3d_with_indices(input, _pool.kernel_size, _pool.stride, _pool.padding, _pool.dilation, _pool.ceil_mode);

        public override string extra_repr() => _pool.extra_repr();
    }

    /// <summary>Sizes of adaptive pooling, of which some may be the input's own.</summary>
    static class AdaptiveSizes
    {
        public static long[] Of(long?[] sizes, Tensor input)
        {
            var result = new long[sizes.Length];
            for (int i = 0; i < result.Length; i++) result[i] = sizes[i] ?? input.size((int)input.ndim - sizes.Length + i);
            return result;
        }

        public static string Text(long?[] sizes) => Array.TrueForAll(sizes, size => size is not null && size == sizes[0])
            ? sizes[0]!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : $"({string.Join(", ", sizes.Select(size => size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "None"))})";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.AdaptiveAvgPool1d"/>
            public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => AdaptiveAvgPool2d(Sizes.Repeat(output_size, 2));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => AdaptiveAvgPool2d(Sizes.List(output_size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => AdaptiveAvgPool3d(Sizes.Repeat(output_size, 3));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => AdaptiveAvgPool3d(Sizes.List(output_size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool1d"/>
            public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);

            /// <inheritdoc cref="Modules.AdaptiveMaxPool2d"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool2d"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long output_size) => AdaptiveMaxPool2d(Sizes.Repeat(output_size, 2));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool2d"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long, long) output_size) => AdaptiveMaxPool2d(Sizes.List(output_size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool3d"/>
            public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool3d"/>
            public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long output_size) => AdaptiveMaxPool3d(Sizes.Repeat(output_size, 3));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool3d"/>
            public static AdaptiveMaxPool3d AdaptiveMaxPool3d((long, long, long) output_size) => AdaptiveMaxPool3d(Sizes.List(output_size));

            /// <inheritdoc cref="Modules.LPPool1d"/>
            public static LPPool1d LPPool1d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);

            /// <inheritdoc cref="Modules.LPPool2d"/>
            public static LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), ceil_mode);

            /// <inheritdoc cref="Modules.LPPool2d"/>
            public static LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);

            /// <inheritdoc cref="Modules.LPPool3d"/>
            public static LPPool3d LPPool3d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), ceil_mode);

            /// <inheritdoc cref="Modules.LPPool3d"/>
            public static LPPool3d LPPool3d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);

            /// <inheritdoc cref="Modules.MaxUnpool1d"/>
            public static MaxUnpool1d MaxUnpool1d(long kernel_size, long? stride = null, long? padding = null) => new(kernel_size, stride, padding);

            /// <inheritdoc cref="Modules.MaxUnpool2d"/>
            public static MaxUnpool2d MaxUnpool2d(long kernel_size, long? stride = null, long? padding = null) => new(Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2));

            /// <inheritdoc cref="Modules.MaxUnpool2d"/>
            public static MaxUnpool2d MaxUnpool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding));

            /// <inheritdoc cref="Modules.MaxUnpool2d"/>
            public static MaxUnpool2d MaxUnpool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null) => new(kernel_size, stride, padding);

            /// <inheritdoc cref="Modules.MaxUnpool3d"/>
            public static MaxUnpool3d MaxUnpool3d(long kernel_size, long? stride = null, long? padding = null) => new(Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3));

            /// <inheritdoc cref="Modules.MaxUnpool3d"/>
            public static MaxUnpool3d MaxUnpool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null) => new(Sizes.List(kernel_size), Sizes.List(stride), Sizes.List(padding));

            /// <inheritdoc cref="Modules.MaxUnpool3d"/>
            public static MaxUnpool3d MaxUnpool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null) => new(kernel_size, stride, padding);

            /// <summary>Max pooling; with <paramref name="return_indices"/> the module is of another type, which returns the places too.</summary>
            public static Module MaxPool1d(long kernel_size, bool return_indices, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => return_indices ? new MaxPool1dWithIndices(MaxPool1d(kernel_size, stride, padding, dilation, ceil_mode)) : MaxPool1d(kernel_size, stride, padding, dilation, ceil_mode);

            /// <summary>Max pooling; with <paramref name="return_indices"/> the module is of another type, which returns the places too.</summary>
            public static Module MaxPool2d(long kernel_size, bool return_indices, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => return_indices ? new MaxPool2dWithIndices(MaxPool2d(kernel_size, stride, padding, dilation, ceil_mode)) : MaxPool2d(kernel_size, stride, padding, dilation, ceil_mode);

            /// <summary>Max pooling; with <paramref name="return_indices"/> the module is of another type, which returns the places too.</summary>
            public static Module MaxPool3d(long kernel_size, bool return_indices, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => return_indices ? new MaxPool3dWithIndices(MaxPool3d(kernel_size, stride, padding, dilation, ceil_mode)) : MaxPool3d(kernel_size, stride, padding, dilation, ceil_mode);

            /// <summary>With sizes that are null where the input's is to be kept.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long?[] output_size) => new(output_size);

            /// <summary>With sizes that are null where the input's is to be kept.</summary>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long?[] output_size) => new(output_size);

            /// <summary>With sizes that are null where the input's is to be kept.</summary>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long?[] output_size) => new(output_size);

            /// <summary>With sizes that are null where the input's is to be kept.</summary>
            public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long?[] output_size) => new(output_size);
        }
    }
}
