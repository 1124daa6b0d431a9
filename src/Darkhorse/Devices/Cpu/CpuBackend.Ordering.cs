using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Scan<TOp>(TOp op, in Operand result, in Operand x, int dim)
    {
        var (outer, size, inner) = Around(x.Layout, dim);
        fixed (byte* r = &First(result), a = &First(x)) Kernels.Iteration.Scan.Run(op, x.DType, outer, size, inner, a, r);
        KeepAlive(result, x);
    }

    public override void ScanIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim)
    {
        var (outer, size, inner) = Around(x.Layout, dim);
        fixed (byte* v = &First(values), n = &First(indices), a = &First(x)) Kernels.Iteration.Scan.Indexed(op, x.DType, outer, size, inner, a, v, (long*)n);
        KeepAlive(values, indices, x);
    }

    public override void Recurrence(in Operand result, in Operand h, in Operand a, int dim, bool reverse)
    {
        var (outer, size, inner) = Around(result.Layout, dim);
        fixed (byte* r = &First(result), x = &First(h), f = &First(a)) Kernels.Iteration.Scan.Recurrence(result.DType, outer, size, inner, x, f, reverse, r);
        KeepAlive(result, h, a);
    }

    public override void Sort(in Operand values, in Operand indices, in Operand x, int dim, bool descending)
    {
        long count = x.Layout.Rank == 0 ? 1 : values.Layout.Sizes[dim];
        fixed (byte* v = &First(values), n = &First(indices), a = &First(x)) Sorting.Sort(x.DType, Runs(x.Layout, dim), count, descending, a, v, (long*)n);
        KeepAlive(values, indices, x);
    }

    public override void SelectOrdered(in Operand values, in Operand indices, in Operand x, int dim, Sorting.Pick pick, long place)
    {
        fixed (byte* v = &First(values), n = &First(indices), a = &First(x)) Sorting.Select(x.DType, Runs(x.Layout, dim), pick, place, a, v, (long*)n);
        KeepAlive(values, indices, x);
    }

    static Sorting.Shape Runs(Layout layout, int dim)
    {
        var (outer, size, inner) = Around(layout, dim);
        return new(outer, size, inner);
    }
}
