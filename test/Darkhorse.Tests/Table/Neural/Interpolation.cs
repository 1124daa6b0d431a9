using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Neural;

static class Interpolation
{
    static Row Nearest => new("nn.functional.interpolate")
    {
        Variant = "nearest",
        Aliases = ["nn.functional.upsample_nearest"],
        Call = x => [nn.functional.interpolate(x[0], scale_factor: [2.0])],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 3, 1, 2, 3)), new(Make.Tensor(dtype, 0, 3, 2, 1, 2, 2))],
        DTypes = DTypes.Floats | DTypes.UInt8,
        ReferenceTensors = x => [Gather(x[0], nn.functional.interpolate(x[0], scale_factor: [2.0]).shape, (i, _) => [i[0], i[1], .. i[2..].Select(k => k / 2)])],
        Differentiable = [0],
    };

    static Row Exact => Of("nearest-exact", [1, 1, 5], x => nn.functional.interpolate(x, [3], mode: InterpolationMode.NearestExact), (p, at) => at(2 * p));
    static Row Linear => Of("linear", [1, 1, 3], x => nn.functional.interpolate(x, [6], mode: InterpolationMode.Linear), (p, at) => Lerp(Math.Max((p + 0.5) / 2 - 0.5, 0), at, 3));
    static Row LinearAligned => Of("linear, align_corners", [1, 1, 3], x => nn.functional.interpolate(x, [5], mode: InterpolationMode.Linear, align_corners: true), (p, at) => Lerp(p / 2.0, at, 3));
    static Row Area => Of("area", [1, 1, 5], x => nn.functional.interpolate(x, [2], mode: InterpolationMode.Area), (p, at) => p == 0 ? (at(0) + at(1) + at(2)) / 3 : (at(2) + at(3) + at(4)) / 3);
    static Row Bilinear => TwoDims("bilinear", "nn.functional.upsample_bilinear", x => nn.functional.interpolate(x, [3, 5], mode: InterpolationMode.Bilinear));
    static Row Bicubic => TwoDims("bicubic", null, x => nn.functional.interpolate(x, [3, 5], mode: InterpolationMode.Bicubic));
    static Row BicubicAntialiased => TwoDims("bicubic, antialias", null, x => nn.functional.interpolate(x, [2, 2], mode: InterpolationMode.Bicubic, antialias: true));
    static Row Upsample => TwoDims("", "nn.functional.upsample", x => nn.functional.upsample(x, [3, 5], mode: UpsampleMode.Bilinear));

    static Row Of(string variant, long[] shape, Func<Tensor, Tensor> call, Func<int, Func<int, double>, double> element) => new("nn.functional.interpolate")
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, shape))],
        DTypes = variant == "nearest-exact" ? DTypes.Floats | DTypes.UInt8 : DTypes.Floats,
        ReferenceTensors = x =>
        {
            double[] values = x[0].contiguous().ToArray<double>();
            return [tensor([.. Enumerable.Range(0, (int)call(x[0]).numel()).Select(p => element(p, i => values[i]))], [1, 1, call(x[0]).numel()])];
        },
        Differentiable = [0],
    };

    static Row TwoDims(string variant, string? op, Func<Tensor, Tensor> call) => new(op ?? "nn.functional.interpolate")
    {
        Variant = variant,
        Aliases = op is null ? [] : ["nn.functional.interpolate"],
        Call = x => [call(x[0])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 1, 2, 4, 3))],
        DTypes = DTypes.Floats,
        Differentiable = [0],
    };

    static double Lerp(double at, Func<int, double> value, int size)
    {
        int left = (int)Math.Floor(at), right = Math.Min(left + 1, size - 1);
        return value(left) * (1 - (at - left)) + value(right) * (at - left);
    }
}
