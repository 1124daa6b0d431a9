using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// result[i] = source[i, moved by index[i]]: the indexed dim has stride 0 in the source's layout, the rule knows its true one. Source and index (int64) are broadcast to
    /// the result. Returns <see cref="IndexRule.NoFault"/> or an index out of range; a device that cannot tell in time reports it later, in its own way.
    /// </summary>
    public abstract long Gather(in Operand result, in Operand source, in Operand index, in IndexRule rule);

    /// <summary>
    /// target[i, moved by index[i]] = op(target[..], values[i]) for every i, in ascending order along dim. All layouts have the same sizes; the target's stride of dim is 0.
    /// </summary>
    public abstract long Scatter<TOp>(TOp op, in Operand target, in Operand values, in Operand index, int dim, in IndexRule rule) where TOp : struct, IBinaryOp;

    /// <summary>offsets[i] = position of index[i] times the rule's stride, or that much more; both int64, the index broadcast.</summary>
    public abstract long Offsets(in Operand offsets, in Operand index, in IndexRule rule, bool add);

    /// <summary>How many elements of a contiguous mask are true.</summary>
    public abstract long CountTrue(in Operand mask);

    /// <summary>The coordinates of the true elements of a contiguous mask: a row of int64 for each, in row-major order.</summary>
    public abstract void Nonzero(in Operand result, in Operand mask);

    /// <summary>result = the elements of source where the mask is true, one after the other; all contiguous.</summary>
    public abstract void Compress(in Operand result, in Operand source, in Operand mask);

    /// <summary>target, where the mask is true, = the elements of values, one after the other; all contiguous.</summary>
    public abstract void Expand(in Operand target, in Operand values, in Operand mask);
}
