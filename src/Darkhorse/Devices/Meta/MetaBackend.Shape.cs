using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void ClearTriangle(in Operand target, long diagonal, bool upper) { }

    public override void Resample(Resampling matrix, in Operand result, in Operand x, long outer, long inner) { }
}
