using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override long Gather(in Operand result, in Operand source, in Operand index, in IndexRule rule) => IndexRule.NoFault;

    public override long Scatter<TOp>(TOp op, in Operand target, in Operand values, in Operand index, int dim, in IndexRule rule) => IndexRule.NoFault;

    public override long Offsets(in Operand offsets, in Operand index, in IndexRule rule, bool add) => IndexRule.NoFault;

    public override long CountTrue(in Operand mask) => throw new NotSupportedException("The number of true elements of a meta tensor is not known: it has no data.");

    public override void Nonzero(in Operand result, in Operand mask) { }

    public override void Compress(in Operand result, in Operand source, in Operand mask) { }

    public override void Expand(in Operand target, in Operand values, in Operand mask) { }
}
