using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class ReduceOps
{
    static Tensor Reduced(Tensor x, int dim, Tensor index, Tensor src, string reduce, bool includeSelf)
    {
        double[] values = Loops.Numbers(x), from = Loops.Numbers(src);
        long[] positions = Loops.Longs(index), shape = index.shape;
        var groups = values.Select(value => new List<double>()).ToArray();
        foreach (long[] at in Loops.Coordinates(shape))
            groups[x.ndim == 0 ? 0 : Loops.Linear(at.With(dim, positions[Loops.Linear(at, shape)]), x.shape)].Add(from[Loops.Linear(at, src.shape)]);
        for (int i = 0; i < values.Length; i++)
        {
            if (groups[i].Count == 0) continue;
            if (includeSelf) groups[i].Insert(0, values[i]);
            values[i] = reduce switch
            {
                "sum" => groups[i].Sum(),
                "prod" => groups[i].Aggregate(1.0, (a, b) => a * b),
                "mean" => groups[i].Average(),
                "amax" => groups[i].Max(),
                _ => groups[i].Min(),
            };
        }
        return Laws.Same.FromArray(values, x.shape);
    }

    static DTypes Of(string reduce) => reduce switch { "amax" or "amin" => DTypes.RealsAndBool, "mean" => DTypes.Numbers, _ => DTypes.All };

    static IEnumerable<Row> ScatterReduce =>
        from reduce in new[] { "sum", "prod", "mean", "amax", "amin" }
        from includeSelf in new[] { true, false }
        select new Row("scatter_reduce")
        {
            Aliases = ["scatter_reduce_"],
            Variant = $"{reduce}, include_self={includeSelf}",
            Call = x => [scatter_reduce(x[0], 1, x[1], x[2], reduce, includeSelf)],
            Method = x => [x[0].scatter_reduce(1, x[1], x[2], reduce, includeSelf)],
            InPlace = x => x[0].scatter_reduce_(1, x[1], x[2], reduce, includeSelf),
            Samples = dtype =>
            [
                new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3, 3], 0, 0, 1, 3, 2, 2, 1, 1, 1), Make.Tensor(dtype, 0.5, 2, 3, 3)),
                new(Make.Tensor(dtype, -3, 3, 2, 3), Loops.Indices([2, 1], 2, 0), Make.Tensor(dtype, 0.5, 2, 3, 2)),
            ],
            DTypes = Of(reduce),
            ReferenceTensors = x => [Reduced(x[0], 1, x[1], x[2], reduce, includeSelf)],
            Differentiable = [0, 2],
        };

    static IEnumerable<Row> IndexReduce =>
        from reduce in new[] { "prod", "mean", "amax", "amin" }
        from includeSelf in new[] { true, false }
        select new Row("index_reduce")
        {
            Aliases = ["index_reduce_"],
            Variant = $"{reduce}, include_self={includeSelf}",
            Call = x => [index_reduce(x[0], 0, x[1], x[2], reduce, includeSelf)],
            Method = x => [x[0].index_reduce(0, x[1], x[2], reduce, includeSelf)],
            InPlace = x => x[0].index_reduce_(0, x[1], x[2], reduce, includeSelf),
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3], 0, 2, 0), Make.Tensor(dtype, 0.5, 2, 3, 4))],
            DTypes = Of(reduce),
            ReferenceTensors = x => [Reduced(x[0], 0, x[1].reshape(3, 1).expand(3, 4), x[2], reduce, includeSelf)],
            Differentiable = [0, 2],
        };
}
