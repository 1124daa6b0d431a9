using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// One pass over a row of up to three contiguous operands, written over lanes: it may store a result, and add to one or two sums. p, q, u and w are numbers of
/// the row (its maximum, its mean); where rows lie side by side in the lanes they are lanes too.
/// </summary>
interface IRowPass
{
    /// <summary>How many of the operands are read.</summary>
    static abstract int Inputs { get; }

    /// <summary>Whether what Apply returns is stored.</summary>
    static abstract bool Stores { get; }

    static abstract V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V>;
}

/// <summary>The loops that run an <see cref="IRowPass"/> over contiguous rows.</summary>
static unsafe class RowPass
{
    /// <summary>Elements summed by plain accumulators; the sums of blocks are added in float64.</summary>
    const int Block = 4096;

    /// <summary>Runs a pass whose sums are not wanted.</summary>
    public static void Run<S, E, TPass>(S* result, S* a, S* b, S* c, long count, double p, double q, double u = 0, double w = 0) where S : unmanaged where E : struct, IElements<S> where TPass : IRowPass
        => Piece<S, E, TPass>(result, a, b, c, count, p, q, u, w, out _, out _);

    /// <summary>Runs a pass and gives its sums.</summary>
    public static void Run<S, E, TPass>(S* result, S* a, S* b, S* c, long count, double p, double q, out double s, out double t, double u = 0, double w = 0) where S : unmanaged where E : struct, IElements<S> where TPass : IRowPass
    {
        Piece<S, E, TPass>(result, a, b, c, Math.Min(Block, count), p, q, u, w, out s, out t);
        for (long i = Block; i < count; i += Block)
        {
            Piece<S, E, TPass>(result + i, a + i, b + i, c + i, Math.Min(Block, count - i), p, q, u, w, out double moreS, out double moreT);
            s += moreS;
            t += moreT;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void Piece<S, E, TPass>(S* result, S* a, S* b, S* c, long count, double p, double q, double u, double w, out double s, out double t) where S : unmanaged where E : struct, IElements<S> where TPass : IRowPass
    {
        byte* spill = stackalloc byte[2 * SpillSize];
        var loop = new Loop<S, TPass>(result, a, b, c, count, p, q, u, w, spill);
        E.Run(ref loop);
        (s, t) = (loop.First, loop.Second);
    }

    const int SpillSize = 128;

    /// <summary>Runs at every width; the last, scalar, call folds the lanes that the wider ones left.</summary>
    ref struct Loop<S, TPass>(S* result, S* a, S* b, S* c, long end, double p, double q, double u, double w, byte* spill) : IWidthLoop<S> where S : unmanaged where TPass : IRowPass
    {
        public double First, Second;
        long _i, _spilled;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, stop = end;
            int count = M.Count;
            if (i + count > stop && count > 1) return;
            S* r = result, x = a, y = b, z = c;
            V rowP = V.Const(p), rowQ = V.Const(q), rowU = V.Const(u), rowW = V.Const(w), s = V.Zero, t = s, s2 = s, t2 = s;
            for (; i <= stop - 2 * count; i += 2 * count)
            {
                V first = Step<V, M>(x, y, z, i, rowP, rowQ, rowU, rowW, ref s, ref t), second = Step<V, M>(x, y, z, i + count, rowP, rowQ, rowU, rowW, ref s2, ref t2);
                if (!TPass.Stores) continue;
                M.Store(r + i, first);
                M.Store(r + i + count, second);
            }
            for (; i <= stop - count; i += count)
            {
                V value = Step<V, M>(x, y, z, i, rowP, rowQ, rowU, rowW, ref s, ref t);
                if (TPass.Stores) M.Store(r + i, value);
            }
            _i = i;
            s += s2;
            t += t2;
            if (count > 1)
            {
                Unsafe.Write(spill + _spilled, s);
                Unsafe.Write(spill + SpillSize + _spilled, t);
                _spilled += Unsafe.SizeOf<V>();
                return;
            }
            for (long k = 0; k < _spilled; k += Unsafe.SizeOf<V>())
            {
                s += Unsafe.Read<V>(spill + k);
                t += Unsafe.Read<V>(spill + SpillSize + k);
            }
            (First, Second) = (Number(s), Number(t));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Step<V, M>(S* a, S* b, S* c, long i, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> where M : struct, IMemory<S, V>
            => TPass.Apply(TPass.Inputs > 0 ? M.Load(a + i) : default, TPass.Inputs > 1 ? M.Load(b + i) : default, TPass.Inputs > 2 ? M.Load(c + i) : default, p, q, u, w, ref s, ref t);
    }

    /// <summary>The number in a scalar lane of float32 or float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double Number<V>(V lane) where V : struct, ILanes<V> => V.Precision == 53 ? Unsafe.As<V, double>(ref lane) : Unsafe.As<V, float>(ref lane);
}
