using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// softmax and log_softmax along the middle of contiguous sizes [outer, size, inner]: the maximum, the sum of exponentials, and the result, each one pass while the
/// row is in the cache.
/// </summary>
public static unsafe class Softmax
{
    public static void Forward(DType dtype, long outer, long size, long inner, byte* x, byte* result, bool log)
    {
        var visitor = new ForwardVisitor(outer, size, inner, x, result, log);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>The gradient of the input from that of the result and the result itself.</summary>
    public static void Backward(DType dtype, long outer, long size, long inner, byte* grad, byte* y, byte* result, bool log)
    {
        var visitor = new BackwardVisitor(outer, size, inner, grad, y, result, log);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>Rows up to this length do not fill the lanes well: they are turned, so that the lanes are filled with rows.</summary>
    const int SideBySide = 32;

    /// <summary>With fewer rows than this, rows do not fill the lanes either.</summary>
    const int FewRows = 8;

    /// <summary>Rows turned at once.</summary>
    const int Group = 64;

    /// <summary>Rows, or columns at a whole number of cache lines, that make a grain of work.</summary>
    static long RowGrain(long size) => Math.Max(1, IterPlan.Grain / size);
    static long ColumnGrain(long size) => Math.Max(64, IterPlan.Grain / size / 64 * 64);

    readonly ref struct ForwardVisitor(long outer, long size, long inner, byte* x, byte* result, bool log) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            if (inner == 1 && size <= SideBySide && outer >= FewRows) WorkerPool.For(outer, RowGrain(size), new ForwardShortRows<S, E>((S*)x, (S*)result, size, log));
            else if (inner == 1) WorkerPool.For(outer, RowGrain(size), new ForwardRows<S, E>((S*)x, (S*)result, size, log));
            else WorkerPool.For(outer * inner, ColumnGrain(size), new ForwardColumns<S, E>((S*)x, (S*)result, size, inner, log));
        }
    }

