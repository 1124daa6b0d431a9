using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Statistics
{
    const DTypes Singles = DTypes.Float32 | DTypes.Float64;

    static IEnumerable<Row> Quantile => new[] { "linear", "lower", "higher", "midpoint", "nearest" }.SelectMany(interpolation => new Row[]
    {
        new("quantile")
        {
            Variant = interpolation,
            Call = x => [quantile(x[0], tensor(new[] { 0.1, 0.5, 0.83 }).to(x[0].dtype).to(x[0].device), 1, interpolation: interpolation)],
            Method = x => [x[0].quantile(tensor(new[] { 0.1, 0.5, 0.83 }).to(x[0].dtype).to(x[0].device), 1, interpolation: interpolation)],
            Samples = dtype => Plain.Matrices(dtype).Take(2),
            DTypes = Singles,
            Differentiable = [0],
        },
    }).Concat(
    [
        new("quantile")
        {
            Variant = "number",
            Call = x => [quantile(x[0], 0.3, 1)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = Singles,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => Between(v, 0.3))],
            Differentiable = [0],
        },
        new("nanquantile")
        {
            Call = x => [nanquantile(x[0], 0.3)],
            Method = x => [x[0].nanquantile(0.3)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = Singles,
            ReferenceTensors = x => [Plain.All(x[0], v => Between(v, 0.3))],
            Differentiable = [0],
        },
    ]);

    static double Between(double[] v, double q)
    {
        double[] sorted = [.. v.Order()];
        double rank = q * (v.Length - 1);
        int below = (int)rank;
        return sorted[below] + (rank - below) * (sorted[Math.Min(below + 1, v.Length - 1)] - sorted[below]);
    }

    static Row Diff => new("diff")
    {
        Call = x => [diff(x[0], 2, 1)],
        Method = x => [x[0].diff(2, 1)],
        Samples = dtype => Plain.Matrices(dtype).Take(3),
        DTypes = DTypes.All,
        Differentiable = [0],
    };

    static IEnumerable<Row> Trapezoid =>
    [
        new("trapezoid")
        {
            Aliases = ["trapz"],
            Call = x => [trapezoid(x[0], x[1], 1)],
            Method = x => [x[0].trapezoid(x[1], 1)],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 5), Make.Tensor(dtype, 0, 9, 5))],
            DTypes = DTypes.Numbers,
            Differentiable = [0, 1],
        },
        new("trapezoid")
        {
            Variant = "dx",
            Call = x => [trapezoid(x[0], 0.5, 1)],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 5))],
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Zip(v.Skip(1), (a, b) => (a + b) / 4).Sum())],
            Differentiable = [0],
        },
        new("cumulative_trapezoid")
        {
            Call = x => [cumulative_trapezoid(x[0], x[1], 1)],
            Method = x => [x[0].cumulative_trapezoid(x[1], 1)],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 5), Make.Tensor(dtype, 0, 9, 5))],
            DTypes = DTypes.Numbers,
            Differentiable = [0, 1],
        },
    ];

    static Row Cov => new("cov")
    {
        Call = x => [cov(x[0], 1, tensor(new long[] { 1, 2, 1, 3 }).to(x[0].device))],
        Method = x => [x[0].cov(1, tensor(new long[] { 1, 2, 1, 3 }).to(x[0].device))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4))],
        DTypes = DTypes.Numbers,
        Differentiable = [0],
    };

    static Row Corrcoef => new("corrcoef")
    {
        Call = x => [corrcoef(x[0])],
        Method = x => [x[0].corrcoef()],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 5))],
        DTypes = DTypes.Numbers,
        Differentiable = [0],
    };

    static Row Searchsorted => new("searchsorted")
    {
        Call = x => [searchsorted(x[0].sort(-1).values, x[1], right: true)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 70), Make.Tensor(dtype, -4, 4, 2, 5)), new(Make.Tensor(dtype, -3, 3, 5), Make.Tensor(dtype, -4, 4, 2, 5))],
        DTypes = DTypes.Reals,
    };

    static Row Bucketize => new("bucketize")
    {
        Call = x => [bucketize(x[0], x[1].sort(-1).values)],
        Method = x => [x[0].bucketize(x[1].sort(-1).values)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 4), Make.Tensor(dtype, -3, 3, 5))],
        DTypes = DTypes.Reals,
    };

    static Row Histc => new("histc")
    {
        Call = x => [histc(x[0], 4, -2, 2)],
        Method = x => [x[0].histc(4, -2, 2)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 50))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Plain.Runs(x[0], 0, v => [.. Enumerable.Range(0, 4).Select(b => (double)v.Count(e => e >= -2 + b && e < -1 + b))])],
    };

    static Row Histogram => new("histogram")
    {
        Call = x => histogram(x[0], 3, (-2.0, 2.0), x[1], density: true) is var (hist, edges) ? [hist, edges] : [],
        Method = x => x[0].histogram(3, (-2.0, 2.0), x[1], density: true) is var (hist, edges) ? [hist, edges] : [],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 20), Make.Tensor(dtype, 0.5, 1, 20))],
        DTypes = DTypes.Floats,
    };

    static IEnumerable<Row> HistogramRules => Enum.GetValues<HistogramBinSelector>().Select(rule => new Row("histogram")
    {
        Variant = $"{rule}",
        Call = x => histogram(x[0], rule) is var (hist, edges) ? [hist.sum(), edges.select(0, 0), edges.select(0, -1)] : [],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 40))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Plain.All(x[0], v => v.Length), Plain.All(x[0], v => v.Min()), Plain.All(x[0], v => v.Max())],
        ShapeDependsOnData = true,
    });

    static Row Bincount => new("bincount")
    {
        Call = x => [bincount(x[0], null, 4)],
        Method = x => [x[0].bincount(null, 4)],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 6, 30))],
        DTypes = DTypes.Integers,
        ShapeDependsOnData = true,
    };

    static IEnumerable<Row> Unique => new int?[] { null, 0, 1 }.SelectMany(dim => new Row[]
    {
        new("unique")
        {
            Variant = $"dim={dim}",
            Call = x => List(unique(x[0], true, true, true, dim)),
            Method = x => List(x[0].unique(true, true, true, dim)),
            Samples = dtype => [new(Make.Tensor(dtype, 0, 3, 4, 5)), new(Make.Tensor(dtype, 0, 3, 1, 3))],
            DTypes = DTypes.RealsAndBool,
            ShapeDependsOnData = true,
        },
        new("unique_consecutive")
        {
            Variant = $"dim={dim}",
            Call = x => List(unique_consecutive(x[0], true, true, dim)),
            Method = x => List(x[0].unique_consecutive(true, true, dim)),
            Samples = dtype => [new(Make.Tensor(dtype, 0, 2, 4, 5))],
            DTypes = DTypes.RealsAndBool,
            ShapeDependsOnData = true,
        },
    });

    static Tensor[] List((Tensor, Tensor?, Tensor?) parts) => [parts.Item1, parts.Item2!, parts.Item3!];
}
