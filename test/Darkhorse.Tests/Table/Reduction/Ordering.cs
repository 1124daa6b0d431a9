using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Ordering
{
    static IEnumerable<Row> Sort => new[] { (0, false), (1, false), (1, true) }.Select(c => new Row("sort")
    {
        Variant = $"dim={c.Item1}" + (c.Item2 ? ",descending" : ""),
        Call = x => List(sort(x[0], c.Item1, c.Item2)),
        Method = x => List(x[0].sort(c.Item1, c.Item2)),
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Runs(x[0], c.Item1, v => Array.ConvertAll(Order(v, c.Item2), k => v[k])), Plain.Runs(x[0], c.Item1, v => Array.ConvertAll(Order(v, c.Item2), k => (double)k))],
        Differentiable = [0],
    });

    static Row Argsort => new("argsort")
    {
        Call = x => [argsort(x[0], 1)],
        Method = x => [x[0].argsort(1)],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Runs(x[0], 1, v => Array.ConvertAll(Order(v, false), k => (double)k))],
    };

    static Row Msort => new("msort")
    {
        Call = x => [msort(x[0])],
        Method = x => [x[0].msort()],
        Samples = dtype => Plain.NotEmpty(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Runs(x[0], 0, v => Array.ConvertAll(Order(v, false), k => v[k]))],
        Differentiable = [0],
    };

    static IEnumerable<Row> Topk => new[] { true, false }.Select(largest => new Row("topk")
    {
        Variant = $"k=2,largest={largest}",
        Call = x => List(topk(x[0], 2, 1, largest)),
        Method = x => List(x[0].topk(2, 1, largest)),
        Samples = dtype => Plain.Matrices(dtype).Take(3),
        DTypes = DTypes.Reals,
        ReferenceTensors = x => [Plain.Runs(x[0], 1, v => [.. Order(v, largest).Take(2).Select(k => v[k])]), Plain.Runs(x[0], 1, v => [.. Order(v, largest).Take(2).Select(k => (double)k)])],
        Differentiable = [0],
    });

    static Row Kthvalue => new("kthvalue")
    {
        Call = x => List(kthvalue(x[0], 2, 1)),
        Method = x => List(x[0].kthvalue(2, 1)),
        Samples = dtype => Plain.Matrices(dtype).Take(3),
        DTypes = DTypes.Reals,
        ReferenceTensors = x => [Plain.Along(x[0], 1, v => v[Order(v, false)[1]]), Plain.Along(x[0], 1, v => Order(v, false)[1])],
        Differentiable = [0],
    };

    static IEnumerable<Row> Median =>
    [
        Middle("median", (x, d) => median(x, d), (x, d) => x.median(d)),
        Middle("nanmedian", (x, d) => nanmedian(x, d), (x, d) => x.nanmedian(d)),
        new("median")
        {
            Variant = "all",
            Call = x => [median(x[0])],
            Method = x => [x[0].median()],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.Reals,
            ReferenceTensors = x => [Plain.All(x[0], v => v[Order(v, false)[(v.Length - 1) / 2]])],
            Differentiable = [0],
        },
        new("nanmedian")
        {
            Variant = "all",
            Call = x => [nanmedian(x[0])],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.Reals,
            Differentiable = [0],
        },
    ];

    static Row Mode => new("mode")
    {
        Call = x => List(mode(x[0], 1)),
        Method = x => List(x[0].mode(1)),
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        Differentiable = [0],
    };

    static Row Middle(string name, Func<Tensor, long, (Tensor, Tensor)> function, Func<Tensor, long, (Tensor, Tensor)> method) => new(name)
    {
        Call = x => List(function(x[0], 1)),
        Method = x => List(method(x[0], 1)),
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.Reals,
        ReferenceTensors = x => [Plain.Along(x[0], 1, v => v[Order(v, false)[(v.Length - 1) / 2]]), Plain.Along(x[0], 1, v => Order(v, false)[(v.Length - 1) / 2])],
        Differentiable = [0],
    };

    static Tensor[] List((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    static int[] Order(double[] v, bool descending)
    {
        var indices = Enumerable.Range(0, v.Length);
        return [.. descending ? indices.OrderByDescending(i => v[i]) : indices.OrderBy(i => v[i])];
    }
}
