using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Recorded gradients agree with central differences, and so do the gradients of the gradients.</summary>
public sealed class Gradients
{
    public static IEnumerable<TheoryDataRow<Row>> Once() => Rows.Where(row => row.Differentiable.Length > 0);
    public static IEnumerable<TheoryDataRow<Row>> Twice() => Rows.Where(row => row.Differentiable.Length > 0 && row.TwiceDifferentiable);

    [Theory, MemberData(nameof(Once))]
    public void First(Row row)
    {
        foreach (var (call, inputs) in Cases(row)) Assert.True(autograd.gradcheck(call, inputs));
    }

    [Theory, MemberData(nameof(Twice))]
    public void Second(Row row)
    {
        foreach (var (call, inputs) in Cases(row)) Assert.True(autograd.gradgradcheck(call, inputs, atol: 1e-4));
    }

    static IEnumerable<(Func<Tensor[], Tensor[]>, Tensor[])> Cases(Row row)
    {
        foreach (var dtype in new[] { float64 })
        {
            if (!row.DTypes.Contains((DType)dtype)) continue;
            foreach (var sample in row.Samples(dtype))
            {
                if (sample.Inputs.Sum(x => x.numel()) > 60) continue;
                var inputs = sample.Inputs.Select((x, i) => row.Differentiable.Contains(i) && (x.is_floating_point() || x.is_complex()) ? x.detach().clone().requires_grad_() : x).ToArray();
                if (!inputs.Any(x => x.requires_grad)) continue;
                yield return (row.Call, inputs);
            }
        }
    }
}
