using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Update<TOp>(TOp op, in Operand p, in Operand g, in Operand a, in Operand b, in Operand c) { }
}
