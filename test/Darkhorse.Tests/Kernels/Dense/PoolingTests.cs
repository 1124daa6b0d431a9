namespace Darkhorse.Tests.KernelTests;

/// <summary>Float32 windows are pooled eight at a time where they can be; float64 ones never: both must agree, positions and nan included.</summary>
public sealed class PoolingTests
{
    [Theory]
    [InlineData(4, 1, 2, 0, 1), InlineData(7, 2, 2, 0, 1), InlineData(14, 2, 2, 0, 1), InlineData(14, 2, 3, 1, 1), InlineData(28, 2, 2, 0, 1), InlineData(37, 1, 3, 1, 1), InlineData(37, 2, 3, 1, 2),
        InlineData(40, 3, 3, 0, 1), InlineData(9, 1, 2, 1, 1), InlineData(16, 1, 1, 0, 1), InlineData(15, 2, 1, 0, 1)]
    public void Maxima_of_eight_windows_are_those_of_one(int width, int stride, int kernel, int padding, int dilation)
    {
        foreach (var x in Inputs(width))
        {
            var (values, positions) = nn.functional.max_pool2d_with_indices(x, [2, kernel], [1, stride], [0, padding], [1, dilation]);
            var (expected, places) = nn.functional.max_pool2d_with_indices(x.to(float64), [2, kernel], [1, stride], [0, padding], [1, dilation]);
            Assert.Equal(expected.to(float32).ToArray<float>(), values.ToArray<float>());
            Assert.Equal(places.ToArray<long>(), positions.ToArray<long>());
        }
    }

    [Theory]
    [InlineData(4, 1, 2, 0), InlineData(7, 2, 2, 0), InlineData(14, 2, 2, 0), InlineData(14, 2, 3, 1), InlineData(28, 2, 2, 0), InlineData(37, 1, 3, 1), InlineData(40, 3, 3, 0), InlineData(16, 1, 1, 0)]
    public void Averages_of_eight_windows_are_those_of_one(int width, int stride, int kernel, int padding)
    {
        var x = Inputs(width).First();
        var values = nn.functional.avg_pool2d(x, [2, kernel], [1, stride], [0, padding]);
        var expected = nn.functional.avg_pool2d(x.to(float64), [2, kernel], [1, stride], [0, padding]);
        foreach (var (e, v) in expected.ToArray<double>().Zip(values.ToArray<float>())) Assert.Equal(e, v, 1e-5);
    }

    /// <summary>Numbers, many of them equal; the same with some nan and infinities.</summary>
    static IEnumerable<Tensor> Inputs(int width)
    {
        var data = new float[2 * 4 * width];
        for (int i = 0; i < data.Length; i++) data[i] = i * 37 % 11 - 5;
        yield return tensor(data).reshape(1, 2, 4, width);
        for (int i = 0; i < data.Length; i += 7) data[i] = i % 3 == 0 ? float.NaN : i % 3 == 1 ? float.NegativeInfinity : float.PositiveInfinity;
        yield return tensor(data).reshape(1, 2, 4, width);
    }
}
