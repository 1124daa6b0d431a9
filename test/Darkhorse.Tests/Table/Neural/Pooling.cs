using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Neural;

static class Pooling
{
    static IEnumerable<Row> Maxima =>
    [
        Max("max_pool1d", "", x => nn.functional.max_pool1d(x, 2), new([2], [2], [0], [1], false), [2, 2, 5], [2, 4], [0, 2, 4]),
        Max("max_pool1d", "stride, padding, dilation", x => nn.functional.max_pool1d(x, 3, 2, 1, 2), new([3], [2], [1], [2], false), [1, 2, 7]),
        Max("max_pool2d", "", x => nn.functional.max_pool2d(x, 2), new([2], [2], [0], [1], false), [2, 1, 4, 5], [1, 4, 4], [0, 1, 2, 2], [3, 5, 17, 20]),
        Max("max_pool2d", "ceil, padding", x => nn.functional.max_pool2d(x, [3, 2], [2, 2], [1, 0], ceil_mode: true), new([3, 2], [2, 2], [1, 0], [1], true), [1, 2, 4, 5]),
        Max("max_pool2d", "dilation", x => nn.functional.max_pool2d(x, (2, 2), (1, 2), (0, 1), (2, 1)), new([2, 2], [1, 2], [0, 1], [2, 1], false), [1, 2, 4, 5]),
        Max("max_pool3d", "", x => nn.functional.max_pool3d(x, [2], [1], [1]), new([2], [1], [1], [1], false), [1, 1, 2, 3, 2], [1, 2, 3, 3]),
    ];

    static IEnumerable<Row> WithIndices =>
    [
        Indices("max_pool1d_with_indices", x => nn.functional.max_pool1d_with_indices(x, 2), [2, 2, 5]),
        Indices("max_pool2d_with_indices", x => nn.functional.max_pool2d_with_indices(x, [2, 3], [1]), [2, 2, 3, 4]),
        Indices("max_pool3d_with_indices", x => nn.functional.max_pool3d_with_indices(x, [2]), [1, 2, 3, 2, 4]),
        Indices("adaptive_max_pool1d_with_indices", x => nn.functional.adaptive_max_pool1d_with_indices(x, 2), [2, 2, 5]),
        Indices("adaptive_max_pool2d_with_indices", x => nn.functional.adaptive_max_pool2d_with_indices(x, [2, 3]), [1, 2, 3, 4]),
        Indices("adaptive_max_pool3d_with_indices", x => nn.functional.adaptive_max_pool3d_with_indices(x, [2, 1, 2]), [1, 2, 3, 2, 4]),
    ];

    static IEnumerable<Row> Averages =>
    [
        Average("avg_pool1d", "", x => nn.functional.avg_pool1d(x, 2), new([2], [2], [0], [1], false), [2, 2, 5], [2, 4], [0, 2, 4]),
        Average("avg_pool1d", "ceil, padding", x => nn.functional.avg_pool1d(x, 3, 2, 1, true), new([3], [2], [1], [1], true), [1, 2, 6]),
        Average("avg_pool2d", "", x => nn.functional.avg_pool2d(x, 2), new([2], [2], [0], [1], false), [2, 1, 4, 5], [1, 4, 4], [3, 5, 17, 20]),
        Average("avg_pool2d", "padding not counted", x => nn.functional.avg_pool2d(x, [3, 2], [2, 1], [1, 1], true, false), new([3, 2], [2, 1], [1, 1], [1], true) { Counts = false }, [1, 2, 4, 5]),
        Average("avg_pool2d", "divisor", x => nn.functional.avg_pool2d(x, (2, 2), (1, 2), (1, 0), false, true, 3), new([2, 2], [1, 2], [1, 0], [1], false) { Divisor = 3 }, [1, 2, 4, 5]),
        Average("avg_pool3d", "", x => nn.functional.avg_pool3d(x, [2], [1], [1]), new([2], [1], [1], [1], false), [1, 1, 2, 3, 2], [1, 2, 3, 3]),
    ];

