using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>y = the average of each window of x. Contiguous, of one real dtype.</summary>
    public abstract void PoolAverage(PoolShape shape, in Operand y, in Operand x);

    /// <summary>x = the gradient of an average pooling's input by that of its output.</summary>
    public abstract void PoolSpread(PoolShape shape, in Operand x, in Operand y);

    /// <summary>y = the maximum of each window of x; positions (int64) = where in its plane it is.</summary>
    public abstract void PoolMaximum(PoolShape shape, in Operand y, in Operand positions, in Operand x);

    /// <summary>y = the elements of x at positions in each plane.</summary>
    public abstract void PoolGather(long planes, in Operand y, in Operand positions, in Operand x);

    /// <summary>x = zeros, plus y's elements added at positions in each plane.</summary>
    public abstract void PoolScatter(long planes, in Operand x, in Operand positions, in Operand y);
}
