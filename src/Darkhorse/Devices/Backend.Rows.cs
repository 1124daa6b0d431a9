using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>softmax (log_softmax if <paramref name="log"/>) along a dim. Both operands are contiguous, of one float dtype.</summary>
    public abstract void Softmax(in Operand result, in Operand x, int dim, bool log);

    /// <summary>The gradient of softmax's operand from that of its result y, and y. All operands are contiguous, of one float dtype.</summary>
    public abstract void SoftmaxBackward(in Operand result, in Operand grad, in Operand y, int dim, bool log);

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
