using Mode = Darkhorse.torch.InterpolationMode;

namespace Darkhorse.Ops;

/// <summary>
/// Images and their like in other sizes. Every mode but area is separable: along each dim an output is a weighted sum of a few inputs, whose places and
/// weights are found once for all rows.
/// </summary>
static class Interpolation
{
    /// <summary>Resizes the spatial dims of [N, C, L], [N, C, H, W] or [N, C, D, H, W].</summary>
    /// <param name="x">The input.</param>
    /// <param name="size">Spatial sizes of the result, one for each dim or one for all.</param>
    /// <param name="scale_factor">Or the factors by which it is larger.</param>
    /// <param name="mode">How values between the input's are found.</param>
    /// <param name="align_corners">Whether the centres of the corner elements stay in place (linear and cubic modes).</param>
    /// <param name="recompute_scale_factor">Whether the scale is that of the rounded sizes.</param>
    /// <param name="antialias">Whether the weights widen when the result is smaller (bilinear and bicubic).</param>
    /// <exception cref="ArgumentException">Not exactly one of size and scale_factor is given, or an argument does not suit the mode.</exception>
    [Op("nn.functional.interpolate", Variants.Function)]
    public static Tensor Interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, Mode mode = Mode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
    {
        bool nearest = mode is Mode.Nearest or Mode.NearestExact or Mode.Area;
        if (nearest && align_corners is not null)
            throw new ArgumentException("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
        int dims = (int)x.ndim - 2;
        if (size is not null && scale_factor is not null) throw new ArgumentException("only one of size or scale_factor should be defined");
        if (size is null && scale_factor is null) throw new ArgumentException("either size or scale_factor should be defined");
        CheckDims(x, dims, mode);
        if (antialias && !(mode is Mode.Bilinear or Mode.Bicubic && dims == 2))
            throw new ArgumentException("Anti-alias option is only supported for bilinear and bicubic modes");
        size = size is null ? null : Each(size, dims, "size");
        double[]? factors = scale_factor is null ? null : Each(scale_factor, dims, "scale_factor");
        var sizes = new long[dims];
        for (int i = 0; i < dims; i++) sizes[i] = size is not null ? size[i] : (long)Math.Floor(x.Sizes[i + 2] * factors![i]);
        if (recompute_scale_factor || size is not null) factors = null;
        foreach (long wanted in sizes)
            if (wanted <= 0)
                throw new InvalidOperationException($"Input and output sizes should be greater than 0, but got input ({string.Join(", ", x.shape[2..])}) output ({string.Join(", ", sizes)})");
        if (mode is not (Mode.Nearest or Mode.NearestExact) && !x.DType.IsFloat)
            Errors.NotImplementedFor(mode == Mode.Area ? "adaptive_avg_pool" : "compute_indices_weights_" + (mode == Mode.Bicubic ? "cubic" : "linear"), x.DType);
        if (mode == Mode.Area)
            return dims switch
            {
                1 => torch.nn.functional.adaptive_avg_pool1d(x, sizes[0]),
                2 => torch.nn.functional.adaptive_avg_pool2d(x, sizes),
                _ => torch.nn.functional.adaptive_avg_pool3d(x, sizes),
            };
        for (int i = dims - 1; i >= 0; i--)
        {
            var line = new ResampledLine(x.Sizes[i + 2], sizes[i], factors?[i], align_corners == true, x.DType == DType.Float64);
            x = line.Apply(x, i + 2, mode, antialias);
        }
        return x;
    }

    static void CheckDims(Tensor x, int dims, Mode mode)
    {
        int needed = mode switch { Mode.Linear => 1, Mode.Bilinear or Mode.Bicubic => 2, Mode.Trilinear => 3, _ => 0 };
        if (dims is < 1 or > 3 || (needed != 0 && dims != needed))
        {
            if (needed != 0 && dims is >= 1 and <= 3) throw new NotSupportedException($"Got {x.ndim}D input, but {mode.ToString().ToLowerInvariant()} mode needs {needed + 2}D input");
            throw new NotSupportedException($"Input Error: Only 3D, 4D and 5D input Tensors supported (got {x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got {mode.ToString().ToLowerInvariant()})");
        }
    }

    static T[] Each<T>(T[] values, int dims, string name)
    {
        if (values.Length == 1 && dims > 1)
        {
            var all = new T[dims];
            Array.Fill(all, values[0]);
            return all;
        }
        return values.Length == dims ? values : throw new ArgumentException($"Input and output must have the same number of spatial dimensions, but got input with {dims} spatial dimensions and {name} of length {values.Length}.");
    }
}

/// <summary>The places and weights of one dim.</summary>
/// <param name="input">The input's size.</param>
/// <param name="output">The result's size.</param>
/// <param name="factor">The scale factor, where it is to be used as it is given.</param>
/// <param name="alignCorners">Corner elements stay in place.</param>
/// <param name="isDouble">The places are found in float64; in float32 otherwise, as PyTorch finds them.</param>
sealed class ResampledLine(long input, long output, double? factor, bool alignCorners, bool isDouble)
{
    double Rounded(double value) => isDouble ? value : (float)value;

