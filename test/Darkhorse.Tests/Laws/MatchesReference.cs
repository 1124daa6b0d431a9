using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Every op computes what its reference says, in float64 and float32.</summary>
public sealed class MatchesReference
{
    public static IEnumerable<TheoryDataRow<Row>> Unary() => Rows.Where(row => row.Reference is not null);
    public static IEnumerable<TheoryDataRow<Row>> Binary() => Rows.Where(row => row.Reference2 is not null);
    public static IEnumerable<TheoryDataRow<Row>> Others() => Rows.Where(row => row.ReferenceTensors is not null);

    [Theory, MemberData(nameof(Unary))]
    public void Of_one_operand(Row row) => Check(row, x => [Map(x[0], row.Reference!)]);

    [Theory, MemberData(nameof(Binary))]
    public void Of_two_operands(Row row) => Check(row, x => [Map(x[0], x[1], row.Reference2!)]);

    [Theory, MemberData(nameof(Others))]
    public void Of_tensors(Row row) => Check(row, row.ReferenceTensors!);

    static void Check(Row row, Func<Tensor[], Tensor[]> reference)
    {
        foreach (var dtype in new[] { float64, float32 })
        {
            if (!row.DTypes.Contains((DType)dtype)) continue;
            foreach (var sample in row.Samples(dtype))
            {
                var expected = reference(Array.ConvertAll(sample.Inputs, x => x.dtype == float32 ? x.to(float64) : x));
                var actual = row.Call(sample.Inputs);
                Assert.Equal(expected.Length, actual.Length);
                for (int k = 0; k < expected.Length; k++) Same.Close(expected[k], actual[k], row.Tolerance, $"{row} of {sample}");
            }
        }
    }

    static Tensor Map(Tensor x, Func<double, double> function)
    {
        double[] values = x.ToArray<double>();
        return Same.FromArray(Array.ConvertAll(values, v => function(v)), x.shape);
    }

    static Tensor Map(Tensor x, Tensor y, Func<double, double, double> function)
    {
        long[] shape = Same.Broadcast(x.shape, y.shape);
        double[] a = x.expand(shape).ToArray<double>(), b = y.expand(shape).ToArray<double>();
        return Same.FromArray([.. a.Zip(b, function)], shape);
    }
}
