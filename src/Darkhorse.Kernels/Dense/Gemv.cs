using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Matrix times vector, y = alpha * A * x + beta * y, for products with a single column. It reads each element of A once and packs nothing. Rows that run along memory
/// are summed as dot products, columns that do are added up scaled.
/// </summary>
static unsafe class Gemv<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    const int ElementsOfTask = 65536;

    /// <summary>Elements of y whose sums stay in registers while the columns stream by.</summary>
    static int Block => 8 * W.Count;

    public static void Run(in Product<T> p)
    {
        if (p.ColA != 1 && p.RowA != 1 || p.M * p.K <= 16)
        {
            Strided(p);
            return;
        }
        var q = p;
        if (p.RowB != 1)
        {
            q.B = Workspace.Take<T>(Workspace.Packing, p.K);
            for (nint i = 0; i < p.K; i++) q.B[i] = p.B[i * p.RowB];
        }
        var rows = Math.Max(1, ElementsOfTask / p.K);
        WorkerPool.For(p.M, (rows + Block - 1) / Block * Block, new Body(q));
    }

    readonly struct Body(in Product<T> p) : IRangeBody
    {
        readonly Product<T> p = p;

        public void Run(long start, long end)
        {
            if (p.ColA == 1) Dots(p, (nint)start, (nint)end);
            else Columns(p, (nint)start, (nint)end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(in Product<T> p, nint i, T sum)
    {
        var y = p.C + i * p.RowC;
        *y = T.IsZero(p.Beta) ? p.Alpha * sum : p.Beta * *y + p.Alpha * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Strided(in Product<T> p)
    {
        for (nint i = 0; i < p.M; i++)
        {
            T* a = p.A + i * p.RowA, x = p.B;
            var sum = T.Zero;
            for (var k = p.K; k > 0; k--, a += p.ColA, x += p.RowB) sum += *a * *x;
            Put(p, i, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Dots(in Product<T> p, nint i, nint end)
    {
        for (; i + 4 <= end; i += 4) Dots4(p, i);
        for (; i < end; i++) Put(p, i, Dot(p.A + i * p.RowA, p.B, p.K));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Dots4(in Product<T> p, nint i)
    {
        T* a0 = p.A + i * p.RowA, a1 = a0 + p.RowA, a2 = a1 + p.RowA, a3 = a2 + p.RowA;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint k = 0;
        for (; k + W.Count <= p.K; k += W.Count)
        {
            var x = W.Load(p.B + k);
            s0 = W.MultiplyAdd(W.Load(a0 + k), x, s0);
            s1 = W.MultiplyAdd(W.Load(a1 + k), x, s1);
            s2 = W.MultiplyAdd(W.Load(a2 + k), x, s2);
            s3 = W.MultiplyAdd(W.Load(a3 + k), x, s3);
        }
        T t0 = W.Sum(s0), t1 = W.Sum(s1), t2 = W.Sum(s2), t3 = W.Sum(s3);
        for (; k < p.K; k++)
        {
            var x = p.B[k];
            t0 += a0[k] * x;
            t1 += a1[k] * x;
            t2 += a2[k] * x;
            t3 += a3[k] * x;
        }
        Put(p, i, t0);
        Put(p, i + 1, t1);
        Put(p, i + 2, t2);
        Put(p, i + 3, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Dot(T* a, T* x, nint length)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint k = 0;
        for (; k + 4 * W.Count <= length; k += 4 * W.Count)
        {
            s0 = W.MultiplyAdd(W.Load(a + k), W.Load(x + k), s0);
            s1 = W.MultiplyAdd(W.Load(a + k + W.Count), W.Load(x + k + W.Count), s1);
            s2 = W.MultiplyAdd(W.Load(a + k + 2 * W.Count), W.Load(x + k + 2 * W.Count), s2);
            s3 = W.MultiplyAdd(W.Load(a + k + 3 * W.Count), W.Load(x + k + 3 * W.Count), s3);
        }
        for (; k + W.Count <= length; k += W.Count) s0 = W.MultiplyAdd(W.Load(a + k), W.Load(x + k), s0);
        var sum = W.Sum(W.Add(W.Add(s0, s1), W.Add(s2, s3)));
        for (; k < length; k++) sum += a[k] * x[k];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Columns(in Product<T> p, nint i, nint end)
    {
        for (; i + Block <= end; i += Block) Columns8(p, i);
        for (; i + W.Count <= end; i += W.Count)
        {
            V even = default, odd = default;
            var a = p.A + i;
            nint k = 0;
            for (; k + 2 <= p.K; k += 2, a += 2 * p.ColA)
            {
                even = W.MultiplyAdd(W.Load(a), W.Broadcast(p.B[k]), even);
                odd = W.MultiplyAdd(W.Load(a + p.ColA), W.Broadcast(p.B[k + 1]), odd);
            }
            if (k < p.K) even = W.MultiplyAdd(W.Load(a), W.Broadcast(p.B[k]), even);
            PutVector(p, i, W.Add(even, odd));
        }
        for (; i < end; i++)
        {
            var sum = T.Zero;
            for (nint k = 0; k < p.K; k++) sum += p.A[i + k * p.ColA] * p.B[k];
            Put(p, i, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Columns8(in Product<T> p, nint i)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        var a = p.A + i;
        for (nint k = 0; k < p.K; k++, a += p.ColA)
        {
            var x = W.Broadcast(p.B[k]);
            s0 = W.MultiplyAdd(W.Load(a), x, s0);
            s1 = W.MultiplyAdd(W.Load(a + W.Count), x, s1);
            s2 = W.MultiplyAdd(W.Load(a + 2 * W.Count), x, s2);
            s3 = W.MultiplyAdd(W.Load(a + 3 * W.Count), x, s3);
            s4 = W.MultiplyAdd(W.Load(a + 4 * W.Count), x, s4);
            s5 = W.MultiplyAdd(W.Load(a + 5 * W.Count), x, s5);
            s6 = W.MultiplyAdd(W.Load(a + 6 * W.Count), x, s6);
            s7 = W.MultiplyAdd(W.Load(a + 7 * W.Count), x, s7);
        }
        PutVector(p, i, s0);
        PutVector(p, i + W.Count, s1);
        PutVector(p, i + 2 * W.Count, s2);
        PutVector(p, i + 3 * W.Count, s3);
        PutVector(p, i + 4 * W.Count, s4);
        PutVector(p, i + 5 * W.Count, s5);
        PutVector(p, i + 6 * W.Count, s6);
        PutVector(p, i + 7 * W.Count, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PutVector(in Product<T> p, nint i, V sums)
    {
        var value = W.Multiply(W.Broadcast(p.Alpha), sums);
        var y = p.C + i * p.RowC;
        if (p.RowC == 1)
        {
            W.Store(T.IsZero(p.Beta) ? value : W.MultiplyAdd(W.Broadcast(p.Beta), W.Load(y), value), y);
            return;
        }
        var lanes = stackalloc T[W.Count];
        W.Store(value, lanes);
        for (var lane = 0; lane < W.Count; lane++, y += p.RowC) *y = T.IsZero(p.Beta) ? lanes[lane] : p.Beta * *y + lanes[lane];
    }
}
