using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class EmbeddingBag
{
    static Tensor Bags(long[][] bags, Tensor weight, EmbeddingBagMode mode, double[]? factors)
    {
        double[] values = Loops.Numbers(weight);
        long columns = weight.size(1);
        int first = 0;
        var result = new double[bags.Length * columns];
        for (int b = 0; b < bags.Length; first += bags[b++].Length)
        {
            for (int j = 0; j < columns; j++)
            {
                double[] column = [.. bags[b].Select((row, i) => values[row * columns + j] * (factors?[first + i] ?? 1))];
                result[b * columns + j] = column.Length == 0 ? 0 : mode switch { EmbeddingBagMode.Sum => column.Sum(), EmbeddingBagMode.Mean => column.Average(), _ => column.Max() };
            }
        }
        return Laws.Same.FromArray(result, [bags.Length, columns]);
    }

    static readonly long[][] s_bags = [[0, 2], [], [1, 4, 4]];

    static IEnumerable<Row> Modes => Enum.GetValues<EmbeddingBagMode>().Select(mode => new Row("nn.functional.embedding_bag")
    {
        Variant = $"{mode}",
        Call = x => [F.embedding_bag(tensor(new long[] { 0, 2, 1, 4, 4 }).to(x[0].device), x[0], tensor(new long[] { 0, 2, 2 }), mode: mode)],
        Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 5, 3))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Bags(s_bags, x[0], mode, null)],
        Differentiable = [0],
        ShapeDependsOnData = true,
    });

    static Row Weighted => new("nn.functional.embedding_bag")
    {
        Variant = "weights, padding",
        Call = x => [F.embedding_bag(tensor(new long[] { 0, 2, 3, 1, 4, 4 }), x[0], tensor(new long[] { 0, 3, 3 }), mode: EmbeddingBagMode.Sum, per_sample_weights: cat([x[1][..2], ones([1], x[1].dtype), x[1][2..]]), padding_idx: 3)],
        Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 5, 3), Make.Tensor(dtype, 0.5, 2, 5))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Bags(s_bags, x[0], EmbeddingBagMode.Sum, Loops.Numbers(x[1]))],
        Differentiable = [0, 1],
        ShapeDependsOnData = true,
    };
}
