namespace Darkhorse.Tests.Reductions;

/// <summary>Reductions, scans and sorts of sizes at which they work in blocks, panels and parallel parts, against plain loops.</summary>
public sealed class ReductionTests
{
    static readonly (long Rows, long Columns)[] s_shapes = [(1, 100_003), (3, 9_001), (301, 1_100), (5_000, 3), (777, 65), (40_000, 1)];

    /// <summary>Small integers, so that float sums are exact, with many ties.</summary>
    static float[] Numbers(long count, int range = 50)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, (int)count).Select(_ => (float)random.Next(-range, range))];
    }

    [Fact]
    public void Sums_over_either_dim_are_exact()
    {
        foreach (var (rows, columns) in s_shapes)
        {
            float[] data = Numbers(rows * columns);
            var x = tensor(data).view(rows, columns);
            Assert.Equal(data.Sum(v => (double)v), x.sum().item<float>());
            Assert.Equal(Rows(data, rows, columns, run => run.Sum()), x.sum(1).ToArray<float>());
            Assert.Equal(Columns(data, rows, columns, run => run.Sum()), x.sum(0).ToArray<float>());
            foreach (var dtype in new[] { int8, int32, @bool })
            {
                var integers = x.to(dtype);
                var expected = integers.to(int64);
                Assert.Equal(expected.sum().item<long>(), integers.sum().item<long>());
                Assert.Equal(expected.sum(1).ToArray<long>(), integers.sum(1).ToArray<long>());
                Assert.Equal(expected.sum(0).ToArray<long>(), integers.sum(0).ToArray<long>());
            }
        }
    }

    [Fact]
    public void Extremes_are_the_first_of_equals()
    {
        foreach (var (rows, columns) in s_shapes)
        {
            float[] data = Numbers(rows * columns);
            var x = tensor(data).view(rows, columns);
            Assert.Equal(Array.IndexOf(data, data.Max()), x.argmax().item<long>());
            Assert.Equal(Rows(data, rows, columns, run => Array.IndexOf(run, run.Max())), Floats(x.argmax(1)));
            Assert.Equal(Columns(data, rows, columns, run => Array.IndexOf(run, run.Max())), Floats(x.argmax(0)));
            Assert.Equal(Columns(data, rows, columns, run => Array.IndexOf(run, run.Min())), Floats(x.argmin(0)));
            Assert.Equal(Rows(data, rows, columns, run => run.Min()), x.min(1).values.ToArray<float>());
        }
    }

    [Fact]
    public void The_first_nan_is_the_extreme()
    {
        foreach (long count in new[] { 5L, 100, 5_000, 70_000 })
        {
            float[] data = Numbers(count);
            (data[count / 2], data[^1]) = (float.NaN, float.NaN);
            var x = tensor(data);
            Assert.Equal(count / 2, x.argmax().item<long>());
            Assert.Equal(count / 2, x.argmin().item<long>());
            Assert.True(float.IsNaN(x.max().item<float>()));
            Assert.Equal(count / 2, x.view(-1, 1).max(0).indexes.item<long>());
            Assert.Equal(count / 2, x.view(-1, 1).expand(count, 20).contiguous().min(0).indexes.select(0, 3).item<long>());
            Assert.Equal(count / 2, x.median(0).indices.item<long>());
        }
    }

    [Fact]
    public void Indices_of_small_types_pass_their_range()
    {
        // The indices are counted in lanes of the elements' own type.
        var x = zeros([1_000, 40], uint8);
        x.select(0, 700).fill_(3);
        Assert.All(x.max(0).indexes.ToArray<long>(), index => Assert.Equal(700, index));
        Assert.All(x.to(@bool).max(0).indexes.ToArray<long>(), index => Assert.Equal(700, index));
        Assert.All(x.to(float16).max(0).indexes.ToArray<long>(), index => Assert.Equal(700, index));
    }

    [Fact]
    public void Variance_of_numbers_far_from_zero()
    {
        foreach (var (rows, columns) in s_shapes)
        {
            double[] data = Array.ConvertAll(Numbers(rows * columns), v => 1e6 + v);
            var x = tensor(data).view(rows, columns);
            Assert.Equal(Variance(data), x.var(false).item<double>(), 1e-7);
            Close(Rows(data, rows, columns, Variance), x.var(1, false).ToArray<double>());
            Close(Columns(data, rows, columns, Variance), x.var(0, false).ToArray<double>());
        }
    }

    [Fact]
    public void Running_sums_are_exact()
    {
        foreach (var (rows, columns) in s_shapes)
        {
            float[] data = Numbers(rows * columns);
            var x = tensor(data).view(rows, columns);
            Assert.Equal(Running(data, columns, 1), x.cumsum(1).ToArray<float>());
            Assert.Equal(Running(data, rows, columns), x.cumsum(0).ToArray<float>());
            Assert.Equal(Array.ConvertAll(Running(data, columns, 1), v => (long)v), x.to(int16).cumsum(1).ToArray<long>());
        }
    }

    [Fact]
    public void Softmax_of_either_dim()
    {
        foreach (var (rows, columns) in s_shapes)
        {
            float[] data = Numbers(rows * columns, 5);
            var x = tensor(data).view(rows, columns);
            double[] wide = Array.ConvertAll(data, v => (double)v);
            Close(Runs(wide, columns, 1, Softmax), softmax(x, 1).to(float64).ToArray<double>(), 1e-5);
            Close(Runs(wide, rows, columns, Softmax), softmax(x, 0).to(float64).ToArray<double>(), 1e-5);
        }
    }

    [Fact]
    public void Sorts_are_stable_in_every_length()
    {
        foreach (int count in new[] { 1, 2, 39, 41, 399, 401, 5_000, 70_000 })
        {
            float[] data = Numbers(count);
            if (count > 4) (data[1], data[3], data[4]) = (float.NaN, -0f, 0f);
            // nan compares as the smallest in .NET, and as the largest here.
            int[] order = [.. Enumerable.Range(0, count).OrderBy(i => float.IsNaN(data[i]) ? float.PositiveInfinity : data[i])];
            int[] falling = [.. Enumerable.Range(0, count).OrderByDescending(i => float.IsNaN(data[i]) ? float.PositiveInfinity : data[i])];
            foreach (var dtype in new[] { float32, float64, float16, bfloat16 })
            {
                var x = tensor(data).to(dtype);
                Assert.Equal(Array.ConvertAll(order, i => (long)i), x.sort().indices.ToArray<long>());
                Assert.Equal(Array.ConvertAll(falling, i => (long)i), x.sort(descending: true).indices.ToArray<long>());
                int k = Math.Min(count, 300);
                Assert.Equal(Array.ConvertAll(falling[..k], i => (long)i), x.topk(k).indices.ToArray<long>());
                Assert.Equal(order[(count - 1) / 3], x.kthvalue((count - 1) / 3 + 1).indices.item<long>());
            }
        }
    }

    [Fact]
    public void Integers_sort_by_value()
    {
        long[] data = [5, -3, long.MinValue, 0, long.MaxValue, -3, 7];
        Assert.Equal([2L, 1, 5, 3, 0, 6, 4], tensor(data).sort().indices.ToArray<long>());
        Assert.Equal([1L, 2, 0], tensor(new byte[] { 200, 3, 100 }).sort().indices.ToArray<long>());
    }

    static double Variance(double[] run)
    {
        double mean = run.Average();
        return run.Sum(v => (v - mean) * (v - mean)) / run.Length;
    }

    static double[] Softmax(double[] run)
    {
        double sum = run.Sum(Math.Exp);
        return Array.ConvertAll(run, v => Math.Exp(v) / sum);
    }

    static float[] Floats(Tensor x) => Array.ConvertAll(x.ToArray<long>(), v => (float)v);

    static T[] Rows<T>(T[] data, long rows, long columns, Func<T[], T> function) => [.. Enumerable.Range(0, (int)rows).Select(r => function(data[(int)(r * columns)..(int)((r + 1) * columns)]))];

    static T[] Columns<T>(T[] data, long rows, long columns, Func<T[], T> function)
        => [.. Enumerable.Range(0, (int)columns).Select(c => function([.. Enumerable.Range(0, (int)rows).Select(r => data[r * columns + c])]))];

    static float[] Running(float[] data, long length, long stride)
    {
        float[] result = [.. data];
        for (long i = 0; i < data.Length; i++)
            if (i / stride % length != 0) result[i] += result[i - stride];
        return result;
    }

    /// <summary>A function of each run of a length and stride.</summary>
    static double[] Runs(double[] data, long length, long stride, Func<double[], double[]> function)
    {
        var result = new double[data.Length];
        for (long start = 0; start < data.Length; start++)
        {
            if (start / stride % length != 0) continue;
            double[] run = function([.. Enumerable.Range(0, (int)length).Select(k => data[start + k * stride])]);
            for (long k = 0; k < length; k++) result[start + k * stride] = run[k];
        }
        return result;
    }

    static void Close(double[] expected, double[] actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1e-3, Math.Abs(expected[i])), $"element {i} is {actual[i]}, expected {expected[i]}");
    }
}
