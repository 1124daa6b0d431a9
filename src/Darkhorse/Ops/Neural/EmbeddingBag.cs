namespace Darkhorse.Ops;

/// <summary>Rows of a table looked up by number, and each bag of them made one row.</summary>
static class EmbeddingBags
{
    /// <summary>The sums, means or maxima of bags of rows: result[b, j] = sum over i in bag b of weight[input[i], j]. An empty bag gives zeros.</summary>
    /// <param name="input">Row numbers, int64 or int32: [bags, size], or one dim and <paramref name="offsets"/>.</param>
    /// <param name="weight">The table, [rows, columns].</param>
    /// <param name="offsets">Where in a one-dim input each bag begins.</param>
    /// <param name="max_norm">Rows named whose norm is larger are scaled down to it first, in place.</param>
    /// <param name="norm_type">The p of that norm.</param>
    /// <param name="scale_grad_by_freq">Divide each row's gradient by how often it is named; not for maxima.</param>
    /// <param name="mode">What becomes of a bag.</param>
    /// <param name="sparse">Makes no difference: gradients are dense.</param>
    /// <param name="per_sample_weights">Factors of the rows, in the shape of the input; for sums.</param>
    /// <param name="include_last_offset">Whether the last offset is the end of the last bag instead of the beginning of one more.</param>
    /// <param name="padding_idx">A row that takes no part.</param>
    /// <exception cref="ArgumentException">Shapes or arguments do not go together.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    [Op("nn.functional.embedding_bag")]
    public static Tensor EmbeddingBag(Tensor input, Tensor weight, Tensor? offsets = null, double? max_norm = null, double norm_type = 2.0,
        bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, Tensor? per_sample_weights = null, bool include_last_offset = false, long? padding_idx = null)
    {
        if (weight.Layout.Rank != 2) throw new InvalidOperationException("'weight' must be 2-D");
        if (!weight.DType.IsFloat) Errors.NotImplementedFor("embedding_bag", weight.DType);
        if (per_sample_weights is not null)
        {
            if (!per_sample_weights.Layout.SameSizes(input.Layout))
                throw new ArgumentException($"embedding_bag: If per_sample_weights ({Errors.Shape(per_sample_weights)}) is not null, then it must have the same shape as the input ({Errors.Shape(input)})");
            if (mode != EmbeddingBagMode.Sum)
                throw new NotSupportedException($"embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='{mode.ToString().ToLowerInvariant()}').");
        }
        if (mode == EmbeddingBagMode.Max && scale_grad_by_freq) throw new ArgumentException("max mode does not support scaling the gradient by the frequency");
        long padding = Embeddings.Padding(padding_idx, weight);
        var numbers = Embeddings.Numbers(input, "embedding_bag");
        var (bagOf, bags) = Bags(input, offsets, include_last_offset);
        numbers = numbers.reshape(-1);
        if (max_norm is { } norm) Embeddings.Renormalize(weight, numbers, norm, norm_type);
        var rows = Elementwise.Converted(Embeddings.Lookup(weight, numbers, padding, scale_grad_by_freq), weight.DType.Widened);
        if (per_sample_weights is not null) rows = rows * Elementwise.Converted(per_sample_weights, rows.DType).reshape(-1).unsqueeze(-1);
        return Elementwise.Converted(Combine(rows, bagOf, bags, mode, padding < 0 ? null : numbers.eq(padding)), weight.DType);
    }

    /// <summary>The bag of each number, and how many bags there are.</summary>
    static (Tensor BagOf, long Bags) Bags(Tensor input, Tensor? offsets, bool includeLast)
    {
        if (input.Layout.Rank == 2)
        {
            if (offsets is not null)
                throw new ArgumentException("if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type Tensor");
            return (torch.arange(input.Sizes[0], torch.int64, input.device).unsqueeze(-1).expand(input.Sizes).reshape(-1), input.Sizes[0]);
        }
        if (input.Layout.Rank != 1) throw new ArgumentException($"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.Layout.Rank}");
        if (offsets is null) throw new ArgumentException("offsets has to be a 1D Tensor but got None");
        if (offsets.Layout.Rank != 1) throw new ArgumentException("offsets has to be a 1D Tensor");
        long[] starts = offsets.to(torch.int64).ToArray<long>(), bagOf = new long[input.Layout.Count];
        if (starts.Length > 0 && starts[0] != 0)
            throw new InvalidOperationException("offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got " + starts[0]);
        long bags = includeLast ? starts.Length - 1 : starts.Length;
        for (long bag = 0; bag < bags; bag++)
        {
            long end = bag + 1 < starts.Length ? starts[bag + 1] : bagOf.Length;
            if (end > bagOf.Length)
                throw new InvalidOperationException($"offsets[-1] can not be greater than input's length({bagOf.Length}) but got offsets[-1] of {end}");
            bagOf.AsSpan((int)starts[bag]..(int)end).Fill(bag);
        }
        return (torch.tensor(bagOf), bags);
    }

    static Tensor Combine(Tensor rows, Tensor bagOf, long bags, EmbeddingBagMode mode, Tensor? padded)
    {
        var zeros = GatherOps.Zeros(Layout.Contiguous([bags, rows.Sizes[1]]), rows);
        if (mode == EmbeddingBagMode.Max)
        {
            if (padded is not null) rows = MaskOps.MaskedFill(rows, padded.unsqueeze(-1), double.NegativeInfinity);
            var largest = ReduceOps.Scatter(zeros, 0, bagOf.unsqueeze(-1).expand(rows.Sizes), rows, "amax", include_self: false);
            return padded is null ? largest : MaskOps.MaskedFill(largest, Sizes(rows, bagOf, bags, padded).eq(0), 0);
        }
        if (padded is not null) rows = MaskOps.MaskedFill(rows, padded.unsqueeze(-1), 0);
        var sums = IndexInto.Add_(zeros, 0, bagOf, rows);
        return mode == EmbeddingBagMode.Sum ? sums : sums / Sizes(rows, bagOf, bags, padded).clamp_min(1);
    }

    /// <summary>How many rows each bag has, as a column.</summary>
    static Tensor Sizes(Tensor rows, Tensor bagOf, long bags, Tensor? padded)
    {
        var counted = Tensor.Empty(bagOf.Layout, rows.DType, rows);
        counted.Backend.Fill(counted.Data, 1);
        if (padded is not null) MaskOps.MaskedFill_(counted, padded, 0);
        return IndexInto.Add_(GatherOps.Zeros(Layout.Contiguous([bags]), rows), 0, bagOf, counted).unsqueeze(-1);
    }
}
