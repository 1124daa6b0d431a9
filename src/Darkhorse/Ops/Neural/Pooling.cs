using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>What the families of pooling share.</summary>
static class Pooling
{
    public static void CheckRank(Tensor input, int rank, string op)
    {
        int own = input.Layout.Rank;
        bool empty = false;
        for (int d = 0; d < own; d++) empty |= input.Sizes[d] == 0 && (d > 0 || own == rank + 1);
        if ((own != rank + 1 && own != rank + 2) || empty)
            throw new InvalidOperationException($"{op}: Expected {rank + 1}D or {rank + 2}D (batch mode) tensor with optional 0 dim batch size for input, but got:{Errors.Shape(input)}");
    }

    public static long Planes(Tensor input, int rank)
    {
        long planes = 1;
        foreach (long size in input.Sizes[..^rank]) planes *= size;
        return planes;
    }

    /// <summary>The shape of a pooling to given sizes, and the layout of its result.</summary>
    public static (PoolShape Shape, Layout Output) Adaptive(Tensor input, int rank, long[] outputSize, string op)
    {
        CheckRank(input, rank, op);
        if (outputSize.Length != rank && outputSize.Length != 1) throw new InvalidOperationException($"{op}: output_size must be {rank}");
        var sizes = input.shape;
        var axes = new PoolAxis[3];
        for (int i = 0; i < rank; i++)
        {
            sizes[sizes.Length - rank + i] = outputSize[outputSize.Length == 1 ? 0 : i];
            if (sizes[sizes.Length - rank + i] < 0) throw new InvalidOperationException($"{op}: elements of output_size must be greater than or equal to 0 but received {{{string.Join(", ", outputSize)}}}");
        }
        for (int i = 0; i < 3; i++)
        {
            int own = i - 3 + rank;
            axes[i] = own < 0 ? PoolAxis.Adaptive(1, 1) : PoolAxis.Adaptive(input.Sizes[sizes.Length - rank + own], sizes[sizes.Length - rank + own]);
        }
        return (new(Planes(input, rank), axes[0], axes[1], axes[2]), Layout.Contiguous(sizes));
    }
}

/// <summary>The largest element of each window. nan is larger than anything.</summary>
static class MaxPooling
{
    /// <summary>The maxima of windows that slide over the last dim of [N, C, L] or [C, L].</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.max_pool1d")]
    public static Tensor MaxPool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
        => MaxPool1dWithIndices(input, kernel_size, stride, padding, dilation, ceil_mode).output;

    /// <summary>As max_pool1d, with the position of each maximum.</summary>
    [Op("nn.functional.max_pool1d_with_indices")]
    public static (Tensor output, Tensor indices) MaxPool1dWithIndices(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
        => Slide(1, input, [kernel_size], List(stride), List(padding), List(dilation), ceil_mode);

    /// <summary>The maxima of windows that slide over the last two dims of [N, C, H, W] or [C, H, W].</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.max_pool2d")]
    public static Tensor MaxPool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
        => Slide(2, input, kernel_size, strides, padding, dilation, ceil_mode).output;

    /// <summary>As max_pool2d of lists.</summary>
    [Op("nn.functional.max_pool2d")]
    public static Tensor MaxPool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
        => Slide(2, input, [kernel_size], List(stride), List(padding), List(dilation), ceil_mode).output;

    /// <summary>As max_pool2d of lists.</summary>
    [Op("nn.functional.max_pool2d")]
    public static Tensor MaxPool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false)
        => Slide(2, input, [kernel_size.Item1, kernel_size.Item2], List(stride), List(padding), List(dilation), ceil_mode).output;

    /// <summary>As max_pool2d, with the position of each maximum in its plane, row-major.</summary>
    [Op("nn.functional.max_pool2d_with_indices")]
    public static (Tensor output, Tensor indices) MaxPool2dWithIndices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
        => Slide(2, input, kernel_size, strides, padding, dilation, ceil_mode);

