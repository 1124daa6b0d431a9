using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>A reduction that picks one of the elements: the largest, the smallest. nan is picked before any number.</summary>
public interface IExtremum : IReduceOp
{
    /// <summary>Whether x takes the place of the best so far: it is strictly better, or the first nan.</summary>
    V Better<V>(V x, V best) where V : struct, ILanes<V>;
}

/// <summary>The reductions that also say where the element was: the first of equals.</summary>
public static unsafe partial class Reduction
{
    /// <summary>Rows whose indices fit every element type; the next chunk starts to count from zero again.</summary>
    const int IndexChunk = 127;

    /// <summary>The best element along <paramref name="dim"/> and its index, into contiguous results of the other dims. The dim must not be empty.</summary>
    public static void Indexed<TOp>(TOp op, DType dtype, Layout layout, byte* x, int dim, byte* values, long* indices) where TOp : struct, IExtremum
    {
        var visitor = new IndexedVisitor<TOp>(op, layout, x, dim, values, indices);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct IndexedVisitor<TOp>(TOp op, Layout layout, byte* x, int dim, byte* values, long* indices) : IElementVisitor where TOp : struct, IExtremum
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var shape = new ReducedShape(layout, layout.Rank == 0 ? 0 : 1UL << dim, stackalloc long[4 * layout.Rank + 4]);
            fixed (long* dims = shape.Dims)
            {
                var work = new Work(dims, shape.KeptRank, shape.ReducedRank);
                long outputs = work.OutputCount, count = work.ReducedCount;
                if (outputs == 1 && work.ReducedStride(0) == 1 && count > IterPlan.Grain)
                    IndexedFull<S, E, TOp>(op, (S*)x, count, (S*)values, indices);
                else if (work.HasColumns)
                    WorkerPool.For(outputs, ColumnGrain(count), new IndexedColumnsTask<S, E, TOp>(op, work, (S*)x, (S*)values, indices));
                else
                    WorkerPool.For(outputs, Math.Max(1, IterPlan.Grain / count), new IndexedRowsTask<S, E, TOp>(op, work, (S*)x, (S*)values, indices));
            }
        }
    }

    static void IndexedFull<S, E, TOp>(TOp op, S* x, long count, S* value, long* index) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        long parts = (count + IterPlan.Grain - 1) / IterPlan.Grain;
        var partial = (long*)NativeMemory.Alloc((nuint)(parts * sizeof(long)));
        WorkerPool.For(count, IterPlan.Grain, new IndexedPartTask<S, E, TOp>(op, x, partial));
        var finish = new CombineIndices<S, TOp>(op, x, partial, parts, index);
        E.RunScalar(ref finish);
        NativeMemory.Free(partial);
        *value = x[*index];
    }

    readonly struct IndexedPartTask<S, E, TOp>(TOp op, S* x, long* partial) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        public void Run(long start, long end)
        {
            var loop = new BestInRun<S, E, TOp>(op, x + start, end - start);
            E.RunScalar(ref loop);
            partial[start / IterPlan.Grain] = start + loop.Index;
        }
    }

    readonly ref struct CombineIndices<S, TOp>(TOp op, S* x, long* partial, long parts, long* index) : IWidthLoop<S> where S : unmanaged where TOp : struct, IExtremum
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long best = partial[0];
            for (long i = 1; i < parts; i++)
                if (Holds<S, V, M>(op.Better(M.Load(x + partial[i]), M.Load(x + best)))) best = partial[i];
            *index = best;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Holds<S, V, M>(V condition) where S : unmanaged where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        bool holds;
        M.StoreMask(&holds, condition);
        return holds;
    }

    /// <summary>
    /// The best of a contiguous run. Each block is reduced at full width while it is in the cache; only a better block is searched for the place.
    /// </summary>
    ref struct BestInRun<S, E, TOp>(TOp op, S* x, long count) : IWidthLoop<S> where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        public long Index;

        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long bestBlock = 0;
            Unsafe.SkipInit(out V best);
            Unsafe.SkipInit(out V block);
            for (long i = 0; i < count; i += Block)
            {
                SumBlock<S, E, TOp>(op, x + i, Math.Min(Block, count - i), (byte*)Unsafe.AsPointer(ref block));
                if (i > 0 && !Holds<S, V, M>(op.Better(block, best))) continue;
                (best, bestBlock) = (block, i);
            }
            S value = default;
            M.Store(&value, best);
            Index = bestBlock + FirstEqual<S, E>(x + bestBlock, Math.Min(Block, count - bestBlock), value);
        }
    }

    /// <summary>The first place of a value (or of a nan, if it is one) in a run that has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long FirstEqual<S, E>(S* x, long count, S value) where S : unmanaged where E : struct, IElements<S>
    {
        var loop = new FindLoop<S>(x, count, value);
        E.Run(ref loop);
        return loop.Index;
    }

    ref struct FindLoop<S>(S* x, long end, S value) : IWidthLoop<S> where S : unmanaged
    {
        long _i;
        public long Index = -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            if (Index >= 0) return;
            V wanted = M.Broadcast(value);
            Bytes64 found = default;
            var mask = (bool*)&found;
            long i = _i;
            int count = M.Count;
            for (; i <= end - 4 * count; i += 4 * count)
            {
                V a = Same(M.Load(x + i), wanted), b = Same(M.Load(x + i + count), wanted), c = Same(M.Load(x + i + 2 * count), wanted), d = Same(M.Load(x + i + 3 * count), wanted);
                M.StoreMask(mask, a | b | (c | d));
                if (found.Any(count)) break;
            }
            for (; i <= end - count; i += count)
            {
                M.StoreMask(mask, Same(M.Load(x + i), wanted));
                if (!found.Any(count)) continue;
                int k = 0;
                while (!mask[k]) k++;
                Index = i + k;
                return;
            }
            _i = i;
        }

        /// <summary>Equal, or both nan.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Same<V>(V y, V wanted) where V : struct, ILanes<V> => V.Precision == 0 ? V.Equal(y, wanted) : V.Equal(y, wanted) | ~(V.Equal(y, y) | V.Equal(wanted, wanted));
    }

    [InlineArray(8)]
    struct Bytes64
    {
        ulong _first;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Any(int bytes)
        {
            ulong all = this[0];
            for (int i = 1; i < (bytes + 7) / 8; i++) all |= this[i];
            return all != 0;
        }
    }

    readonly struct IndexedRowsTask<S, E, TOp>(TOp op, Work work, S* x, S* values, long* indices) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        public void Run(long start, long end)
        {
            for (long output = start; output < end; output++)
            {
                S* row = x + work.OutputOffset(output);
                long size = work.ReducedSize(0), stride = work.ReducedStride(0);
                if (stride == 1)
                {
                    var run = new BestInRun<S, E, TOp>(op, row, size);
                    E.RunScalar(ref run);
                    indices[output] = run.Index;
                }
                else
                {
                    var walk = new BestInWalk<S, TOp>(op, row, size, stride);
                    E.RunScalar(ref walk);
                    indices[output] = walk.Index;
                }
                values[output] = row[indices[output] * stride];
            }
        }
    }

    ref struct BestInWalk<S, TOp>(TOp op, S* x, long count, long stride) : IWidthLoop<S> where S : unmanaged where TOp : struct, IExtremum
    {
        public long Index;

        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V best = M.Load(x);
            for (long i = 1; i < count; i++)
            {
                V y = M.Load(x + i * stride);
                if (Holds<S, V, M>(op.Better(y, best))) (best, Index) = (y, i);
            }
        }
    }

    readonly struct IndexedColumnsTask<S, E, TOp>(TOp op, Work work, S* x, S* values, long* indices) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Run(long start, long end)
        {
            byte* best = stackalloc byte[2 * Panel * LargestElement];
            long columns = work.KeptSize(work.KeptRank - 1);
            while (start < end)
            {
                long first = start % columns, width = Math.Min(Math.Min(columns - first, end - start), Panel);
                var loop = new IndexedColumnLoop<S, TOp>(op, x + work.OutputOffset(start - first) + first, values + start, indices + start, width, work.ReducedSize(0), work.ReducedStride(0), best);
                E.Run(ref loop);
                start += width;
            }
        }
    }

    /// <summary>Columns side by side in the lanes, their row numbers as lanes of the same type.</summary>
    ref struct IndexedColumnLoop<S, TOp>(TOp op, S* x, S* values, long* indices, long width, long rows, long stride, byte* spill) : IWidthLoop<S> where S : unmanaged where TOp : struct, IExtremum
    {
        long _from;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            int count = M.Count, size = Unsafe.SizeOf<V>();
            long from = _from, to = from + (width - from) / count * count;
            if (from == to) return;
            byte* best = spill, found = spill + Panel * LargestElement;
            long vectors = (to - from) / count;
            V none = V.Const(IndexChunk);
            for (long k = 0; k < vectors; k++) Unsafe.Write(best + k * size, M.Load(x + from + k * count));
            for (long i = from; i < to; i++) indices[i] = 0;
            for (long row = 1; row < rows;)
            {
                long first = row;
                V at = V.Zero;
                for (long k = 0; k < vectors; k++) Unsafe.Write(found + k * size, none);
                long stop = Math.Min(row + IndexChunk, rows);
                for (; row <= stop - 3; row += 3)
                {
                    // Three rows share one trip to the accumulators.
                    S* p = x + row * stride + from;
                    V second = at + V.One, third = second + V.One;
                    for (long k = 0; k < vectors; k++)
                    {
                        V known = Unsafe.Read<V>(best + k * size), place = Unsafe.Read<V>(found + k * size);
                        Improve(f, M.Load(p + k * count), at, ref known, ref place);
                        Improve(f, M.Load(p + stride + k * count), second, ref known, ref place);
                        Improve(f, M.Load(p + 2 * stride + k * count), third, ref known, ref place);
                        Unsafe.Write(best + k * size, known);
                        Unsafe.Write(found + k * size, place);
                    }
                    at = third + V.One;
                }
                for (; row < stop; row++)
                {
                    S* p = x + row * stride + from;
                    for (long k = 0; k < vectors; k++)
                    {
                        V known = Unsafe.Read<V>(best + k * size), place = Unsafe.Read<V>(found + k * size);
                        Improve(f, M.Load(p + k * count), at, ref known, ref place);
                        Unsafe.Write(best + k * size, known);
                        Unsafe.Write(found + k * size, place);
                    }
                    at += V.One;
                }
                for (long i = from; i < to; i++)
                    if (SmallInteger<V>(found, (int)(i - from), count) is var r && r != IndexChunk) indices[i] = first + r;
            }
            for (long k = 0; k < vectors; k++) M.Store(values + from + k * count, Unsafe.Read<V>(best + k * size));
            _from = to;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Improve<TOp, V>(TOp op, V y, V at, ref V best, ref V found) where TOp : struct, IExtremum where V : struct, ILanes<V>
    {
        V better = op.Better(y, best);
        best = V.Select(better, y, best);
        found = V.Select(better, at, found);
    }

    /// <summary>Lane k of spilled lanes, which hold small integers in whatever type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long SmallInteger<V>(byte* lanes, int k, int count) where V : struct, ILanes<V> => (V.Precision, Unsafe.SizeOf<V>() / count) switch
    {
        (24, _) => (long)((float*)lanes)[k],
        (53, _) => (long)((double*)lanes)[k],
        (_, 1) => lanes[k],
        (_, 2) => ((short*)lanes)[k],
        (_, 4) => ((int*)lanes)[k],
        _ => ((long*)lanes)[k],
    };
}
