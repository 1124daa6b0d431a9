using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class Embedding
{
    static Tensor Rows(Tensor numbers, Tensor weight)
    {
        double[] values = Loops.Numbers(weight);
        long[] rows = Loops.Longs(numbers), shape = [.. numbers.shape, weight.size(1)];
        return Loops.Build(shape, at => values[rows[Loops.Linear(at[..^1], numbers.shape)] * weight.size(1) + at[^1]]);
    }

    static IEnumerable<Sample> Samples(ScalarType dtype) =>
    [
        new(Loops.Indices([2, 3], 0, 2, 1, 2, 4, 2), Make.Tensor(dtype, -2, 2, 5, 3)),
        new(Loops.Indices([], 3), Make.Tensor(dtype, -2, 2, 5, 3)),
        new(zeros([0], int64), Make.Tensor(dtype, -2, 2, 5, 3)),
    ];

    static Row Lookup => new("nn.functional.embedding")
    {
        Call = x => [F.embedding(x[0], x[1])],
        Samples = Samples,
        DTypes = DTypes.All,
        ReferenceTensors = x => [Rows(x[0], x[1])],
        Differentiable = [1],
    };
}
