namespace Darkhorse.Ops;

/// <summary>Attention without parameters.</summary>
static class AttentionOps
{
    /// <summary>softmax(Q K^T / sqrt(E) + mask) V (Vaswani et al., arXiv 1706.03762).</summary>
    /// <param name="query">[*, L, E].</param>
    /// <param name="key">[*, S, E].</param>
    /// <param name="value">[*, S, V].</param>
    /// <param name="attn_mask">[*, L, S]: bool, true where a query may look; or numbers to add.</param>
    /// <param name="p">Probability of dropping a weight.</param>
    /// <param name="is_casual">No query looks at later keys.</param>
    /// <exception cref="InvalidOperationException">Both a mask and is_casual are given.</exception>
    [Op("nn.functional.scaled_dot_product_attention", Variants.Function)]
    public static Tensor ScaledDotProductAttention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
    {
        if (attn_mask is not null && is_casual)
            throw new InvalidOperationException("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
        if (query.Layout.Rank < 2 || key.Layout.Rank < 2 || value.Layout.Rank < 2)
            throw new InvalidOperationException($"scaled_dot_product_attention: Expected query, key, and value to all be  at least 2 dimensional, but got query.dim(): {query.Layout.Rank}, key.dim(): {key.Layout.Rank} and value.dim(): {value.Layout.Rank} instead.");
        long targets = query.Sizes[^2], sources = key.Sizes[^2];
        if (is_casual) attn_mask = torch.ones([targets, sources], torch.@bool, query.device).tril();
        var (dtype, compute) = (query.DType, query.DType.Widened);
        (query, key, value) = (Elementwise.Converted(query, compute), Elementwise.Converted(key, compute), Elementwise.Converted(value, compute));
        double scale = Math.Sqrt(1 / Math.Sqrt(query.Sizes[^1]));
        var scores = (query * scale).matmul((key * scale).transpose(-2, -1));
        if (attn_mask is { } mask)
            scores = mask.DType == DType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        var weights = torch.softmax(scores, -1);
        if (p > 0) weights = Dropouts.Dropout(weights, p);
        return Elementwise.Converted(weights.matmul(value), dtype);
    }
}
