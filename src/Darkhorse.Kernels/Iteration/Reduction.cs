using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>A reduction: each element is mapped, and the results combined in any grouping.</summary>
public interface IReduceOp
{
    static abstract DTypes Domain { get; }

    /// <summary>The value that changes nothing when combined: 0 for sums, -inf for the maximum.</summary>
    V Identity<V>() where V : struct, ILanes<V>;

    V Map<V>(V x) where V : struct, ILanes<V>;
    V Combine<V>(V x, V y) where V : struct, ILanes<V>;

    /// <summary>The result from everything combined, before it is rounded to the dtype: the division of a mean, the root of a norm.</summary>
    V Finish<V>(V total) where V : struct, ILanes<V>;
}

/// <summary>
/// The reduction driver. Long runs are cut into blocks that are combined pairwise, so that the rounding error of a sum grows with the logarithm of its
/// length; blocks and splits depend on the shape alone, never on threads.
/// </summary>
public static unsafe partial class Reduction
{
    /// <summary>Elements summed by plain accumulators before pairwise combination starts.</summary>
    const int Block = 4096;

    /// <summary>Rows added up by one accumulator when the reduced dim is not the contiguous one.</summary>
    const int RowBlock = 128;

    const int LargestElement = 16;

    /// <summary>Partial results of a full reduction up to here are kept on the stack: 16 KB.</summary>
    const int PartsOnStack = 1024;

