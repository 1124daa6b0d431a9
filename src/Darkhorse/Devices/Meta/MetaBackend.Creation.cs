using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Arange(in Operand result, Scalar start, Scalar step) { }

    public override void Linspace(in Operand result, double start, double end, double powersOf) { }
}
