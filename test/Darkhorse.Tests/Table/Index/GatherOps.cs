using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class GatherOps
{
    static Tensor Picked(Tensor x, int dim, Tensor index)
    {
        if (x.ndim == 0) return x.expand(index.shape);
        double[] values = Loops.Numbers(x);
        long[] positions = Loops.Longs(index), shape = index.shape;
        return Loops.Build(shape, at => values[Loops.Linear(at.With(dim, positions[Loops.Linear(at, shape)]), x.shape)]);
    }

    /// <summary>An index vector as an index for every element.</summary>
    static Tensor Spread(Tensor x, int dim, Tensor index)
    {
        if (x.ndim == 0) return index.reshape(1)[0];
        long[] ones = [.. x.shape.Select(_ => 1L)], shape = x.shape;
        (ones[dim], shape[dim]) = (index.numel(), index.numel());
        return index.reshape(ones).expand(shape);
    }

    static Row Along(int dim, Func<ScalarType, IEnumerable<Sample>> samples) => new("gather")
    {
        Variant = $"dim={dim}",
        Call = x => [gather(x[0], dim, x[1])],
        Method = x => [x[0].gather(dim, x[1])],
        Samples = samples,
        DTypes = DTypes.All,
        ReferenceTensors = x => [Picked(x[0], dim < 0 ? dim + Math.Max(1, (int)x[0].ndim) : dim, x[1])],
        Differentiable = [0],
    };

    static IEnumerable<Row> Gather =>
    [
        Along(0, dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2, 4], 0, 1, 2, 0, 2, 0, 0, 1)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([5, 2], 0, 1, 2, 0, 2, 2, 1, 1, 0, 0)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), zeros([0, 4], int64)),
            new(Make.Tensor(dtype, -3, 3), Loops.Indices([], 0)),
        ]),
        Along(-1, dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 2, 3, 4), Loops.Indices([2, 1, 3], 0, 3, 1, 2, 2, 0)),
            new(Make.Tensor(dtype, -3, 3, 5), Loops.Indices([7], 4, 3, 0, 0, 1, 2, 4)),
        ]),
    ];

    static Row TakeAlongDim => new("take_along_dim")
    {
        Call = x => [take_along_dim(x[0], x[1], 1)],
        Method = x => [x[0].take_along_dim(x[1], 1)],
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3, 2], 0, 3, 1, 1, 2, 0)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([1, 2], 3, 0)),
            new(Make.Tensor(dtype, -3, 3, 1, 4), Loops.Indices([3, 1], 3, 0, 1)),
        ],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            long rows = Math.Max(x[0].size(0), x[1].size(0));
            return [Picked(x[0].expand(rows, 4), 1, x[1].expand(rows, x[1].size(1)))];
        },
        Differentiable = [0],
    };

    static IEnumerable<Row> IndexSelect => new[] { 0, 1 }.Select(dim => new Row("index_select")
    {
        Variant = $"dim={dim}",
        Call = x => [index_select(x[0], x[0].ndim == 0 ? 0 : dim, x[1])],
        Method = x => [x[0].index_select(x[0].ndim == 0 ? 0 : dim, x[1])],
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([5], 0, 2, 2, 1, 0)),
            new(Make.Tensor(dtype, -3, 3, 3, 4, 2), Loops.Indices([], 2)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), zeros([0], int64)),
            new(Make.Tensor(dtype, -3, 3, 3, 67), Loops.Indices([2], 2, 1)),
            new(Make.Tensor(dtype, -3, 3), Loops.Indices([1], 0)),
        ],
        DTypes = DTypes.All,
        ReferenceTensors = x => [Picked(x[0], dim, Spread(x[0], dim, x[1]))],
        Differentiable = [0],
    });

    static Row Take => new("take")
    {
        Call = x => [take(x[0], x[1])],
        Method = x => [x[0].take(x[1])],
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2, 2], 0, -1, 5, 5)),
            new(Make.Tensor(dtype, -3, 3), Loops.Indices([3], 0, -1, 0)),
            new(Make.Tensor(dtype, -3, 3, 3), zeros([2, 0], int64)),
        ],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            double[] values = Loops.Numbers(x[0]);
            long[] positions = Loops.Longs(x[1]);
            return [Laws.Same.FromArray([.. positions.Select(p => values[p < 0 ? p + values.Length : p])], x[1].shape)];
        },
        Differentiable = [0],
    };
}
