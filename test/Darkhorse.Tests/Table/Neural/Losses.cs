using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using Kind = Darkhorse.torch.nn.Reduction;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class Losses
{
    public static readonly Kind[] Reductions = [Kind.None, Kind.Mean, Kind.Sum];

    /// <summary>Losses that were computed one by one.</summary>
    public static Tensor[] Reduced(double[] losses, long[] shape, Kind reduction) => reduction switch
    {
        Kind.None => [Laws.Same.FromArray(losses, shape)],
        Kind.Mean => [Laws.Same.FromArray([losses.Average()], [])],
        _ => [Laws.Same.FromArray([losses.Sum()], [])],
    };

    static IEnumerable<Row> Of(string name, Func<Tensor, Tensor, Kind, Tensor> loss, Func<double, double, double> formula, (double, double) x, (double, double) target, int[] differentiable, string variant = "", DTypes dtypes = DTypes.Floats)
        => Reductions.Select(reduction => new Row("nn.functional." + name)
        {
            Variant = $"{variant}{reduction}",
            Call = t => [loss(t[0], t[1], reduction)],
            Samples = dtype => new long[][] { [3, 4], [], [67] }.Select(shape => new Sample(Make.Tensor(dtype, x.Item1, x.Item2, shape), Make.Tensor(dtype, target.Item1, target.Item2, [.. shape.Select(size => size)]).flip(shape.Length == 0 ? [] : [0L]))),
            DTypes = dtypes,
            ReferenceTensors = t => Reduced([.. Loops.Numbers(t[0]).Zip(Loops.Numbers(t[1]), formula)], t[0].shape, reduction),
            Differentiable = differentiable,
            Tolerance = (4e-6, 4e-6),
        });

    static double Log(double x) => Math.Max(-100, Math.Log(x));

    static double Huber(double d, double delta) => Math.Abs(d) <= delta ? d * d / 2 : delta * (Math.Abs(d) - delta / 2);

    static IEnumerable<Row> Elements =>
    [
        .. Of("mse_loss", F.mse_loss, (x, t) => (x - t) * (x - t), (-3, 3), (-2, 2), [0, 1]),
        .. Of("l1_loss", F.l1_loss, (x, t) => Math.Abs(x - t), (-3, 3), (-2, 2), [0, 1], dtypes: DTypes.Fields),
        .. Of("smooth_l1_loss", (x, t, r) => F.smooth_l1_loss(x, t, r, 0.5), (x, t) => Huber(x - t, 0.5) / 0.5, (-3, 3), (-2, 2), [0, 1]),
        .. Of("smooth_l1_loss", (x, t, r) => F.smooth_l1_loss(x, t, r, 0), (x, t) => Math.Abs(x - t), (-3, 3), (-2, 2), [0, 1], "beta=0, ", DTypes.Fields),
        .. Of("huber_loss", (x, t, r) => F.huber_loss(x, t, 0.7, r), (x, t) => Huber(x - t, 0.7), (-3, 3), (-2, 2), [0, 1]),
        .. Of("binary_cross_entropy", (x, t, r) => F.binary_cross_entropy(x, t, null, r), (x, t) => -t * Log(x) - (1 - t) * Log(1 - x), (0.1, 0.9), (0.1, 0.9), [0, 1]),
        .. Of("binary_cross_entropy_with_logits", (x, t, r) => F.binary_cross_entropy_with_logits(x, t, null, r), (x, t) => Math.Log(1 + Math.Exp(-x)) + (1 - t) * x, (-3, 3), (0.1, 0.9), [0, 1]),
        .. Of("kl_div", (x, t, r) => F.kl_div(x, t, false, r), (x, t) => t * (Math.Log(t) - x), (-3, 0), (0.1, 0.9), [0, 1]),
        .. Of("kl_div", (x, t, r) => F.kl_div(x, t, true, r), (x, t) => Math.Exp(t) * (t - x), (-3, 0), (-3, 0), [0, 1], "log_target, "),
        .. Of("soft_margin_loss", F.soft_margin_loss, (x, t) => Math.Log(1 + Math.Exp(-x * t)), (-3, 3), (-1.5, 1.5), [0, 1]),
        .. Of("poisson_nll_loss", (x, t, r) => F.poisson_nll_loss(x, t, true, false, 1e-8f, r), (x, t) => Math.Exp(x) - t * x, (-2, 2), (0.5, 4), [0, 1]),
        .. Of("poisson_nll_loss", (x, t, r) => F.poisson_nll_loss(x, t, false, true, 1e-8f, r), (x, t) => x - t * Math.Log(x + 1e-8) + (t > 1 ? t * Math.Log(t) - t + 0.5 * Math.Log(2 * Math.PI * t) : 0), (0.5, 2), (0.5, 4), [0], "full, "),
        .. Of("hinge_embedding_loss", (x, t, r) => F.hinge_embedding_loss(x, t.sign(), 0.8, r), (x, t) => t > 0 ? x : Math.Max(0, 0.8 - x), (-3, 3), (-1.5, 1.5), [0]),
        .. Of("multilabel_soft_margin_loss", (x, t, r) => F.multilabel_soft_margin_loss(x.reshape(-1, 1), t.reshape(-1, 1), null, r).reshape(r == Kind.None ? x.shape : []), (x, t) => Math.Log(1 + Math.Exp(-x)) + (1 - t) * x, (-3, 3), (0.1, 0.9), [0, 1]),
    ];

    static IEnumerable<Row> Weighted => Reductions.Select(reduction => new Row("nn.functional.binary_cross_entropy_with_logits")
    {
        Variant = $"weights, {reduction}",
        Call = t => [F.binary_cross_entropy_with_logits(t[0], t[1], t[2], reduction, t[3])],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, 0, 1, 3, 4), Make.Tensor(dtype, 0.5, 2, 3, 1), Make.Tensor(dtype, 0.5, 2, 4))],
        DTypes = DTypes.Floats,
        ReferenceTensors = t =>
        {
            double[] x = Loops.Numbers(t[0]), y = Loops.Numbers(t[1]), w = Loops.Numbers(t[2].expand(3, 4)), p = Loops.Numbers(t[3].expand(3, 4));
            return Reduced([.. x.Select((v, i) => w[i] * (p[i] * y[i] * Math.Log(1 + Math.Exp(-v)) + (1 - y[i]) * (v + Math.Log(1 + Math.Exp(-v)))))], t[0].shape, reduction);
        },
        Differentiable = [0, 1, 2, 3],
        Tolerance = (4e-6, 4e-6),
    });

    static IEnumerable<Row> Gaussian => Reductions.Select(reduction => new Row("nn.functional.gaussian_nll_loss")
    {
        Variant = $"{reduction}",
        Call = t => [F.gaussian_nll_loss(t[0], t[1], t[2], true, 1e-6f, reduction)],
        Samples = dtype =>
        [
            new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4), Make.Tensor(dtype, 0.5, 2, 3, 4)),
            new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4), Make.Tensor(dtype, 0.5, 2, 3)),
        ],
        DTypes = DTypes.Floats,
        ReferenceTensors = t =>
        {
            double[] x = Loops.Numbers(t[0]), y = Loops.Numbers(t[1]), v = Loops.Numbers(t[2].ndim == 2 ? t[2] : t[2].unsqueeze(-1).expand(3, 4));
            return Reduced([.. x.Select((m, i) => 0.5 * (Math.Log(v[i]) + (m - y[i]) * (m - y[i]) / v[i] + Math.Log(2 * Math.PI)))], t[0].shape, reduction);
        },
        Differentiable = [0, 1, 2],
        Tolerance = (4e-6, 4e-6),
    });
}
