namespace Darkhorse.Ops;

/// <summary>Histograms of points in a space of several dims.</summary>
static class HistogramsOfSeveral
{
    /// <summary>The number (or weight) of points in each cell of a grid of equal bins, and the edges of the bins, one tensor a dim.</summary>
    /// <param name="input">Points: the last dim holds the coordinates.</param>
    /// <param name="bins">The number of bins along each coordinate.</param>
    /// <param name="range">Where the bins begin and end, a pair for each coordinate; else the smallest and largest of each.</param>
    /// <param name="weight">What each point counts; shape of the input without its last dim.</param>
    /// <param name="density">Whether the cells are divided by the total and by their volumes.</param>
    [Op("histogramdd", Variants.Function)]
    public static (Tensor hist, Tensor[] bin_edges) histogramdd(Tensor input, long[] bins, double[]? range = null, Tensor? weight = null, bool density = false)
    {
        var points = Points(input, bins.Length);
        if (range is not null && range.Length != 2 * bins.Length)
            throw new InvalidOperationException($"torch.histogramdd(): for a {bins.Length}-dimensional histogram range should have {2 * bins.Length} elements, but got {range.Length}");
        var edges = new Tensor[bins.Length];
        for (int d = 0; d < bins.Length; d++)
        {
            if (bins[d] <= 0) throw new InvalidOperationException($"torch.histogramdd(): bins must be > 0, but got {bins[d]} for dimension {d}");
            var (low, high) = range is not null ? (range[2 * d], range[2 * d + 1]) : Extent(points.select(1, d));
            edges[d] = torch.linspace(low, high, bins[d] + 1, input.dtype, input.device);
        }
        return (Counted(input, points, edges, weight, density), edges);
    }

    /// <summary>The number (or weight) of points in each cell of a grid between ascending edges, one tensor a dim, and the edges.</summary>
    [Op("histogramdd", Variants.Function)]
    public static (Tensor hist, Tensor[] bin_edges) histogramdd(Tensor input, Tensor[] bins, Tensor? weight = null, bool density = false)
        => (Counted(input, Points(input, bins.Length), bins, weight, density), bins);

    static Tensor Points(Tensor input, int dims)
    {
        if (input.Layout.Rank < 2) throw new InvalidOperationException("torch.histogramdd(): input tensor should have at least 2 dimensions");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("histogramdd", input.DType);
        if (input.Sizes[^1] != dims) throw new InvalidOperationException($"torch.histogramdd(): expected {input.Sizes[^1]} sequences of bin edges for a {input.Sizes[^1]}-dimensional histogram but got {dims}");
        return input.detach().reshape(-1, dims);
    }

    /// <summary>A range of no width is widened by one, to have bins.</summary>
    static (double, double) Extent(Tensor x)
    {
        if (x.numel() == 0) return (0, 1);
        double low = x.min().to(torch.ScalarType.Float64).item<double>(), high = x.max().to(torch.ScalarType.Float64).item<double>();
        if (!double.IsFinite(low) || !double.IsFinite(high)) throw new InvalidOperationException($"torch.histogramdd(): range [{PythonText.Number(low)}, {PythonText.Number(high)}] is not finite");
        return low == high ? (low - 0.5, high + 0.5) : (low, high);
    }

    static Tensor Counted(Tensor input, Tensor points, Tensor[] edges, Tensor? weight, bool density)
    {
        if (weight is not null && !weight.Sizes.SequenceEqual(input.Sizes[..^1]))
            throw new InvalidOperationException($"torch.histogramdd(): if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape {Errors.Shape(input)} and weight with shape {Errors.Shape(weight)}");
        var cells = Array.ConvertAll(edges, e => e.Sizes[0] - 1);
        var place = torch.zeros([points.Sizes[0]], torch.ScalarType.Int64, input.device);
        var inside = torch.ones([points.Sizes[0]], torch.ScalarType.Bool, input.device);
        for (int d = 0; d < edges.Length; d++)
        {
            var x = points.select(1, d).contiguous();
            // Each bin has its lower edge, the last one its upper edge too.
            var bin = Counting.searchsorted(edges[d], x, right: true) - 1;
            bin = torch.where(x.eq(edges[d][-1]), cells[d] - 1, bin);
            inside = inside.logical_and(bin >= 0).logical_and(bin < cells[d]);
            place = place * cells[d] + bin;
        }
        var counts = torch.zeros([cells.Aggregate(1L, (product, size) => product * size)], input.dtype, input.device);
        var weights = weight is null ? torch.ones([points.Sizes[0]], input.dtype, input.device) : weight.detach().reshape(-1).to(input.dtype);
        counts.index_add_(0, place[inside], weights[inside]);
        var result = counts.view(cells);
        return density ? Density(result, edges) : result;
    }

    static Tensor Density(Tensor counts, Tensor[] edges)
    {
        var result = counts / counts.sum();
        Span<long> along = stackalloc long[edges.Length];
        for (int d = 0; d < edges.Length; d++)
        {
            along.Fill(1);
            along[d] = edges[d].Sizes[0] - 1;
            result = result / Differences.diff(edges[d]).view(along);
        }
        return result;
    }
}