    readonly struct ForwardRows<S, E>(S* x, S* result, long size, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                S* a = x + row * size, r = result + row * size;
                var whole = new ForwardWhole<S>(a, r, size, log);
                if (whole.Run<E>()) continue;
                double max = Reduction.Maximum<S, E>(a, size);
                if (log)
                {
                    RowPass.Run<S, E, AddExp>(null, a, null, null, size, max, 0, out double sum, out _);
                    RowPass.Run<S, E, Shift>(r, a, null, null, size, max, Math.Log(sum));
                }
                else if (sizeof(S) == 2)
                {
                    // Exponentials are not kept in 16 bits: they are computed again.
                    RowPass.Run<S, E, AddExp>(null, a, null, null, size, max, 0, out double sum, out _);
                    RowPass.Run<S, E, ScaledExp>(r, a, null, null, size, max, 1 / sum);
                }
                else
                {
                    RowPass.Run<S, E, KeepExp>(r, a, null, null, size, max, 0, out double sum, out _);
                    RowPass.Run<S, E, Scale>(r, r, null, null, size, 1 / sum, 0);
                }
            }
        }
    }

    /// <summary>A row in one go; see <see cref="WholeRows"/>. Not of 16 bits, where exponentials are not kept.</summary>
    ref struct ForwardWhole<S>(S* x, S* result, long size, bool log) : IWidthLoop<S> where S : unmanaged
    {
        bool _done;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Run<E>() where E : struct, IElements<S>
        {
            if (size <= WholeRows.Longest && sizeof(S) != 2) E.RunWidest(ref this);
            return _done;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            if (size % M.Count != 0) return;
            S* a = x, r = result;
            long n = size;
            V top = M.Load(a), s = V.Zero;
            for (long i = M.Count; i < n; i += M.Count) top = V.Max(top, M.Load(a + i));
            double max = WholeRows.Max<S, V>(top, M.Count);
            V shift = V.Const(max);
            bool keeps = !log;
            for (long i = 0; i < n; i += M.Count)
            {
                V e = V.Exp(M.Load(a + i) - shift);
                s += e;
                if (keeps) M.Store(r + i, e);
            }
            double sum = WholeRows.Sum<S, V>(s, M.Count);
            V last = V.Const(keeps ? 1 / sum : Math.Log(sum));
            if (keeps) for (long i = 0; i < n; i += M.Count) M.Store(r + i, M.Load(r + i) * last);
            else for (long i = 0; i < n; i += M.Count) M.Store(r + i, M.Load(a + i) - shift - last);
            _done = true;
        }
    }

    ref struct BackwardWhole<S>(S* grad, S* y, S* result, long size, bool log) : IWidthLoop<S> where S : unmanaged
    {
        bool _done;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Run<E>() where E : struct, IElements<S>
        {
            if (size <= WholeRows.Longest && sizeof(S) != 2) E.RunWidest(ref this);
            return _done;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            if (size % M.Count != 0) return;
            S* g = grad, a = y, r = result;
            long n = size;
            V s = V.Zero;
            bool isLog = log;
            if (isLog) for (long i = 0; i < n; i += M.Count) s += M.Load(g + i);
            else for (long i = 0; i < n; i += M.Count) s = V.MulAdd(M.Load(g + i), M.Load(a + i), s);
            V sum = V.Const(WholeRows.Sum<S, V>(s, M.Count));
            if (isLog) for (long i = 0; i < n; i += M.Count) M.Store(r + i, M.Load(g + i) - V.Exp(M.Load(a + i)) * sum);
            else for (long i = 0; i < n; i += M.Count) M.Store(r + i, (M.Load(g + i) - sum) * M.Load(a + i));
            _done = true;
        }
    }

    readonly struct ForwardShortRows<S, E>(S* x, S* result, long size, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            S* turned = stackalloc S[SideBySide * Group];
            byte* max = stackalloc byte[2 * ColumnPass.BufferSize];
            for (; start < end; start += Group)
            {
                long rows = Math.Min(Group, end - start);
                Turn(x + start * size, turned, rows, size);
                ForwardPanel<S, E>(turned, turned, size, Group, rows, log, max, max + ColumnPass.BufferSize);
                TurnBack(turned, result + start * size, rows, size);
            }
        }
    }

    readonly struct BackwardShortRows<S, E>(S* grad, S* y, S* result, long size, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            S* turned = stackalloc S[2 * SideBySide * Group];
            S* other = turned + SideBySide * Group;
            byte* sum = stackalloc byte[ColumnPass.BufferSize];
            for (; start < end; start += Group)
            {
                long rows = Math.Min(Group, end - start);
                Turn(grad + start * size, turned, rows, size);
                Turn(y + start * size, other, rows, size);
                BackwardPanel<S, E>(turned, other, turned, size, Group, rows, log, sum);
                TurnBack(turned, result + start * size, rows, size);
            }
        }
    }

    /// <summary>Rows to columns, a group apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Turn<S>(S* rows, S* columns, long count, long size) where S : unmanaged
    {
        for (long row = 0; row < count; row++)
            for (long k = 0; k < size; k++) columns[k * Group + row] = rows[row * size + k];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnBack<S>(S* columns, S* rows, long count, long size) where S : unmanaged
    {
        for (long row = 0; row < count; row++)
            for (long k = 0; k < size; k++) rows[row * size + k] = columns[k * Group + row];
    }

    readonly struct ForwardColumns<S, E>(S* x, S* result, long size, long inner, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            byte* max = stackalloc byte[2 * ColumnPass.BufferSize], sum = max + ColumnPass.BufferSize;
            long panel = ColumnPass.PanelWidth(size);
            while (start < end)
            {
                long first = start % inner, width = Math.Min(Math.Min(inner - first, end - start), panel), origin = start / inner * size * inner + first;
                ForwardPanel<S, E>(x + origin, result + origin, size, inner, width, log, max, sum);
                start += width;
            }
        }
    }

    static void ForwardPanel<S, E>(S* x, S* result, long size, long stride, long width, bool log, byte* max, byte* sum) where S : unmanaged where E : struct, IElements<S>
    {
        ColumnPass.Maximum<S, E>(x, size, stride, width, max);
        ColumnPass.Run<S, E, AddExp>(null, x, null, size, stride, width, max, null, sum);
        ColumnPass.LogOrInvert<S, E>(width, sum, log);
        if (log) ColumnPass.Run<S, E, Shift>(result, x, null, size, stride, width, max, sum, null);
        else ColumnPass.Run<S, E, ScaledExp>(result, x, null, size, stride, width, max, sum, null);
    }

    readonly ref struct BackwardVisitor(long outer, long size, long inner, byte* grad, byte* y, byte* result, bool log) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            if (inner == 1 && size <= SideBySide && outer >= FewRows) WorkerPool.For(outer, RowGrain(size), new BackwardShortRows<S, E>((S*)grad, (S*)y, (S*)result, size, log));
            else if (inner == 1) WorkerPool.For(outer, RowGrain(size), new BackwardRows<S, E>((S*)grad, (S*)y, (S*)result, size, log));
            else WorkerPool.For(outer * inner, ColumnGrain(size), new BackwardColumns<S, E>((S*)grad, (S*)y, (S*)result, size, inner, log));
        }
    }

    readonly struct BackwardRows<S, E>(S* grad, S* y, S* result, long size, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                S* g = grad + row * size, a = y + row * size, r = result + row * size;
                var whole = new BackwardWhole<S>(g, a, r, size, log);
                if (whole.Run<E>()) continue;
                if (log)
                {
                    RowPass.Run<S, E, AddFirst>(null, g, a, null, size, 0, 0, out double sum, out _);
                    RowPass.Run<S, E, LogGradient>(r, g, a, null, size, sum, 0);
                }
                else
                {
                    RowPass.Run<S, E, AddProduct>(null, g, a, null, size, 0, 0, out double sum, out _);
                    RowPass.Run<S, E, Gradient>(r, g, a, null, size, sum, 0);
                }
            }
        }
    }

    readonly struct BackwardColumns<S, E>(S* grad, S* y, S* result, long size, long inner, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            byte* sum = stackalloc byte[ColumnPass.BufferSize];
            long panel = ColumnPass.PanelWidth(size);
            while (start < end)
            {
                long first = start % inner, width = Math.Min(Math.Min(inner - first, end - start), panel), origin = start / inner * size * inner + first;
                BackwardPanel<S, E>(grad + origin, y + origin, result + origin, size, inner, width, log, sum);
                start += width;
            }
        }
    }

    static void BackwardPanel<S, E>(S* grad, S* y, S* result, long size, long stride, long width, bool log, byte* sum) where S : unmanaged where E : struct, IElements<S>
    {
        if (log)
        {
            ColumnPass.Run<S, E, AddFirst>(null, grad, y, size, stride, width, null, null, sum);
            ColumnPass.Run<S, E, LogGradient>(result, grad, y, size, stride, width, sum, null, null);
        }
        else
        {
            ColumnPass.Run<S, E, AddProduct>(null, grad, y, size, stride, width, null, null, sum);
            ColumnPass.Run<S, E, Gradient>(result, grad, y, size, stride, width, sum, null, null);
        }
    }

    readonly struct AddExp : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s += V.Exp(a - p);
    }

    readonly struct KeepExp : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V>
        {
            V e = V.Exp(a - p);
            s += e;
            return e;
        }
    }

    readonly struct Scale : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a * p;
    }

    readonly struct ScaledExp : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.Exp(a - p) * q;
    }

    readonly struct Shift : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a - p - q;
    }

    readonly struct AddFirst : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s += a;
    }

    readonly struct AddProduct : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s = V.MulAdd(a, b, s);
    }

    /// <summary>y (grad - sum(grad y)).</summary>
    readonly struct Gradient : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => (a - p) * b;
    }

    /// <summary>grad - e^y sum(grad).</summary>
    readonly struct LogGradient : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a - V.Exp(b) * p;
    }
}
