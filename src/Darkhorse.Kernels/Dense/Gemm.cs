using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The general matrix product over strided memory. Strides are in elements and may be anything for A and B (a transposed or broadcast operand needs no copy); C must not
/// overlap itself, A or B. Sums are taken in the element type and in an order that depends on the shape alone, so the result has the same bits at any number of threads.
/// float and double are quickest; the integers take the same vector code; other number types a scalar one.
/// </summary>
public static unsafe class Gemm
{
    /// <summary>
    /// C = alpha * A * B + beta * C, plus <paramref name="bias"/> (n contiguous elements) added to every row if it is not null. A is <paramref name="m"/> by
    /// <paramref name="k"/>, B k by <paramref name="n"/>, C m by n. As in BLAS, C is not read when beta is zero, nor A and B when alpha is zero.
    /// </summary>
    public static void Run<T>(long m, long n, long k, T alpha, T* a, long rowA, long colA, T* b, long rowB, long colB, T beta, T* c, long rowC, long colC, T* bias = null)
        where T : unmanaged, INumberBase<T>
    {
        var p = new Product<T>
        {
            M = (nint)m, N = (nint)n, K = (nint)k, Alpha = alpha, Beta = beta, A = a, B = b, C = c,
            RowA = (nint)rowA, ColA = (nint)colA, RowB = (nint)rowB, ColB = (nint)colB, RowC = (nint)rowC, ColC = (nint)colC,
        };
        Run(ref p, bias);
    }

    /// <summary>
    /// <paramref name="batch"/> products C[i] = alpha * A[i] * B[i] + beta * C[i], whose operands start <paramref name="stepA"/>, <paramref name="stepB"/> and
    /// <paramref name="stepC"/> elements apart; a step of zero shares A or B among all.
    /// The bias is added to every row of every product.
    /// </summary>
    public static void Batched<T>(long batch, long m, long n, long k, T alpha, T* a, long stepA, long rowA, long colA, T* b, long stepB, long rowB, long colB,
        T beta, T* c, long stepC, long rowC, long colC, T* bias = null)
        where T : unmanaged, INumberBase<T>
    {
        if (stepB == 0 && stepA == m * rowA && stepC == m * rowC)
        {
            // The products lie below each other: they are one.
            Run(batch * m, n, k, alpha, a, rowA, colA, b, rowB, colB, beta, c, rowC, colC, bias);
            return;
        }
        var p = new Product<T>
        {
            M = (nint)m, N = (nint)n, K = (nint)k, Alpha = alpha, Beta = beta, A = a, B = b, C = c,
            RowA = (nint)rowA, ColA = (nint)colA, RowB = (nint)rowB, ColB = (nint)colB, RowC = (nint)rowC, ColC = (nint)colC,
        };
        const double largeFlops = 8e6, flopsOfTask = 5e5;
        var body = new BatchBody<T>(p, (nint)stepA, (nint)stepB, (nint)stepC, bias);
        // Large products use all threads each; small ones are dealt out.
        if (p.Flops >= largeFlops) body.Run(0, batch);
        else WorkerPool.For(batch, (long)Math.Ceiling(flopsOfTask / (p.Flops + 1000)), body);
    }

    readonly struct BatchBody<T>(in Product<T> first, nint stepA, nint stepB, nint stepC, T* bias) : IRangeBody where T : unmanaged, INumberBase<T>
    {
        readonly Product<T> first = first;
        readonly nint stepA = stepA, stepB = stepB, stepC = stepC;
        readonly T* bias = bias;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (var i = (nint)start; i < end; i++)
            {
                var p = first;
                p.A += i * stepA;
                p.B += i * stepB;
                p.C += i * stepC;
                Gemm.Run(ref p, bias);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<T>(ref Product<T> p, T* bias) where T : unmanaged, INumberBase<T>
    {
        if (p.M <= 0 || p.N <= 0) return;
        if (bias != null)
        {
            SetBias(p, bias);
            p.Beta = T.One;
        }
        if (p.K <= 0 || T.IsZero(p.Alpha))
        {
            if (bias == null) Scale(p);
        }
        else if (Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported) Run<Width512<T>, Vector512<T>, T>(ref p);
        else if (Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported) Run<Width256<T>, Vector256<T>, T>(ref p);
        else if (Vector128<T>.IsSupported) Run<Width128<T>, Vector128<T>, T>(ref p);
        else PlainGemm<T>.Run(p);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<W, V, T>(ref Product<T> p) where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumberBase<T>
    {
        if (p.M == 1) p.Transpose();
        if (p.N == 1) Gemv<W, V, T>.Run(p);
        else if (SmallGemm<T>.Suits(p)) SmallGemm<T>.Run(p);
        else PackedGemm<W, V, T>.Run(p);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void SetBias<T>(in Product<T> p, T* bias) where T : unmanaged, INumberBase<T>
    {
        for (nint i = 0; i < p.M; i++)
        {
            var c = p.C + i * p.RowC;
            if (T.IsZero(p.Beta))
            {
                if (p.ColC == 1) Unsafe.CopyBlockUnaligned(c, bias, checked((uint)(p.N * sizeof(T))));
                else for (nint j = 0; j < p.N; j++) c[j * p.ColC] = bias[j];
            }
            else for (nint j = 0; j < p.N; j++) c[j * p.ColC] = p.Beta * c[j * p.ColC] + bias[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Scale<T>(in Product<T> p) where T : unmanaged, INumberBase<T>
    {
        for (nint i = 0; i < p.M; i++)
        {
            var c = p.C + i * p.RowC;
            for (nint j = 0; j < p.N; j++, c += p.ColC) *c = T.IsZero(p.Beta) ? T.Zero : p.Beta * *c;
        }
    }
}
