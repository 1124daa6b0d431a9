using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Gradients
{
    static readonly double[] s_points = [0, 1, 3, 3.5, 5];

    static IEnumerable<Row> Gradient =>
    [
        new("gradient")
        {
            Call = x => gradient(x[0], 0.5),
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 4, 5)), new(Make.Tensor(dtype, -3, 3, 2))],
            DTypes = DTypes.Numbers & ~DTypes.UInt8,
            ReferenceTensors = x => x[0].ndim == 1 ? [Slopes(x[0], 0, [0, 0.5])] : [Slopes(x[0], 0, [0, 0.5, 1, 1.5]), Slopes(x[0], 1, [0, 0.5, 1, 1.5, 2])],
            Differentiable = [0],
        },
        new("gradient")
        {
            Variant = "points",
            Call = x => gradient(x[0], [tensor(s_points).to(is_floating_point(x[0]) ? x[0].dtype : float32).to(x[0].device)], [-1]),
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 4, 5))],
            DTypes = DTypes.Numbers & ~DTypes.UInt8,
            ReferenceTensors = x => [Slopes(x[0], 1, s_points)],
            Differentiable = [0],
        },
        new("gradient")
        {
            Variant = "edge_order=2",
            Call = x => gradient(x[0], [2.0], [1], edge_order: 2),
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 4, 5))],
            DTypes = DTypes.Numbers & ~DTypes.UInt8,
            Differentiable = [0],
        },
    ];

    /// <summary>Of the parabola through three neighbours, or at the ends of the line through two.</summary>
    static Tensor Slopes(Tensor x, int dim, double[] at) => Plain.Runs(x, dim, f => [.. f.Select((_, i) =>
    {
        if (i == 0 || i == f.Length - 1) return (f[i == 0 ? 1 : i] - f[i == 0 ? 0 : i - 1]) / (at[i == 0 ? 1 : i] - at[i == 0 ? 0 : i - 1]);
        double a = at[i - 1], b = at[i], c = at[i + 1];
        return f[i - 1] * (b - c) / ((a - b) * (a - c)) + f[i] * (2 * b - a - c) / ((b - a) * (b - c)) + f[i + 1] * (b - a) / ((c - a) * (c - b));
    })]);
}
