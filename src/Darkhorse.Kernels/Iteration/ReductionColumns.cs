using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// The reduced dim is not the contiguous one: rows are combined with each other, columns side by side in the lanes. Memory is read in the order of the rows; the
/// accumulators of a panel of columns lie in the first-level cache, and four rows share one trip to them.
/// </summary>
public static unsafe partial class Reduction
{
    /// <summary>Columns whose accumulators are kept at once.</summary>
    const int Panel = 512;

    static void Columns<S, E, TOp>(TOp op, Work work, S* x, S* result) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
        => WorkerPool.For(work.OutputCount, ColumnGrain(work.ReducedCount), new ColumnsTask<S, E, TOp>(op, work, x, result));

    /// <summary>Columns that make a grain of work: whole cache lines, and not so few that a row gives too little to read.</summary>
    static long ColumnGrain(long rows) => Math.Max(128, IterPlan.Grain / Math.Max(1, rows) / 128 * 128);

    readonly struct ColumnsTask<S, E, TOp>(TOp op, Work work, S* x, S* result) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Run(long start, long end)
        {
            byte* totals = stackalloc byte[2 * Panel * LargestElement];
            long columns = work.KeptSize(work.KeptRank - 1);
            while (start < end)
            {
                long first = start % columns, width = Math.Min(Math.Min(columns - first, end - start), Panel);
                var loop = new ColumnLoop<S, TOp>(op, x + work.OutputOffset(start - first) + first, result + start, width, work.ReducedSize(0), work.ReducedStride(0), totals);
                E.Run(ref loop);
                start += width;
            }
        }
    }

    ref struct ColumnLoop<S, TOp>(TOp op, S* x, S* result, long width, long rows, long stride, byte* totals) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        long _from;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            int count = M.Count, size = Unsafe.SizeOf<V>();
            long from = _from, to = from + (width - from) / count * count;
            if (from == to) return;
            byte* total = totals, part = totals + Panel * LargestElement;
            long vectors = (to - from) / count;
            for (long k = 0; k < vectors; k++) Unsafe.Write(total + k * size, f.Identity<V>());
            for (long row = 0; row < rows;)
            {
                long stop = Math.Min(row + RowBlock, rows);
                S* p = x + row * stride + from;
                for (long k = 0; k < vectors; k++) Unsafe.Write(part + k * size, f.Map(M.Load(p + k * count)));
                for (row++, p += stride; row <= stop - 4; row += 4, p += 4 * stride)
                {
                    S* q = p + 2 * stride;
                    for (long k = 0; k < vectors; k++)
                    {
                        V a = f.Combine(f.Map(M.Load(p + k * count)), f.Map(M.Load(p + stride + k * count)));
                        V b = f.Combine(f.Map(M.Load(q + k * count)), f.Map(M.Load(q + stride + k * count)));
                        Unsafe.Write(part + k * size, f.Combine(Unsafe.Read<V>(part + k * size), f.Combine(a, b)));
                    }
                }
                for (; row < stop; row++, p += stride)
                    for (long k = 0; k < vectors; k++) Unsafe.Write(part + k * size, f.Combine(Unsafe.Read<V>(part + k * size), f.Map(M.Load(p + k * count))));
                for (long k = 0; k < vectors; k++) Unsafe.Write(total + k * size, f.Combine(Unsafe.Read<V>(total + k * size), Unsafe.Read<V>(part + k * size)));
            }
            for (long k = 0; k < vectors; k++) M.Store(result + from + k * count, f.Finish(Unsafe.Read<V>(total + k * size)));
            _from = to;
        }
    }
}