    /// <summary>The maxima of windows that slide over the last three dims of [N, C, D, H, W] or [C, D, H, W].</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.max_pool3d")]
    public static Tensor MaxPool3d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
        => Slide(3, input, kernel_size, strides, padding, dilation, ceil_mode).output;

    /// <summary>As max_pool3d, with the position of each maximum in its volume, row-major.</summary>
    [Op("nn.functional.max_pool3d_with_indices")]
    public static (Tensor output, Tensor indices) MaxPool3dWithIndices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
        => Slide(3, input, kernel_size, strides, padding, dilation, ceil_mode);

    static (Tensor output, Tensor indices) Slide(int rank, Tensor input, long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceil)
    {
        Require(input, $"max_pool{rank}d");
        var (shape, output) = new PoolWindow(rank, $"max_pool{rank}d()", kernel, stride, padding, dilation, ceil).Of(input);
        return Pools.Maximum(input, shape, output, rank == 1 ? "Squeeze" : $"MaxPool{rank}DWithIndices");
    }

    static void Require(Tensor input, string op)
    {
        if (!DTypes.Reals.Contains(input.DType)) Errors.NotImplementedFor(op, input.DType);
    }

    static long[]? List(long? value) => value is { } v ? [v] : null;
    static long[]? List((long, long)? value) => value is { } v ? [v.Item1, v.Item2] : null;

    /// <summary>The maxima of as many windows as asked for, over the last dim.</summary>
    [Op("nn.functional.adaptive_max_pool1d")]
    public static Tensor AdaptiveMaxPool1d(Tensor input, long output_size) => Adapt(1, input, [output_size]).output;

    [Op("nn.functional.adaptive_max_pool1d_with_indices")]
    public static (Tensor output, Tensor indices) AdaptiveMaxPool1dWithIndices(Tensor input, long output_size) => Adapt(1, input, [output_size]);

    /// <summary>The maxima of as many windows as asked for, over the last two dims.</summary>
    [Op("nn.functional.adaptive_max_pool2d")]
    public static Tensor AdaptiveMaxPool2d(Tensor input, long[] output_size) => Adapt(2, input, output_size).output;

    [Op("nn.functional.adaptive_max_pool2d_with_indices")]
    public static (Tensor output, Tensor indices) AdaptiveMaxPool2dWithIndices(Tensor input, long[] output_size) => Adapt(2, input, output_size);

    /// <summary>The maxima of as many windows as asked for, over the last three dims.</summary>
    [Op("nn.functional.adaptive_max_pool3d")]
    public static Tensor AdaptiveMaxPool3d(Tensor input, long[] output_size) => Adapt(3, input, output_size).output;

    [Op("nn.functional.adaptive_max_pool3d_with_indices")]
    public static (Tensor output, Tensor indices) AdaptiveMaxPool3dWithIndices(Tensor input, long[] output_size) => Adapt(3, input, output_size);

    static (Tensor output, Tensor indices) Adapt(int rank, Tensor input, long[] outputSize)
    {
        Require(input, $"adaptive_max_pool{rank}d");
        var (shape, output) = Pooling.Adaptive(input, rank, outputSize, $"adaptive_max_pool{rank}d()");
        return Pools.Maximum(input, shape, output, $"AdaptiveMaxPool{rank}D");
    }

