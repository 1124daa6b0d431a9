using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class ScatterOps
{
    /// <summary>Elements of src combined into a copy of x, one after the other.</summary>
    public static Tensor Placed(Tensor x, int dim, Tensor index, Tensor src, Func<double, double, double> combine)
    {
        double[] values = Loops.Numbers(x), from = Loops.Numbers(src);
        long[] positions = Loops.Longs(index), shape = index.shape;
        foreach (long[] at in Loops.Coordinates(shape))
        {
            long target = x.ndim == 0 ? 0 : Loops.Linear(at.With(dim, positions[Loops.Linear(at, shape)]), x.shape);
            values[target] = combine(values[target], from[Loops.Linear(at, src.shape)]);
        }
        return Laws.Same.FromArray(values, x.shape);
    }

    static IEnumerable<Sample> Samples(ScalarType dtype, int dim) => dim == 0
        ?
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2, 4], 0, 1, 2, 0, 2, 0, 1, 1), Make.Tensor(dtype, 1, 2, 2, 4)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3, 2], 0, 1, 2, 0, 1, 2), Make.Tensor(dtype, 1, 2, 4, 3)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), zeros([0, 4], int64), Make.Tensor(dtype, 1, 2, 2, 4)),
            new(Make.Tensor(dtype, -3, 3), Loops.Indices([], 0), Make.Tensor(dtype, 1, 2)),
        ]
        :
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3, 2], 3, 1, 2, 0, 1, 2), Make.Tensor(dtype, 1, 2, 3, 2)),
            new(Make.Tensor(dtype, -3, 3, 2, 3, 2), Loops.Indices([2, 3, 1], 0, 2, 1, 2, 0, 1), Make.Tensor(dtype, 1, 2, 2, 3, 1)),
        ];

    static IEnumerable<Row> Scatter => from dim in new[] { 0, 1 } from reduce in new[] { null, "add", "multiply" } select Of(dim, reduce);

    static Row Of(int dim, string? reduce) => new("scatter")
    {
        Aliases = ["scatter_"],
        Variant = $"dim={dim}, reduce={reduce}",
        Call = x => [scatter(x[0], dim, x[1], x[2], reduce)],
        Method = x => [x[0].scatter(dim, x[1], x[2], reduce)],
        InPlace = x => x[0].scatter_(dim, x[1], x[2], reduce),
        Samples = dtype => Samples(dtype, dim),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Placed(x[0], dim, x[1], x[2], reduce switch { null => (_, y) => y, "add" => (a, y) => a + y, _ => (a, y) => a * y })],
        Differentiable = [0, 2],
    };

    static Row ScatterValue => new("scatter")
    {
        Variant = "value",
        Call = x => [scatter(x[0], 0, x[1], 2)],
        Method = x => [x[0].scatter(0, x[1], 2)],
        InPlace = x => x[0].scatter_(0, x[1], 2),
        Samples = dtype => Samples(dtype, 0),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Placed(x[0], 0, x[1], ones(x[1].shape, float64) * 2, (_, y) => y)],
        Differentiable = [0],
    };

    static IEnumerable<Row> ScatterAdd => new[] { 0, 1 }.Select(dim => new Row("scatter_add")
    {
        Aliases = ["scatter_add_"],
        Variant = $"dim={dim}",
        Call = x => [scatter_add(x[0], dim, x[1], x[2])],
        Method = x => [x[0].scatter_add(dim, x[1], x[2])],
        InPlace = x => x[0].scatter_add_(dim, x[1], x[2]),
        Samples = dtype => Samples(dtype, dim),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Placed(x[0], dim, x[1], x[2], (a, y) => a + y)],
        Differentiable = [0, 2],
    });
}
