namespace Darkhorse.Ops;

/// <summary>Distances and angles between vectors along a dim.</summary>
static class Distances
{
    /// <summary>The cosine of the angle between the vectors along a dim: x1 · x2 / (max(|x1|, eps) max(|x2|, eps)). Other dims are broadcast.</summary>
    /// <param name="x1">float dtypes.</param>
    /// <param name="x2">The other vectors.</param>
    /// <param name="dim">The dim of the vectors.</param>
    /// <param name="eps">The least norm; it does not act on gradients.</param>
    [Op("nn.functional.cosine_similarity")]
    public static Tensor CosineSimilarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
    {
        var dtype = Elementwise.CommonDType(x1, x2);
        if (!dtype.IsFloat) throw new InvalidOperationException("expected common dtype to be floating point, yet common dtype is " + dtype.LegacyName);
        (x1, x2) = (Elementwise.Converted(x1, dtype), Elementwise.Converted(x2, dtype));
        MaskOps.Spread(ref x1, ref x2);
        return (Normalized(x1, dim, eps) * Normalized(x2, dim, eps)).sum([dim]);
    }

    static Tensor Normalized(Tensor x, long dim, double eps)
    {
        var norm = Norm(x, 2, dim, keepdim: true);
        // The bound holds in the value alone, as PyTorch has it: gradients pass as if it were not there.
        return x / (norm + (norm.detach().clamp_min((Scalar)eps) - norm.detach()));
    }

    /// <summary>The p-norm of input1 - input2 + eps along the last dim.</summary>
    /// <param name="input1">float dtypes.</param>
    /// <param name="input2">Broadcast against the first.</param>
    /// <param name="p">The norm's degree.</param>
    /// <param name="eps">Keeps the gradient finite where the two are equal.</param>
    /// <param name="keepdim">Keep the last dim with size 1.</param>
    [Op("nn.functional.pairwise_distance")]
    public static Tensor PairwiseDistance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-6, bool keepdim = false)
        => Norm(input1 - input2 + (Scalar)eps, p, -1, keepdim);

    /// <summary>The p-norm along a dim. Where it is 0, so is its gradient.</summary>
    public static Tensor Norm(Tensor x, double p, long dim, bool keepdim)
    {
        if (x.DType.IsComplex) x = x.abs();
        if (p == 1) return x.abs().sum([dim], keepdim);
        if (double.IsPositiveInfinity(p)) return x.abs().amax([dim], keepdim);
        if (double.IsNegativeInfinity(p)) return x.abs().amin([dim], keepdim);
        if (p == 0) return x.ne(0).to(x.dtype).sum([dim], keepdim);
        var sum = (p == 2 ? x * x : x.abs().pow((Scalar)p)).sum([dim], keepdim);
        var isZero = sum.detach().eq(0);
        // The root of 1 instead of that of 0, whose slope is infinite.
        var safe = MaskOps.MaskedFill(sum, isZero, 1);
        return MaskOps.MaskedFill(p == 2 ? safe.sqrt() : safe.pow((Scalar)(1 / p)), isZero, 0);
    }
}
