using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>What an op computes does not depend on how its operands lie in memory. For pointwise ops that includes: the vector lanes agree with the scalar lane to the bit.</summary>
public sealed class AnyLayout
{
    public static IEnumerable<TheoryDataRow<Row>> All() => Rows.Where(row => row.Deterministic);

    [Theory, MemberData(nameof(All))]
    public void Strided_operands_give_the_same(Row row)
    {
        bool pointwise = row.Reference is not null || row.Reference2 is not null;
        foreach (var dtype in Samples.DTypesOf(row))
        {
            foreach (var sample in row.Samples(dtype))
            {
                Tensor[] expected = row.Call(sample.Inputs), actual = row.Call(Array.ConvertAll(sample.Inputs, Same.Strided));
                for (int k = 0; k < expected.Length; k++)
                {
                    string what = $"{row} of strided {sample}";
                    if (pointwise) Same.Bits(expected[k], actual[k], what);
                    else Same.Close(expected[k], actual[k], row.Tolerance, what);
                }
            }
        }
    }
}

/// <summary>The dtypes that a law tries.</summary>
static class Samples
{
    public static IEnumerable<ScalarType> DTypesOf(Row row) => DTypeFacts.All.ToArray().Where(dtype => row.DTypes.Contains(dtype)).Select(dtype => (ScalarType)dtype);
}