    static IEnumerable<Row> Adaptive =>
    [
        Adapted("adaptive_avg_pool1d", x => nn.functional.adaptive_avg_pool1d(x, 3), [3], false, [2, 2, 5], [2, 2]),
        Adapted("adaptive_avg_pool2d", x => nn.functional.adaptive_avg_pool2d(x, [2, 3]), [2, 3], false, [1, 2, 5, 4], [2, 3, 3]),
        Adapted("adaptive_avg_pool3d", x => nn.functional.adaptive_avg_pool3d(x, (2, 1, 2)), [2, 1, 2], false, [1, 2, 3, 2, 3]),
        Adapted("adaptive_max_pool1d", x => nn.functional.adaptive_max_pool1d(x, 3), [3], true, [2, 2, 5], [2, 2]),
        Adapted("adaptive_max_pool2d", x => nn.functional.adaptive_max_pool2d(x, [2, 3]), [2, 3], true, [1, 2, 5, 4], [2, 3, 3]),
        Adapted("adaptive_max_pool3d", x => nn.functional.adaptive_max_pool3d(x, [2, 1, 2]), [2, 1, 2], true, [1, 2, 3, 2, 3]),
    ];

    static IEnumerable<Row> Norms =>
    [
        Norm("lp_pool1d", x => nn.functional.lp_pool1d(x, 2, 3, 2), new([3], [2], [0], [1], false), [2, 2, 5]),
        Norm("lp_pool2d", x => nn.functional.lp_pool2d(x, 2, [2, 2], [1, 2]), new([2, 2], [1, 2], [0], [1], false), [1, 2, 3, 4]),
        Norm("lp_pool3d", x => nn.functional.lp_pool3d(x, 2, [2, 2, 1], [1, 2, 1]), new([2, 2, 1], [1, 2, 1], [0], [1], false), [1, 2, 3, 4, 2]),
    ];

    static IEnumerable<Row> Unpooled =>
    [
        Unpool("max_unpool1d", x => nn.functional.max_pool1d_with_indices(x, 2), (y, i) => nn.functional.max_unpool1d(y, i, 2, output_size: [5]), [2, 2, 5]),
        Unpool("max_unpool2d", x => nn.functional.max_pool2d_with_indices(x, [2]), (y, i) => nn.functional.max_unpool2d(y, i, [2]), [1, 2, 4, 6]),
        Unpool("max_unpool3d", x => nn.functional.max_pool3d_with_indices(x, [2]), (y, i) => nn.functional.max_unpool3d(y, i, [2]), [1, 1, 2, 4, 2]),
    ];

    sealed record Window(long[] Kernel, long[] Stride, long[] Padding, long[] Dilation, bool Ceil)
    {
        public bool Counts { get; init; } = true;
        public long Divisor { get; init; }
        public long At(long[] values, int dim) => values.Length == 1 ? values[0] : values[dim];

        public int RankOf(string op) => op.Contains("1d") ? 1 : op.Contains("2d") ? 2 : 3;
    }

    static Row Max(string op, string variant, Func<Tensor, Tensor> call, Window window, params long[][] shapes)
        => Base(op, variant, call, DTypes.Reals, shapes, x => Definition(x, window, window.RankOf(op), double.NegativeInfinity, Math.Max, (value, _) => value));

    static Row Average(string op, string variant, Func<Tensor, Tensor> call, Window window, params long[][] shapes)
        => Base(op, variant, call, DTypes.Floats | DTypes.Int64, shapes, x => Definition(x, window, window.RankOf(op), 0, (a, b) => a + b, (sum, size) => sum / size));

    static Row Norm(string op, Func<Tensor, Tensor> call, Window window, params long[][] shapes)
        => Base(op, "", call, DTypes.RealsAndBool, shapes, x => Definition(x, window, window.RankOf(op), 0, (a, b) => a + b * b, (sum, _) => Math.Sqrt(sum)));

