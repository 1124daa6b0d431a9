namespace Darkhorse.Ops;

/// <summary>Normalisation by neighbouring channels.</summary>
static class LocalResponseNorms
{
    /// <summary>
    /// Local response normalisation (Krizhevsky, Sutskever, Hinton 2012): x / (k + alpha a)^beta, where a is the mean of the squares of <paramref name="size"/> channels around
    /// each, channels outside counting as zero.
    /// </summary>
    /// <exception cref="ArgumentException">Fewer than three dims.</exception>
    [Op("nn.functional.local_response_norm")]
    public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
    {
        if (input.Layout.Rank < 3) throw new ArgumentException($"Expected 3D or higher dimensionality input (got {input.Layout.Rank} dimensions)");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("avg_pool3d_out_frame", input.DType);
        if (input.numel() == 0) return input;
        var squares = input * input;
        long channels = input.Sizes[1], before = size / 2, after = (size - 1) / 2;
        var padded = torch.cat([Zeros(squares, before), squares, Zeros(squares, after)], 1);
        var sum = padded.narrow(1, 0, channels);
        for (long shift = 1; shift < size; shift++) sum = sum + padded.narrow(1, shift, channels);
        return input / (sum * (alpha / size) + k).pow(beta);
    }

    static Tensor Zeros(Tensor like, long channels)
    {
        Span<long> sizes = stackalloc long[like.Layout.Rank];
        like.Sizes.CopyTo(sizes);
        sizes[1] = channels;
        return like.new_zeros(sizes);
    }
}
