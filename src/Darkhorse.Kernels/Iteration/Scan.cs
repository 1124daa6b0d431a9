using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Running reductions along the middle of contiguous sizes [outer, size, inner]: result[k] combines the elements 0 to k. float32 rows are accumulated in float64, as
/// PyTorch does on a CPU.
/// </summary>
public static unsafe partial class Scan
{
    /// <summary>So many rows, or segments of one row, are scanned at once: a single chain of additions waits for each of them.</summary>
    const int Segments = 4;

    /// <summary>The longest segment. No power of two: the four would else lie in the same sets of the cache, and loads wait for stores of equal low addresses.</summary>
    const int Segment = 1008;

    /// <summary>Shorter rows are scanned four rows at a time, without the totals that segments need.</summary>
    const int ShortRow = 64;

    const int Panel = 512, LargestLane = 16;

    public static void Run<TOp>(TOp op, DType dtype, long outer, long size, long inner, byte* x, byte* result) where TOp : struct, IReduceOp
    {
        var visitor = new Visitor<TOp>(op, outer, size, inner, x, result);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct Visitor<TOp>(TOp op, long outer, long size, long inner, byte* x, byte* result) : IElementVisitor where TOp : struct, IReduceOp
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0 || outer * inner == 0) return;
            if (inner != 1)
                WorkerPool.For(outer * inner, Math.Max(128, IterPlan.Grain / size / 128 * 128), new ColumnsTask<S, E, TOp>(op, (S*)x, (S*)result, size, inner));
            else if (outer == 1 && size > IterPlan.Grain)
                LongRow<S, E, TOp>(op, (S*)x, (S*)result, size);
            else
                WorkerPool.For(outer, Math.Max(1, IterPlan.Grain / size), new RowsTask<S, E, TOp>(op, (S*)x, (S*)result, size));
        }
    }

    /// <summary>Scans a row at the accumulator's precision: one lane, float64 for float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void RunScalar<S, E, TLoop>(ref TLoop loop) where S : unmanaged where E : struct, IElements<S> where TLoop : struct, IWidthLoop<S>, allows ref struct
    {
        if (typeof(S) == typeof(float)) loop.Advance<Lane<double>, SingleAsDouble<S>>();
        else E.RunScalar(ref loop);
    }

    /// <summary>
    /// One float32, computed in float64. Converted by vector instructions: the scalar ones keep the upper half of their target, and so wait for its last user (4 times
    /// slower, measured).
    /// </summary>
    readonly struct SingleAsDouble<S> : IMemory<S, Lane<double>> where S : unmanaged
    {
        public static int Count => 1;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<double> Load(S* source) => new(Vector128.WidenLower(Vector128.CreateScalar(*(float*)source)).ToScalar());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(S* target, Lane<double> value)
            => *(float*)target = Sse2.IsSupported ? Sse2.ConvertToVector128Single(Vector128.CreateScalarUnsafe(value.Value)).ToScalar() : (float)value.Value;

        public static void StoreMask(bool* target, Lane<double> mask) => *target = mask.IsTrue;
        public static Lane<double> Broadcast(S value) => Load(&value);
    }

    readonly struct RowsTask<S, E, TOp>(TOp op, S* x, S* result, long size) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            long row = start;
            for (; size < ShortRow && row <= end - Segments; row += Segments)
            {
                var four = new FourRowsLoop<S, TOp>(op, x + row * size, result + row * size, size);
                RunScalar<S, E, FourRowsLoop<S, TOp>>(ref four);
            }
            for (; row < end; row++)
            {
                var loop = new RowLoop<S, E, TOp>(op, x + row * size, result + row * size, size, null);
                RunScalar<S, E, RowLoop<S, E, TOp>>(ref loop);
            }
        }
    }

    readonly ref struct FourRowsLoop<S, TOp>(TOp op, S* x, S* result, long size) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V start = op.Identity<V>();
            Chains<S, TOp, V, M>(op, x, result, size, size, start, start, start, start);
        }
    }

    /// <summary>Four runs of a length, each a stride after the one before, from their starts. Returns where the last ends. Apart, so that the chains stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static V Chains<S, TOp, V, M>(TOp op, S* x, S* result, long length, long stride, V a, V b, V c, V d)
        where S : unmanaged where TOp : struct, IReduceOp where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        S* p = x, q = x + 2 * stride, r = result, t = result + 2 * stride;
        for (long k = 0; k < length; k++)
        {
            a = op.Combine(a, op.Map(M.Load(p + k)));
            b = op.Combine(b, op.Map(M.Load(p + stride + k)));
            c = op.Combine(c, op.Map(M.Load(q + k)));
            d = op.Combine(d, op.Map(M.Load(q + stride + k)));
            M.Store(r + k, a);
            M.Store(r + stride + k, b);
            M.Store(t + k, c);
            M.Store(t + stride + k, d);
        }
        return d;
    }

    /// <summary>One row, from a start that was combined before, or from the identity.</summary>
    readonly ref struct RowLoop<S, E, TOp>(TOp op, S* x, S* result, long size, byte* start) : IWidthLoop<S> where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            S* p = x, r = result;
            V running = start == null ? f.Identity<V>() : Unsafe.Read<V>(start);
            long i = 0, length = Math.Min(Segment, size / Segments);
            for (; size >= ShortRow && i <= size - Segments * length; i += Segments * length)
            {
                V a = running, b = f.Combine(a, Total<V, M>(p + i, length)), c = f.Combine(b, Total<V, M>(p + i + length, length)), d = f.Combine(c, Total<V, M>(p + i + 2 * length, length));
                running = Chains<S, TOp, V, M>(f, p + i, r + i, length, length, a, b, c, d);
            }
            for (; i < size; i++) M.Store(r + i, running = f.Combine(running, f.Map(M.Load(p + i))));
        }

        /// <summary>A segment's total; the reduction leaves float32 ones as float32 lanes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V Total<V, M>(S* segment, long length) where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            LargeLane total = default;
            Reduction.Total<S, E, TOp>(op, segment, length, (byte*)&total);
            if (typeof(S) != typeof(float)) return Unsafe.Read<V>(&total);
            return M.Load((S*)&total);
        }
    }

    /// <summary>Room for the largest scalar lane.</summary>
    [InlineArray(2)]
    struct LargeLane
    {
        double _first;
    }

    /// <summary>One long row: the totals of its grains in parallel, their running totals, then the grains in parallel.</summary>
    static void LongRow<S, E, TOp>(TOp op, S* x, S* result, long size) where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        long parts = (size + IterPlan.Grain - 1) / IterPlan.Grain;
        var starts = (byte*)NativeMemory.Alloc((nuint)(parts * LargestLane));
        WorkerPool.For(size, IterPlan.Grain, new TotalTask<S, E, TOp>(op, x, starts));
        var prefix = new PrefixLoop<S, TOp>(op, starts, parts);
        RunScalar<S, E, PrefixLoop<S, TOp>>(ref prefix);
        WorkerPool.For(size, IterPlan.Grain, new PartTask<S, E, TOp>(op, x, result, starts));
        NativeMemory.Free(starts);
    }

    readonly struct TotalTask<S, E, TOp>(TOp op, S* x, byte* totals) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Run(long start, long end)
        {
            var loop = new TotalLoop<S, E, TOp>(op, x + start, end - start, totals + start / IterPlan.Grain * LargestLane);
            RunScalar<S, E, TotalLoop<S, E, TOp>>(ref loop);
        }
    }

    readonly ref struct TotalLoop<S, E, TOp>(TOp op, S* x, long count, byte* total) : IWidthLoop<S> where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V sum = op.Identity<V>();
            LargeLane part = default;
            for (long i = 0; i < count; i += Segment)
            {
                Reduction.Total<S, E, TOp>(op, x + i, Math.Min(Segment, count - i), (byte*)&part);
                sum = op.Combine(sum, typeof(S) == typeof(float) ? M.Load((S*)&part) : Unsafe.Read<V>(&part));
            }
            Unsafe.Write(total, sum);
        }
    }

    /// <summary>Totals to starts: each becomes what comes before it.</summary>
    readonly ref struct PrefixLoop<S, TOp>(TOp op, byte* totals, long parts) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V running = op.Identity<V>();
            for (long part = 0; part < parts; part++)
            {
                V total = Unsafe.Read<V>(totals + part * LargestLane);
                Unsafe.Write(totals + part * LargestLane, running);
                running = op.Combine(running, total);
            }
        }
    }

    readonly struct PartTask<S, E, TOp>(TOp op, S* x, S* result, byte* starts) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var loop = new RowLoop<S, E, TOp>(op, x + start, result + start, end - start, starts + start / IterPlan.Grain * LargestLane);
            RunScalar<S, E, RowLoop<S, E, TOp>>(ref loop);
        }
    }

    readonly struct ColumnsTask<S, E, TOp>(TOp op, S* x, S* result, long size, long inner) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IReduceOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Run(long start, long end)
        {
            byte* running = stackalloc byte[Panel * LargestLane];
            while (start < end)
            {
                long first = start % inner, width = Math.Min(Math.Min(inner - first, end - start), Panel), origin = start / inner * size * inner + first;
                var loop = new ColumnLoop<S, TOp>(op, x + origin, result + origin, width, size, inner, running);
                E.Run(ref loop);
                start += width;
            }
        }
    }

    ref struct ColumnLoop<S, TOp>(TOp op, S* x, S* result, long width, long rows, long stride, byte* running) : IWidthLoop<S> where S : unmanaged where TOp : struct, IReduceOp
    {
        long _from;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            int count = M.Count, lane = Unsafe.SizeOf<V>() / M.Count;
            long from = _from, to = from + (width - from) / count * count;
            for (long i = from; i < to; i += count) Unsafe.Write(running + i * lane, f.Identity<V>());
            for (long row = 0; row < rows; row++)
            {
                S* p = x + row * stride, r = result + row * stride;
                for (long i = from; i < to; i += count)
                {
                    V value = f.Combine(Unsafe.Read<V>(running + i * lane), f.Map(M.Load(p + i)));
                    Unsafe.Write(running + i * lane, value);
                    M.Store(r + i, value);
                }
            }
            _from = to;
        }
    }
}
