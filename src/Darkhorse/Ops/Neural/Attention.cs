using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

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
        return Elementwise.Converted(Attend(query, key, value, 1 / Math.Sqrt(query.Sizes[^1]), attn_mask, p), dtype);
    }

    /// <summary>softmax(scale * Q K^T + mask) V with dropout of the weights; in one op, unless something is to be broadcast or the mask wants a gradient.</summary>
    internal static Tensor Attend(Tensor query, Tensor key, Tensor value, double scale, Tensor? mask, double p)
    {
        if (!Fuses(query, key, value, mask) || p is < 0 or >= 1) return ByOps(query, key, value, scale, mask, weights => p > 0 ? Dropouts.Dropout(weights, p) : weights);
        Tensor weights = Tensor.Empty(Products.ResultLayout(query, key, Transposed.Second), query.DType, query), result;
        Tensor? noise = null;
        using (new GradMode.Scope(false))
        {
            weights.Backend.Product(weights.Data, query.Data, key.Data, Transposed.Second, scale, 0);
            if (mask is not null) Masked(weights, mask);
            weights.Backend.Softmax(weights.Data, weights.Data, weights.Layout.Rank - 1, false);
            if (p > 0) noise = Dropouts.ScaledNoise(weights, p);
            result = Products.Multiply(noise is null ? weights : weights * noise, value);
        }
        if (GradMode.Tracks(query, key, value)) result.SetGradFn(new ScaledDotProductAttentionNode(query, key, value, scale, mask, weights, noise), 0);
        return result;
    }

    static bool Fuses(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        int rank = query.Layout.Rank;
        return query.DType is DType.Float32 or DType.Float64 && query.DType == key.DType && query.DType == value.DType && rank > 1 && key.Layout.Rank == rank && value.Layout.Rank == rank
            && query.numel() > 0 && key.numel() > 0 && value.numel() > 0 && query.Sizes[..^2].SequenceEqual(key.Sizes[..^2]) && query.Sizes[..^2].SequenceEqual(value.Sizes[..^2])
            && query.Sizes[^1] == key.Sizes[^1] && key.Sizes[^2] == value.Sizes[^2] && ReferenceEquals(query.Backend, key.Backend) && ReferenceEquals(query.Backend, value.Backend)
            && (mask is null || ((mask.DType == DType.Bool || mask.DType == query.DType) && !GradMode.Tracks(mask) && ReferenceEquals(mask.Backend, query.Backend) && mask.Layout.Rank <= rank));
    }

    static void Masked(Tensor scores, Tensor mask)
    {
        if (mask.DType == DType.Bool) scores.masked_fill_(mask.logical_not(), double.NegativeInfinity);
        else scores.add_(mask);
    }

    /// <summary>The same by simpler ops, and so to any order differentiable.</summary>
    internal static Tensor ByOps(Tensor query, Tensor key, Tensor value, double scale, Tensor? mask, Func<Tensor, Tensor> drop)
    {
        // The root on both sides keeps the products of half precision in range.
        double root = Math.Sqrt(scale);
        var scores = (query * root).matmul((key * root).transpose(-2, -1));
        if (mask is not null) scores = mask.DType == DType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        return drop(torch.softmax(scores, -1)).matmul(value);
    }
}

/// <summary>O = D(W) V with W = softmax(s Q K^T + mask): dV = D(W)^T dO, dW = D(dO V^T), dS = W * (dW - the sums of its rows * W), dQ = s dS K, dK = s dS^T Q.</summary>
sealed class ScaledDotProductAttentionNode(Tensor query, Tensor key, Tensor value, double scale, Tensor? mask, Tensor weights, Tensor? noise) : Node(query, key, value)
{
    Saved _query = new(query), _key = new(key), _value = new(value), _mask = new(mask), _weights = new(weights), _noise = new(noise);

    internal override void Backward(in Flow flow)
    {
        Tensor q = _query.Get(this)!, k = _key.Get(this)!, v = _value.Get(this)!;
        var noise = _noise.Get(this);
        if (GradMode.Enabled)
        {
            BackwardByOps(flow, [q, k, v], _mask.Get(this), noise);
            return;
        }
        var weights = _weights.Get(this)!;
        if (flow.Needs(2)) flow.To(2, Products.Multiply(noise is null ? weights : weights * noise, flow.Grad, Transposed.First));
        if (!flow.Needs(0) && !flow.Needs(1)) return;
        var scores = Products.Multiply(flow.Grad, v, Transposed.Second);
        if (noise is not null) scores.mul_(noise);
        scores.Backend.SoftmaxBackward(scores.Data, scores.Data, weights.Data, scores.Layout.Rank - 1, false);
        if (flow.Needs(0)) flow.To(0, Scaled(scores, k, Transposed.Neither));
        if (flow.Needs(1)) flow.To(1, Scaled(scores, q, Transposed.First));
    }

    Tensor Scaled(Tensor scores, Tensor x, Transposed transposed)
    {
        var result = Tensor.Empty(Products.ResultLayout(scores, x, transposed), x.DType, x);
        result.Backend.Product(result.Data, scores.Data, x.Data, transposed, scale, 0);
        return result;
    }

    void BackwardByOps(in Flow flow, Tensor[] inputs, Tensor? mask, Tensor? noise)
    {
        // Aliases, so that the gradient of an input is not also that of another which it was made from.
        var own = Array.ConvertAll(inputs, x => x.requires_grad ? x.alias() : x);
        var result = AttentionOps.ByOps(own[0], own[1], own[2], scale, mask, weights => noise is null ? weights : weights * noise);
        var found = torch.autograd.grad([result], [.. own.Where(x => x.requires_grad)], [flow.Grad], create_graph: true);
        for (int i = 0, next = 0; i < own.Length; i++) if (own[i].requires_grad) flow.To(i, found[next++]);
    }

    internal override void Release()
    {
        _query.Release();
        _key.Release();
        _value.Release();
        _mask.Release();
        _weights.Release();
        _noise.Release();
    }
}
