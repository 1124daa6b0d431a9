using Darkhorse.Kernels.Random;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Draw<TDraw>(TDraw draw, RandomStream stream, in Operand target)
    {
        fixed (byte* t = &target.Storage.Origin) Drawing.Fill(draw, stream, target.DType, target.Layout, t + target.Offset * target.ItemSize);
        GC.KeepAlive(target.Storage);
    }

    public override void DrawFrom<TDraw>(TDraw draw, RandomStream stream, in Operand target, in Operand first, in Operand second)
    {
        fixed (byte* t = &target.Storage.Origin, a = &first.Storage.Origin, b = &second.Storage.Origin)
        {
            Drawing.FillFrom(draw, stream, target.DType, target.Layout, t + target.Offset * target.ItemSize,
                first.Layout, (double*)a + first.Offset, second.Layout, (double*)b + second.Offset);
        }
        GC.KeepAlive(target.Storage);
        GC.KeepAlive(first.Storage);
        GC.KeepAlive(second.Storage);
    }

    public override void DrawNormalBlocks(RandomStream stream, in Operand target, double mean, double std)
    {
        fixed (byte* t = &target.Storage.Origin) NormalBlocks.Fill(stream, target.DType, t + target.Offset * target.ItemSize, target.Count, mean, std);
        GC.KeepAlive(target.Storage);
    }

    public override void DrawPermutation(RandomStream stream, in Operand target)
    {
        fixed (byte* t = &target.Storage.Origin)
            Permutation.Fill(stream, target.DType, t + target.Offset * target.ItemSize, target.Count, target.Count == 0 ? 1 : target.Layout.Strides[0]);
        GC.KeepAlive(target.Storage);
    }

    public override void DrawCategories(RandomStream stream, in Operand weights, in Operand result, long categories)
    {
        long rows = weights.Count / categories;
        fixed (byte* w = &weights.Storage.Origin, r = &result.Storage.Origin)
            Categories.Draw(stream, weights.DType, w + weights.Offset * weights.ItemSize, rows, categories, (long*)r + result.Offset, result.Count / rows);
        GC.KeepAlive(weights.Storage);
        GC.KeepAlive(result.Storage);
    }

    public override void SelectLargest(in Operand keys, in Operand result, long categories)
    {
        long rows = keys.Count / categories;
        fixed (byte* k = &keys.Storage.Origin, r = &result.Storage.Origin)
            Categories.Largest((double*)k + keys.Offset, rows, categories, (long*)r + result.Offset, result.Count / rows);
        GC.KeepAlive(keys.Storage);
        GC.KeepAlive(result.Storage);
    }
}
