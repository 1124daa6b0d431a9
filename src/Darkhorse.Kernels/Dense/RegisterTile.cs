using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>The height of a register tile as a type, so that the compiler drops the rows that a tile does not have.</summary>
interface IRows
{
    static abstract int Count { get; }
}

readonly struct Rows1 : IRows { public static int Count => 1; }
readonly struct Rows2 : IRows { public static int Count => 2; }
readonly struct Rows4 : IRows { public static int Count => 4; }
readonly struct Rows6 : IRows { public static int Count => 6; }
readonly struct Rows8 : IRows { public static int Count => 8; }
readonly struct Rows12 : IRows { public static int Count => 12; }

/// <summary>Where the operands of a tile lie, as a type.</summary>
interface IOrder
{
    /// <summary>Whether each row of B is at an offset of its own, instead of a fixed stride after the one before.</summary>
    static abstract bool Indexed { get; }

    /// <summary>Whether the rows of A run along memory, instead of its columns.</summary>
    static abstract bool ByRows { get; }
}

readonly struct Strided : IOrder
{
    public static bool Indexed => false;
    public static bool ByRows => false;
}

readonly struct Indexed : IOrder
{
    static bool IOrder.Indexed => true;
    public static bool ByRows => false;
}

readonly struct ByRows : IOrder
{
    public static bool Indexed => false;
    static bool IOrder.ByRows => true;
}

readonly struct IndexedByRows : IOrder
{
    static bool IOrder.Indexed => true;
    public static bool ByRows => true;
}

