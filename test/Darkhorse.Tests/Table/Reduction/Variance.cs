using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Variance
{
    static IEnumerable<Row> Var => Rows("var", x => [var(x)], x => [x.var()], (x, d) => [var(x, d, true)], (x, d) => [x.var(d, true)], v => [Variances(v, 1)]);
    static IEnumerable<Row> Std => Rows("std", x => [std(x)], x => [x.std()], (x, d) => [std(x, d, true)], (x, d) => [x.std(d, true)], v => [Math.Sqrt(Variances(v, 1))]);

    static IEnumerable<Row> VarMean => Rows("var_mean", x => List(var_mean(x)), x => List(x.var_mean()), (x, d) => List(var_mean(x, d, true)), (x, d) => List(x.var_mean(d, true)),
        v => [Variances(v, 1), v.Average()]);

    static IEnumerable<Row> StdMean => Rows("std_mean", x => List(std_mean(x)), x => List(x.std_mean()), (x, d) => List(std_mean(x, d, true)), (x, d) => List(x.std_mean(d, true)),
        v => [Math.Sqrt(Variances(v, 1)), v.Average()]);

    static Row Correction => new("var")
    {
        Variant = "dim=null,correction=0,keepdim",
        Call = x => [var(x[0], null, 0.0, true)],
        Method = x => [x[0].var(null, 0.0, true)],
        Samples = dtype => Plain.NotEmpty(dtype),
        DTypes = DTypes.Fields,
        Differentiable = [0],
    };

    static Tensor[] List((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    static double Variances(double[] v, int correction)
    {
        double mean = v.Average();
        return v.Sum(e => (e - mean) * (e - mean)) / (v.Length - correction);
    }

    static IEnumerable<Row> Rows(string name, Func<Tensor, Tensor[]> whole, Func<Tensor, Tensor[]> wholeMethod, Func<Tensor, long, Tensor[]> function, Func<Tensor, long, Tensor[]> method,
        Func<double[], double[]> reference) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Call = x => function(x[0], dim),
            Method = x => method(x[0], dim),
            Samples = dtype => Plain.Matrices(dtype).Take(3),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [.. Enumerable.Range(0, reference([1, 2]).Length).Select(k => Plain.Along(x[0], dim, v => reference(v)[k]))],
            Differentiable = [0],
        }).Append(new(name)
        {
            Call = x => whole(x[0]),
            Method = x => wholeMethod(x[0]),
            Samples = dtype => Plain.NotEmpty(dtype).Skip(1),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [.. Enumerable.Range(0, reference([1, 2]).Length).Select(k => Plain.All(x[0], v => reference(v)[k]))],
            Differentiable = [0],
        });
}
