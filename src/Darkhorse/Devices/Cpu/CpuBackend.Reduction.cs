using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void ReduceIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim)
    {
        fixed (byte* v = &values.Storage.Origin, n = &indices.Storage.Origin, a = &x.Storage.Origin)
            Reduction.Indexed(op, x.DType, x.Layout, a + x.Offset * x.ItemSize, dim, v + values.Offset * values.ItemSize, (long*)n + indices.Offset);
        GC.KeepAlive(values.Storage);
        GC.KeepAlive(indices.Storage);
        GC.KeepAlive(x.Storage);
    }

    public override void SumIntegers(in Operand result, in Operand x, ulong mask)
    {
        fixed (byte* r = &First(result), a = &First(x)) Reduction.SumIntegers(x.DType, x.Layout, a, mask, (long*)r);
        KeepAlive(result, x);
    }

    public override void Moments(in Operand variance, in Operand mean, in Operand x, ulong mask, double correction, bool root)
    {
        fixed (byte* v = &variance.Storage.Origin, m = &mean.Storage.Origin, a = &x.Storage.Origin)
            Reduction.Moments(x.DType, x.Layout, a + x.Offset * x.ItemSize, mask, correction, root, v + variance.Offset * x.ItemSize, m + mean.Offset * x.ItemSize);
        GC.KeepAlive(variance.Storage);
        GC.KeepAlive(mean.Storage);
        GC.KeepAlive(x.Storage);
    }
}