    /// <summary>Puts the results of max_pool1d back where its indices say, zeros elsewhere.</summary>
    /// <exception cref="InvalidOperationException">An index lies outside of the result.</exception>
    [Op("nn.functional.max_unpool1d")]
    public static Tensor MaxUnpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null)
        => Unpool(1, input, indices, [kernel_size], List(stride), List(padding), output_size);

    /// <summary>Puts the results of max_pool2d back where its indices say, zeros elsewhere.</summary>
    /// <exception cref="InvalidOperationException">An index lies outside of the result.</exception>
    [Op("nn.functional.max_unpool2d")]
    public static Tensor MaxUnpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
        => Unpool(2, input, indices, kernel_size, stride, padding, output_size);

    /// <summary>Puts the results of max_pool3d back where its indices say, zeros elsewhere.</summary>
    /// <exception cref="InvalidOperationException">An index lies outside of the result.</exception>
    [Op("nn.functional.max_unpool3d")]
    public static Tensor MaxUnpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
        => Unpool(3, input, indices, kernel_size, stride, padding, output_size);

    static Tensor Unpool(int rank, Tensor input, Tensor indices, long[] kernel, long[]? stride, long[]? padding, long[]? outputSize)
    {
        string op = $"max_unpooling{rank}d_forward_out";
        Require(input, op);
        if (indices.DType != DType.Int64) throw new InvalidOperationException($"elements in indices should be type int64 but got: {indices.DType.LegacyName}");
        if (!indices.Layout.SameSizes(input.Layout)) throw new InvalidOperationException($"Expected shape of indices to be same as that of the input tensor ({Errors.Shape(input)}) but got indices tensor with shape: {Errors.Shape(indices)}");
        Pooling.CheckRank(input, rank, op);
        long[] spatial = outputSize is null ? new PoolWindow(rank, op, kernel, stride, padding, null, ceil: false).UnpooledSizes(input) : outputSize[^rank..];
        long count = spatial.Aggregate(1L, (product, size) => product * size);
        indices = indices.contiguous();
        if (input.device_type == DeviceType.CPU)
            foreach (long index in indices.ToArray<long>())
                if (index < 0 || index >= count) throw new InvalidOperationException($"Found an invalid max index: {index} (output volumes are of size {string.Join("x", spatial)}");
        return Pools.Put(input, indices, Pooling.Planes(input, rank), Layout.Contiguous([.. input.Sizes[..^rank], .. spatial]), $"MaxUnpool{(rank == 1 ? 2 : rank)}D");
    }
}

/// <summary>The mean of each window.</summary>
static class AveragePooling
{
    /// <summary>The means of windows that slide over the last dim of [N, C, L] or [C, L]. Zeros of the padding count, unless <paramref name="count_include_pad"/> is false.</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.avg_pool1d")]
    public static Tensor AvgPool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
        => Slide(1, input, [kernel_size], List(stride), List(padding), ceil_mode, count_include_pad, null);

