using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Norms
{
    static readonly double[] s_orders = [2, 1, 0, 3, 1.5, 0.5, -1, double.PositiveInfinity, double.NegativeInfinity];

    static IEnumerable<Row> VectorNorm => s_orders.Select(ord => new Row("linalg.vector_norm")
    {
        Variant = $"ord={ord}",
        Call = x => [linalg.vector_norm(x[0], ord, [1L])],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.Fields,
        ReferenceTensors = x => [Plain.Along(x[0], 1, v => Norm(v, ord))],
        Differentiable = ord == 0 ? [] : [0],
        Tolerance = (1e-5, 1e-6),
    });

    static IEnumerable<Row> Norm1 =>
    [
        new("norm")
        {
            Call = x => [norm(x[0])],
            Method = x => [x[0].norm()],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [Plain.All(x[0], v => Norm(v, 2))],
            Differentiable = [0],
        },
        new("norm")
        {
            Variant = "dim=1,p=3",
            Call = x => [norm(x[0], 1, true, 3)],
            Method = x => [x[0].norm(1, true, 3)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [Plain.Runs(x[0], 1, v => [Norm(v, 3)])],
            Differentiable = [0],
            Tolerance = (1e-5, 1e-6),
        },
    ];

    static Row Dist => new("dist")
    {
        Call = x => [dist(x[0], x[1])],
        Method = x => [x[0].dist(x[1])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 3), Make.Tensor(dtype, -2, 5, 2, 3))],
        DTypes = DTypes.Fields,
        Differentiable = [0, 1],
    };

    static Row Renorm => new("renorm")
    {
        Call = x => [renorm(x[0], 2, 0, 5)],
        Method = x => [x[0].renorm(2, 0, 5)],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.Fields,
        Differentiable = [0],
    };

    static Row Normalize => new("nn.functional.normalize")
    {
        Call = x => [nn.functional.normalize(x[0])],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.Fields,
        ReferenceTensors = x => [Plain.Runs(x[0], 1, v => Array.ConvertAll(v, e => e / Norm(v, 2)))],
        Differentiable = [0],
    };

    static Row Logsumexp => new("logsumexp")
    {
        Call = x => [logsumexp(x[0], 1)],
        Method = x => [x[0].logsumexp(1)],
        Aliases = ["special.logsumexp"],
        Samples = dtype => Plain.Matrices(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.Along(x[0], 1, v => Math.Log(v.Sum(Math.Exp)))],
        Differentiable = [0],
    };

    static IEnumerable<Row> Cdist => new[] { 2.0, 1, 3 }.Select(p => new Row("cdist")
    {
        Variant = $"p={p}",
        Call = x => [cdist(x[0], x[1], p)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 3, 4), Make.Tensor(dtype, -2, 5, 2, 2, 4))],
        DTypes = DTypes.Floats,
        Differentiable = [0, 1],
    });

    static Row Pdist => new("nn.functional.pdist")
    {
        Call = x => [nn.functional.pdist(x[0])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 4, 3))],
        DTypes = DTypes.Floats,
        Differentiable = [0],
    };

    internal static double Norm(double[] v, double p) => p switch
    {
        0 => v.Count(e => e != 0),
        double.PositiveInfinity => v.Max(Math.Abs),
        double.NegativeInfinity => v.Min(Math.Abs),
        _ => Math.Pow(v.Sum(e => Math.Pow(Math.Abs(e), p)), 1 / p),
    };
}
