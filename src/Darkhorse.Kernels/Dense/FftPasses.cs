using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Kernels.Dense;

/// <summary>A transform of a few points, of which each is a run of numbers: one pass of a longer transform.</summary>
unsafe interface IButterfly<T> where T : unmanaged, INumber<T>
{
    static abstract int Radix { get; }

    /// <summary>From points <paramref name="step"/> apart to results <paramref name="run"/> apart; <paramref name="turns"/> are the factors of all results but the first, null for ones.</summary>
    static abstract void Apply<V, M>(T* re, T* im, nint step, T* toRe, T* toIm, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>;
}

/// <summary>
/// The passes of a transform after Stockham: each reads one pair of planes and writes the other, and the order comes out right by itself. The innermost index runs over the
/// rows of a tile and over what earlier passes have done, so that it is contiguous and everything is vectors. Fused alike in every width, so that no result depends on the
/// processor's vectors or on its place in a tile.
/// </summary>
unsafe ref struct FftPasses<T>(FftPlan<T> plan, T* re, T* im, T* otherRe, T* otherIm, nint rows) : IWidthLoop<T> where T : unmanaged, INumber<T>
{
    /// <summary>Where the result is.</summary>
    public T* Re = re, Im = im;

    public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        T* toRe = otherRe, toIm = otherIm;
        nint run = rows;
        fixed (T* turns = plan.Turns)
        {
            foreach (var stage in plan.Stages)
            {
                var rest = (nint)stage.Rest;
                T* first = turns + stage.Turns;
                switch (stage.Radix)
                {
                    case 2: Pass<Two<T>, V, M>(Re, Im, toRe, toIm, rest, run, first); break;
                    case 3: Pass<Three<T>, V, M>(Re, Im, toRe, toIm, rest, run, first); break;
                    case 4: Pass<Four<T>, V, M>(Re, Im, toRe, toIm, rest, run, first); break;
                    case 5: Pass<Five<T>, V, M>(Re, Im, toRe, toIm, rest, run, first); break;
                    default: Any<V, M>(stage.Radix, Re, Im, toRe, toIm, rest, run, first); break;
                }
                T* readRe = Re, readIm = Im;
                Re = toRe;
                Im = toIm;
                toRe = readRe;
                toIm = readIm;
                run *= stage.Radix;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Pass<B, V, M>(T* re, T* im, T* toRe, T* toIm, nint rest, nint run, T* turns)
        where B : struct, IButterfly<T> where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        nint step = rest * run;
        for (nint p = 0; p < rest; p++)
        {
            nint from = p * run, to = from * B.Radix, q = 0;
            T* factors = p == 0 ? null : turns + p * 2 * (B.Radix - 1);
            for (; q <= run - M.Count; q += M.Count) B.Apply<V, M>(re + from + q, im + from + q, step, toRe + to + q, toIm + to + q, run, factors);
            for (; q < run; q++) B.Apply<Lane<T>, Direct<T>>(re + from + q, im + from + q, step, toRe + to + q, toIm + to + q, run, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Any<V, M>(int radix, T* re, T* im, T* toRe, T* toIm, nint rest, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        nint step = rest * run;
        T* circle = turns + rest * 2 * (radix - 1);
        for (nint p = 0; p < rest; p++)
        {
            for (int k = 0; k < radix; k++)
            {
                nint from = p * run, to = (p * radix + k) * run, q = 0;
                T* turn = p == 0 || k == 0 ? null : turns + 2 * (p * (radix - 1) + k - 1);
                for (; q <= run - M.Count; q += M.Count) Sum<V, M>(radix, k, re + from + q, im + from + q, step, toRe + to + q, toIm + to + q, circle, turn);
                for (; q < run; q++) Sum<Lane<T>, Direct<T>>(radix, k, re + from + q, im + from + q, step, toRe + to + q, toIm + to + q, circle, turn);
            }
        }
    }

    /// <summary>Result k of a transform by its definition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Sum<V, M>(int radix, int k, T* re, T* im, nint step, T* toRe, T* toIm, T* circle, T* turn) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V sumRe = M.Load(re), sumIm = M.Load(im);
        for (int j = 1, at = k; j < radix; j++, at += k)
        {
            if (at >= radix) at -= radix;
            V xr = M.Load(re + j * step), xi = M.Load(im + j * step);
            if (at == 0)
            {
                (sumRe, sumIm) = (sumRe + xr, sumIm + xi);
                continue;
            }
            V wr = M.Broadcast(circle[2 * at]), wi = M.Broadcast(circle[2 * at + 1]);
            sumRe = V.MulAdd(-xi, wi, V.MulAdd(xr, wr, sumRe));
            sumIm = V.MulAdd(xi, wr, V.MulAdd(xr, wi, sumIm));
        }
        Turned.Store<T, V, M>(sumRe, sumIm, toRe, toIm, turn);
    }
}

static unsafe class Turned
{
    /// <summary>Stores a number times a factor, or the number itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V, M>(V re, V im, T* toRe, T* toIm, T* turn) where T : unmanaged, INumber<T> where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        if (turn != null)
        {
            V wr = M.Broadcast(turn[0]), wi = M.Broadcast(turn[1]);
            (re, im) = (V.MulAdd(re, wr, -(im * wi)), V.MulAdd(re, wi, im * wr));
        }
        M.Store(toRe, re);
        M.Store(toIm, im);
    }
}

readonly unsafe struct Two<T> : IButterfly<T> where T : unmanaged, INumber<T>
{
    public static int Radix => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, M>(T* re, T* im, nint step, T* toRe, T* toIm, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V ar = M.Load(re), ai = M.Load(im), br = M.Load(re + step), bi = M.Load(im + step);
        Turned.Store<T, V, M>(ar + br, ai + bi, toRe, toIm, null);
        Turned.Store<T, V, M>(ar - br, ai - bi, toRe + run, toIm + run, turns);
    }
}

readonly unsafe struct Three<T> : IButterfly<T> where T : unmanaged, INumber<T>
{
    public static int Radix => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, M>(T* re, T* im, nint step, T* toRe, T* toIm, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V sin = V.Const(0.86602540378443864676), half = V.Const(0.5);
        V ar = M.Load(re), ai = M.Load(im), br = M.Load(re + step), bi = M.Load(im + step), cr = M.Load(re + 2 * step), ci = M.Load(im + 2 * step);
        V sr = br + cr, si = bi + ci, dr = (br - cr) * sin, di = (bi - ci) * sin;
        V mr = ar - half * sr, mi = ai - half * si;
        Turned.Store<T, V, M>(ar + sr, ai + si, toRe, toIm, null);
        Turned.Store<T, V, M>(mr + di, mi - dr, toRe + run, toIm + run, turns);
        Turned.Store<T, V, M>(mr - di, mi + dr, toRe + 2 * run, toIm + 2 * run, turns == null ? null : turns + 2);
    }
}

readonly unsafe struct Four<T> : IButterfly<T> where T : unmanaged, INumber<T>
{
    public static int Radix => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, M>(T* re, T* im, nint step, T* toRe, T* toIm, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V ar = M.Load(re), ai = M.Load(im), br = M.Load(re + step), bi = M.Load(im + step);
        V cr = M.Load(re + 2 * step), ci = M.Load(im + 2 * step), dr = M.Load(re + 3 * step), di = M.Load(im + 3 * step);
        V er = ar + cr, ei = ai + ci, fr = ar - cr, fi = ai - ci, gr = br + dr, gi = bi + di, hr = br - dr, hi = bi - di;
        Turned.Store<T, V, M>(er + gr, ei + gi, toRe, toIm, null);
        Turned.Store<T, V, M>(fr + hi, fi - hr, toRe + run, toIm + run, turns);
        Turned.Store<T, V, M>(er - gr, ei - gi, toRe + 2 * run, toIm + 2 * run, turns == null ? null : turns + 2);
        Turned.Store<T, V, M>(fr - hi, fi + hr, toRe + 3 * run, toIm + 3 * run, turns == null ? null : turns + 4);
    }
}

readonly unsafe struct Five<T> : IButterfly<T> where T : unmanaged, INumber<T>
{
    public static int Radix => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V, M>(T* re, T* im, nint step, T* toRe, T* toIm, nint run, T* turns) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V c1 = V.Const(0.30901699437494742410), c2 = V.Const(-0.80901699437494742410), s1 = V.Const(0.95105651629515357212), s2 = V.Const(0.58778525229247312917);
        V ar = M.Load(re), ai = M.Load(im), br = M.Load(re + step), bi = M.Load(im + step), cr = M.Load(re + 2 * step), ci = M.Load(im + 2 * step);
        V dr = M.Load(re + 3 * step), di = M.Load(im + 3 * step), er = M.Load(re + 4 * step), ei = M.Load(im + 4 * step);
        V pr = br + er, pi = bi + ei, qr = cr + dr, qi = ci + di, ur = br - er, ui = bi - ei, vr = cr - dr, vi = ci - di;
        V mr = V.MulAdd(c2, qr, V.MulAdd(c1, pr, ar)), mi = V.MulAdd(c2, qi, V.MulAdd(c1, pi, ai));
        V nr = V.MulAdd(c1, qr, V.MulAdd(c2, pr, ar)), ni = V.MulAdd(c1, qi, V.MulAdd(c2, pi, ai));
        V xr = V.MulAdd(s2, vr, s1 * ur), xi = V.MulAdd(s2, vi, s1 * ui), yr = V.MulAdd(-s1, vr, s2 * ur), yi = V.MulAdd(-s1, vi, s2 * ui);
        Turned.Store<T, V, M>(ar + pr + qr, ai + pi + qi, toRe, toIm, null);
        Turned.Store<T, V, M>(mr + xi, mi - xr, toRe + run, toIm + run, turns);
        Turned.Store<T, V, M>(nr + yi, ni - yr, toRe + 2 * run, toIm + 2 * run, turns == null ? null : turns + 2);
        Turned.Store<T, V, M>(nr - yi, ni + yr, toRe + 3 * run, toIm + 3 * run, turns == null ? null : turns + 4);
        Turned.Store<T, V, M>(mr - xi, mi + xr, toRe + 4 * run, toIm + 4 * run, turns == null ? null : turns + 6);
    }
}
