using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Reductions of a function of two operands, in one pass: a loss and its mean.</summary>
public static unsafe partial class Reduction
{
    /// <summary>result = everything that <paramref name="op"/> makes of x[i] and y[i], combined; both are dense and laid out alike.</summary>
    public static void Pairs<TOp, TReduce>(TOp op, TReduce reduce, DType dtype, long count, byte* x, byte* y, byte* result)
        where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        var visitor = new PairsVisitor<TOp, TReduce>(op, reduce, count, x, y, result);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct PairsVisitor<TOp, TReduce>(TOp op, TReduce reduce, long count, byte* x, byte* y, byte* result) : IElementVisitor
        where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long parts = Math.Max(1, (count + IterPlan.Grain - 1) / IterPlan.Grain);
            var partial = (byte*)NativeMemory.Alloc((nuint)(parts * LargestElement));
            var task = new PairsTask<S, E, TOp, TReduce>(op, reduce, (S*)x, (S*)y, partial);
            if (parts == 1) task.Run(0, count);
            else WorkerPool.For(count, IterPlan.Grain, task);
            var finish = new CombineParts<S, TReduce>(reduce, partial, parts, (S*)result);
            E.RunScalar(ref finish);
            NativeMemory.Free(partial);
        }
    }

    readonly struct PairsTask<S, E, TOp, TReduce>(TOp op, TReduce reduce, S* x, S* y, byte* partial) : IRangeBody
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        public void Run(long start, long end)
        {
            var run = new PairsRun<S, E, TOp, TReduce>(op, reduce, x + start, y + start, end - start, partial + start / IterPlan.Grain * LargestElement);
            E.RunScalar(ref run);
        }
    }

    /// <summary>The blocks of one run, combined pairwise.</summary>
    readonly ref struct PairsRun<S, E, TOp, TReduce>(TOp op, TReduce reduce, S* x, S* y, long count, byte* target) : IWidthLoop<S>
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            var stack = new PairwiseStack<V, TReduce>(reduce);
            Unsafe.SkipInit(out V total);
            for (long i = 0; i < count; i += Block)
            {
                PairsBlock<S, E, TOp, TReduce>(op, reduce, x + i, y + i, Math.Min(Block, count - i), (byte*)Unsafe.AsPointer(ref total));
                stack.Push(total);
            }
            Unsafe.Write(target, stack.Total());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void PairsBlock<S, E, TOp, TReduce>(TOp op, TReduce reduce, S* x, S* y, long count, byte* total)
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        byte* spill = stackalloc byte[256];
        var loop = new PairsLoop<S, TOp, TReduce>(op, reduce, x, y, count, spill, total);
        E.Run(ref loop);
    }

    /// <summary>One bundle of lanes at each width; the last, scalar, call folds the lanes that the wider ones left.</summary>
    ref struct PairsLoop<S, TOp, TReduce>(TOp op, TReduce reduce, S* x, S* y, long end, byte* spill, byte* total) : IWidthLoop<S>
        where S : unmanaged where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp
    {
        long _i, _spilled;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i;
            int count = M.Count;
            if (count > 1 && i + count > end) return;
            TOp f = op;
            TReduce g = reduce;
            S* p = x, q = y;
            V a = g.Identity<V>();
            // The op stands here once: the JIT gives up inlining where long formulas are unrolled.
            for (; i <= end - count; i += count) a = g.Combine(a, f.Apply(M.Load(p + i), M.Load(q + i)));
            _i = i;
            if (count > 1)
            {
                Unsafe.Write(spill + _spilled, a);
                _spilled += Unsafe.SizeOf<V>();
                return;
            }
            for (long s = 0; s < _spilled; s += Unsafe.SizeOf<V>()) a = g.Combine(a, Unsafe.Read<V>(spill + s));
            Unsafe.Write(total, a);
        }
    }
}
