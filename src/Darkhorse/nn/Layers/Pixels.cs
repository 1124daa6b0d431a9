using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>[*, C r^2, H, W] as [*, C, H r, W r].</summary>
    public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
    {
        internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

        public long upscale_factor { get; set; }

        public override Tensor forward(Tensor tensor) => functional.pixel_shuffle(tensor, upscale_factor);

        public override string extra_repr() => $"upscale_factor={upscale_factor}";
    }

    /// <summary>[*, C, H r, W r] as [*, C r^2, H, W].</summary>
    public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
    {
        internal PixelUnshuffle(long downscale_factor) : base(nameof(PixelUnshuffle)) => this.downscale_factor = downscale_factor;

        public long downscale_factor { get; set; }

        public override Tensor forward(Tensor tensor) => functional.pixel_unshuffle(tensor, downscale_factor);

        public override string extra_repr() => $"downscale_factor={downscale_factor}";
    }

    /// <summary>The channels of several groups, dealt out in turn.</summary>
    public sealed class ChannelShuffle : ParameterLessModule<Tensor, Tensor>
    {
        internal ChannelShuffle(long groups) : base(nameof(ChannelShuffle)) => this.groups = groups;

        public long groups { get; set; }

        public override Tensor forward(Tensor tensor) => torch.nn.functional.channel_shuffle(tensor, groups);

        public override string extra_repr() => $"groups={groups}";
    }

    /// <summary>The windows of an image as columns.</summary>
    public sealed class Unfold : ParameterLessModule<Tensor, Tensor>
    {
        internal Unfold((long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride) : base(nameof(Unfold))
            => (this.kernel_size, this.dilation, this.padding, this.stride) = (kernel_size, dilation, padding, stride);

        public (long, long) kernel_size { get; set; }

        public (long, long)? dilation { get; set; }

        public (long, long)? padding { get; set; }

        public (long, long)? stride { get; set; }

        public override Tensor forward(Tensor tensor) => functional.unfold(tensor, kernel_size, dilation, padding, stride);

        public override string extra_repr() => $"kernel_size={SpatialText.Of(kernel_size)}, dilation={SpatialText.Of(dilation ?? (1, 1))}, padding={SpatialText.Of(padding ?? (0, 0))}, stride={SpatialText.Of(stride ?? (1, 1))}";
    }

    /// <summary>Columns of windows added up to an image.</summary>
    public sealed class Fold : ParameterLessModule<Tensor, Tensor>
    {
        internal Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride) : base(nameof(Fold))
            => (this.output_size, this.kernel_size, this.dilation, this.padding, this.stride) = (output_size, kernel_size, dilation, padding, stride);

        public (long, long) output_size { get; set; }

        public (long, long) kernel_size { get; set; }

        public (long, long)? dilation { get; set; }

        public (long, long)? padding { get; set; }

        public (long, long)? stride { get; set; }

        public override Tensor forward(Tensor tensor) => functional.fold(tensor, output_size, kernel_size, dilation, padding, stride);

        public override string extra_repr() => $"output_size={SpatialText.Of(output_size)}, kernel_size={SpatialText.Of(kernel_size)}, dilation={SpatialText.Of(dilation ?? (1, 1))}, padding={SpatialText.Of(padding ?? (0, 0))}, stride={SpatialText.Of(stride ?? (1, 1))}";
    }

    static class SpatialText
    {
        public static string Of((long, long) sizes)
            => sizes.Item1 == sizes.Item2 ? sizes.Item1.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"({sizes.Item1}, {sizes.Item2})";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.PixelShuffle"/>
            public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

            /// <inheritdoc cref="Modules.PixelUnshuffle"/>
            public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);

            /// <inheritdoc cref="Modules.ChannelShuffle"/>
            public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

            /// <inheritdoc cref="Modules.Unfold"/>
            public static Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <inheritdoc cref="Modules.Unfold"/>
            public static Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(kernel_size, dilation, padding, stride);

            /// <inheritdoc cref="Modules.Fold"/>
            public static Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <inheritdoc cref="Modules.Fold"/>
            public static Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(output_size, kernel_size, dilation, padding, stride);
        }
    }
}
