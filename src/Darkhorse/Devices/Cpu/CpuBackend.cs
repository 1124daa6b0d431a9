using Darkhorse.Memory;

namespace Darkhorse.Devices;

/// <summary>
/// The host: pins the operands and calls the kernels. Every method keeps its storages alive to its end, since a pointer into native memory does not.
/// </summary>
internal sealed unsafe partial class CpuBackend : Backend
{
    public override Storage Allocate(long byteCount) => Storage.Allocate(byteCount);

    public override void Unary<TOp, K>(TOp op, in Operand result, in Operand x)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin)
        {
            int size = x.ItemSize;
            Pointwise.Unary<TOp, K>(op, x.DType, result.Layout, r + result.Offset * result.ItemSize, x.Layout, a + x.Offset * size);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
    }

    public override void Binary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin, b = &y.Storage.Origin)
        {
            int size = x.ItemSize;
            Pointwise.Binary<TOp, K>(op, x.DType, result.Layout, r + result.Offset * result.ItemSize, x.Layout, a + x.Offset * size, y.Layout, b + y.Offset * size);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
        GC.KeepAlive(y.Storage);
    }

    public override void Ternary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y, in Operand z)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin, b = &y.Storage.Origin, c = &z.Storage.Origin)
        {
            int size = x.ItemSize;
            Pointwise.Ternary<TOp, K>(op, x.DType, result.Layout, r + result.Offset * result.ItemSize, x.Layout, a + x.Offset * size,
                y.Layout, b + y.Offset * size, z.Layout, c + z.Offset * size);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
        GC.KeepAlive(y.Storage);
        GC.KeepAlive(z.Storage);
    }

    public override void Fill(in Operand target, Scalar value)
    {
        fixed (byte* t = &target.Storage.Origin) Moving.Fill(target.DType, target.Layout, t + target.Offset * target.ItemSize, value);
        GC.KeepAlive(target.Storage);
    }

    public override void Copy(in Operand target, in Operand source)
    {
        fixed (byte* t = &target.Storage.Origin, s = &source.Storage.Origin)
            Moving.Copy(target.DType, target.Layout, t + target.Offset * target.ItemSize, source.DType, source.Layout, s + source.Offset * source.ItemSize);
        GC.KeepAlive(target.Storage);
        GC.KeepAlive(source.Storage);
    }

    public override void AddInto(in Operand target, in Operand source)
    {
        fixed (byte* t = &target.Storage.Origin, s = &source.Storage.Origin)
            Moving.AddInto(target.DType, target.Layout, t + target.Offset * target.ItemSize, source.Layout, s + source.Offset * source.ItemSize);
        GC.KeepAlive(target.Storage);
        GC.KeepAlive(source.Storage);
    }

    public override void Reduce<TOp>(TOp op, in Operand result, in Operand x, ulong mask)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin)
            Reduction.Run(op, x.DType, x.Layout, a + x.Offset * x.ItemSize, mask, r + result.Offset * result.ItemSize);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
    }
}
