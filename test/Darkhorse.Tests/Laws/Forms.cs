using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Function, method, in-place form and out form of an op agree to the bit.</summary>
public sealed class Forms
{
    public static IEnumerable<TheoryDataRow<Row>> Methods() => Rows.Where(row => row.Method is not null && row.Deterministic);
    public static IEnumerable<TheoryDataRow<Row>> InPlaces() => Rows.Where(row => row.InPlace is not null && row.Deterministic);
    public static IEnumerable<TheoryDataRow<Row>> Outs() => Rows.Where(row => row.Out is not null && row.Deterministic);

    [Theory, MemberData(nameof(Methods))]
    public void Method_as_function(Row row)
    {
        foreach (var dtype in Samples.DTypesOf(row))
            foreach (var sample in row.Samples(dtype))
                foreach (var (expected, actual) in row.Call(sample.Inputs).Zip(row.Method!(sample.Inputs))) Same.Bits(expected, actual, $"method {row} of {sample}");
    }

    [Theory, MemberData(nameof(InPlaces))]
    public void In_place_as_function(Row row)
    {
        foreach (var dtype in Samples.DTypesOf(row))
        {
            foreach (var sample in row.Samples(dtype))
            {
                var expected = row.Call(sample.Inputs)[0];
                // In place keeps the shape and dtype of the operand: only where the function does is there something to compare.
                if (expected.dtype != sample.Inputs[0].dtype || !expected.shape.SequenceEqual(sample.Inputs[0].shape)) continue;
                var target = sample.Inputs[0].clone();
                int version = target._version;
                var result = row.InPlace!([target, .. sample.Inputs[1..]]);
                Assert.Same(target, result);
                Assert.True(target._version > version || target.numel() == 0, $"{row} in place does not count a change");
                Same.Bits(expected, target, $"in-place {row} of {sample}");
            }
        }
    }

    [Theory, MemberData(nameof(Outs))]
    public void Out_as_function(Row row)
    {
        foreach (var dtype in Samples.DTypesOf(row))
        {
            foreach (var sample in row.Samples(dtype))
            {
                var expected = row.Call(sample.Inputs)[0];
                var target = zeros([1], expected.dtype);
                Assert.Same(target, row.Out!(sample.Inputs, target));
                Same.Bits(expected, target, $"out {row} of {sample}");
            }
        }
    }
}
