using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Neural;

static class Convolution
{
    static readonly (double, double) s_tolerance = (2e-5, 2e-5);

    static IEnumerable<Row> Conv1d =>
    [
        Row("conv1d", "", x => nn.functional.conv1d(x[0], x[1], x[2]), new([1], [0], [1]), ([2, 2, 5], [3, 2, 3]), ([2, 5], [3, 2, 3]), ([0, 2, 5], [1, 2, 2]), ([3, 4, 40], [5, 4, 3])),
        Row("conv1d", "stride, padding, dilation", x => nn.functional.conv1d(x[0], x[1], x[2], 2, 3, 2), new([2], [3], [2]), ([2, 2, 7], [3, 2, 3])),
        Row("conv1d", "groups", x => nn.functional.conv1d(x[0], x[1], x[2], groups: 2), new([1], [0], [1], 2), ([2, 4, 5], [2, 2, 2])),
        Row("conv1d_padding", "same", x => nn.functional.conv1d_padding(x[0], x[1], x[2], padding: Padding.Same, dilation: 1), new([1], [1], [1]), ([2, 2, 5], [3, 2, 3])),
    ];

    static IEnumerable<Row> Conv2d =>
    [
        Row("conv2d", "", x => nn.functional.conv2d(x[0], x[1], x[2]), new([1], [0], [1]), ([1, 2, 4, 3], [2, 2, 3, 2]), ([2, 4, 3], [2, 2, 3, 2]), ([2, 1, 3, 3], [1, 1, 3, 3]),
            ([5, 3, 20, 17], [14, 3, 5, 4]), ([2, 16, 14, 14], [33, 16, 3, 3])),
        Row("conv2d", "padding", x => nn.functional.conv2d(x[0], x[1], x[2], padding: [2, 1]), new([1], [2, 1], [1]), ([1, 2, 3, 3], [2, 2, 2, 3]), ([20, 2, 14, 14], [7, 2, 5, 3])),
        Row("conv2d", "stride, dilation", x => nn.functional.conv2d(x[0], x[1], x[2], [2, 3], [1], [2, 1]), new([2, 3], [1], [2, 1]), ([1, 2, 4, 5], [1, 2, 2, 3]), ([3, 2, 30, 31], [3, 2, 3, 3])),
        Row("conv2d", "depthwise", x => nn.functional.conv2d(x[0], x[1], x[2], padding: [1], groups: 3), new([1], [1], [1], 3), ([1, 3, 2, 3], [3, 1, 3, 3]), ([2, 3, 9, 40], [6, 1, 3, 3])),
        Row("conv2d", "one pixel", x => nn.functional.conv2d(x[0], x[1], x[2]), new([1], [0], [1]), ([2, 3, 2, 2], [2, 3, 1, 1]), ([4, 8, 3, 3], [5, 8, 3, 3])),
        Row("conv2d_padding", "same", x => nn.functional.conv2d_padding(x[0], x[1], x[2], padding: Padding.Same), new([1], [1], [1]), ([1, 2, 3, 4], [2, 2, 3, 3])),
    ];

    static IEnumerable<Row> Conv3d =>
    [
        Row("conv3d", "", x => nn.functional.conv3d(x[0], x[1], x[2]), new([1], [0], [1]), ([1, 2, 2, 3, 3], [2, 2, 2, 2, 1]), ([2, 3, 3, 3], [1, 2, 2, 2, 2]), ([2, 3, 5, 6, 7], [4, 3, 3, 2, 3])),
        Row("conv3d", "stride, padding", x => nn.functional.conv3d(x[0], x[1], x[2], [2, 1, 2], [1, 0, 1]), new([2, 1, 2], [1, 0, 1], [1]), ([1, 1, 3, 2, 3], [2, 1, 2, 2, 3])),
        Row("conv3d_padding", "valid", x => nn.functional.conv3d_padding(x[0], x[1], x[2]), new([1], [0], [1]), ([1, 1, 2, 2, 2], [1, 1, 2, 2, 2])),
    ];

    static IEnumerable<Row> Transposed =>
    [
        TransposedRow("conv_transpose1d", "", x => nn.functional.conv_transpose1d(x[0], x[1], x[2]), new([1], [0], [1]), ([2, 3, 4], [3, 2, 3]), ([3, 4], [3, 2, 3])),
        TransposedRow("conv_transpose1d", "stride", x => nn.functional.conv_transpose1d(x[0], x[1], x[2], 2, 1, 1), new([2], [1], [1]) { OutputPadding = [1] }, ([2, 3, 4], [3, 2, 3])),
        TransposedRow("conv_transpose2d", "", x => nn.functional.conv_transpose2d(x[0], x[1], x[2]), new([1], [0], [1]), ([1, 2, 3, 2], [2, 3, 2, 3]), ([2, 5, 9, 30], [5, 13, 3, 3])),
        TransposedRow("conv_transpose2d", "stride, groups", x => nn.functional.conv_transpose2d(x[0], x[1], x[2], [3, 2], [1, 0], [2, 1], [1, 2], 2),
            new([3, 2], [1, 0], [1, 2], 2) { OutputPadding = [2, 1] }, ([1, 4, 2, 2], [4, 1, 2, 2])),
        TransposedRow("conv_transpose3d", "", x => nn.functional.conv_transpose3d(x[0], x[1], x[2], [1, 2, 1]), new([1, 2, 1], [0], [1]), ([1, 2, 2, 2, 2], [2, 1, 2, 1, 2])),
    ];

