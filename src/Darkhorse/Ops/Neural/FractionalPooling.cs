namespace Darkhorse.Ops;

/// <summary>Max pooling with windows at random, uneven steps (Graham, arXiv 1412.6071).</summary>
static class FractionalPooling
{
    /// <summary>The largest of each of output_size windows of an image [N, C, H, W] or [C, H, W], whose places are drawn for each channel.</summary>
    /// <param name="input">The image.</param>
    /// <param name="kernel_size">Sizes of a window.</param>
    /// <param name="output_size">Sizes of the result.</param>
    /// <param name="output_ratio">Or their share of the input's.</param>
    /// <exception cref="ArgumentException">Neither output_size nor output_ratio is given.</exception>
    /// <exception cref="InvalidOperationException">A window is too large.</exception>
    [Op("nn.functional.fractional_max_pool2d", Variants.Function)]
    public static Tensor FractionalMaxPool2d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) => Pool(input, 2, kernel_size, output_size, output_ratio).output;

    [Op("nn.functional.fractional_max_pool2d", Variants.Function)]
    public static Tensor FractionalMaxPool2d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
        => Pool(input, 2, [kernel_size, kernel_size], output_size is { } size ? [size, size] : null, output_ratio is { } ratio ? [ratio, ratio] : null).output;

    [Op("nn.functional.fractional_max_pool2d", Variants.Function)]
    public static Tensor FractionalMaxPool2d(Tensor input, (long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null)
        => Pool(input, 2, [kernel_size.Item1, kernel_size.Item2], output_size is { } size ? [size.Item1, size.Item2] : null, output_ratio is { } ratio ? [ratio.Item1, ratio.Item2] : null).output;

    /// <summary>With the places of the largest in the image, row-major.</summary>
    [Op("nn.functional.fractional_max_pool2d_with_indices", Variants.Function)]
    public static (Tensor output, Tensor indices) FractionalMaxPool2dWithIndices(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
        => Pool(input, 2, kernel_size, output_size, output_ratio);

    /// <summary>The same for volumes [N, C, D, H, W] or [C, D, H, W].</summary>
    [Op("nn.functional.fractional_max_pool3d", Variants.Function)]
    public static Tensor FractionalMaxPool3d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) => Pool(input, 3, kernel_size, output_size, output_ratio).output;

    [Op("nn.functional.fractional_max_pool3d", Variants.Function)]
    public static Tensor FractionalMaxPool3d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null)
        => Pool(input, 3, [kernel_size, kernel_size, kernel_size], output_size is { } size ? [size, size, size] : null, output_ratio is { } ratio ? [ratio, ratio, ratio] : null).output;

    /// <summary>With the places of the largest in the volume, row-major.</summary>
    [Op("nn.functional.fractional_max_pool3d_with_indices", Variants.Function)]
    public static (Tensor output, Tensor indices) FractionalMaxPool3dWithIndices(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
        => Pool(input, 3, kernel_size, output_size, output_ratio);

    static (Tensor output, Tensor indices) Pool(Tensor input, int dims, long[] kernel, long[]? outputSize, double[]? ratio)
    {
        string name = $"fractional_max_pool{dims}d";
        if (outputSize is null && ratio is null) throw new ArgumentException($"{name} requires specifying either an output_size or an output_ratio");
        if (!input.DType.IsFloat) Errors.NotImplementedFor(name + "_out_frame", input.DType);
        if (input.ndim != dims + 1 && input.ndim != dims + 2) throw new InvalidOperationException($"{name}(): Expected {dims + 1}D or {dims + 2}D tensor, but got: {Errors.Shape(input)}");
        int first = (int)input.ndim - dims;
        long[] space = input.shape[first..], sizes = new long[dims];
        for (int i = 0; i < dims; i++)
        {
            sizes[i] = outputSize?[i] ?? (long)(space[i] * ratio![i]);
            if (sizes[i] + kernel[i] - 1 > space[i])
                throw new InvalidOperationException($"{name}(): pool {(i == dims - 1 ? "width" : i == dims - 2 ? "height" : "time")} {kernel[i]} too large relative to input {(i == dims - 1 ? "width" : i == dims - 2 ? "height" : "time")} {space[i]}");
        }
        long planes = 1;
        foreach (long size in input.Sizes[..first]) planes *= size;
        var samples = torch.rand([planes, dims], input.dtype, input.device);
        long outputs = 1, window = 1;
        for (int i = 0; i < dims; i++) (outputs, window) = (outputs * sizes[i], window * kernel[i]);
        var places = input.device_type == DeviceType.META ? torch.zeros([planes, outputs, window], torch.int64, input.device)
            : torch.tensor(Places(samples.to(torch.float64).ToArray<double>(), planes, space, sizes, kernel)).view(planes, outputs, window).to(input.device);
        var windows = input.reshape(planes, -1).gather(1, places.view(planes, outputs * window)).view(planes, outputs, window);
        var (largest, which) = windows.max(-1);
        long[] shape = [.. input.shape[..first], .. sizes];
        return (largest.view(shape), places.gather(2, which.unsqueeze(-1)).view(shape));
    }

    /// <summary>The elements of every window of every plane.</summary>
    static long[] Places(double[] samples, long planes, long[] space, long[] sizes, long[] kernel)
    {
        int dims = space.Length;
        var result = new List<long>();
        var starts = new long[dims][];
        for (long plane = 0; plane < planes; plane++)
        {
            // For images the first sample is that of the width, for volumes of the depth, as PyTorch has it.
            for (int i = 0; i < dims; i++) starts[i] = Starts((float)samples[plane * dims + (dims == 2 ? 1 - i : i)], space[i], sizes[i], kernel[i]);
            Walk(0, 0);
        }
        return [.. result];

        void Walk(int dim, long output)
        {
            if (dim < dims)
            {
                for (long i = 0; i < sizes[dim]; i++) Walk(dim + 1, output * sizes[dim] + i);
                return;
            }
            Span<long> at = stackalloc long[dims];
            for (int i = dims - 1; i >= 0; i--) (at[i], output) = (starts[i][output % sizes[i]], output / sizes[i]);
            AddWindow(at, 0, 0);
        }

        void AddWindow(ReadOnlySpan<long> at, int dim, long place)
        {
            for (long i = 0; i < kernel[dim]; i++)
            {
                long next = place * space[dim] + at[dim] + i;
                if (dim == dims - 1) result.Add(next);
                else AddWindow(at, dim + 1, next);
            }
        }
    }

    static long[] Starts(float sample, long input, long output, long kernel)
    {
        var starts = new long[output];
        float step = output > 1 ? (float)(input - kernel) / (output - 1) : 0;
        for (long i = 0; i < output - 1; i++) starts[i] = (long)((i + sample) * step) - (long)(sample * step);
        starts[output - 1] = input - kernel;
        return starts;
    }
}
