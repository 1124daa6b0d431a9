namespace Darkhorse.Ops;

/// <summary>Places in sorted sequences, distinct elements and histograms. None is differentiable.</summary>
static class Counting
{
    /// <summary>
    /// For each value the index at which it could be inserted in the last dim of a sorted sequence: before equal elements, or behind them if <paramref name="right"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The sequence has several dims and its outer sizes are not those of the values, or the dtypes differ.</exception>
    [Op("searchsorted", Variants.Function)]
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null, string? side = null)
    {
        if (side is not (null or "left" or "right")) throw new InvalidOperationException($"torch.searchsorted(): side can only be 'left' or 'right' but got {side}");
        if (side == "left" && right) throw new InvalidOperationException("torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True");
        if (sorted_sequence.DType != values.DType)
            throw new InvalidOperationException($"torch.searchsorted(): boundary tensor should have same dtype as input value tensor, but got boundary tensor dtype {sorted_sequence.DType.LegacyName} and input value tensor dtype {values.DType.LegacyName}");
        int rank = sorted_sequence.Layout.Rank;
        if (rank == 0) throw new InvalidOperationException("torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
        if (rank > 1 && (rank != values.Layout.Rank || !sorted_sequence.Sizes[..^1].SequenceEqual(values.Sizes[..^1])))
            throw new InvalidOperationException($"torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor {Errors.Shape(sorted_sequence)} and input value tensor {Errors.Shape(values)}");
        if (sorter is not null && !sorter.Sizes.SequenceEqual(sorted_sequence.Sizes))
            throw new InvalidOperationException($"torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor {Errors.Shape(sorted_sequence)}and got sorter tensor {Errors.Shape(sorter)}");
        if (sorter is not null && sorter.DType != DType.Int64) throw new InvalidOperationException($"torch.searchsorted(): sorter must be a tensor of long dtype but got dtype {sorter.DType.LegacyName}");
        if (values.DType.IsComplex || values.DType == DType.Bool) Errors.NotImplementedFor("searchsorted_out_cpu", values.DType);
        Tensor sequence = sorted_sequence.detach().contiguous(), sought = values.detach().contiguous(), result = Tensor.Empty(sought.Layout, DType.Int64, values);
        values.Backend.SearchSorted(result.Data, sequence.Data, sought.Data, sorter?.contiguous().Data ?? default, right || side == "right");
        return out_int32 ? result.to(torch.ScalarType.Int32) : result;
    }

    /// <summary>The index at which a number could be inserted.</summary>
    [Op("searchsorted", Variants.Function)]
    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor? sorter)
        => searchsorted(sorted_sequence, sorted_sequence.new_full([], values, sorted_sequence.dtype), out_int32, right, sorter);

    /// <summary>The index of the bucket, between ascending boundaries, that each element falls in; a boundary belongs to the bucket below it, or above if <paramref name="right"/>.</summary>
    [Op("bucketize")]
    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false)
    {
        if (boundaries.Layout.Rank != 1) throw new InvalidOperationException($"boundaries tensor must be 1 dimension, but got dim({boundaries.Layout.Rank})");
        return searchsorted(boundaries, input, outInt32, right);
    }

    /// <summary>A histogram of <paramref name="bins"/> equal bins between min and max, or, where both are equal, between the smallest and the largest element.</summary>
    [Op("histc")]
    public static Tensor histc(Tensor input, long bins = 100, double min = 0, double max = 0)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("histogram_cpu", input.DType);
        return Histogram(input, bins, min == max ? null : (min, max), null, false).Item1;
    }

    /// <summary>The number (or weight) of elements in each of <paramref name="bins"/> equal bins, and the edges of the bins.</summary>
    /// <exception cref="InvalidOperationException">There are no bins, or the range is not finite.</exception>
    [Op("histogram")]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double, double)? range = null, Tensor? weight = null, bool density = false) => Histogram(input, bins, range, weight, density);

    /// <summary>The number (or weight) of elements between each two neighbours of ascending edges, and the edges.</summary>
    [Op("histogram")]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor? weight = null, bool density = false)
    {
        if (bins.Layout.Rank != 1 || bins.numel() < 1) throw new InvalidOperationException($"torch.histogram(): bins tensor should have one dimension, but got {bins.Layout.Rank} dimensions in the bins tensor for dimension 0");
        return Between(input, bins, weight, density);
    }

    /// <summary>A histogram of as many equal bins as a rule finds suitable, and the edges of the bins.</summary>
    [Op("histogram")]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, HistogramBinSelector bins, (double, double)? range = null, bool density = false)
    {
        var (low, high) = range ?? Extent(input);
        double[] inside = Array.FindAll(input.detach().to(torch.ScalarType.Float64).ToArray<double>(), e => e >= low && e <= high);
        return Histogram(input, HistogramBins.Count(inside, low, high, bins), (low, high), null, density);
    }

    /// <summary>A histogram of equal bins, also handed out as <paramref name="out_tensor"/>.</summary>
    [Op("histogram", Variants.Function)]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, out (Tensor, Tensor) out_tensor) => out_tensor = histogram(input, bins);

    /// <summary>A histogram of equal bins in a range, also handed out as <paramref name="out_tensor"/>.</summary>
    [Op("histogram", Variants.Function)]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double, double)? range, out (Tensor, Tensor) out_tensor) => out_tensor = histogram(input, bins, range);

    /// <summary>A histogram of equal bins in a range, also handed out as <paramref name="out_tensor"/>.</summary>
    [Op("histogram", Variants.Function)]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double, double)? range, Tensor? weight, bool density, out (Tensor, Tensor) out_tensor)
        => out_tensor = histogram(input, bins, range, weight, density);

    /// <summary>A histogram between given edges, also handed out as <paramref name="out_tensor"/>.</summary>
    [Op("histogram", Variants.Function)]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, out (Tensor, Tensor) out_tensor) => out_tensor = histogram(input, bins);

    /// <summary>A histogram between given edges, also handed out as <paramref name="out_tensor"/>.</summary>
    [Op("histogram", Variants.Function)]
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor? weight, bool density, out (Tensor, Tensor) out_tensor) => out_tensor = histogram(input, bins, weight, density);

    static (Tensor, Tensor) Histogram(Tensor input, long bins, (double Low, double High)? range, Tensor? weight, bool density)
    {
        if (bins <= 0) throw new InvalidOperationException($"torch.histogram(): bins must be > 0, but got {bins} for dimension 0");
        var (low, high) = range ?? Extent(input);
        if (!double.IsFinite(low) || !double.IsFinite(high)) throw new InvalidOperationException($"torch.histogram(): dimension 0's range [{low}, {high}] is not finite");
        if (low > high) throw new InvalidOperationException($"torch.histogram(): min should not exceed max, but got min {low} max {high} for dimension 0");
        if (low == high) (low, high) = (low - 1, high + 1);
        return Between(input, torch.linspace(low, high, bins + 1, input.dtype, input.device), weight, density);
    }

    static (double, double) Extent(Tensor x) => x.numel() == 0 ? (0, 1)
        : (Extremes.min(x.detach()).ItemScalar().ToDouble(), Extremes.max(x.detach()).ItemScalar().ToDouble());

    static (Tensor, Tensor) Between(Tensor input, Tensor edges, Tensor? weight, bool density)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("histogram_cpu", input.DType);
        if (edges.DType != input.DType) throw new InvalidOperationException("torch.histogram(): input tensor and bins tensors should have the same dtype");
        if (weight is not null && weight.DType != input.DType) throw new InvalidOperationException("torch.histogram(): if weight tensor is provided, input tensor and weight tensor should have the same dtype");
        if (weight is not null && !weight.Layout.SameSizes(input.Layout)) throw new InvalidOperationException("torch.histogram(): if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension");
        edges = edges.detach().contiguous();
        var result = Tensor.Empty(Layout.Contiguous([edges.numel() - 1]), input.DType, input);
        input.Backend.Histogram(result.Data, input.detach().contiguous().Data, weight?.detach().contiguous().Data ?? default, edges.Data);
        if (density) result /= Sum.Over(result, 1, false, null) * (edges.narrow(0, 1, edges.numel() - 1) - edges.narrow(0, 0, edges.numel() - 1));
        return (result, edges);
    }

    /// <summary>How often each number from 0 to the largest (at least <paramref name="minlength"/> of them) occurs: int64; with weights, their sums.</summary>
    /// <exception cref="InvalidOperationException">The input is not one-dimensional, or has negative numbers.</exception>
    [Op("bincount")]
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0)
    {
        if (!input.DType.IsInteger) Errors.NotImplementedFor("bincount_cpu", input.DType);
        if (minlength < 0) throw new InvalidOperationException("minlength should be >= 0");
        if (input.Layout.Rank != 1 || (input.numel() > 0 && Extremes.min(input).ItemScalar().ToInt64() < 0))
            throw new InvalidOperationException("bincount only supports 1-d non-negative integral inputs.");
        if (weights is not null && (weights.Layout.Rank != 1 || weights.numel() != input.numel())) throw new InvalidOperationException("weights should be 1-d and have the same length as input");
        long length = Math.Max(minlength, input.numel() == 0 ? 0 : Extremes.max(input).ItemScalar().ToInt64() + 1);
        var numbers = Elementwise.Converted(input, DType.Int64).contiguous();
        var result = numbers.new_zeros([length], weights is null ? torch.ScalarType.Int64 : torch.ScalarType.Float64);
        input.Backend.BinCount(result.Data, numbers.Data, weights is null ? default : Elementwise.Converted(weights.detach(), DType.Float64).contiguous().Data);
        return weights?.DType == DType.Float32 ? result.to(torch.ScalarType.Float32) : result;
    }
}