    /// <summary>The means of windows that slide over the last two dims of [N, C, H, W] or [C, H, W]; a divisor, if given, stands for the windows' size.</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.avg_pool2d")]
    public static Tensor AvgPool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
        => Slide(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

    /// <summary>As avg_pool2d of lists.</summary>
    [Op("nn.functional.avg_pool2d")]
    public static Tensor AvgPool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
        => Slide(2, input, [kernel_size], List(stride), [padding], ceil_mode, count_include_pad, divisor_override);

    /// <summary>As avg_pool2d of lists.</summary>
    [Op("nn.functional.avg_pool2d")]
    public static Tensor AvgPool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
        => Slide(2, input, [kernel_size.Item1, kernel_size.Item2], List(stride), List(padding), ceil_mode, count_include_pad, divisor_override);

    /// <summary>The means of windows that slide over the last three dims of [N, C, D, H, W] or [C, D, H, W].</summary>
    /// <exception cref="InvalidOperationException">A parameter is out of range, or the result would be empty.</exception>
    [Op("nn.functional.avg_pool3d")]
    public static Tensor AvgPool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
        => Slide(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

    static Tensor Slide(int rank, Tensor input, long[] kernel, long[]? stride, long[]? padding, bool ceil, bool countPadding, long? divisor)
    {
        if (divisor == 0) throw new InvalidOperationException("divisor must be not zero");
        if (!(DTypes.Floats | DTypes.Int64).Contains(input.DType)) Errors.NotImplementedFor($"avg_pool{Math.Max(rank, 2)}d_out_frame", input.DType);
        var (shape, output) = new PoolWindow(rank, $"avg_pool{rank}d", kernel, stride, padding, null, ceil).Of(input, countPadding, divisor ?? 0);
        return Pools.Average(input, shape, input.Layout.AsContiguous(), output, rank == 1 ? "Squeeze" : $"AvgPool{rank}D");
    }

    static long[]? List(long? value) => value is { } v ? [v] : null;
    static long[]? List((long, long)? value) => value is { } v ? [v.Item1, v.Item2] : null;

    /// <summary>The means of as many windows as asked for, over the last dim.</summary>
    [Op("nn.functional.adaptive_avg_pool1d")]
    public static Tensor AdaptiveAvgPool1d(Tensor input, long output_size) => Adapt(1, input, [output_size]);

    /// <summary>The means of as many windows as asked for, over the last two dims.</summary>
    [Op("nn.functional.adaptive_avg_pool2d")]
    public static Tensor AdaptiveAvgPool2d(Tensor input, long[] output_size) => Adapt(2, input, output_size);

    [Op("nn.functional.adaptive_avg_pool2d")]
    public static Tensor AdaptiveAvgPool2d(Tensor input, long output_size) => Adapt(2, input, [output_size]);

    [Op("nn.functional.adaptive_avg_pool2d")]
    public static Tensor AdaptiveAvgPool2d(Tensor input, (long, long) output_size) => Adapt(2, input, [output_size.Item1, output_size.Item2]);

    /// <summary>The means of as many windows as asked for, over the last three dims.</summary>
    [Op("nn.functional.adaptive_avg_pool3d")]
    public static Tensor AdaptiveAvgPool3d(Tensor input, long[] output_size) => Adapt(3, input, output_size);

    [Op("nn.functional.adaptive_avg_pool3d")]
    public static Tensor AdaptiveAvgPool3d(Tensor input, long output_size) => Adapt(3, input, [output_size]);

    [Op("nn.functional.adaptive_avg_pool3d")]
    public static Tensor AdaptiveAvgPool3d(Tensor input, (long, long, long) output_size) => Adapt(3, input, [output_size.Item1, output_size.Item2, output_size.Item3]);

    static Tensor Adapt(int rank, Tensor input, long[] outputSize)
    {
        if (!DTypes.Floats.Contains(input.DType)) Errors.NotImplementedFor($"adaptive_avg_pool{Math.Max(rank, 2)}d", input.DType);
        var (shape, output) = Pooling.Adaptive(input, rank, outputSize, $"adaptive_avg_pool{rank}d()");
        return Pools.Average(input, shape, input.Layout.AsContiguous(), output, $"AdaptiveAvgPool{Math.Max(rank, 2)}D");
    }

    /// <summary>(the sum of x^p over each window)^(1/p), over the last dim.</summary>
    [Op("nn.functional.lp_pool1d")]
    public static Tensor LpPool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
        => Norm(AvgPool1d(torch.pow(input, norm_type), kernel_size, stride, 0, ceil_mode), norm_type, kernel_size);

    /// <summary>(the sum of x^p over each window)^(1/p), over the last two dims.</summary>
    [Op("nn.functional.lp_pool2d")]
    public static Tensor LpPool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
        => Norm(AvgPool2d(torch.pow(input, norm_type), kernel_size, stride, [0], ceil_mode), norm_type, kernel_size[0] * kernel_size[^1]);

    [Op("nn.functional.lp_pool2d")]
    public static Tensor LpPool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
        => LpPool2d(input, norm_type, [kernel_size], List(stride), ceil_mode);

    [Op("nn.functional.lp_pool3d")]
    public static Tensor LpPool3d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
    {
        long size = kernel_size.Length == 1 ? kernel_size[0] * kernel_size[0] * kernel_size[0] : kernel_size[0] * kernel_size[1] * kernel_size[2];
        return Norm(AvgPool3d(torch.pow(input, norm_type), kernel_size, stride, [0], ceil_mode), norm_type, size);
    }

    [Op("nn.functional.lp_pool3d")]
    public static Tensor LpPool3d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
        => LpPool3d(input, norm_type, [kernel_size], List(stride), ceil_mode);

    /// <summary>The mean of powers as a norm; PyTorch keeps the sign of the mean's positive part alone, and so does this.</summary>
    static Tensor Norm(Tensor mean, double norm, long size) => torch.pow(torch.sign(mean) * torch.relu(torch.abs(mean)) * size, 1 / norm);
}
