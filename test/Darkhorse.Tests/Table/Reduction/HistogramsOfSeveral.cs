using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class HistogramsOfSeveral
{
    static IEnumerable<Row> Histogramdd =>
    [
        new("histogramdd")
        {
            Call = x => All(histogramdd(x[0], [2L, 3], [-2, 2, -3, 3])),
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 40, 2)), new(Make.Tensor(dtype, -3, 3, 3, 7, 2))],
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [Counts(x[0], [-2, 0, 2], [-3, -1, 1, 3]), tensor(new double[] { -2, 0, 2 }), tensor(new double[] { -3, -1, 1, 3 })],
            ShapeDependsOnData = true,
        },
        new("histogramdd")
        {
            Variant = "edges",
            Call = x => [histogramdd(x[0], [tensor(new double[] { -3, 0, 1 }).to(x[0].dtype), tensor(new double[] { -1, 2, 3 }).to(x[0].dtype)]).hist],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 40, 2))],
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [Counts(x[0], [-3, 0, 1], [-1, 2, 3])],
            ShapeDependsOnData = true,
        },
        new("histogramdd")
        {
            Variant = "density",
            Call = x => [(histogramdd(x[0], [4L, 5], weight: x[1], density: true) is var (hist, edges) ? hist * (edges[0][1] - edges[0][0]) * (edges[1][1] - edges[1][0]) : x[0]).sum()],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 40, 2), Make.Tensor(dtype, 0, 2, 40))],
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [tensor(1.0)],
            ShapeDependsOnData = true,
        },
    ];

    static Tensor[] All((Tensor Hist, Tensor[] Edges) result) => [result.Hist, .. result.Edges];

    static Tensor Counts(Tensor x, double[] first, double[] second)
    {
        var counts = new double[(first.Length - 1) * (second.Length - 1)];
        double[] points = x.to(float64).contiguous().ToArray<double>();
        for (int i = 0; i < points.Length; i += 2)
        {
            int a = Bin(points[i], first), b = Bin(points[i + 1], second);
            if (a >= 0 && b >= 0) counts[a * (second.Length - 1) + b]++;
        }
        return Laws.Same.FromArray(counts, [first.Length - 1, second.Length - 1]);
    }

    static int Bin(double value, double[] edges)
    {
        for (int i = 0; i < edges.Length - 1; i++)
            if (value >= edges[i] && (value < edges[i + 1] || i == edges.Length - 2 && value == edges[i + 1])) return i;
        return -1;
    }
}
