using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Reduction;

namespace Darkhorse.Tests.Table.Neural;

static class Softmax
{
    static readonly double[] s_none = [];

    static IEnumerable<Row> Softmaxes => Rows("softmax", (x, d) => softmax(x, (int)d), (x, d) => x.softmax(d), ["special.softmax", "nn.functional.softmax"], Exponentials);
    static IEnumerable<Row> LogSoftmaxes => Rows("log_softmax", (x, d) => nn.functional.log_softmax(x, d), (x, d) => x.log_softmax(d), ["special.log_softmax", "nn.functional.log_softmax"], v => Array.ConvertAll(Exponentials(v), Math.Log));
    static IEnumerable<Row> Softmins => Rows("nn.functional.softmin", (x, d) => nn.functional.softmin(x, d), null, [], v => Exponentials(Array.ConvertAll(v, e => -e)));

    static Row Softmax2d => new("nn.functional.softmax2d")
    {
        Call = x => [nn.functional.softmax2d(x[0])],
        Samples = dtype => new[] { new Sample(Make.Tensor(dtype, -3, 3, 2, 3, 2, 2)) },
        DTypes = DTypes.Floats,
        Differentiable = [0],
    };

    static double[] Exponentials(double[] v)
    {
        double sum = v.Sum(Math.Exp);
        return v.Length == 0 ? s_none : Array.ConvertAll(v, e => Math.Exp(e) / sum);
    }

    static IEnumerable<Row> Rows(string name, Func<Tensor, long, Tensor> function, Func<Tensor, long, Tensor>? method, string[] aliases, Func<double[], double[]> reference) =>
        new[] { 0, 1 }.Select(dim => new Row(name)
        {
            Variant = $"dim={dim}",
            Aliases = aliases,
            Call = x => [function(x[0], dim)],
            Method = method is null ? null : x => [method(x[0], dim)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [Plain.Runs(x[0], dim, reference)],
            Differentiable = [0],
        });
}
