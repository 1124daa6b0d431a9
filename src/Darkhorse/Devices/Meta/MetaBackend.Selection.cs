using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Select(in Operand result, in Operand mask, in Operand x, in Operand y) { }
}
