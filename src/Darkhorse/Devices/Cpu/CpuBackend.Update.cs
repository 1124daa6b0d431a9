using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Update<TOp>(TOp op, in Operand p, in Operand g, in Operand a, in Operand b, in Operand c)
    {
        fixed (byte* pp = &p.Storage.Origin, pg = &g.Storage.Origin, pa = &a.Storage.Origin, pb = &b.Storage.Origin, pc = &c.Storage.Origin)
        {
            int size = p.ItemSize;
            Kernels.Iteration.Update.Run(op, p.DType, p.Count, pp + p.Offset * size, pg + g.Offset * size, pa + a.Offset * size, pb + b.Offset * size, pc + c.Offset * size);
        }
        GC.KeepAlive(p.Storage);
        GC.KeepAlive(g.Storage);
        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
        GC.KeepAlive(c.Storage);
    }
}
