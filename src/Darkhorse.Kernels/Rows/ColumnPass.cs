using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// Runs an <see cref="IRowPass"/> over rows that lie side by side: element k of each is a stride after element k - 1, neighbours share a lane bundle. Memory is read
/// in its own order; the numbers p, q and the sum s of each column are kept in buffers of raw lanes, one for each column of a panel.
/// </summary>
static unsafe class ColumnPass
{
    /// <summary>Elements added by one accumulator before it is added to the column's sum.</summary>
    const int RowBlock = 128;

    /// <summary>The most columns at once.</summary>
    public const int Widest = 512;

    const int LargestLane = 8;

    /// <summary>Bytes of a buffer for one number of each column.</summary>
    public const int BufferSize = Widest * LargestLane;

    /// <summary>Columns to take at once: so many that several passes over them find them in the second-level cache (512 KB), and at least a few cache lines.</summary>
    public static long PanelWidth(long rows) => Math.Clamp((512 << 10) / (4 * Math.Max(1, rows)) / 64 * 64, 64, Widest);

    /// <param name="result">Where what the pass returns is stored, laid out as a; null if it stores nothing.</param>
    /// <param name="a">First element of the first column.</param>
    /// <param name="b">The second operand, laid out as a.</param>
    /// <param name="rows">Elements of a column.</param>
    /// <param name="stride">Elements from one to the next in a column.</param>
    /// <param name="width">Columns.</param>
    /// <param name="p">A number of each column, or null.</param>
    /// <param name="q">A number of each column, or null.</param>
    /// <param name="s">Receives the sums; null if there are none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Run<S, E, TPass>(S* result, S* a, S* b, long rows, long stride, long width, byte* p, byte* q, byte* s) where S : unmanaged where E : struct, IElements<S> where TPass : IRowPass
    {
        byte* parts = stackalloc byte[BufferSize];
        var loop = new Loop<S, TPass>(result, a, b, rows, stride, width, p, q, s, parts);
        E.Run(ref loop);
    }

    ref struct Loop<S, TPass>(S* result, S* a, S* b, long rows, long stride, long width, byte* p, byte* q, byte* s, byte* parts) : IWidthLoop<S> where S : unmanaged where TPass : IRowPass
    {
        long _from;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            int count = M.Count, lane = Unsafe.SizeOf<V>() / M.Count;
            long from = _from, to = from + (width - from) / count * count;
            if (from == to) return;
            _from = to;
            bool sums = s != null;
            V zero = V.Zero;
            for (long i = from; sums && i < to; i += count) Unsafe.Write(s + i * lane, zero);
            for (long row = 0; row < rows;)
            {
                for (long i = from; sums && i < to; i += count) Unsafe.Write(parts + i * lane, zero);
                long stop = Math.Min(row + RowBlock, rows);
                for (; !TPass.Stores && row <= stop - 4; row += 4)
                {
                    // Four rows share one trip to the sums.
                    S* x = a + row * stride, y = b + row * stride;
                    for (long i = from; i < to; i += count)
                    {
                        V sum = Unsafe.Read<V>(parts + i * lane), unused = zero, numberP = p != null ? Unsafe.Read<V>(p + i * lane) : zero, numberQ = q != null ? Unsafe.Read<V>(q + i * lane) : zero;
                        for (int k = 0; k < 4; k++)
                            TPass.Apply(M.Load(x + k * stride + i), TPass.Inputs > 1 ? M.Load(y + k * stride + i) : default, default, numberP, numberQ, zero, zero, ref sum, ref unused);
                        Unsafe.Write(parts + i * lane, sum);
                    }
                }
                for (; row < stop; row++)
                {
                    S* x = a + row * stride, y = b + row * stride, r = result + row * stride;
                    for (long i = from; i < to; i += count)
                    {
                        V sum = sums ? Unsafe.Read<V>(parts + i * lane) : zero, unused = zero;
                        V value = TPass.Apply(M.Load(x + i), TPass.Inputs > 1 ? M.Load(y + i) : default, default,
                            p != null ? Unsafe.Read<V>(p + i * lane) : zero, q != null ? Unsafe.Read<V>(q + i * lane) : zero, zero, zero, ref sum, ref unused);
                        if (TPass.Stores) M.Store(r + i, value);
                        if (sums) Unsafe.Write(parts + i * lane, sum);
                    }
                }
                for (long i = from; sums && i < to; i += count) Unsafe.Write(s + i * lane, Unsafe.Read<V>(s + i * lane) + Unsafe.Read<V>(parts + i * lane));
            }
        }
    }

    /// <summary>The largest element of each column; nan if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Maximum<S, E>(S* a, long rows, long stride, long width, byte* max) where S : unmanaged where E : struct, IElements<S>
    {
        var loop = new MaximumLoop<S>(a, rows, stride, width, max);
        E.Run(ref loop);
    }

    ref struct MaximumLoop<S>(S* a, long rows, long stride, long width, byte* max) : IWidthLoop<S> where S : unmanaged
    {
        long _from;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            int count = M.Count, lane = Unsafe.SizeOf<V>() / M.Count;
            long from = _from, to = from + (width - from) / count * count;
            for (long i = from; i < to; i += count) Unsafe.Write(max + i * lane, M.Load(a + i));
            for (long row = 1; row < rows; row++)
                for (long i = from; i < to; i += count) Unsafe.Write(max + i * lane, V.Max(Unsafe.Read<V>(max + i * lane), M.Load(a + row * stride + i)));
            _from = to;
        }
    }

    /// <summary>numbers = numbers / divisor, or the root of that; also stored as elements if <paramref name="result"/> is not null.</summary>
    public static void Finish<S, E>(long width, byte* numbers, S* result, double divisor, bool root) where S : unmanaged where E : struct, IElements<S>
    {
        var loop = new FinishLoop<S>(width, numbers, result, divisor, root);
        E.Run(ref loop);
    }

    ref struct FinishLoop<S>(long width, byte* numbers, S* result, double divisor, bool root) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            int count = M.Count, lane = Unsafe.SizeOf<V>() / M.Count;
            for (; _i <= width - count; _i += count)
            {
                V value = Unsafe.Read<V>(numbers + _i * lane) / V.Const(divisor);
                if (root) value = V.Sqrt(value);
                Unsafe.Write(numbers + _i * lane, value);
                if (result != null) M.Store(result + _i, value);
            }
        }
    }

    /// <summary>numbers = log(numbers), or 1 / numbers.</summary>
    public static void LogOrInvert<S, E>(long width, byte* numbers, bool log) where S : unmanaged where E : struct, IElements<S>
    {
        var loop = new LogOrInvertLoop<S>(width, numbers, log);
        E.Run(ref loop);
    }

    ref struct LogOrInvertLoop<S>(long width, byte* numbers, bool log) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            int count = M.Count, lane = Unsafe.SizeOf<V>() / M.Count;
            for (; _i <= width - count; _i += count)
            {
                V value = Unsafe.Read<V>(numbers + _i * lane);
                Unsafe.Write(numbers + _i * lane, log ? V.Log(value) : V.One / value);
            }
        }
    }
}
