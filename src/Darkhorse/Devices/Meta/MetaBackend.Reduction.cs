using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void ReduceIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim) { }

    public override void SumIntegers(in Operand result, in Operand x, ulong mask) { }

    public override void Moments(in Operand variance, in Operand mean, in Operand x, ulong mask, double correction, bool root) { }
}
