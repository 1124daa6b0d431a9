using Darkhorse.Autograd;
using Mode = Darkhorse.torch.InterpolationMode;

namespace Darkhorse.Ops;

/// <summary>Images, signals and volumes in other sizes: one sparse matrix along each dim.</summary>
static class Interpolation
{
    /// <summary>[N, C, …] with one to three more dims in another size.</summary>
    /// <param name="x">Floats; with the nearest modes uint8 too.</param>
    /// <param name="size">The new sizes, or one for all.</param>
    /// <param name="scale_factor">How many times as long, instead of the sizes; or one for all.</param>
    /// <param name="mode">How values between the given ones are found.</param>
    /// <param name="align_corners">Linear and cubic modes: whether the centres of the outermost pixels keep their places, or the outer edges.</param>
    /// <param name="recompute_scale_factor">Whether positions follow from the resulting sizes instead of the factors.</param>
    /// <param name="antialias">Bilinear and bicubic: whether a smaller image takes all pixels into account.</param>
    [Op("nn.functional.interpolate")]
    public static Tensor Interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, torch.InterpolationMode mode = torch.InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
    {
        int dims = x.Layout.Rank - 2;
        CheckArguments(x, mode, align_corners, antialias);
        if (size is null == scale_factor is null) throw new ArgumentException(size is null ? "either size or scale_factor should be defined" : "only one of size or scale_factor should be defined");
        if (recompute_scale_factor && size is not null) throw new ArgumentException("recompute_scale_factor is not meaningful with an explicit size.");
        var sizes = new long[dims];
        for (int i = 0; i < dims; i++) sizes[i] = size is not null ? Entry(size, i, dims, x) : (long)Math.Floor(x.Sizes[i + 2] * Entry(scale_factor!, i, dims, x));
        for (int i = 0; i < dims; i++)
            if (sizes[i] <= 0 || x.Sizes[i + 2] <= 0)
                throw new InvalidOperationException($"Input and output sizes should be greater than 0, but got input ({string.Join(", ", x.Sizes[2..].ToArray())}) output ({string.Join(", ", sizes)})");
        // Nearest modes only move elements; the others round once, after the last dim.
        var result = mode is Mode.Nearest or Mode.NearestExact ? x : Elementwise.Converted(x, x.DType.Widened);
        for (int i = dims - 1; i >= 0; i--)
        {
            double? factor = recompute_scale_factor || scale_factor is null ? null : Entry(scale_factor, i, dims, x);
            result = Along(result, i + 2, MatrixOf(mode, antialias, new(x.Sizes[i + 2], sizes[i], align_corners ?? false, factor, x.DType != DType.Float64)));
        }
        return Elementwise.Converted(result, x.DType);
    }

    /// <summary>[N, C, …] in another size: <c>interpolate</c> with fewer choices.</summary>
    [Op("nn.functional.upsample")]
    public static Tensor Upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, torch.UpsampleMode mode = torch.UpsampleMode.Nearest, bool align_corners = false)
        => Interpolate(input, size, scale_factor, ModeOf(mode), mode is torch.UpsampleMode.Nearest or torch.UpsampleMode.NearestExact ? null : align_corners);

    /// <summary>[N, C, H, W] in another size, by the two nearest rows and columns.</summary>
    [Op("nn.functional.upsample_bilinear")]
    public static Tensor UpsampleBilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) => Interpolate(x, size, scale_factor, Mode.Bilinear, align_corners);

    /// <summary>[N, C, …] in another size, by the nearest pixel.</summary>
    [Op("nn.functional.upsample_nearest")]
    public static Tensor UpsampleNearest(Tensor x, long[]? size = null, double[]? scale_factor = null) => Interpolate(x, size, scale_factor);

    static Mode ModeOf(torch.UpsampleMode mode) => mode switch
    {
        torch.UpsampleMode.Linear => Mode.Linear,
        torch.UpsampleMode.Bilinear => Mode.Bilinear,
        torch.UpsampleMode.Bicubic => Mode.Bicubic,
        torch.UpsampleMode.Trilinear => Mode.Trilinear,
        torch.UpsampleMode.NearestExact => Mode.NearestExact,
        _ => Mode.Nearest,
    };

    static Resampling MatrixOf(Mode mode, bool antialias, InterpolationWeights weights) => mode switch
    {
        Mode.Nearest => weights.Nearest(exact: false),
        Mode.NearestExact => weights.Nearest(exact: true),
        Mode.Area => weights.Area(),
        Mode.Bicubic => antialias ? weights.Antialiased(cubic: true) : weights.Cubic(),
        _ => antialias ? weights.Antialiased(cubic: false) : weights.Linear(),
    };

    /// <summary>A matrix applied along one dim, differentiable.</summary>
    public static Tensor Along(Tensor x, int dim, Resampling matrix)
    {
        var source = x.Layout.IsContiguous ? x : x.Copied(x.Layout.AsContiguous(), x.DType);
        Span<long> sizes = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(sizes);
        sizes[dim] = matrix.OutputSize;
        long outer = 1, inner = 1;
        for (int d = 0; d < dim; d++) outer *= x.Sizes[d];
        for (int d = dim + 1; d < x.Layout.Rank; d++) inner *= x.Sizes[d];
        var result = Tensor.Empty(Layout.Contiguous(sizes), x.DType, x);
        if (result.Layout.Count > 0) x.Backend.Resample(matrix, result.Data, source.Data, outer, inner);
        if (GradMode.Tracks(x)) result.SetGradFn(new UpsampleNode(x, dim, matrix), 0);
        return result;
    }

    static void CheckArguments(Tensor x, Mode mode, bool? alignCorners, bool antialias)
    {
        int rank = x.Layout.Rank;
        bool linear = mode is Mode.Linear or Mode.Bilinear or Mode.Trilinear or Mode.Bicubic;
        if (!linear && alignCorners is not null)
            throw new ArgumentException("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
        if (antialias && mode is not (Mode.Bilinear or Mode.Bicubic)) throw new ArgumentException("Anti-alias option is only supported for bilinear and bicubic modes");
        int needed = mode switch { Mode.Linear => 3, Mode.Bilinear or Mode.Bicubic => 4, Mode.Trilinear => 5, _ => 0 };
        if (rank is < 3 or > 5)
            throw new NotSupportedException($"Input Error: Only 3D, 4D and 5D input Tensors supported (got {rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got {mode.ToString().ToLowerInvariant()})");
        if (needed != 0 && rank != needed) throw new NotSupportedException($"Got {rank}D input, but {mode.ToString().ToLowerInvariant()} mode needs {needed}D input");
        if (!x.DType.IsFloat && (linear || mode == Mode.Area || x.DType != DType.UInt8))
            Errors.NotImplementedFor(linear ? "upsample_linear" : mode == Mode.Area ? "adaptive_avg_pool" : "compute_indices_weights_nearest", x.DType);
    }

    static T Entry<T>(T[] values, int i, int dims, Tensor x) => values.Length == 1 ? values[0] : values.Length == dims ? values[i]
        : throw new ArgumentException($"Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of [{string.Join(", ", x.Sizes[2..].ToArray())}] and output size of [{string.Join(", ", values)}]. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.");
}

/// <summary>The transposed matrix carries the gradient.</summary>
sealed class UpsampleNode(Tensor x, int dim, Resampling matrix) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Interpolation.Along(flow.Grad, dim, matrix.Transposed()));
}
