using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Select(in Operand result, in Operand mask, in Operand x, in Operand y)
    {
        fixed (byte* r = &result.Storage.Origin, m = &mask.Storage.Origin, a = &x.Storage.Origin, b = &y.Storage.Origin)
        {
            int size = x.ItemSize;
            PointwiseSelection.Run(x.DType, result.Layout, r + result.Offset * size, mask.Layout, (bool*)m + mask.Offset, x.Layout, a + x.Offset * size, y.Layout, b + y.Offset * size);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(mask.Storage);
        GC.KeepAlive(x.Storage);
        GC.KeepAlive(y.Storage);
    }
}
