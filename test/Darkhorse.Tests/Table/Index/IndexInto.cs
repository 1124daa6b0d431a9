using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class IndexInto
{
    static IEnumerable<Sample> Samples(ScalarType dtype) =>
    [
        new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2], 2, 0), Make.Tensor(dtype, -2, 2, 2, 4)),
        new(Make.Tensor(dtype, -3, 3, 3, 67), Loops.Indices([3], 2, 0, 2), Make.Tensor(dtype, -2, 2, 3, 67)),
        new(Make.Tensor(dtype, -3, 3, 3), zeros([0], int64), Make.Tensor(dtype, -2, 2, 0)),
        new(Make.Tensor(dtype, -3, 3), Loops.Indices([], 0), Make.Tensor(dtype, -2, 2)),
    ];

    /// <summary>An index for every element of source.</summary>
    static Tensor All(Tensor index, Tensor source) => source.ndim == 0 ? index : index.reshape([-1, .. source.shape[1..].Select(_ => 1L)]).expand(source.shape);

    static IEnumerable<Row> IndexAdd => new Scalar?[] { null, 2 }.Select(alpha => new Row("index_add")
    {
        Aliases = ["index_add_"],
        Variant = $"alpha={alpha}",
        Call = x => [index_add(x[0], 0, x[1], x[2], alpha)],
        Method = x => [x[0].index_add(0, x[1], x[2], alpha)],
        InPlace = x => x[0].index_add_(0, x[1], x[2], alpha),
        Samples = Samples,
        DTypes = DTypes.All,
        ReferenceTensors = x => [ScatterOps.Placed(x[0], 0, All(x[1], x[2]), x[2], (a, y) => a + (alpha?.ToDouble() ?? 1) * y)],
        Differentiable = [0, 2],
    });

    static Row IndexCopy => new("index_copy")
    {
        Aliases = ["index_copy_"],
        Call = x => [index_copy(x[0], 0, x[1], x[2])],
        Method = x => [x[0].index_copy(0, x[1], x[2])],
        InPlace = x => x[0].index_copy_(0, x[1], x[2]),
        Samples = Samples,
        DTypes = DTypes.All,
        ReferenceTensors = x => [ScatterOps.Placed(x[0], 0, All(x[1], x[2]), x[2], (_, y) => y)],
        Differentiable = [0, 2],
    };

    static Row IndexFill => new("index_fill")
    {
        Aliases = ["index_fill_"],
        Call = x => [index_fill(x[0], 0, x[1], x[2])],
        Method = x => [x[0].index_fill(0, x[1], x[2])],
        InPlace = x => x[0].index_fill_(0, x[1], x[2]),
        Samples = dtype => Samples(dtype).Select(s => new Sample(s.Inputs[0], s.Inputs[1] - 1, Make.Tensor(dtype, 1, 3))),
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            long size = x[0].ndim == 0 ? 1 : x[0].size(0);
            var source = x[0].ndim == 0 ? x[2] : x[2].expand([x[1].numel(), .. x[0].shape[1..]]);
            return [ScatterOps.Placed(x[0], 0, All((x[1] + size) - size * (x[1] >= 0).to(int64), source), source, (_, y) => y)];
        },
        Differentiable = [0, 2],
    };

    static IEnumerable<Row> IndexPut => new[] { false, true }.Select(accumulate => new Row("index_put")
    {
        Aliases = ["index_put_"],
        Variant = $"accumulate={accumulate}",
        Call = x => [index_put(x[0], [x[1], x[2]], x[3], accumulate)],
        InPlace = x => index_put_(x[0], [x[1], x[2]], x[3], accumulate),
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([3], 0, -1, 1), Loops.Indices([3], 1, 1, 3), Make.Tensor(dtype, -2, 2, 3)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2, 1], 0, -1), Loops.Indices([2], 1, 2), Make.Tensor(dtype, -2, 2, 1)),
        ],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            double[] values = Loops.Numbers(x[0]);
            long[] shape = Laws.Same.Broadcast(x[1].shape, x[2].shape), rows = Loops.Longs(x[1].expand(shape)), columns = Loops.Longs(x[2].expand(shape));
            double[] from = Loops.Numbers(x[3].expand(shape));
            for (int i = 0; i < from.Length; i++)
            {
                long at = (rows[i] + 3) % 3 * 4 + columns[i];
                values[at] = accumulate ? values[at] + from[i] : from[i];
            }
            return [Laws.Same.FromArray(values, x[0].shape)];
        },
        Differentiable = [0, 3],
    });
}
