using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>LU, Cholesky and triangular systems, row by row: matrices are row-major.</summary>
static unsafe class Triangular<T> where T : unmanaged, INumberBase<T>
{
    /// <summary>
    /// P A = L U in place with rows exchanged (<paramref name="pivots"/> counted from 1, as LAPACK does) or not. Returns 0, or the 1-based place of the first zero on U's diagonal.
    /// </summary>
    public static int Lu(long m, long n, T* a, int* pivots, bool pivot)
    {
        int info = 0;
        for (long k = 0; k < Math.Min(m, n); k++)
        {
            long best = k;
            if (pivot)
                for (var i = k + 1; i < m; i++) if (Field<T>.Abs1(a[i * n + k]) > Field<T>.Abs1(a[best * n + k])) best = i;
            pivots[k] = (int)best + 1;
            if (T.IsZero(a[best * n + k]))
            {
                if (info == 0) info = (int)k + 1;
                continue;
            }
            if (best != k) Field<T>.Swap(n, a + k * n, a + best * n);
            for (var i = k + 1; i < m; i++)
            {
                var factor = a[i * n + k] /= a[k * n + k];
                if (!T.IsZero(factor)) Field<T>.Axpy(n - k - 1, -factor, a + k * n + k + 1, a + i * n + k + 1);
            }
        }
        return info;
    }

    /// <summary>A = L L^H from the lower triangle, in place; the upper one becomes zero. Returns 0, or the order of the first leading minor that is not positive.</summary>
    public static int Cholesky(long n, T* a)
    {
        for (long j = 0; j < n; j++)
        {
            double diagonal = Field<T>.Real(a[j * n + j]) - Field<T>.SquaredNorm(j, a + j * n);
            if (!(diagonal > 0)) return (int)j + 1;
            diagonal = Math.Sqrt(diagonal);
            a[j * n + j] = Field<T>.From(diagonal);
            for (var i = j + 1; i < n; i++) a[i * n + j] = (a[i * n + j] - Field<T>.Dot(j, a + j * n, a + i * n)) / Field<T>.From(diagonal);
            for (var i = j + 1; i < n; i++) a[j * n + i] = T.Zero;
        }
        return 0;
    }

    /// <summary>Solves A X = B for a triangle of A; B, of k columns, becomes X.</summary>
    public static void Solve(long n, long k, T* a, bool upper, bool unit, T* b)
    {
        for (long step = 0; step < n; step++)
        {
            var i = upper ? n - 1 - step : step;
            for (var j = upper ? i + 1 : 0; j < (upper ? n : i); j++) Field<T>.Axpy(k, -a[i * n + j], b + j * k, b + i * k);
            if (!unit)
                for (long c = 0; c < k; c++) b[i * k + c] /= a[i * n + i];
        }
    }
}
