using Darkhorse.Memory;
using Find = Darkhorse.Kernels.Dense.SortedSearch;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void SearchSorted(in Operand result, in Operand sequence, in Operand values, in Operand sorter, bool right)
    {
        long length = sequence.Layout.Sizes[^1], run = sequence.Layout.Rank == 1 ? Math.Max(1, values.Count) : Math.Max(1, values.Layout.Sizes[^1]);
        fixed (byte* r = &First(result), s = &First(sequence), v = &First(values), o = &First(sorter))
            Find.Find(values.DType, s, length, v, values.Count, run, (long*)o, right, (long*)r);
        KeepAlive(result, sequence, values, sorter);
    }

    public override void RowOrder(in Operand order, in Operand rows)
    {
        fixed (byte* o = &First(order), x = &First(rows)) Find.RowOrder(rows.DType, x, rows.Layout.Sizes[0], rows.Layout.Sizes[1], (long*)o);
        KeepAlive(order, rows);
    }

    public override void Histogram(in Operand result, in Operand x, in Operand weight, in Operand edges)
    {
        fixed (byte* r = &First(result), a = &First(x), w = &First(weight), e = &First(edges)) Find.Histogram(x.DType, a, x.Count, w, e, result.Count, r);
        KeepAlive(result, x, weight, edges);
    }

    public override void BinCount(in Operand result, in Operand x, in Operand weight)
    {
        fixed (byte* r = &First(result), a = &First(x), w = &First(weight)) Find.Count((long*)a, x.Count, (double*)w, (long*)r, (double*)r);
        KeepAlive(result, x, weight);
    }
}
