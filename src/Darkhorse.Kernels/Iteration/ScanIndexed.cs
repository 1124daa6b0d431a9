using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Running extremes and where they were: of equals the last, as PyTorch has it.</summary>
public static unsafe partial class Scan
{
    /// <param name="op">Which element is better.</param>
    /// <param name="dtype">The elements.</param>
    /// <param name="outer">Size before the dim.</param>
    /// <param name="size">Size of the dim.</param>
    /// <param name="inner">Size after it.</param>
    /// <param name="x">The elements.</param>
    /// <param name="values">Receives the extremes.</param>
    /// <param name="indices">Receives their indices along the dim.</param>
    public static void Indexed<TOp>(TOp op, DType dtype, long outer, long size, long inner, byte* x, byte* values, long* indices) where TOp : struct, IExtremum
    {
        var visitor = new IndexedVisitor<TOp>(op, outer, size, inner, x, values, indices);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct IndexedVisitor<TOp>(TOp op, long outer, long size, long inner, byte* x, byte* values, long* indices) : IElementVisitor where TOp : struct, IExtremum
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0 || outer * inner == 0) return;
            WorkerPool.For(outer, Math.Max(1, IterPlan.Grain / (size * inner)), new IndexedTask<S, E, TOp>(op, (S*)x, (S*)values, indices, size, inner));
        }
    }

    readonly struct IndexedTask<S, E, TOp>(TOp op, S* x, S* values, long* indices, long size, long inner) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IExtremum
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var loop = new IndexedLoop<S, TOp>(op, x, values, indices, size, inner, start, end);
            E.RunScalar(ref loop);
        }
    }

    readonly ref struct IndexedLoop<S, TOp>(TOp op, S* x, S* values, long* indices, long size, long inner, long start, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IExtremum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            for (long o = start; o < end; o++)
            {
                long at = o * size * inner;
                for (long i = 0; i < inner; i++) (values[at + i], indices[at + i]) = (x[at + i], 0);
                for (long k = 1; k < size; k++)
                {
                    at += inner;
                    for (long i = at; i < at + inner; i++)
                    {
                        V y = M.Load(x + i), best = M.Load(values + i - inner);
                        // The best so far stays only where it is strictly better, or a nan that y is not.
                        bool stays;
                        M.StoreMask(&stays, f.Better(best, y));
                        (values[i], indices[i]) = stays ? (values[i - inner], indices[i - inner]) : (x[i], k);
                    }
                }
            }
        }
    }
}
