using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Kernels.Dense;

/// <summary>Each number of the planes times the factor of its place.</summary>
readonly unsafe ref struct FftTurned<T>(T* re, T* im, T* toRe, T* toIm, T* factors, nint n, nint rows) : IWidthLoop<T> where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        for (nint k = 0; k < n; k++)
        {
            nint at = k * rows, end = at + rows;
            for (; at <= end - M.Count; at += M.Count) One<V, M>(at, factors + 2 * k);
            for (; at < end; at++) One<Lane<T>, Direct<T>>(at, factors + 2 * k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void One<V, M>(nint at, T* factor) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V x = M.Load(re + at), y = M.Load(im + at), wr = M.Broadcast(factor[0]), wi = M.Broadcast(factor[1]);
        M.Store(toRe + at, x * wr - y * wi);
        M.Store(toIm + at, x * wi + y * wr);
    }
}

/// <summary>From the spectrum Z of even and odd elements as real and imaginary parts to the first half of the whole, X_k = (S - i w_k D) / 2, for k between the ends.</summary>
readonly unsafe ref struct FftSeparation<T>(T* re, T* im, T* turns, nint half, nint rows) : IWidthLoop<T> where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        for (nint k = 1; k <= half - k; k++)
        {
            nint l = 0;
            for (; l <= rows - M.Count; l += M.Count) One<V, M>(k * rows + l, (half - k) * rows + l, turns + 2 * k);
            for (; l < rows; l++) One<Lane<T>, Direct<T>>(k * rows + l, (half - k) * rows + l, turns + 2 * k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void One<V, M>(nint a, nint b, T* turn) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V wr = M.Broadcast(turn[0]), wi = M.Broadcast(turn[1]), oneHalf = V.Const(0.5);
        V ar = M.Load(re + a), ai = M.Load(im + a), br = M.Load(re + b), bi = M.Load(im + b);
        V sr = ar + br, si = ai - bi, dr = ar - br, di = ai + bi;
        V tr = di * wr + dr * wi, ti = di * wi - dr * wr;
        M.Store(re + a, (sr + tr) * oneHalf);
        M.Store(im + a, (si + ti) * oneHalf);
        M.Store(re + b, (sr - tr) * oneHalf);
        M.Store(im + b, (ti - si) * oneHalf);
    }
}

/// <summary>The way back: Z_k = S + i D / w and Z_(h - k) = conj(S - i D / w), with S and D the sum and the difference of X_k and conj X_(h - k).</summary>
readonly unsafe ref struct FftCompletion<T>(T* re, T* im, T* turns, nint half, nint rows) : IWidthLoop<T> where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        for (nint k = 0; k <= half - k; k++)
        {
            nint l = 0;
            for (; l <= rows - M.Count; l += M.Count) One<V, M>(k * rows + l, (half - k) * rows + l, turns + 2 * k);
            for (; l < rows; l++) One<Lane<T>, Direct<T>>(k * rows + l, (half - k) * rows + l, turns + 2 * k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void One<V, M>(nint a, nint b, T* turn) where V : struct, ILanes<V> where M : struct, IMemory<T, V>
    {
        V wr = M.Broadcast(turn[0]), wi = M.Broadcast(turn[1]);
        V ar = M.Load(re + a), ai = M.Load(im + a), br = M.Load(re + b), bi = M.Load(im + b);
        V sr = ar + br, si = ai - bi, dr = ar - br, di = ai + bi;
        V tr = dr * wi - di * wr, ti = dr * wr + di * wi;
        M.Store(re + a, sr + tr);
        M.Store(im + a, si + ti);
        M.Store(re + b, sr - tr);
        M.Store(im + b, ti - si);
    }
}