/// <summary>
/// The micro-kernel: a tile of R rows by two registers of C stays in registers while k columns of A and rows of B stream by. The
/// accumulators are written out one by one because the compiler keeps locals in registers, and fields of a struct or elements of an array in memory.
/// </summary>
static unsafe class RegisterTile<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    /// <summary>
    /// C = alpha * A * B + beta * C; C is not read when beta is zero. Columns of A (or rows, by S) are lda apart, rows of B ldb, or row p is at offsets[p].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<R, S>(nint k, T* a, nint lda, T* b, nint ldb, nint* offsets, T* c, nint ldc, T alpha, T beta)
        where R : struct, IRows
        where S : struct, IOrder
    {
        // Four bases and two multiples of the step reach twelve rows; a pointer for each would not fit the register file.
        T* third = a + 3 * lda, sixth = a + 6 * lda, ninth = a + 9 * lda;
        nint twice = 2 * lda;
        V c0L = default, c0R = default;
        V c1L = default, c1R = default;
        V c2L = default, c2R = default;
        V c3L = default, c3R = default;
        V c4L = default, c4R = default;
        V c5L = default, c5R = default;
        V c6L = default, c6R = default;
        V c7L = default, c7R = default;
        V c8L = default, c8R = default;
        V c9L = default, c9R = default;
        V c10L = default, c10R = default;
        V c11L = default, c11R = default;
        for (; k > 0; k--)
        {
            var row = S.Indexed ? b + *offsets++ : b;
            V left = W.Load(row), right = W.Load(row + W.Count);
            var a0 = W.Broadcast(a[0]);
            c0L = W.MultiplyAdd(a0, left, c0L);
            c0R = W.MultiplyAdd(a0, right, c0R);
            if (R.Count > 1)
            {
                var a1 = W.Broadcast(S.ByRows ? a[lda] : a[1]);
                c1L = W.MultiplyAdd(a1, left, c1L);
                c1R = W.MultiplyAdd(a1, right, c1R);
            }
            if (R.Count > 2)
            {
                var a2 = W.Broadcast(S.ByRows ? a[twice] : a[2]);
                c2L = W.MultiplyAdd(a2, left, c2L);
                c2R = W.MultiplyAdd(a2, right, c2R);
                var a3 = W.Broadcast(S.ByRows ? third[0] : a[3]);
                c3L = W.MultiplyAdd(a3, left, c3L);
                c3R = W.MultiplyAdd(a3, right, c3R);
            }
            if (R.Count > 4)
            {
                var a4 = W.Broadcast(S.ByRows ? third[lda] : a[4]);
                c4L = W.MultiplyAdd(a4, left, c4L);
                c4R = W.MultiplyAdd(a4, right, c4R);
                var a5 = W.Broadcast(S.ByRows ? third[twice] : a[5]);
                c5L = W.MultiplyAdd(a5, left, c5L);
                c5R = W.MultiplyAdd(a5, right, c5R);
            }
            if (R.Count > 6)
            {
                var a6 = W.Broadcast(S.ByRows ? sixth[0] : a[6]);
                c6L = W.MultiplyAdd(a6, left, c6L);
                c6R = W.MultiplyAdd(a6, right, c6R);
                var a7 = W.Broadcast(S.ByRows ? sixth[lda] : a[7]);
                c7L = W.MultiplyAdd(a7, left, c7L);
                c7R = W.MultiplyAdd(a7, right, c7R);
            }
            if (R.Count > 8)
            {
                var a8 = W.Broadcast(S.ByRows ? sixth[twice] : a[8]);
                c8L = W.MultiplyAdd(a8, left, c8L);
                c8R = W.MultiplyAdd(a8, right, c8R);
                var a9 = W.Broadcast(S.ByRows ? ninth[0] : a[9]);
                c9L = W.MultiplyAdd(a9, left, c9L);
                c9R = W.MultiplyAdd(a9, right, c9R);
                var a10 = W.Broadcast(S.ByRows ? ninth[lda] : a[10]);
                c10L = W.MultiplyAdd(a10, left, c10L);
                c10R = W.MultiplyAdd(a10, right, c10R);
                var a11 = W.Broadcast(S.ByRows ? ninth[twice] : a[11]);
                c11L = W.MultiplyAdd(a11, left, c11L);
                c11R = W.MultiplyAdd(a11, right, c11R);
            }
            if (S.ByRows)
            {
                a++;
                if (R.Count > 3) third++;
                if (R.Count > 6) sixth++;
                if (R.Count > 9) ninth++;
            }
            else a += lda;
            if (!S.Indexed) b += ldb;
        }
        var scale = W.Broadcast(alpha);
        if (T.IsZero(beta))
        {
            Put(c, c0L, c0R, scale);
            if (R.Count > 1) Put(c + ldc, c1L, c1R, scale);
            if (R.Count > 2)
            {
                Put(c + 2 * ldc, c2L, c2R, scale);
                Put(c + 3 * ldc, c3L, c3R, scale);
            }
            if (R.Count > 4)
            {
                Put(c + 4 * ldc, c4L, c4R, scale);
                Put(c + 5 * ldc, c5L, c5R, scale);
            }
            if (R.Count > 6)
            {
                Put(c + 6 * ldc, c6L, c6R, scale);
                Put(c + 7 * ldc, c7L, c7R, scale);
            }
            if (R.Count > 8)
            {
                Put(c + 8 * ldc, c8L, c8R, scale);
                Put(c + 9 * ldc, c9L, c9R, scale);
                Put(c + 10 * ldc, c10L, c10R, scale);
                Put(c + 11 * ldc, c11L, c11R, scale);
            }
        }
        else
        {
            var keep = W.Broadcast(beta);
            Merge(c, c0L, c0R, scale, keep);
            if (R.Count > 1) Merge(c + ldc, c1L, c1R, scale, keep);
            if (R.Count > 2)
            {
                Merge(c + 2 * ldc, c2L, c2R, scale, keep);
                Merge(c + 3 * ldc, c3L, c3R, scale, keep);
            }
            if (R.Count > 4)
            {
                Merge(c + 4 * ldc, c4L, c4R, scale, keep);
                Merge(c + 5 * ldc, c5L, c5R, scale, keep);
            }
            if (R.Count > 6)
            {
                Merge(c + 6 * ldc, c6L, c6R, scale, keep);
                Merge(c + 7 * ldc, c7L, c7R, scale, keep);
            }
            if (R.Count > 8)
            {
                Merge(c + 8 * ldc, c8L, c8R, scale, keep);
                Merge(c + 9 * ldc, c9L, c9R, scale, keep);
                Merge(c + 10 * ldc, c10L, c10R, scale, keep);
                Merge(c + 11 * ldc, c11L, c11R, scale, keep);
            }
        }
    }

    /// <summary>The height of the tile that holds so many rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Height(nint rows) => rows <= 1 ? 1 : rows <= 2 ? 2 : rows <= 4 ? 4 : rows <= 6 ? 6 : rows <= 8 ? 8 : 12;

    /// <summary>Runs the tile of a height that <see cref="Height"/> returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<S>(nint height, nint k, T* a, nint lda, T* b, nint ldb, nint* offsets, T* c, nint ldc, T alpha, T beta) where S : struct, IOrder
    {
        switch (height)
        {
            case 1: Run<Rows1, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
            case 2: Run<Rows2, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
            case 4: Run<Rows4, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
            case 6: Run<Rows6, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
            case 8: Run<Rows8, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
            default: Run<Rows12, S>(k, a, lda, b, ldb, offsets, c, ldc, alpha, beta); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(T* c, V left, V right, V scale)
    {
        W.Store(W.Multiply(scale, left), c);
        W.Store(W.Multiply(scale, right), c + W.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Merge(T* c, V left, V right, V scale, V keep)
    {
        W.Store(W.MultiplyAdd(keep, W.Load(c), W.Multiply(scale, left)), c);
        W.Store(W.MultiplyAdd(keep, W.Load(c + W.Count), W.Multiply(scale, right)), c + W.Count);
    }
}
