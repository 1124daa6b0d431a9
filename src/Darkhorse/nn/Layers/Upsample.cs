using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using Mode = Darkhorse.torch.UpsampleMode;

namespace Darkhorse.Modules
{
    /// <summary>Sequences, images or volumes in another size.</summary>
    public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
    {
        readonly long[]? _size;
        readonly double[]? _scale;

        internal Upsample(string name, long[]? size, double[]? scale_factor, Mode mode, bool? align_corners, bool? recompute_scale_factor) : base(name)
        {
            (_size, _scale) = (size, scale_factor);
            (this.mode, this.align_corners, this.recompute_scale_factor) = (mode, align_corners, recompute_scale_factor);
        }

        public ReadOnlySpan<long> size => _size;
        public ReadOnlySpan<double> scale_factor => _scale;
        public Mode mode { get; }
        public bool? align_corners { get; }
        public bool? recompute_scale_factor { get; set; }

        public override Tensor forward(Tensor input)
            => functional.interpolate(input, _size, _scale, ModeOf(mode), align_corners, recompute_scale_factor == true);

        static torch.InterpolationMode ModeOf(Mode mode) => mode switch
        {
            Mode.Linear => torch.InterpolationMode.Linear,
            Mode.Bilinear => torch.InterpolationMode.Bilinear,
            Mode.Bicubic => torch.InterpolationMode.Bicubic,
            Mode.Trilinear => torch.InterpolationMode.Trilinear,
            Mode.NearestExact => torch.InterpolationMode.NearestExact,
            _ => torch.InterpolationMode.Nearest,
        };

        public override string extra_repr()
        {
            string how = mode == Mode.NearestExact ? "nearest-exact" : mode.ToString().ToLowerInvariant();
            if (_scale is { } scale) return $"scale_factor={(scale.Length == 1 ? PythonText.Of(scale[0]) : $"({string.Join(", ", scale.Select(PythonText.Of))})")}, mode={how}";
            return $"size={(_size!.Length == 1 ? _size[0] : PythonText.Tuple(_size))}, mode={how}";
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Upsample"/>
            public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool? recompute_scale_factor = null)
                => new(nameof(Upsample), size, scale_factor, mode, align_corners, recompute_scale_factor);

            /// <summary>Images in another size, each value that of the nearest element.</summary>
            public static Upsample UpsamplingNearest2d(long[]? size = null, double[]? scale_factor = null) => new(nameof(UpsamplingNearest2d), size, scale_factor, UpsampleMode.Nearest, null, null);

            /// <summary>Images in another size, bilinear, the corners in place.</summary>
            public static Upsample UpsamplingBilinear2d(long[]? size = null, double[]? scale_factor = null) => new(nameof(UpsamplingBilinear2d), size, scale_factor, UpsampleMode.Bilinear, true, null);
        }
    }
}
