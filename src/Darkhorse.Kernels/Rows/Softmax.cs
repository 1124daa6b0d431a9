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

    /// <summary>Rows, or columns at a whole number of cache lines, that make a grain of work.</summary>
    static long RowGrain(long size) => Math.Max(1, IterPlan.Grain / size);
    static long ColumnGrain(long size) => Math.Max(64, IterPlan.Grain / size / 64 * 64);

    readonly ref struct ForwardVisitor(long outer, long size, long inner, byte* x, byte* result, bool log) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            if (inner == 1) WorkerPool.For(outer, RowGrain(size), new ForwardRows<S, E>((S*)x, (S*)result, size, log));
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

    readonly struct ForwardColumns<S, E>(S* x, S* result, long size, long inner, bool log) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            byte* max = stackalloc byte[2 * ColumnPass.BufferSize], sum = max + ColumnPass.BufferSize;
            long panel = ColumnPass.PanelWidth(size);
            while (start < end)
            {
                long first = start % inner, width = Math.Min(Math.Min(inner - first, end - start), panel), origin = start / inner * size * inner + first;
                S* a = x + origin, r = result + origin;
                ColumnPass.Maximum<S, E>(a, size, inner, width, max);
                ColumnPass.Run<S, E, AddExp>(null, a, null, size, inner, width, max, null, sum);
                ColumnPass.LogOrInvert<S, E>(width, sum, log);
                if (log) ColumnPass.Run<S, E, Shift>(r, a, null, size, inner, width, max, sum, null);
                else ColumnPass.Run<S, E, ScaledExp>(r, a, null, size, inner, width, max, sum, null);
                start += width;
            }
        }
    }

    readonly ref struct BackwardVisitor(long outer, long size, long inner, byte* grad, byte* y, byte* result, bool log) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            if (inner == 1) WorkerPool.For(outer, RowGrain(size), new BackwardRows<S, E>((S*)grad, (S*)y, (S*)result, size, log));
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
                S* g = grad + origin, a = y + origin, r = result + origin;
                if (log)
                {
                    ColumnPass.Run<S, E, AddFirst>(null, g, a, size, inner, width, null, null, sum);
                    ColumnPass.Run<S, E, LogGradient>(r, g, a, size, inner, width, sum, null, null);
                }
                else
                {
                    ColumnPass.Run<S, E, AddProduct>(null, g, a, size, inner, width, null, null, sum);
                    ColumnPass.Run<S, E, Gradient>(r, g, a, size, inner, width, sum, null, null);
                }
                start += width;
            }
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
