using Mode = Darkhorse.torch.InterpolationMode;

namespace Darkhorse.Ops;

/// <summary>The older names of <see cref="Interpolation"/>.</summary>
static class Upsampling
{
    /// <summary>Resizes the spatial dims; see interpolate.</summary>
    [Op("nn.functional.upsample", Variants.Function)]
    public static Tensor Upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, torch.UpsampleMode mode = torch.UpsampleMode.Nearest, bool align_corners = false)
        => Interpolation.Interpolate(input, size, scale_factor, Of(mode), mode is torch.UpsampleMode.Nearest or torch.UpsampleMode.NearestExact ? null : align_corners);

    /// <summary>Each value is that of the nearest element.</summary>
    [Op("nn.functional.upsample_nearest", Variants.Function)]
    public static Tensor UpsampleNearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
        => Interpolation.Interpolate(x, size, scale_factor, align_corners: align_corners ? true : null);

    /// <summary>Bilinear, the corners in place or not.</summary>
    [Op("nn.functional.upsample_bilinear", Variants.Function)]
    public static Tensor UpsampleBilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
        => Interpolation.Interpolate(x, size, scale_factor, Mode.Bilinear, align_corners);

    /// <summary>Sequences [N, C, L], each value that of the nearest element.</summary>
    [Op("nn.functional.upsample_nearest1d", Variants.Function)]
    public static Tensor UpsampleNearest1d(Tensor input, long? outputSize = null, double? scaleFactor = null)
        => Interpolation.Interpolate(input, outputSize is { } size ? [size] : null, outputSize is null && scaleFactor is { } factor ? [factor] : null);

    /// <summary>Images [N, C, H, W], each value that of the nearest element.</summary>
    [Op("nn.functional.upsample_nearest2d", Variants.Function)]
    public static Tensor UpsampleNearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) => Interpolation.Interpolate(input, outputSizes, outputSizes is null ? scaleFactors : null);

    /// <summary>Volumes [N, C, D, H, W], each value that of the nearest element.</summary>
    [Op("nn.functional.upsample_nearest3d", Variants.Function)]
    public static Tensor UpsampleNearest3d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) => Interpolation.Interpolate(input, outputSizes, outputSizes is null ? scaleFactors : null);

    static Mode Of(torch.UpsampleMode mode) => mode switch
    {
        torch.UpsampleMode.Linear => Mode.Linear,
        torch.UpsampleMode.Bilinear => Mode.Bilinear,
        torch.UpsampleMode.Bicubic => Mode.Bicubic,
        torch.UpsampleMode.Trilinear => Mode.Trilinear,
        torch.UpsampleMode.NearestExact => Mode.NearestExact,
        _ => Mode.Nearest,
    };
}
