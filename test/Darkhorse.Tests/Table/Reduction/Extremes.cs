using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Extremes
{
    static IEnumerable<Row> Max => Whole("max", x => max(x), x => x.max(), v => v.Max()).Concat(Picked("max", (x, d) => max(x, d), (x, d) => x.max(d), v => v.Max()));
    static IEnumerable<Row> Min => Whole("min", x => min(x), x => x.min(), v => v.Min()).Concat(Picked("min", (x, d) => min(x, d), (x, d) => x.min(d), v => v.Min()));
    static IEnumerable<Row> Amax => Whole("amax", x => amax(x), x => x.amax(), v => v.Max());
    static IEnumerable<Row> Amin => Whole("amin", x => amin(x), x => x.amin(), v => v.Min());

    static Row AmaxDim => new("amax")
    {
        Variant = "dims",
        Call = x => [amax(x[0], [1L], true)],
        Method = x => [x[0].amax([1L], true)],
        Out = (x, result) => amax(x[0], [1L], true, result),
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Runs(x[0], 1, v => [v.Max()])],
        Differentiable = [0],
    };

    static Row AminDim => new("amin")
    {
        Variant = "dims",
        Call = x => [amin(x[0], [0L])],
        Method = x => [x[0].amin(0L)],
        Out = (x, result) => amin(x[0], [0L], false, result),
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Along(x[0], 0, v => v.Min())],
        Differentiable = [0],
    };

    static Row Aminmax => new("aminmax")
    {
        Call = x => aminmax(x[0], 1) is var (low, high) ? [low, high] : [],
        Method = x => x[0].aminmax(1) is var (low, high) ? [low, high] : [],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Min()), Plain.Along(x[0], 1, v => v.Max())],
        Differentiable = [0],
    };

    static IEnumerable<Row> Argmax => Index("argmax", x => argmax(x), (x, d) => argmax(x, d), (x, d) => x.argmax(d), v => Array.IndexOf(v, v.Max()));
    static IEnumerable<Row> Argmin => Index("argmin", x => argmin(x), (x, d) => argmin(x, d), (x, d) => x.argmin(d), v => Array.IndexOf(v, v.Min()));

    static IEnumerable<Row> Whole(string name, Func<Tensor, Tensor> function, Func<Tensor, Tensor> method, Func<double[], double> reference) =>
    [
        new(name)
        {
            Call = x => [function(x[0])],
            Method = x => [method(x[0])],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.RealsAndBool,
            ReferenceTensors = x => [Plain.All(x[0], reference)],
            Differentiable = [0],
        },
    ];

    static IEnumerable<Row> Picked(string name, Func<Tensor, long, (Tensor, Tensor)> function, Func<Tensor, long, (Tensor, Tensor)> method, Func<double[], double> best) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Call = x => function(x[0], dim) is var (values, indices) ? [values, indices] : [],
            Method = x => method(x[0], dim) is var (values, indices) ? [values, indices] : [],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.RealsAndBool,
            ReferenceTensors = x => [Plain.Along(x[0], dim, best), Plain.Along(x[0], dim, v => Array.IndexOf(v, best(v)))],
            Differentiable = [0],
        });

    static IEnumerable<Row> Index(string name, Func<Tensor, Tensor> whole, Func<Tensor, long, Tensor> function, Func<Tensor, long, Tensor> method, Func<double[], double> reference) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Call = x => [function(x[0], dim)],
            Method = x => [method(x[0], dim)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.Reals,
            ReferenceTensors = x => [Plain.Along(x[0], dim, reference)],
        }).Append(new(name)
        {
            Call = x => [whole(x[0])],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.Reals,
            ReferenceTensors = x => [Plain.All(x[0], reference)],
        });
}
