using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Every op computes what its reference says.</summary>
public sealed class MatchesReference
{
    public static IEnumerable<TheoryDataRow<Row>> Pointwise() => Rows.Where(row => row.Reference is not null);

    [Theory, MemberData(nameof(Pointwise))]
    public void Unary(Row row)
    {
        foreach (var sample in row.Samples(float64))
        {
            var result = row.Call(sample.Inputs)[0];
            Assert.Equal(sample.Inputs[0].shape, result.shape);
            double[] x = sample.Inputs[0].ToArray<double>(), y = result.to(float64).ToArray<double>();
            for (int i = 0; i < x.Length; i++)
            {
                double expected = row.Reference!(x[i]);
                Assert.True(Math.Abs(y[i] - expected) <= 1e-12 + 1e-12 * Math.Abs(expected) || y[i].Equals(expected), $"{row.Op}({x[i]}) = {y[i]}, expected {expected}");
            }
        }
    }
}
