using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override long Gather(in Operand result, in Operand source, in Operand index, in IndexRule rule)
    {
        long fault;
        fixed (byte* r = &result.Storage.Origin, s = &source.Storage.Origin, i = &index.Storage.Origin)
            fault = OffsetWalk.Gather(result.DType, result.Layout, r + result.Offset * result.ItemSize, source.Layout, s + source.Offset * source.ItemSize,
                index.Layout, (long*)i + index.Offset, rule);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(source.Storage);
        GC.KeepAlive(index.Storage);
        return fault;
    }

    public override long Scatter<TOp>(TOp op, in Operand target, in Operand values, in Operand index, int dim, in IndexRule rule)
    {
        long fault;
        fixed (byte* t = &target.Storage.Origin, v = &values.Storage.Origin, i = &index.Storage.Origin)
            fault = OffsetWalk.Scatter(op, target.DType, target.Layout, t + target.Offset * target.ItemSize, values.Layout, v + values.Offset * values.ItemSize,
                index.Layout, (long*)i + index.Offset, dim, rule);
        GC.KeepAlive(target.Storage);
        GC.KeepAlive(values.Storage);
        GC.KeepAlive(index.Storage);
        return fault;
    }

    public override long Offsets(in Operand offsets, in Operand index, in IndexRule rule, bool add)
    {
        long fault;
        fixed (byte* o = &offsets.Storage.Origin, i = &index.Storage.Origin)
            fault = OffsetWalk.Offsets(offsets.Layout, (long*)o + offsets.Offset, index.Layout, (long*)i + index.Offset, rule, add);
        GC.KeepAlive(offsets.Storage);
        GC.KeepAlive(index.Storage);
        return fault;
    }

    public override long CountTrue(in Operand mask)
    {
        long count;
        fixed (byte* m = &mask.Storage.Origin) count = Masks.Count((bool*)m + mask.Offset, mask.Count);
        GC.KeepAlive(mask.Storage);
        return count;
    }

    public override void Nonzero(in Operand result, in Operand mask)
    {
        fixed (byte* r = &result.Storage.Origin, m = &mask.Storage.Origin) Masks.Nonzero((bool*)m + mask.Offset, mask.Layout.Sizes, (long*)r + result.Offset);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(mask.Storage);
    }

    public override void Compress(in Operand result, in Operand source, in Operand mask)
    {
        fixed (byte* r = &result.Storage.Origin, s = &source.Storage.Origin, m = &mask.Storage.Origin)
            Masks.Compress(result.DType, (bool*)m + mask.Offset, mask.Count, s + source.Offset * source.ItemSize, r + result.Offset * result.ItemSize);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(source.Storage);
        GC.KeepAlive(mask.Storage);
    }

    public override void Expand(in Operand target, in Operand values, in Operand mask)
    {
        fixed (byte* t = &target.Storage.Origin, v = &values.Storage.Origin, m = &mask.Storage.Origin)
            Masks.Expand(target.DType, (bool*)m + mask.Offset, mask.Count, v + values.Offset * values.ItemSize, t + target.Offset * target.ItemSize);
        GC.KeepAlive(target.Storage);
        GC.KeepAlive(values.Storage);
        GC.KeepAlive(mask.Storage);
    }
}
