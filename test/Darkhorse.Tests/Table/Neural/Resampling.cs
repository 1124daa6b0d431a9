using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Neural;

static class Resampling
{
    static Row Interpolate(InterpolationMode mode, params long[][] shapes) => new("nn.functional.interpolate")
    {
        Variant = mode.ToString(),
        Call = x => [nn.functional.interpolate(x[0], [3], mode: mode)],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = mode is InterpolationMode.Nearest or InterpolationMode.NearestExact ? DTypes.Floats | DTypes.UInt8 : DTypes.Floats,
        Differentiable = [0],
    };

    static Row Grid(GridSampleMode mode, GridSamplePaddingMode padding) => new("nn.functional.grid_sample")
    {
        Variant = $"{mode}, {padding}",
        Call = x => [nn.functional.grid_sample(x[0], x[1], mode, padding, false)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 2, 4, 5), Make.Tensor(dtype, -0.93, 1.04, 2, 3, 3, 2))],
        DTypes = DTypes.Float32 | DTypes.Float64,
        Differentiable = mode == GridSampleMode.Nearest ? [0] : [0, 1],
        Deterministic = true,
    };

    static Row Upsample(string op, Func<Tensor, Tensor> call, DTypes dtypes, params long[] shape) => new("nn.functional." + op)
    {
        Call = x => [call(x[0])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, shape))],
        DTypes = dtypes,
        Differentiable = [0],
    };

    static Row Random(string op, Func<Tensor, Tensor[]> call, params long[] shape) => new("nn.functional." + op)
    {
        Call = x => call(x[0]),
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, shape))],
        DTypes = DTypes.Floats,
        Deterministic = false,
    };

    static Tensor[] Both((Tensor First, Tensor Second) results) => [results.First, results.Second];

    static IEnumerable<Row> All =>
    [
        Random("fractional_max_pool2d", x => [nn.functional.fractional_max_pool2d(x, 2, output_ratio: 0.6)], 2, 3, 5, 6),
        Random("fractional_max_pool3d", x => [nn.functional.fractional_max_pool3d(x, 2, 2)], 2, 4, 5, 6),
        Random("fractional_max_pool2d_with_indices", x => Both(nn.functional.fractional_max_pool2d_with_indices(x, [2, 3], [3, 2])), 2, 3, 5, 6),
        Random("fractional_max_pool3d_with_indices", x => Both(nn.functional.fractional_max_pool3d_with_indices(x, [2, 1, 2], [2, 2, 2])), 1, 2, 3, 4, 5),
        Upsample("upsample_nearest1d", x => nn.functional.upsample_nearest1d(x, 5, null), DTypes.Floats | DTypes.UInt8, 1, 2, 3),
        Upsample("upsample_nearest2d", x => nn.functional.upsample_nearest2d(x, null, [1.5]), DTypes.Floats | DTypes.UInt8, 1, 2, 2, 3),
        Upsample("upsample_nearest3d", x => nn.functional.upsample_nearest3d(x, [3]), DTypes.Floats | DTypes.UInt8, 1, 1, 2, 2, 2),
        Interpolate(InterpolationMode.Nearest, [1, 2, 5], [2, 1, 4, 5]),
        Interpolate(InterpolationMode.NearestExact, [1, 2, 5], [2, 1, 4, 5]),
        Interpolate(InterpolationMode.Linear, [1, 2, 5], [2, 3, 2]),
        Interpolate(InterpolationMode.Bilinear, [1, 2, 5, 4], [2, 1, 2, 2]),
        Interpolate(InterpolationMode.Bicubic, [1, 2, 5, 4], [2, 1, 2, 2]),
        Interpolate(InterpolationMode.Trilinear, [1, 2, 2, 3, 4]),
        Grid(GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros),
        Grid(GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection),
        Grid(GridSampleMode.Nearest, GridSamplePaddingMode.Border),
        Grid(GridSampleMode.Bicubic, GridSamplePaddingMode.Zeros),
        new("nn.functional.affine_grid")
        {
            Call = x => [nn.functional.affine_grid(x[0], [2, 1, 3, 4])],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 2, 3))],
            DTypes = DTypes.Floats,
            Differentiable = [0],
        },
        new("nn.functional.glu")
        {
            Aliases = ["glu"],
            Call = x => [nn.functional.glu(x[0])],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 6)), new(Make.Tensor(dtype, -3, 3, 2, 3, 4))],
            DTypes = DTypes.Floats,
            Differentiable = [0],
            Tolerance = (1e-5, 1e-5),
        },
        new("nn.functional.prelu")
        {
            Aliases = ["prelu"],
            Call = x => [nn.functional.prelu(x[0], x[1])],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 6), Make.Tensor(dtype, 0.1, 0.4, 1)), new(Make.Tensor(dtype, -3, 3, 2, 3, 4), Make.Tensor(dtype, 0.1, 0.4, 3))],
            DTypes = DTypes.Floats,
            Differentiable = [0, 1],
        },
        new("nn.functional.rrelu")
        {
            Aliases = ["rrelu", "rrelu_"],
            Call = x => [nn.functional.rrelu(x[0], 0.1, 0.3, training: true)],
            Samples = dtype => Make.Unary(dtype),
            DTypes = DTypes.Floats,
            Deterministic = false,
        },
        new("nn.functional.scaled_dot_product_attention")
        {
            Call = x => [nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true)],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 3, 4), Make.Tensor(dtype, -1, 1, 2, 3, 4), Make.Tensor(dtype, -1, 1, 2, 3, 5))],
            DTypes = DTypes.Floats,
            Differentiable = [0, 1, 2],
        },
    ];
}
