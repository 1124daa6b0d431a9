using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Products too small, or too shallow, to repay packing: four rows of C at a time, in the widest registers that its columns fill, straight from where the operands lie.
/// Also the outer product.
/// </summary>
static unsafe class SmallGemm<T> where T : unmanaged, INumberBase<T>
{
    /// <summary>Multiplications that packing would not repay: when B and C have unit column stride, and otherwise.</summary>
    const int MaxDirect = 64 * 1024, MaxProduct = 4096;

    /// <summary>Elements of B that are turned round on the stack.</summary>
    const int MaxCopied = 1024;

    const int MaxDepth = 4;
    const int ElementsOfTask = 32768;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Suits(in Product<T> p) =>
        p.ColB == 1 && p.ColC == 1
            ? p.K <= MaxDepth || (p.M | p.N | p.K) < MaxDirect && (ulong)p.M * (ulong)p.N * (ulong)p.K <= MaxDirect
            : (p.M | p.N | p.K) < MaxProduct && (ulong)p.M * (ulong)p.N * (ulong)p.K <= MaxProduct;

    public static void Run(in Product<T> p)
    {
        if (p.ColC != 1 || p.ColB != 1) RunSmall(p);
        else if ((p.M | p.N) < 128) Rows(p, 0, p.M);
        else WorkerPool.For(p.M, Math.Max(4, ElementsOfTask / p.N & ~3), new RowsBody(p));
    }

    [SkipLocalsInit]
    static void RunSmall(Product<T> p)
    {
        if (p.ColC != 1 && p.RowC == 1) p.Transpose();
        if (p.ColC == 1 && p.ColB != 1 && p.M > 1 && p.N >= 4 && p.K * p.N <= MaxCopied)
        {
            // A few rows repay turning B round first, so that its columns can fill registers.
            var copy = stackalloc T[(int)(p.K * p.N)];
            Packing.Strip(p.B, p.ColB, p.RowB, p.N, p.N, p.K, copy);
            (p.RowB, p.ColB) = (p.N, 1);
            p.B = copy;
        }
        if (p.ColC == 1 && p.ColB == 1) Rows(p, 0, p.M);
        else Scalars(p, 0, 0, p.M);
    }

    readonly struct RowsBody(in Product<T> p) : IRangeBody
    {
        readonly Product<T> p = p;
        public void Run(long start, long end) => Rows(p, (nint)start, (nint)end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Rows(in Product<T> p, nint start, nint end)
    {
        nint j = 0;
        if (Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported) j = Columns<Width512<T>, Vector512<T>>(p, j, start, end);
        if (Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported && j < p.N) j = Columns<Width256<T>, Vector256<T>>(p, j, start, end);
        if (Vector128.IsHardwareAccelerated && Vector128<T>.IsSupported && j < p.N) j = Columns<Width128<T>, Vector128<T>>(p, j, start, end);
        if (j < p.N) Scalars(p, j, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Scalars(in Product<T> p, nint first, nint start, nint end)
    {
        for (var i = start; i < end; i++)
        {
            for (var j = first; j < p.N; j++)
            {
                T* a = p.A + i * p.RowA, b = p.B + j * p.ColB;
                var sum = T.Zero;
                for (var k = p.K; k > 0; k--, a += p.ColA, b += p.RowB) sum += *a * *b;
                var c = p.C + i * p.RowC + j * p.ColC;
                *c = T.IsZero(p.Beta) ? p.Alpha * sum : p.Beta * *c + p.Alpha * sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint Columns<W, V>(in Product<T> p, nint first, nint start, nint end) where W : struct, IWidth<V, T> where V : unmanaged
    {
        var last = first + (p.N - first) / W.Count * W.Count;
        // Where C is only written, the last columns of all may overlap their neighbours and be computed twice, instead of one by one.
        var overlaps = sizeof(V) == 16 && last < p.N && p.N >= W.Count && T.IsZero(p.Beta);
        if (last == first && !overlaps) return first;
        var i = start;
        for (; i + 4 <= end; i += 4)
        {
            for (var j = first; j < last; j += W.Count) Tile4<W, V>(p, i, j);
            if (overlaps) Tile4<W, V>(p, i, p.N - W.Count);
        }
        for (; i < end; i++)
        {
            for (var j = first; j < last; j += W.Count) Tile1<W, V>(p, i, j);
            if (overlaps) Tile1<W, V>(p, i, p.N - W.Count);
        }
        return overlaps ? p.N : last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Tile4<W, V>(in Product<T> p, nint i, nint j) where W : struct, IWidth<V, T> where V : unmanaged
    {
        T* a0 = p.A + i * p.RowA, a1 = a0 + p.RowA, a2 = a1 + p.RowA, a3 = a2 + p.RowA, b = p.B + j;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint ca = p.ColA, rb = p.RowB;
        for (nint k = p.K, at = 0; k > 0; k--, at += ca, b += rb)
        {
            var row = W.Load(b);
            s0 = W.MultiplyAdd(W.Broadcast(a0[at]), row, s0);
            s1 = W.MultiplyAdd(W.Broadcast(a1[at]), row, s1);
            s2 = W.MultiplyAdd(W.Broadcast(a2[at]), row, s2);
            s3 = W.MultiplyAdd(W.Broadcast(a3[at]), row, s3);
        }
        var c = p.C + i * p.RowC + j;
        Put<W, V>(p, c, s0);
        Put<W, V>(p, c + p.RowC, s1);
        Put<W, V>(p, c + 2 * p.RowC, s2);
        Put<W, V>(p, c + 3 * p.RowC, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Tile1<W, V>(in Product<T> p, nint i, nint j) where W : struct, IWidth<V, T> where V : unmanaged
    {
        T* a = p.A + i * p.RowA, b = p.B + j;
        V sum = default;
        for (var k = p.K; k > 0; k--, a += p.ColA, b += p.RowB) sum = W.MultiplyAdd(W.Broadcast(*a), W.Load(b), sum);
        Put<W, V>(p, p.C + i * p.RowC + j, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put<W, V>(in Product<T> p, T* c, V sum) where W : struct, IWidth<V, T> where V : unmanaged
    {
        var value = W.Multiply(W.Broadcast(p.Alpha), sum);
        W.Store(T.IsZero(p.Beta) ? value : W.MultiplyAdd(W.Broadcast(p.Beta), W.Load(c), value), c);
    }
}
