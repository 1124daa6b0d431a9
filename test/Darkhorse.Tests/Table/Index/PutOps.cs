using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class PutOps
{
    static IEnumerable<Row> Put => new[] { false, true }.Select(accumulate => new Row("put")
    {
        Aliases = ["put_"],
        Variant = $"accumulate={accumulate}",
        Call = x => [put(x[0], x[1], x[2], accumulate)],
        Method = x => [x[0].put(x[1], x[2], accumulate)],
        InPlace = x => x[0].put_(x[1], x[2], accumulate),
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Loops.Indices([2, 2], 0, -1, 5, 6), Make.Tensor(dtype, -2, 2, 4)),
            new(Make.Tensor(dtype, -3, 3), Loops.Indices([1], -1), Make.Tensor(dtype, -2, 2, 1)),
        ],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            double[] values = Loops.Numbers(x[0]), from = Loops.Numbers(x[2]);
            long[] positions = Loops.Longs(x[1]);
            for (int i = 0; i < from.Length; i++)
            {
                long at = positions[i] < 0 ? positions[i] + values.Length : positions[i];
                values[at] = accumulate ? values[at] + from[i] : from[i];
            }
            return [Laws.Same.FromArray(values, x[0].shape)];
        },
        Differentiable = [0, 2],
    });
}
