using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Elements picked and placed by masks: contiguous bools. Every walk is two passes over fixed chunks, first counting, so that each chunk knows where its part begins.
/// </summary>
public static unsafe class Masks
{
    /// <summary>How many elements are true.</summary>
    public static long Count(bool* mask, long count)
    {
        if (count <= IterPlan.Grain) return CountRun((byte*)mask, count);
        return Starts(mask, count)[^1];
    }

    /// <summary>The coordinates of the true elements: one row of <paramref name="sizes"/>.Length numbers for each, in row-major order.</summary>
    public static void Nonzero(bool* mask, ReadOnlySpan<long> sizes, long* result)
    {
        long count = 1;
        foreach (long size in sizes) count *= size;
        fixed (long* starts = Starts(mask, count), dims = sizes)
            WorkerPool.For(count, IterPlan.Grain, new NonzeroTask(mask, dims, sizes.Length, result, starts));
    }

    /// <summary>result = the elements of source where the mask is true, one after the other. Source is contiguous.</summary>
    public static void Compress(DType dtype, bool* mask, long count, byte* source, byte* result)
    {
        var visitor = new MoveVisitor(mask, count, source, result, expands: false);
        Dispatch.VisitSize(dtype, ref visitor);
    }

    /// <summary>target, where the mask is true, = the elements of source, one after the other. Target is contiguous.</summary>
    public static void Expand(DType dtype, bool* mask, long count, byte* source, byte* target)
    {
        var visitor = new MoveVisitor(mask, count, source, target, expands: true);
        Dispatch.VisitSize(dtype, ref visitor);
    }

    /// <summary>For each chunk the true elements before it; at the end their total.</summary>
    static long[] Starts(bool* mask, long count)
    {
        var starts = new long[(count + IterPlan.Grain - 1) / IterPlan.Grain + 1];
        fixed (long* s = starts)
        {
            WorkerPool.For(count, IterPlan.Grain, new CountTask(mask, s));
            long sum = 0;
            for (int i = 0; i < starts.Length; i++) (s[i], sum) = (sum, sum + s[i]);
        }
        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long CountRun(byte* mask, long count)
    {
        long sum = 0, i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            sum += BitOperations.PopCount((~Vector256.Equals(Vector256.Load(mask + i), Vector256<byte>.Zero)).ExtractMostSignificantBits());
        for (; i < count; i++) sum += mask[i] != 0 ? 1 : 0;
        return sum;
    }

    readonly struct CountTask(bool* mask, long* counts) : IRangeBody
    {
        public void Run(long start, long end) => counts[start / IterPlan.Grain] = CountRun((byte*)mask + start, end - start);
    }

    readonly struct NonzeroTask(bool* mask, long* sizes, int rank, long* result, long* starts) : IRangeBody
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            long* at = result + starts[start / IterPlan.Grain] * rank;
            for (long i = start; i < end; i++)
            {
                if (!mask[i]) continue;
                long rest = i;
                for (int d = rank - 1; d > 0; d--)
                {
                    long quotient = rest / sizes[d];
                    at[d] = rest - quotient * sizes[d];
                    rest = quotient;
                }
                if (rank > 0) at[0] = rest;
                at += rank;
            }
        }
    }

    readonly ref struct MoveVisitor(bool* mask, long count, byte* source, byte* target, bool expands) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            fixed (long* starts = Starts(mask, count)) WorkerPool.For(count, IterPlan.Grain, new MoveTask<S>(mask, (S*)source, (S*)target, starts, expands));
        }
    }

    readonly struct MoveTask<S>(bool* mask, S* source, S* target, long* starts, bool expands) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            long packed = starts[start / IterPlan.Grain], last = starts[start / IterPlan.Grain + 1];
            if (expands)
            {
                for (long i = start; i < end && packed < last; i++)
                    if (mask[i]) target[i] = source[packed++];
                return;
            }
            // Written each time, kept only where the mask says so: no branch to mispredict. The chunk's last place is not passed.
            for (long i = start; packed < last; i++)
            {
                target[packed] = source[i];
                packed += mask[i] ? 1 : 0;
            }
        }
    }
}
