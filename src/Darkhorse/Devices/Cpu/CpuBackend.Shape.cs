using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void ClearTriangle(in Operand target, long diagonal, bool upper)
    {
        fixed (byte* t = &target.Storage.Origin) Triangles.Clear(target.DType, target.Layout, t + target.Offset * target.ItemSize, diagonal, upper);
        GC.KeepAlive(target.Storage);
    }

    public override void Resample(Resampling matrix, in Operand result, in Operand x, long outer, long inner)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin)
            matrix.Apply(x.DType, r + result.Offset * result.ItemSize, a + x.Offset * x.ItemSize, outer, inner);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
    }
}
