using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Scans
{
    static IEnumerable<Row> Cumsum => Rows("cumsum", (x, d) => cumsum(x, d), (x, d) => x.cumsum(d), DTypes.All, (a, b) => a + b);
    static IEnumerable<Row> Cumprod => Rows("cumprod", (x, d) => cumprod(x, d), (x, d) => x.cumprod(d), DTypes.All, (a, b) => a * b, -1.3, 1.3);
    static IEnumerable<Row> Logcumsumexp => Rows("logcumsumexp", (x, d) => logcumsumexp(x, d), (x, d) => x.logcumsumexp(d), DTypes.Floats, (a, b) => Math.Log(Math.Exp(a) + Math.Exp(b)));
    static IEnumerable<Row> Cummax => Extremes("cummax", (x, d) => cummax(x, d), (x, d) => x.cummax(d), (y, best) => y >= best);
    static IEnumerable<Row> Cummin => Extremes("cummin", (x, d) => cummin(x, d), (x, d) => x.cummin(d), (y, best) => y <= best);

    static IEnumerable<Row> InPlace =>
    [
        ScanInPlace("cumsum_", x => x.cumsum_(1), x => x.cumsum(1)),
        ScanInPlace("cumprod_", x => x.cumprod_(1), x => x.cumprod(1)),
    ];

    static Row ScanInPlace(string op, Func<Tensor, Tensor> scan, Func<Tensor, Tensor> reference) => new(op)
    {
        Call = x => [scan(x[0].clone())],
        Samples = dtype => [new(Make.Tensor(dtype, -1.3, 1.3, 3, 5))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [reference(x[0])],
        Differentiable = [0],
    };

    static Row CumprodOfZeros => new("cumprod")
    {
        Variant = "zeros",
        Call = x => [cumprod(x[0] * zeros_at(x[0]), 1)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 5))],
        DTypes = DTypes.All,
        Differentiable = [0],
    };

    /// <summary>1, but 0 in two places of the first row and one of the second.</summary>
    internal static Tensor zeros_at(Tensor x) => tensor(new float[] { 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1 }).view(3, 5).to(x.dtype).to(x.device);

    static IEnumerable<Row> Rows(string name, Func<Tensor, long, Tensor> function, Func<Tensor, long, Tensor> method, DTypes dtypes, Func<double, double, double> combine, double low = -3, double high = 3) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Call = x => [function(x[0], dim)],
            Method = x => [method(x[0], dim)],
            Samples = dtype => Plain.Matrices(dtype, low, high),
            DTypes = dtypes,
            ReferenceTensors = x => [Plain.Runs(x[0], dim, v => Running(v, combine))],
            Differentiable = [0],
            Tolerance = (1e-5, 1e-5),
        });

    static double[] Running(double[] v, Func<double, double, double> combine)
    {
        double[] result = [.. v];
        for (int i = 1; i < v.Length; i++) result[i] = combine(result[i - 1], v[i]);
        return result;
    }

    static IEnumerable<Row> Extremes(string name, Func<Tensor, long, (Tensor, Tensor)> function, Func<Tensor, long, (Tensor, Tensor)> method, Func<double, double, bool> better) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Call = x => function(x[0], dim) is var (values, indices) ? [values, indices] : [],
            Method = x => method(x[0], dim) is var (values, indices) ? [values, indices] : [],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.RealsAndBool,
            ReferenceTensors = x => [Plain.Runs(x[0], dim, v => Array.ConvertAll(Best(v, better), k => v[k])), Plain.Runs(x[0], dim, v => Array.ConvertAll(Best(v, better), k => (double)k))],
            Differentiable = [0],
        });

    static int[] Best(double[] v, Func<double, double, bool> better)
    {
        var result = new int[v.Length];
        for (int i = 1; i < v.Length; i++) result[i] = better(v[i], v[result[i - 1]]) ? i : result[i - 1];
        return result;
    }
}
