using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>The best element along a dim (which is not empty) and its index, into contiguous results of the other dims.</summary>
    public abstract void ReduceIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim) where TOp : struct, IExtremum;

    /// <summary>Sums of bool or integers over the dims of <paramref name="mask"/>, into contiguous int64 results of the other dims.</summary>
    public abstract void SumIntegers(in Operand result, in Operand x, ulong mask);

    /// <summary>Variance (its root if <paramref name="root"/>) and mean over the dims of <paramref name="mask"/>, into contiguous results of the other dims. Floats only.</summary>
    public abstract void Moments(in Operand variance, in Operand mean, in Operand x, ulong mask, double correction, bool root);
}
