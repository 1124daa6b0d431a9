using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class Distances
{
    static Row CosineSimilarity => new("nn.functional.cosine_similarity")
    {
        Call = t => [F.cosine_similarity(t[0], t[1])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4)), new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 1, 4))],
        DTypes = DTypes.Floats,
        ReferenceTensors = t =>
        {
            double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1].expand(3, 4));
            return [Laws.Same.FromArray([.. Enumerable.Range(0, 3).Select(i => MarginLosses.Cosine(a[(i * 4)..(i * 4 + 4)], b[(i * 4)..(i * 4 + 4)]))], [3])];
        },
        Differentiable = [0, 1],
    };

    static IEnumerable<Row> PairwiseDistance => new[] { 1, 2, 3, double.PositiveInfinity }.Select(p => new Row("nn.functional.pairwise_distance")
    {
        Variant = $"p={p}",
        Call = t => [F.pairwise_distance(t[0], t[1], p, 1e-6, true)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4))],
        DTypes = DTypes.Numbers,
        ReferenceTensors = t =>
        {
            double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1]);
            return [Laws.Same.FromArray([.. Enumerable.Range(0, 3).Select(i => double.IsInfinity(p)
                ? Enumerable.Range(0, 4).Max(k => Math.Abs(a[i * 4 + k] - b[i * 4 + k] + 1e-6))
                : MarginLosses.Distance(a[(i * 4)..(i * 4 + 4)], b[(i * 4)..(i * 4 + 4)], p))], [3, 1])];
        },
        Differentiable = [0, 1],
        Tolerance = (4e-6, 4e-6),
    });
}