    /// <summary>Reduces the dims of <paramref name="reduced"/> (bit d for dim d) into a contiguous result of the other dims.</summary>
    public static void Run<TOp>(TOp op, DType dtype, Layout layout, byte* x, ulong reduced, byte* result) where TOp : struct, IReduceOp
    {
        var visitor = new Visitor<TOp>(op, layout, x, reduced, result);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct Visitor<TOp>(TOp op, Layout layout, byte* x, ulong reduced, byte* result) : IElementVisitor where TOp : struct, IReduceOp
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var shape = new ReducedShape(layout, reduced, stackalloc long[4 * layout.Rank + 4]);
            fixed (long* dims = shape.Dims)
            {
                var work = new Work(dims, shape.KeptRank, shape.ReducedRank);
                if (work.OutputCount == 0) return;
                if (work.OutputCount == 1 && work.ReducedRank == 1 && work.ReducedStride(0) == 1 && work.ReducedSize(0) > IterPlan.Grain)
                    Full<S, E, TOp>(op, (S*)x, work.ReducedSize(0), (S*)result);
                else if (work.HasColumns)
                    Columns<S, E, TOp>(op, work, (S*)x, (S*)result);
                else
                    WorkerPool.For(work.OutputCount, Math.Max(1, IterPlan.Grain / Math.Max(1, work.ReducedCount)), new RowsTask<S, E, TOp>(op, work, (S*)x, (S*)result));
            }
        }
    }

    /// <summary>One long contiguous run to one number: fixed grains in parallel, their results pairwise.</summary>
    static void Full<S, E, TOp>(TOp op, S* x, long count, S* result) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        long parts = (count + IterPlan.Grain - 1) / IterPlan.Grain;
        if (parts <= PartsOnStack)
        {
            byte* partial = stackalloc byte[(int)parts * LargestElement];
            Full<S, E, TOp>(op, x, count, result, partial, parts);
        }
        else
        {
            var partial = (byte*)NativeMemory.Alloc((nuint)(parts * LargestElement));
            Full<S, E, TOp>(op, x, count, result, partial, parts);
            NativeMemory.Free(partial);
        }
    }

    static void Full<S, E, TOp>(TOp op, S* x, long count, S* result, byte* partial, long parts) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        WorkerPool.For(count, IterPlan.Grain, new PartTask<S, E, TOp>(op, x, partial));
        var finish = new CombineParts<S, TOp>(op, partial, parts, result);
        E.RunScalar(ref finish);
    }

    readonly struct PartTask<S, E, TOp>(TOp op, S* x, byte* partial) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Run(long start, long end)
        {
            var sum = new RunTo<S, E, TOp>(op, x + start, end - start, partial + start / IterPlan.Grain * LargestElement);
            E.RunScalar(ref sum);
        }
    }

    /// <summary>The reduction of one run, left as a lane.</summary>
    readonly ref struct RunTo<S, E, TOp>(TOp op, S* x, long count, byte* target) : IWidthLoop<S> where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V> => Unsafe.Write(target, Contiguous<S, E, TOp, V>(op, x, count));
    }

    readonly ref struct CombineParts<S, TOp>(TOp op, byte* partial, long parts, S* result) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            var stack = new PairwiseStack<V, TOp>(op);
            for (long i = 0; i < parts; i++) stack.Push(Unsafe.Read<V>(partial + i * LargestElement));
            M.Store(result, op.Finish(stack.Total()));
        }
    }

    /// <summary>Contiguous (or, for anything else, strided) runs for each output.</summary>
    readonly struct RowsTask<S, E, TOp>(TOp op, Work work, S* x, S* result) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Run(long start, long end)
        {
            var loop = new RowsLoop<S, E, TOp>(op, work, x, result, start, end);
            E.RunScalar(ref loop);
        }
    }

    readonly ref struct RowsLoop<S, E, TOp>(TOp op, Work work, S* x, S* result, long start, long end) : IWidthLoop<S> where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long runs = work.ReducedCount == 0 ? 0 : work.ReducedCount / work.ReducedSize(0);
            for (long output = start; output < end; output++)
            {
                S* at = x + work.OutputOffset(output);
                var stack = new PairwiseStack<V, TOp>(op);
                for (long run = 0; run < runs; run++)
                {
                    S* p = at + work.RunOffset(run);
                    if (work.ReducedStride(0) == 1) stack.Push(Contiguous<S, E, TOp, V>(op, p, work.ReducedSize(0)));
                    else Strided<M, V>(ref stack, p);
                }
                M.Store(result + output, op.Finish(stack.Total()));
            }
        }

        void Strided<M, V>(ref PairwiseStack<V, TOp> stack, S* p) where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long size = work.ReducedSize(0), stride = work.ReducedStride(0);
            for (long i = 0; i < size;)
            {
                V sum = op.Identity<V>();
                for (long stop = Math.Min(i + RowBlock, size); i < stop; i++) sum = op.Combine(sum, op.Map(M.Load(p + i * stride)));
                stack.Push(sum);
            }
        }
    }

    static V Contiguous<S, E, TOp, V>(TOp op, S* x, long count) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp where V : struct, ILanes<V>
    {
        Unsafe.SkipInit(out V total);
        if (count <= Block)
        {
            SumBlock<S, E, TOp>(op, x, count, (byte*)Unsafe.AsPointer(ref total));
            return total;
        }
        var stack = new PairwiseStack<V, TOp>(op);
        for (long i = 0; i < count; i += Block)
        {
            SumBlock<S, E, TOp>(op, x + i, Math.Min(Block, count - i), (byte*)Unsafe.AsPointer(ref total));
            stack.Push(total);
        }
        return stack.Total();
    }

    /// <summary>Reduces a short contiguous run and leaves the total, unfinished, as a scalar lane.</summary>
    internal static void Total<S, E, TOp>(TOp op, S* x, long count, byte* total) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp => SumBlock<S, E, TOp>(op, x, count, total);

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void SumBlock<S, E, TOp>(TOp op, S* x, long count, byte* total) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        byte* spill = stackalloc byte[256];
        var loop = new BlockLoop<S, TOp>(op, x, count, spill, total);
        E.Run(ref loop);
    }

    /// <summary>Accumulates in four bundles of lanes at each width; the last, scalar, call folds the lanes that the wider ones left.</summary>
    ref struct BlockLoop<S, TOp>(TOp op, S* x, long end, byte* spill, byte* total) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        long _i, _spilled;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i;
            int count = M.Count;
            TOp f = op;
            S* p = x;
            V a = f.Identity<V>();
            if (i + count <= end)
            {
                V b = a, c = a, d = a;
                for (; i <= end - 4 * count; i += 4 * count)
                {
                    a = f.Combine(a, f.Map(M.Load(p + i)));
                    b = f.Combine(b, f.Map(M.Load(p + i + count)));
                    c = f.Combine(c, f.Map(M.Load(p + i + 2 * count)));
                    d = f.Combine(d, f.Map(M.Load(p + i + 3 * count)));
                }
                for (; i <= end - count; i += count) a = f.Combine(a, f.Map(M.Load(p + i)));
                a = f.Combine(f.Combine(a, b), f.Combine(c, d));
            }
            else if (count > 1)
            {
                return;
            }
            _i = i;
            if (count > 1)
            {
                Unsafe.Write(spill + _spilled, a);
                _spilled += Unsafe.SizeOf<V>();
                return;
            }
            for (long s = 0; s < _spilled; s += Unsafe.SizeOf<V>()) a = f.Combine(a, Unsafe.Read<V>(spill + s));
            Unsafe.Write(total, a);
        }
    }

    /// <summary>Combines values pairwise as they come: level k holds the sum of 2^k of them.</summary>
    ref struct PairwiseStack<V, TOp>(TOp op) where V : struct, ILanes<V> where TOp : struct, IReduceOp
    {
        Levels<V> _levels;
        long _count;

        public void Push(V value)
        {
            int level = 0;
            for (long n = _count++; (n & 1) != 0; n >>= 1) value = op.Combine(_levels[level++], value);
            _levels[level] = value;
        }

        public readonly V Total()
        {
            V total = op.Identity<V>();
            bool any = false;
            for (int level = 0; level < 64 && _count >> level != 0; level++)
            {
                if ((_count >> level & 1) == 0) continue;
                total = any ? op.Combine(_levels[level], total) : _levels[level];
                any = true;
            }
            return total;
        }
    }

    [InlineArray(48)]
    struct Levels<V>
    {
        V _first;
    }
}
