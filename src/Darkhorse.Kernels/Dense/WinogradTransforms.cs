using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>A linear map of a few vectors to a few others, run along the columns and then along the rows of a square.</summary>
unsafe interface ISquareMap<T> where T : unmanaged
{
    static abstract int From { get; }
    static abstract int To { get; }

    /// <summary>Maps From vectors, a step apart, to To vectors.</summary>
    static abstract void Run(T* source, nint step, T* target, nint targetStep);
}

/// <summary>
/// The maps of F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): y = A'[(G w G') * (B' x B)]A for tiles of 6 x 6, by interpolation at the points 0, +-<see cref="P"/>, +-<see cref="Q"/> and
/// infinity. These points lose fewer digits than the usual 1 and 2 (compare Barabasz et al., arXiv 1803.10986).
/// </summary>
static unsafe class WinogradMaps<W, V, T> where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumberBase<T>
{
    const double P = 0.625, Q = 1.5;
    const double P2 = P * P, Q2 = Q * Q, OverZero = 1 / (P2 * Q2), OverP = 1 / (2 * P2 * (P2 - Q2)), OverQ = 1 / (2 * Q2 * (Q2 - P2));

    /// <summary>Runs a map along both dims of a square of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square<M>(T* source, nint row, nint column, T* between, T* target, nint targetRow, nint targetColumn) where M : struct, ISquareMap<T>
    {
        for (nint j = 0; j < M.From; j++) M.Run(source + j * column, row, between + j * W.Count, M.From * W.Count);
        for (nint i = 0; i < M.To; i++) M.Run(between + i * M.From * W.Count, W.Count, target + i * targetRow, targetColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Add(V x, double factor, V y) => W.MultiplyAdd(W.Broadcast(T.CreateTruncating(factor)), y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Times(double factor, V x) => W.Multiply(W.Broadcast(T.CreateTruncating(factor)), x);

    /// <summary>B': values of six source points.</summary>
    public readonly struct Source : ISquareMap<T>
    {
        public static int From => 6;
        public static int To => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(T* s, nint step, T* t, nint to)
        {
            V x0 = W.Load(s), x1 = W.Load(s + step), x2 = W.Load(s + 2 * step), x3 = W.Load(s + 3 * step), x4 = W.Load(s + 4 * step), x5 = W.Load(s + 5 * step);
            W.Store(Add(Add(x4, -P2 - Q2, x2), P2 * Q2, x0), t);
            V even = Add(x4, -Q2, x2), odd = Add(x3, -Q2, x1);
            W.Store(Add(even, P, odd), t + to);
            W.Store(Add(even, -P, odd), t + 2 * to);
            (even, odd) = (Add(x4, -P2, x2), Add(x3, -P2, x1));
            W.Store(Add(even, Q, odd), t + 3 * to);
            W.Store(Add(even, -Q, odd), t + 4 * to);
            W.Store(Add(Add(x5, -P2 - Q2, x3), P2 * Q2, x1), t + 5 * to);
        }
    }

    /// <summary>G: three weights as polynomials at six points.</summary>
    public readonly struct Weight : ISquareMap<T>
    {
        public static int From => 3;
        public static int To => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(T* s, nint step, T* t, nint to)
        {
            V w0 = W.Load(s), w1 = W.Load(s + step), w2 = W.Load(s + 2 * step);
            W.Store(Times(OverZero, w0), t);
            V even = Add(Times(OverP, w0), OverP * P2, w2);
            W.Store(Add(even, OverP * P, w1), t + to);
            W.Store(Add(even, -OverP * P, w1), t + 2 * to);
            even = Add(Times(OverQ, w0), OverQ * Q2, w2);
            W.Store(Add(even, OverQ * Q, w1), t + 3 * to);
            W.Store(Add(even, -OverQ * Q, w1), t + 4 * to);
            W.Store(w2, t + 5 * to);
        }
    }

    /// <summary>A': six products to four results.</summary>
    public readonly struct Target : ISquareMap<T>
    {
        public static int From => 6;
        public static int To => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(T* s, nint step, T* t, nint to)
        {
            V m1 = W.Load(s + step), m2 = W.Load(s + 2 * step), m3 = W.Load(s + 3 * step), m4 = W.Load(s + 4 * step);
            V evenP = W.Add(m1, m2), oddP = Add(m1, -1, m2), evenQ = W.Add(m3, m4), oddQ = Add(m3, -1, m4);
            W.Store(W.Add(W.Load(s), W.Add(evenP, evenQ)), t);
            W.Store(Add(Times(P, oddP), Q, oddQ), t + to);
            W.Store(Add(Times(P2, evenP), Q2, evenQ), t + 2 * to);
            W.Store(Add(Add(W.Load(s + 5 * step), P * P2, oddP), Q * Q2, oddQ), t + 3 * to);
        }
    }

    /// <summary>A: the gradients of four results as polynomials at six points.</summary>
    public readonly struct Gradient : ISquareMap<T>
    {
        public static int From => 4;
        public static int To => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(T* s, nint step, T* t, nint to)
        {
            V g0 = W.Load(s), g1 = W.Load(s + step), g2 = W.Load(s + 2 * step), g3 = W.Load(s + 3 * step);
            W.Store(g0, t);
            V even = Add(g0, P2, g2), odd = Add(g1, P2, g3);
            W.Store(Add(even, P, odd), t + to);
            W.Store(Add(even, -P, odd), t + 2 * to);
            (even, odd) = (Add(g0, Q2, g2), Add(g1, Q2, g3));
            W.Store(Add(even, Q, odd), t + 3 * to);
            W.Store(Add(even, -Q, odd), t + 4 * to);
            W.Store(g3, t + 5 * to);
        }
    }

    /// <summary>G': six sums of products to the gradients of three weights.</summary>
    public readonly struct WeightGradient : ISquareMap<T>
    {
        public static int From => 6;
        public static int To => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(T* s, nint step, T* t, nint to)
        {
            V m1 = W.Load(s + step), m2 = W.Load(s + 2 * step), m3 = W.Load(s + 3 * step), m4 = W.Load(s + 4 * step);
            V evenP = W.Add(m1, m2), oddP = Add(m1, -1, m2), evenQ = W.Add(m3, m4), oddQ = Add(m3, -1, m4);
            W.Store(Add(Add(Times(OverZero, W.Load(s)), OverP, evenP), OverQ, evenQ), t);
            W.Store(Add(Times(OverP * P, oddP), OverQ * Q, oddQ), t + to);
            W.Store(Add(Add(W.Load(s + 5 * step), OverP * P2, evenP), OverQ * Q2, evenQ), t + 2 * to);
        }
    }
}
