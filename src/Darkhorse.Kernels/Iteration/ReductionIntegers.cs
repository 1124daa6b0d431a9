using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Sums of bool and of integers narrower than 64 bits, added up in int64 as they are read: no converted copy is made.</summary>
public static unsafe partial class Reduction
{
    /// <summary>Sums over the dims of <paramref name="reduced"/> into contiguous int64 results of the other dims.</summary>
    public static void SumIntegers(DType dtype, Layout layout, byte* x, ulong reduced, long* result)
    {
        var visitor = new IntegerVisitor(layout, x, reduced, result);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct IntegerVisitor(Layout layout, byte* x, ulong reduced, long* result) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            var shape = new ReducedShape(layout, reduced, stackalloc long[4 * layout.Rank + 4]);
            fixed (long* dims = shape.Dims)
            {
                var work = new Work(dims, shape.KeptRank, shape.ReducedRank);
                long outputs = work.OutputCount, count = work.ReducedCount;
                if (outputs == 1 && work.ReducedRank == 1 && work.ReducedStride(0) == 1 && count > IterPlan.Grain)
                    IntegerFull((S*)x, count, result);
                else if (work.HasColumns)
                    WorkerPool.For(outputs, ColumnGrain(count), new IntegerColumnsTask<S>(work, (S*)x, result));
                else
                    WorkerPool.For(outputs, Math.Max(1, IterPlan.Grain / Math.Max(1, count)), new IntegerRowsTask<S>(work, (S*)x, result));
            }
        }
    }

    static void IntegerFull<S>(S* x, long count, long* result) where S : unmanaged
    {
        long parts = (count + IterPlan.Grain - 1) / IterPlan.Grain;
        var partial = (long*)NativeMemory.Alloc((nuint)(parts * sizeof(long)));
        WorkerPool.For(count, IterPlan.Grain, new IntegerPartTask<S>(x, partial));
        long sum = 0;
        for (long i = 0; i < parts; i++) sum += partial[i];
        NativeMemory.Free(partial);
        *result = sum;
    }

    readonly struct IntegerPartTask<S>(S* x, long* partial) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end) => partial[start / IterPlan.Grain] = IntegerRun(x + start, end - start, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long IntegerRun<S>(S* x, long count, long stride) where S : unmanaged
    {
        long i = 0, a = 0, b = 0, c = 0, d = 0;
        if (stride == 1)
        {
            // A bool is a byte of 0 or 1: the ones of eight of them are counted at once.
            if (typeof(S) == typeof(bool))
                for (; i <= count - 8; i += 8) a += BitOperations.PopCount(*(ulong*)(x + i));
            for (; i <= count - 4; i += 4)
            {
                a += Casting.Cast<S, long>(x[i]);
                b += Casting.Cast<S, long>(x[i + 1]);
                c += Casting.Cast<S, long>(x[i + 2]);
                d += Casting.Cast<S, long>(x[i + 3]);
            }
        }
        for (; i < count; i++) a += Casting.Cast<S, long>(x[i * stride]);
        return a + b + c + d;
    }

    readonly struct IntegerRowsTask<S>(Work work, S* x, long* result) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end)
        {
            long size = work.ReducedSize(0), stride = work.ReducedStride(0), runs = size == 0 ? 0 : work.ReducedCount / size;
            for (long output = start; output < end; output++)
            {
                S* at = x + work.OutputOffset(output);
                long sum = 0;
                for (long run = 0; run < runs; run++) sum += IntegerRun(at + work.RunOffset(run), size, stride);
                result[output] = sum;
            }
        }
    }

    readonly struct IntegerColumnsTask<S>(Work work, S* x, long* result) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            long columns = work.KeptSize(work.KeptRank - 1), rows = work.ReducedSize(0), stride = work.ReducedStride(0);
            while (start < end)
            {
                long first = start % columns, width = Math.Min(columns - first, end - start);
                long* sums = result + start;
                S* p = x + work.OutputOffset(start - first) + first;
                for (long i = 0; i < width; i++) sums[i] = 0;
                for (long row = 0; row < rows; row++, p += stride)
                    for (long i = 0; i < width; i++) sums[i] += Casting.Cast<S, long>(p[i]);
                start += width;
            }
        }
    }
}
