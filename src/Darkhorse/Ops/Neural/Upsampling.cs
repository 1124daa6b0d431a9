namespace Darkhorse.Ops;

/// <summary>The nearest element, by older names for each rank.</summary>
static class Upsampling
{
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
}
