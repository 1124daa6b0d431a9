using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void ClearTriangle(in Operand target, long diagonal, bool upper)
    {
        fixed (byte* t = &target.Storage.Origin) Triangles.Clear(target.DType, target.Layout, t + target.Offset * target.ItemSize, diagonal, upper);
        GC.KeepAlive(target.Storage);
    }
}
