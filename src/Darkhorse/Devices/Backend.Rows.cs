using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>softmax (log_softmax if <paramref name="log"/>) along a dim. Both operands are contiguous, of one float dtype.</summary>
    public abstract void Softmax(in Operand result, in Operand x, int dim, bool log);

    /// <summary>The gradient of softmax's operand from that of its result y, and y. All operands are contiguous, of one float dtype.</summary>
    public abstract void SoftmaxBackward(in Operand result, in Operand grad, in Operand y, int dim, bool log);

    /// <summary>
    /// Layer normalisation of the rows of <paramref name="x"/>: as many as mean and rstd have elements, which receive the statistics. All operands are contiguous and
    /// of one dtype, float32 or float64; weight and bias may be absent (default).
    /// </summary>
    public abstract void LayerNorm(in Operand result, in Operand mean, in Operand rstd, in Operand x, in Operand weight, in Operand bias, double eps);

    /// <summary>The gradients of layer normalisation; weight and its gradient and that of bias may be absent.</summary>
    public abstract void LayerNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd);

    /// <summary>
    /// Batch normalisation over dim 1. In training mean and variance are computed and written, else read; rstd receives 1 / sqrt(variance + eps). All operands are
    /// contiguous and of one dtype, float32 or float64; weight and bias may be absent (default).
    /// </summary>
    public abstract void BatchNorm(in Operand result, in Operand mean, in Operand variance, in Operand rstd, in Operand x, in Operand weight, in Operand bias, bool training, double eps);

    /// <summary>The gradients of batch normalisation; weight and the input's gradient may be absent.</summary>
    public abstract void BatchNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd, bool training);

    /// <summary>The sizes before, at and after a dim, multiplied out.</summary>
    protected static (long Outer, long Size, long Inner) Around(Layout layout, int dim)
    {
        if (layout.Rank == 0) return (1, 1, 1);
        long outer = 1, inner = 1;
        for (int d = 0; d < dim; d++) outer *= layout.Sizes[d];
        for (int d = dim + 1; d < layout.Rank; d++) inner *= layout.Sizes[d];
        return (outer, layout.Sizes[dim], inner);
    }
}
