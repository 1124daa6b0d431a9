using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>Running reduction along a dim: element k combines the elements 0 to k. Operands are contiguous and of one dtype.</summary>
    public abstract void Scan<TOp>(TOp op, in Operand result, in Operand x, int dim) where TOp : struct, IReduceOp;

    /// <summary>Running extremes along a dim and their indices, of equals the last. Operands are contiguous.</summary>
    public abstract void ScanIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim) where TOp : struct, IExtremum;

    /// <summary>result[k] = h[k] + a[k] result[k - 1] along a dim; reversed, result[k] = h[k] + a[k + 1] result[k + 1]. Operands are contiguous, of one float or complex dtype.</summary>
    public abstract void Recurrence(in Operand result, in Operand h, in Operand a, int dim, bool reverse);

    /// <summary>
    /// The first elements of the order along a dim, as many as values and indices have there, equal ones in their old order. Operands are contiguous; nan is larger than
    /// every number.
    /// </summary>
    public abstract void Sort(in Operand values, in Operand indices, in Operand x, int dim, bool descending);

    /// <summary>One element of the order along a dim (which is not empty) and its index, into contiguous results of the other dims. x is contiguous.</summary>
    public abstract void SelectOrdered(in Operand values, in Operand indices, in Operand x, int dim, Sorting.Pick pick, long place);
}
