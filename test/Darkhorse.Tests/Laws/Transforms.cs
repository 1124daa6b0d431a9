using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>
/// For every differentiable op: its derivative along a direction is the transpose of its gradient, &lt;v, J t&gt; = &lt;v^T J, t&gt;; and a batch of its gradients is the
/// gradients one by one.
/// </summary>
public sealed class Transforms
{
    public static IEnumerable<TheoryDataRow<Row>> Differentiable() => Rows.Where(row => row.Differentiable.Length > 0 && row.TwiceDifferentiable && row.Deterministic);

    [Theory, MemberData(nameof(Differentiable))]
    public void Forward_is_the_transpose_of_backward(Row row)
    {
        if (Case(row) is not var (call, point)) return;
        var (output, pull) = func.vjp(call, point);
        Tensor[] v = [.. output.Select(Wave)], t = [.. point.Select(Wave)];
        var along = func.jvp(call, point, t).jvp;
        double forward = Product(v, along), backward = Product(pull(v), t);
        Assert.True(Math.Abs(forward - backward) <= 1e-9 + 1e-7 * Math.Abs(backward), $"{row}: {forward} forward, {backward} backward");
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void A_batch_is_its_elements(Row row)
    {
        if (Case(row) is not var (call, point)) return;
        Tensor[] Gradients(Tensor[] x)
        {
            var (output, pull) = func.vjp(call, x);
            return pull([.. output.Select(Wave)]);
        }

        var batch = func.vmap<Tensor[], Tensor[]>(Gradients)([.. point.Select(x => stack([x, x.flip(Enumerable.Range(0, (int)x.ndim).Select(d => (long)d).ToArray())]))]);
        var first = Gradients(point);
        for (int i = 0; i < first.Length; i++) Same.Close(first[i], batch[i][0], (1e-9, 1e-9), $"{row}: gradient {i}");
    }

    /// <summary>The op as a function of its differentiable float64 arguments, and a small sample of those.</summary>
    static (Func<Tensor[], Tensor[]>, Tensor[])? Case(Row row)
    {
        if (!row.DTypes.Contains((DType)float64)) return null;
        foreach (var sample in row.Samples(float64))
        {
            int[] wanted = [.. row.Differentiable.Where(i => i < sample.Inputs.Length && sample.Inputs[i].dtype == float64)];
            if (wanted.Length == 0 || sample.Inputs.Sum(x => x.numel()) is 0 or > 60) continue;
            return (x =>
            {
                var all = (Tensor[])sample.Inputs.Clone();
                for (int i = 0; i < wanted.Length; i++) all[wanted[i]] = x[i];
                return [.. row.Call(all).Where(result => result.is_floating_point() || result.is_complex())];
            }, [.. wanted.Select(i => sample.Inputs[i].detach().clone())]);
        }
        return null;
    }

    static Tensor Wave(Tensor like) => ((arange(like.numel(), float64) * 0.7 + 0.3).sin() + 0.1).view(like.shape).to(like.dtype);

    static double Product(Tensor[] a, Tensor[] b) => a.Zip(b).Sum(pair => view_as_real((pair.First.conj() * pair.Second).to(complex128)).select(-1, 0).sum().item<double>());
}
