using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>First-order linear recurrences: what the gradients of running products and their kind are made of.</summary>
public static unsafe partial class Scan
{
    /// <summary>
    /// Along the middle of contiguous sizes [outer, size, inner]: result[k] = h[k] + a[k] result[k - 1], or, reversed, result[k] = h[k] + a[k + 1] result[k + 1].
    /// The two are each other's transpose.
    /// </summary>
    public static void Recurrence(DType dtype, long outer, long size, long inner, byte* h, byte* a, bool reverse, byte* result)
    {
        var visitor = new RecurrenceVisitor(outer, size, inner, h, a, reverse, result);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct RecurrenceVisitor(long outer, long size, long inner, byte* h, byte* a, bool reverse, byte* result) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Fields;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0 || outer * inner == 0) return;
            WorkerPool.For(outer, Math.Max(1, IterPlan.Grain / (size * inner)), new RecurrenceTask<S, E>((S*)h, (S*)a, (S*)result, size, inner, reverse));
        }
    }

    readonly struct RecurrenceTask<S, E>(S* h, S* a, S* result, long size, long inner, bool reverse) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long o = start; o < end; o++)
            {
                long origin = o * size * inner, step = reverse ? -inner : inner, at = origin + (reverse ? (size - 1) * inner : 0);
                Buffer.MemoryCopy(h + at, result + at, inner * sizeof(S), inner * sizeof(S));
                for (long k = 1; k < size; k++)
                {
                    long next = at + step;
                    var loop = new RecurrenceLoop<S>(h + next, a + Math.Max(at, next), result + at, result + next, inner);
                    E.Run(ref loop);
                    at = next;
                }
            }
        }
    }

    ref struct RecurrenceLoop<S>(S* h, S* a, S* before, S* result, long end) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (; _i <= end - M.Count; _i += M.Count) M.Store(result + _i, V.MulAdd(M.Load(a + _i), M.Load(before + _i), M.Load(h + _i)));
        }
    }
}
