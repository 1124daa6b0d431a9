using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>Householder's reflections H = I - tau v v^H with v[0] = 1, as LAPACK defines them: H^H x = beta e1 with a real beta.</summary>
static unsafe class Reflections<T> where T : unmanaged, INumberBase<T>
{
    /// <summary>Makes the reflection of x: x[0] becomes beta, the rest v. Returns tau.</summary>
    public static T Make(long count, T* x)
    {
        double tail = Field<T>.SquaredNorm(count - 1, x + 1);
        var alpha = x[0];
        if (tail == 0 && Field<T>.Imaginary(alpha) == 0) return T.Zero;
        double beta = -Math.CopySign(Math.Sqrt(Field<T>.Square(alpha) + tail), Field<T>.Real(alpha));
        var tau = (Field<T>.From(beta) - alpha) / Field<T>.From(beta);
        Field<T>.Scale(count - 1, T.One / (alpha - Field<T>.From(beta)), x + 1);
        x[0] = Field<T>.From(beta);
        return tau;
    }

    /// <summary>c -= factor (v^H c) v, where v[0] counts as 1.</summary>
    public static void Apply(long count, T* v, T factor, T* c)
    {
        var product = factor * (c[0] + Field<T>.Dot(count - 1, v + 1, c + 1));
        c[0] -= product;
        Field<T>.Axpy(count - 1, -product, v + 1, c + 1);
    }

    /// <summary>QR of a matrix whose columns are the rows of <paramref name="a"/> (n of them, m long): below the diagonal the reflections, on and above it R.</summary>
    public static void Factor(long m, long n, T* a, T* tau)
    {
        long count = Math.Min(m, n);
        var blocks = InBlocks(count) ? new BlockReflection(m, n) : null;
        long step = blocks is null ? Math.Max(count, 1) : BlockReflection.Size;
        for (long first = 0; first < count; first += step)
        {
            long end = Math.Min(first + step, count);
            for (var k = first; k < end; k++)
            {
                var v = a + k * m + k;
                tau[k] = Make(m - k, v);
                for (var j = k + 1; j < (blocks is null ? n : end); j++) Apply(m - k, v, Field<T>.Conj(tau[k]), a + j * m + k);
            }
            blocks?.Apply(m, first, end - first, (double*)a, (double*)tau, n - end, (double*)(a + end * m + first), reverse: false);
        }
    }

    /// <summary>The first <paramref name="columns"/> columns of Q = H1 H2 … Hk, as rows of <paramref name="q"/>.</summary>
    public static void Form(long m, long columns, long k, T* a, T* tau, T* q)
    {
        Field<T>.Identity(columns, m, q);
        if (!InBlocks(k))
        {
            for (var i = k - 1; i >= 0; i--)
                for (long j = 0; j < columns; j++) Apply(m - i, a + i * m + i, tau[i], q + j * m + i);
            return;
        }
        var blocks = new BlockReflection(m, columns);
        for (var first = (k - 1) / BlockReflection.Size * BlockReflection.Size; first >= 0; first -= BlockReflection.Size)
        {
            // The columns before are still those of the identity, zero where the reflections are not.
            long count = Math.Min(BlockReflection.Size, k - first);
            blocks.Apply(m, first, count, (double*)a, (double*)tau, columns - first, (double*)(q + first * m + first), reverse: true);
        }
    }

    /// <summary>Whether to take several reflections at once: real numbers, and enough of them.</summary>
    static bool InBlocks(long count) => typeof(T) == typeof(double) && count > BlockReflection.Size;
}
