namespace Darkhorse.Tests.Programs;

/// <summary>Comparisons for the small programs of this folder.</summary>
static class Expect
{
    /// <summary>A float32 tensor with these elements, to the last digits but one.</summary>
    public static void Values(Tensor? actual, params float[] expected)
    {
        Assert.NotNull(actual);
        Assert.Equal(float32, actual.dtype);
        var data = actual.detach().ToArray<float>();
        Assert.Equal(expected.Length, data.Length);
        foreach (var (wanted, got) in expected.Zip(data))
            Assert.True(float.IsNaN(wanted) ? float.IsNaN(got) : Math.Abs(wanted - got) <= 1e-6f + 1e-5f * Math.Abs(wanted), $"expected {string.Join(", ", expected)}, got {string.Join(", ", data)}");
    }

    public static void Integers(Tensor actual, params long[] expected)
    {
        Assert.Equal(int64, actual.dtype);
        Assert.Equal(expected, actual.ToArray<long>());
    }
}
