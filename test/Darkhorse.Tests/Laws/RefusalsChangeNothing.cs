using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>A call that throws leaves everything as it was: inputs, out tensors, their shapes and version counters.</summary>
public sealed class RefusalsChangeNothing
{
    static readonly ScalarType[] s_dtypes = [float32, int64, complex64, @bool];

    public static IEnumerable<TheoryDataRow<Row>> InPlaces() => Rows.Where(row => row.InPlace is not null);
    public static IEnumerable<TheoryDataRow<Row>> Outs() => Rows.Where(row => row.Out is not null);

    [Theory, MemberData(nameof(InPlaces))]
    public void In_place(Row row)
    {
        foreach (var dtype in s_dtypes.Intersect(Samples.DTypesOf(row)))
        {
            if (row.Samples(dtype).FirstOrDefault(sample => sample.Inputs[0].numel() > 1)?.Inputs is not { } inputs) continue;
            foreach (var bad in Spoilt(inputs)) Attempt(() => row.InPlace!(bad), bad, $"{row} in place");
        }
    }

    [Theory, MemberData(nameof(Outs))]
    public void Out(Row row)
    {
        foreach (var dtype in s_dtypes.Intersect(Samples.DTypesOf(row)))
        {
            if (row.Samples(dtype).FirstOrDefault(sample => sample.Inputs[0].numel() > 1)?.Inputs is not { } inputs) continue;
            foreach (var bad in Spoilt(inputs))
            {
                var target = zeros([2], dtype);
                Attempt(() => row.Out!(bad, target), [.. bad, target], $"{row} out");
            }
            foreach (var target in new[] { zeros([3], @bool), zeros([3], uint8), zeros([], dtype).expand(row.Call(inputs)[0].shape) })
                Attempt(() => row.Out!(inputs, target), [.. inputs, target], $"{row} out");
        }
    }

    /// <summary>The inputs, one of them each time of another dtype, another shape, or seen several times at one place.</summary>
    static IEnumerable<Tensor[]> Spoilt(Tensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            var x = inputs[i];
            foreach (var dtype in DTypeFacts.All.ToArray().Select(dtype => (ScalarType)dtype).Where(dtype => dtype != x.dtype)) yield return With(x.to(dtype));
            yield return With(zeros([5, 3, 7], x.dtype));
            yield return With(zeros([0, 11], x.dtype));
            if (x.ndim > 0) yield return With(zeros([1], x.dtype).expand(x.shape));

            Tensor[] With(Tensor other)
            {
                Tensor[] spoilt = [.. inputs.Select(input => input.clone())];
                spoilt[i] = other;
                return spoilt;
            }
        }
    }

    static void Attempt(Func<Tensor> call, Tensor[] tensors, string what)
    {
        var before = tensors.Select(x => (x.shape, x.dtype, x._version, Elements: Same.Values(x))).ToArray();
        try
        {
            call();
        }
        catch (Exception thrown)
        {
            // A zero among whole divisors is met underway.
            if (thrown.Message == "ZeroDivisionError") return;
            string text = $"{what} of {string.Join(", ", tensors.Select(x => $"{x.dtype}[{string.Join(',', x.shape)}]"))}: {thrown.GetType().Name}: {thrown.Message}\n{thrown.StackTrace}";
            Assert.True(thrown is InvalidOperationException or IndexOutOfRangeException or NotSupportedException || thrown.GetType() == typeof(ArgumentException), text);
            for (int i = 0; i < tensors.Length; i++)
            {
                var x = tensors[i];
                Assert.True(before[i].shape.SequenceEqual(x.shape) && before[i].dtype == x.dtype, $"shape {i} has changed: {text}");
                Assert.True(before[i]._version == x._version, $"version {i} has changed: {text}");
                Assert.True(before[i].Elements.AsSpan().SequenceEqual(Same.Values(x)), $"elements {i} have changed: {text}");
            }
        }
    }
}