    sealed record Window(long[] Stride, long[] Padding, long[] Dilation, long Groups = 1)
    {
        public long[] OutputPadding { get; init; } = [0];
        public static long At(long[] values, int dim) => values.Length == 1 ? values[0] : values[dim];
    }

    static Row Row(string op, string variant, Func<Tensor[], Tensor> call, Window window, params (long[] Input, long[] Weight)[] shapes) => new("nn.functional." + op)
    {
        Variant = variant,
        Call = x => [call(x)],
        Samples = dtype => shapes.Select(s => new Sample(Make.Tensor(dtype, -2, 2, s.Input), Make.Tensor(dtype, -1, 2, s.Weight), Make.Tensor(dtype, -1, 1, s.Weight[0]))),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Definition(x[0], x[1], x[2], window)],
        Differentiable = [0, 1, 2],
        Tolerance = s_tolerance,
    };

    static Row TransposedRow(string op, string variant, Func<Tensor[], Tensor> call, Window window, params (long[] Input, long[] Weight)[] shapes) => new("nn.functional." + op)
    {
        Variant = variant,
        Call = x => [call(x)],
        Samples = dtype => shapes.Select(s => new Sample(Make.Tensor(dtype, -2, 2, s.Input), Make.Tensor(dtype, -1, 2, s.Weight), Make.Tensor(dtype, -1, 1, s.Weight[1] * window.Groups))),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [TransposedDefinition(x[0], x[1], x[2], window)],
        Differentiable = [0, 1, 2],
        Tolerance = s_tolerance,
    };

    /// <summary>Every product of an input and a weight, added to the output that it belongs to.</summary>
    static Tensor Definition(Tensor x, Tensor weight, Tensor bias, Window window)
    {
        int rank = (int)weight.ndim - 2;
        bool batched = x.ndim == rank + 2;
        if (!batched) x = x.reshape([1, .. x.shape]);
        long[] spatial = [.. Enumerable.Range(0, rank).Select(i => (x.shape[i + 2] + 2 * Window.At(window.Padding, i) - Window.At(window.Dilation, i) * (weight.shape[i + 2] - 1) - 1) / Window.At(window.Stride, i) + 1)];
        long[] shape = [x.shape[0], weight.shape[0], .. spatial];
        var result = new double[shape.Aggregate(1L, (a, b) => a * b)];
        double[] b = bias.ToArray<double>();
        double[] from = x.contiguous().ToArray<double>(), w = weight.contiguous().ToArray<double>();
        Walk(x.shape, weight.shape, shape, window, (input, tap, output) => result[output] += from[input] * w[tap]);
        for (long i = 0, plane = spatial.Aggregate(1L, (p, s) => p * s); i < result.Length; i++) result[i] += b[i / plane % shape[1]];
        return Same.FromArray(result, batched ? shape : shape[1..]);
    }

    static Tensor TransposedDefinition(Tensor y, Tensor weight, Tensor bias, Window window)
    {
        int rank = (int)weight.ndim - 2;
        bool batched = y.ndim == rank + 2;
        if (!batched) y = y.reshape([1, .. y.shape]);
        long[] spatial = [.. Enumerable.Range(0, rank).Select(i => (y.shape[i + 2] - 1) * Window.At(window.Stride, i) - 2 * Window.At(window.Padding, i) + Window.At(window.Dilation, i) * (weight.shape[i + 2] - 1) + Window.At(window.OutputPadding, i) + 1)];
        long[] shape = [y.shape[0], weight.shape[1] * window.Groups, .. spatial];
        var result = new double[shape.Aggregate(1L, (a, b) => a * b)];
        double[] from = y.contiguous().ToArray<double>(), w = weight.contiguous().ToArray<double>(), b = bias.ToArray<double>();
        Walk(shape, weight.shape, y.shape, window, (x, tap, output) => result[x] += w[tap] * from[output]);
        for (long i = 0, plane = spatial.Aggregate(1L, (p, s) => p * s); i < result.Length; i++) result[i] += b[i / plane % shape[1]];
        return Same.FromArray(result, batched ? shape : shape[1..]);
    }

    /// <summary>Calls the action with the flat positions of every input, weight and output that belong together.</summary>
    static void Walk(long[] input, long[] weight, long[] output, Window window, Action<long, long, long> action)
    {
        long outputs = output.Aggregate(1L, (a, b) => a * b), taps = weight[1..].Aggregate(1L, (a, b) => a * b);
        for (long o = 0; o < outputs; o++)
        {
            long[] at = Unravel(o, output);
            for (long t = 0; t < taps; t++)
            {
                long[] tap = Unravel(t, weight[1..]);
                long group = at[1] / (output[1] / window.Groups), from = at[0] * input[1] + group * weight[1] + tap[0];
                bool inside = true;
                for (int d = 0; d < input.Length - 2 && inside; d++)
                {
                    long position = at[d + 2] * Window.At(window.Stride, d) + tap[d + 1] * Window.At(window.Dilation, d) - Window.At(window.Padding, d);
                    inside = position >= 0 && position < input[d + 2];
                    from = from * input[d + 2] + position;
                }
                if (inside) action(from, at[1] * taps + t, o);
            }
        }
    }

    static long[] Unravel(long index, long[] shape)
    {
        var result = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--) (index, result[d]) = Math.DivRem(index, shape[d]);
        return result;
    }
}
