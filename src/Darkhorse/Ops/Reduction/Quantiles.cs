namespace Darkhorse.Ops;

/// <summary>Quantiles: values between the sorted elements.</summary>
static class Quantiles
{
    /// <summary>
    /// The quantiles q (a number or one dim of numbers from 0 to 1) along a dim, or of all elements. Several quantiles are the first dim of the result. nan if there is one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dtype is not float32 or float64, that of q is another one, or the input is empty.</exception>
    [Op("quantile")]
    public static Tensor quantile(Tensor input, Tensor q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Over(input, q, dim, keepdim, interpolation, "quantile", skipNan: false);

    /// <summary>The quantile q along a dim, or of all elements.</summary>
    [Op("quantile")]
    public static Tensor quantile(Tensor input, double q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Over(input, Number(input, q, "quantile"), dim, keepdim, interpolation, "quantile", skipNan: false);

    /// <summary>The quantiles of what is not nan.</summary>
    [Op("nanquantile")]
    public static Tensor nanquantile(Tensor input, Tensor q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Over(input, q, dim, keepdim, interpolation, "nanquantile", skipNan: true);

    /// <summary>The quantile q of what is not nan.</summary>
    [Op("nanquantile")]
    public static Tensor nanquantile(Tensor input, double q, long? dim = null, bool keepdim = false, string interpolation = "linear") => Over(input, Number(input, q, "nanquantile"), dim, keepdim, interpolation, "nanquantile", skipNan: true);

    static Tensor Number(Tensor input, double q, string name)
    {
        if (!(q >= 0 && q <= 1)) throw new InvalidOperationException($"{name}() q must be in the range [0, 1] but got {q}");
        return input.new_full([], q, input.dtype);
    }

    static Tensor Over(Tensor x, Tensor q, long? dim, bool keepdim, string interpolation, string name, bool skipNan)
    {
        Check(x, q, interpolation, name);
        int rank = x.Layout.Rank, d = dim is { } given ? Dims.Wrap(given, rank) : 0;
        var source = dim is null ? x.reshape(-1) : rank == 0 ? x.reshape(1) : x.transpose(d, -1);
        var sorted = Ordering.sort(source, -1).values;
        var picked = At(sorted, Ranks(sorted, q.reshape(-1), skipNan), interpolation);
        // The quantiles are the last dim: to the front with them, and the other dims as they were.
        Span<long> sizes = stackalloc long[rank + 1];
        int count = 0;
        if (q.Layout.Rank > 0) sizes[count++] = q.numel();
        for (int i = 0; i < rank; i++)
        {
            if (dim is not null && i != d) sizes[count++] = x.Sizes[i];
            else if (keepdim) sizes[count++] = 1;
        }
        if (dim is not null && rank > 1)
        {
            // [..., last, ..., q] with the last dim standing where d was.
            picked = picked.movedim(-1, 0);
            if (d != rank - 1) picked = picked.unsqueeze(-1).transpose(d + 1, -1).squeeze(d + 1);
        }
        return picked.reshape(sizes[..count]);
    }

    static void Check(Tensor x, Tensor q, string interpolation, string name)
    {
        if (q.Layout.Rank > 1) throw new InvalidOperationException($"{name}() q must be a scalar or 1D tensor");
        if (x.numel() == 0) throw new InvalidOperationException($"{name}() input tensor must be non-empty");
        if (x.DType is not (DType.Float32 or DType.Float64)) throw new InvalidOperationException($"{name}() input tensor must be either float or double dtype");
        if (q.DType != x.DType) throw new InvalidOperationException($"{name}() q tensor must be same dtype as the input tensor");
        if (interpolation is not ("linear" or "lower" or "higher" or "midpoint" or "nearest"))
            throw new InvalidOperationException($"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}");
        if (q.device_type == DeviceType.CPU && q.numel() > 0 && !torch.all((q.detach() >= 0) * (q.detach() <= 1)).item<bool>())
            throw new InvalidOperationException($"{name}() q values must be in the range [0, 1]");
    }

    /// <summary>The places in the sorted runs, with fractions: [..., quantiles]. Where a run has a nan, and it counts, the place of the last: nan is sorted there.</summary>
    static Tensor Ranks(Tensor sorted, Tensor q, bool skipNan)
    {
        long size = sorted.Sizes[^1];
        var numbers = torch.eq(sorted, sorted);
        if (skipNan) return q * (Sum.Over(numbers, Reduce.Mask(sorted, -1), true, null).to(q.dtype) - 1).clamp_min(0);
        var ranks = q * (size - 1);
        return Views.Expand(ranks, [.. sorted.Sizes[..^1], q.numel()]).masked_fill(torch.logical_not(Logic.all(numbers, -1, true)), size - 1);
    }

    static Tensor At(Tensor sorted, Tensor ranks, string interpolation)
    {
        if (interpolation == "lower") ranks = ranks.floor();
        else if (interpolation == "higher") ranks = ranks.ceil();
        else if (interpolation == "nearest") ranks = ranks.round();
        var below = ranks.floor();
        var low = sorted.gather(-1, below.to(torch.ScalarType.Int64));
        if (interpolation is not ("linear" or "midpoint")) return low;
        var high = sorted.gather(-1, ranks.ceil().to(torch.ScalarType.Int64));
        return torch.lerp(low, high, interpolation == "linear" ? ranks - below : ranks.zeros_like() + 0.5);
    }
}
