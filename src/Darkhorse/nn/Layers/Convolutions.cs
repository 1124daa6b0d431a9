using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Convolution of a sequence: [N, C, L], batched or not.</summary>
    public sealed class Conv1d : Convolution
    {
        internal Conv1d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv1d), new(in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, groups), bias, padding_mode, device, dtype) { }

        public override Tensor forward(Tensor input)
        {
            var padded = Padded(input, out long[] padding);
            return functional.conv1d(padded, weight, bias, stride[0], padding[0], dilation[0], groups);
        }
    }

    /// <summary>Transposed convolution of a sequence: the gradient of a convolution with respect to its input.</summary>
    public sealed class ConvTranspose1d : ConvolutionTranspose
    {
        internal ConvTranspose1d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] output_padding, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(ConvTranspose1d), new(in_channels, out_channels, kernel_size, stride, padding, null, dilation, groups, Transposed: true) { OutputPadding = output_padding }, bias, padding_mode, device, dtype) { }

        private protected override Tensor Run(Tensor input, long[] outputPadding)
            => functional.conv_transpose1d(input, weight, bias, stride[0], padding[0], outputPadding[0], dilation[0], groups);
    }

    /// <summary>Convolution of a image: [N, C, H, W], batched or not.</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d), new(in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, groups), bias, padding_mode, device, dtype) { }

        public override Tensor forward(Tensor input)
        {
            var padded = Padded(input, out long[] padding);
            return functional.conv2d(padded, weight, bias, stride, padding, dilation, groups);
        }
    }

    /// <summary>Transposed convolution of a image: the gradient of a convolution with respect to its input.</summary>
    public sealed class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] output_padding, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(ConvTranspose2d), new(in_channels, out_channels, kernel_size, stride, padding, null, dilation, groups, Transposed: true) { OutputPadding = output_padding }, bias, padding_mode, device, dtype) { }

        private protected override Tensor Run(Tensor input, long[] outputPadding)
            => functional.conv_transpose2d(input, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    /// <summary>Convolution of a volume: [N, C, D, H, W], batched or not.</summary>
    public sealed class Conv3d : Convolution
    {
        internal Conv3d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv3d), new(in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, groups), bias, padding_mode, device, dtype) { }

        public override Tensor forward(Tensor input)
        {
            var padded = Padded(input, out long[] padding);
            return functional.conv3d(padded, weight, bias, stride, padding, dilation, groups);
        }
    }

    /// <summary>Transposed convolution of a volume: the gradient of a convolution with respect to its input.</summary>
    public sealed class ConvTranspose3d : ConvolutionTranspose
    {
        internal ConvTranspose3d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] output_padding, long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, torch.ScalarType? dtype)
            : base(nameof(ConvTranspose3d), new(in_channels, out_channels, kernel_size, stride, padding, null, dilation, groups, Transposed: true) { OutputPadding = output_padding }, bias, padding_mode, device, dtype) { }

        private protected override Tensor Run(Tensor input, long[] outputPadding)
            => functional.conv_transpose3d(input, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    /// <summary>Sizes as users write them: one number for all dims, a tuple, an array.</summary>
    static class Sizes
    {
        public static long[] Repeat(long value, int rank)
        {
            var result = new long[rank];
            Array.Fill(result, value);
            return result;
        }

        public static long[] List((long, long) sizes) => [sizes.Item1, sizes.Item2];

        public static long[] List((long, long, long) sizes) => [sizes.Item1, sizes.Item2, sizes.Item3];

        public static long[]? List((long, long)? sizes) => sizes is { } two ? List(two) : null;

        public static long[]? List((long, long, long)? sizes) => sizes is { } three ? List(three) : null;

        public static long[]? Repeat(long? value, int rank) => value is { } number ? Repeat(number, rank) : null;
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Conv1d"/>
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(padding, 1), null, Sizes.Repeat(dilation, 1), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv1d"/>
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(0, 1), padding, Sizes.Repeat(dilation, 1), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.ConvTranspose1d"/>
            public static ConvTranspose1d ConvTranspose1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(padding, 1), Sizes.Repeat(output_padding, 1), Sizes.Repeat(dilation, 1), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv2d"/>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2), null, Sizes.Repeat(dilation, 2), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv2d"/>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(0, 2), padding, Sizes.Repeat(dilation, 2), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv2d"/>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1)), Sizes.List(padding ?? (0, 0)), null, Sizes.List(dilation ?? (1, 1)), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv2d"/>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1)), Sizes.Repeat(0, 2), padding, Sizes.List(dilation ?? (1, 1)), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.ConvTranspose2d"/>
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2), Sizes.Repeat(output_padding, 2), Sizes.Repeat(dilation, 2), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.ConvTranspose2d"/>
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1)), Sizes.List(padding ?? (0, 0)), Sizes.List(output_padding ?? (0, 0)), Sizes.List(dilation ?? (1, 1)), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv3d"/>
            public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3), null, Sizes.Repeat(dilation, 3), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv3d"/>
            public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(0, 3), padding, Sizes.Repeat(dilation, 3), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv3d"/>
            public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1, 1)), Sizes.List(padding ?? (0, 0, 0)), null, Sizes.List(dilation ?? (1, 1, 1)), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.Conv3d"/>
            public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding, (long, long, long)? stride = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1, 1)), Sizes.Repeat(0, 3), padding, Sizes.List(dilation ?? (1, 1, 1)), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.ConvTranspose3d"/>
            public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3), Sizes.Repeat(output_padding, 3), Sizes.Repeat(dilation, 3), padding_mode, groups, bias, device, dtype);

            /// <inheritdoc cref="Modules.ConvTranspose3d"/>
            public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? output_padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, Sizes.List(kernel_size), Sizes.List(stride ?? (1, 1, 1)), Sizes.List(padding ?? (0, 0, 0)), Sizes.List(output_padding ?? (0, 0, 0)), Sizes.List(dilation ?? (1, 1, 1)), padding_mode, groups, bias, device, dtype);
        }
    }
}