    double Scale => Rounded(alignCorners ? output > 1 ? (double)(input - 1) / (output - 1) : 0 : factor is { } f && f > 0 ? 1 / f : (double)input / output);

    public Tensor Apply(Tensor x, int dim, Mode mode, bool antialias)
    {
        if (mode is Mode.Nearest or Mode.NearestExact) return Nearest(x, dim, mode == Mode.NearestExact ? 0.5 : 0);
        if (antialias) return Smoothed(x, dim, mode == Mode.Bicubic);
        return mode == Mode.Bicubic ? Cubic(x, dim) : Linear(x, dim);
    }

    Tensor Nearest(Tensor x, int dim, double shift)
    {
        if (input == output && factor is null or 1) return x;
        double scale = Scale;
        long[] places = new long[output];
        for (long i = 0; i < output; i++) places[i] = Math.Min((long)Math.Floor(Rounded((i + shift) * scale)), input - 1);
        return x.index_select(dim, torch.tensor(places, device: x.device));
    }

    Tensor Linear(Tensor x, int dim)
    {
        double scale = Scale;
        long[] left = new long[output], right = new long[output];
        double[] weight = new double[output];
        for (long i = 0; i < output; i++)
        {
            double at = alignCorners ? Rounded(scale * i) : Math.Max(Rounded(scale * (i + 0.5) - 0.5), 0);
            left[i] = Math.Min((long)at, input - 1);
            right[i] = Math.Min(left[i] + 1, input - 1);
            weight[i] = Math.Clamp(Rounded(at - left[i]), 0, 1);
        }
        var share = Along(weight, x, dim);
        return Taken(x, dim, left) * (1 - share) + Taken(x, dim, right) * share;
    }

    // Keys' cubic convolution with a = -3/4, as PyTorch and OpenCV have it.
    Tensor Cubic(Tensor x, int dim)
    {
        double scale = Scale;
        var places = new long[4][];
        var weights = new double[4][];
        for (int tap = 0; tap < 4; tap++) (places[tap], weights[tap]) = (new long[output], new double[output]);
        for (long i = 0; i < output; i++)
        {
            double at = alignCorners ? Rounded(scale * i) : Rounded(scale * (i + 0.5) - 0.5), floor = Math.Floor(at), part = Math.Clamp(Rounded(at - floor), 0, 1);
            for (int tap = 0; tap < 4; tap++)
            {
                places[tap][i] = Math.Clamp((long)floor + tap - 1, 0, input - 1);
                weights[tap][i] = Keys(Math.Abs(part - (tap - 1)), -0.75);
            }
        }
        var result = Taken(x, dim, places[0]) * Along(weights[0], x, dim);
        for (int tap = 1; tap < 4; tap++) result = result + Taken(x, dim, places[tap]) * Along(weights[tap], x, dim);
        return result;
    }

    internal static double Keys(double distance, double a) => distance switch
    {
        <= 1 => ((a + 2) * distance - (a + 3)) * distance * distance + 1,
        < 2 => (((distance - 5) * distance + 8) * distance - 4) * a,
        _ => 0,
    };

    /// <summary>A triangle or cubic as wide as the step between outputs: a product with the matrix of all weights.</summary>
    Tensor Smoothed(Tensor x, int dim, bool cubic)
    {
        double scale = Scale, widening = Math.Max(scale, 1), support = (cubic ? 2 : 1) * widening;
        double[] matrix = new double[output * input];
        for (long i = 0; i < output; i++)
        {
            double center = scale * (i + 0.5), total = 0;
            long first = Math.Max((long)(center - support + 0.5), 0), last = Math.Min((long)(center + support + 0.5), input);
            for (long j = first; j < last; j++)
            {
                double distance = Math.Abs((j - center + 0.5) / widening);
                double weight = cubic ? Keys(distance, -0.5) : Math.Max(0, 1 - distance);
                matrix[i * input + j] = weight;
                total += weight;
            }
            for (long j = first; j < last; j++) matrix[i * input + j] /= total;
        }
        var weights = torch.tensor(matrix).view(output, input).to(x.dtype).to(x.device);
        return weights.matmul(x.transpose(dim, -2)).transpose(dim, -2);
    }

    static Tensor Taken(Tensor x, int dim, long[] places) => x.index_select(dim, torch.tensor(places, device: x.device));

    static Tensor Along(double[] weights, Tensor x, int dim)
    {
        Span<long> sizes = stackalloc long[x.Layout.Rank];
        sizes.Fill(1);
        sizes[dim] = weights.Length;
        return torch.tensor(weights).to(x.dtype).to(x.device).view(sizes);
    }
}
