using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void PoolAverage(PoolShape shape, in Operand y, in Operand x) { }

    public override void PoolSpread(PoolShape shape, in Operand x, in Operand y) { }

    public override void PoolMaximum(PoolShape shape, in Operand y, in Operand positions, in Operand x) { }

    public override void PoolGather(long planes, in Operand y, in Operand positions, in Operand x) { }

    public override void PoolScatter(long planes, in Operand x, in Operand positions, in Operand y) { }
}