    static Row Base(string op, string variant, Func<Tensor, Tensor> call, DTypes dtypes, long[][] shapes, Func<Tensor, Tensor>? reference) => new("nn.functional." + op)
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3.5, shape))),
        DTypes = dtypes,
        ReferenceTensors = reference is null ? null : x => [reference(x[0])],
        Differentiable = [0],
        Tolerance = (1e-5, 1e-5),
    };

    static Row Indices(string op, Func<Tensor, (Tensor, Tensor)> call, long[] shape) => new("nn.functional." + op)
    {
        Call = x =>
        {
            var (values, indices) = call(x[0]);
            return [values, indices];
        },
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3.5, shape))],
        DTypes = DTypes.Reals,
        Differentiable = [0],
    };

    static Row Unpool(string op, Func<Tensor, (Tensor, Tensor)> pool, Func<Tensor, Tensor, Tensor> call, long[] shape) => new("nn.functional." + op)
    {
        Call = x => [call(x[0], x[1])],
        Samples = dtype =>
        {
            var (values, indices) = pool(Make.Tensor(float64, -3, 3.5, shape));
            return [new(values.to(dtype), indices)];
        },
        DTypes = DTypes.Reals,
        Differentiable = [0],
    };

    static Row Adapted(string op, Func<Tensor, Tensor> call, long[] output, bool max, params long[][] shapes)
        => Base(op, "", call, max ? DTypes.Reals : DTypes.Floats, shapes, x => AdaptiveDefinition(x, output, max));

    /// <summary>Every window of every plane, element by element.</summary>
    static Tensor Definition(Tensor x, Window window, int rank, double seed, Func<double, double, double> add, Func<double, long, double> finish)
    {
        long[] sizes = x.shape[^rank..], outputs = new long[rank];
        for (int d = 0; d < rank; d++)
        {
            long kernel = window.At(window.Kernel, d), stride = window.At(window.Stride, d), padding = window.At(window.Padding, d), reach = sizes[d] + 2 * padding - window.At(window.Dilation, d) * (kernel - 1) - 1;
            outputs[d] = (window.Ceil ? (reach + stride - 1) / stride : reach / stride) + 1;
            if (window.Ceil && (outputs[d] - 1) * stride >= sizes[d] + padding) outputs[d]--;
        }
        double[] values = x.contiguous().ToArray<double>();
        long planes = x.shape[..^rank].Aggregate(1L, (a, b) => a * b), input = sizes.Aggregate(1L, (a, b) => a * b), output = outputs.Aggregate(1L, (a, b) => a * b);
        var result = new double[planes * output];
        for (long i = 0; i < result.Length; i++)
        {
            long[] at = Unravel(i % output, outputs);
            double sum = seed;
            long counted = 1, inside = 0;
            for (int d = 0; d < rank; d++)
            {
                long first = at[d] * window.At(window.Stride, d) - window.At(window.Padding, d);
                counted *= Math.Min(first + window.At(window.Kernel, d), sizes[d] + window.At(window.Padding, d)) - first;
            }
            long[] kernels = [.. Enumerable.Range(0, rank).Select(d => window.At(window.Kernel, d))];
            for (long k = 0; k < kernels.Aggregate(1L, (a, b) => a * b); k++)
            {
                long[] tap = Unravel(k, kernels);
                long position = 0;
                bool within = true;
                for (int d = 0; d < rank; d++)
                {
                    long p = at[d] * window.At(window.Stride, d) - window.At(window.Padding, d) + tap[d] * window.At(window.Dilation, d);
                    within &= p >= 0 && p < sizes[d];
                    position = position * sizes[d] + p;
                }
                if (!within) continue;
                inside++;
                sum = add(sum, values[i / output * input + position]);
            }
            result[i] = finish(sum, window.Divisor != 0 ? window.Divisor : window.Counts ? counted : inside);
        }
        return Same.FromArray(result, [.. x.shape[..^rank], .. outputs]);
    }

    static Tensor AdaptiveDefinition(Tensor x, long[] outputs, bool max)
    {
        int rank = outputs.Length;
        long[] sizes = x.shape[^rank..];
        double[] values = x.contiguous().ToArray<double>();
        long planes = x.shape[..^rank].Aggregate(1L, (a, b) => a * b), input = sizes.Aggregate(1L, (a, b) => a * b), output = outputs.Aggregate(1L, (a, b) => a * b);
        var result = new double[planes * output];
        for (long i = 0; i < result.Length; i++)
        {
            long[] at = Unravel(i % output, outputs);
            var seen = new List<double>();
            for (long k = 0; k < input; k++)
            {
                long[] p = Unravel(k, sizes);
                if (Enumerable.Range(0, rank).All(d => p[d] >= at[d] * sizes[d] / outputs[d] && p[d] < ((at[d] + 1) * sizes[d] + outputs[d] - 1) / outputs[d])) seen.Add(values[i / output * input + k]);
            }
            result[i] = max ? seen.Max() : seen.Average();
        }
        return Same.FromArray(result, [.. x.shape[..^rank], .. outputs]);
    }

    static long[] Unravel(long index, long[] shape)
    {
        var result = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--) (index, result[d]) = Math.DivRem(index, shape[d]);
        return result;
    }
}
