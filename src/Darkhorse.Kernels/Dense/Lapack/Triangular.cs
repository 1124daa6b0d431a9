using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>LU, Cholesky and triangular systems, row by row: matrices are row-major.</summary>
static unsafe class Triangular<T> where T : unmanaged, INumberBase<T>
{
    /// <summary>Columns factorised at a time. What is right of (or below) them follows in one matrix product: one pass over it instead of as many as there are columns.</summary>
    const long Block = 48;

    /// <summary>
    /// P A = L U in place with rows exchanged (<paramref name="pivots"/> counted from 1, as LAPACK does) or not. Returns 0, or the 1-based place of the first zero on U's diagonal.
    /// </summary>
    public static int Lu(long m, long n, T* a, int* pivots, bool pivot)
    {
        int info = 0;
        long count = Math.Min(m, n);
        for (long first = 0; first < count; first += Block)
        {
            long end = Math.Min(first + Block, count);
            for (long k = first; k < end; k++)
            {
                int zero = Eliminate(m, n, a, k, end, pivots, pivot);
                if (info == 0) info = zero;
            }
            if (end == n) continue;
            for (var i = first + 1; i < end; i++)
                for (var j = first; j < i; j++) Field<T>.Axpy(n - end, -a[i * n + j], a + j * n + end, a + i * n + end);
            Gemm.Run(m - end, n - end, end - first, -T.One, a + end * n + first, n, 1, a + first * n + end, n, 1, T.One, a + end * n + end, n, 1);
        }
        return info;
    }

    /// <summary>One step of the elimination, of which the columns before <paramref name="end"/> take part. Returns 0, or the step counted from 1 if its pivot is zero.</summary>
    static int Eliminate(long m, long n, T* a, long k, long end, int* pivots, bool pivot)
    {
        long best = k;
        if (pivot)
            for (var i = k + 1; i < m; i++) if (Field<T>.Abs1(a[i * n + k]) > Field<T>.Abs1(a[best * n + k])) best = i;
        pivots[k] = (int)best + 1;
        if (T.IsZero(a[best * n + k])) return (int)k + 1;
        if (best != k) Field<T>.Swap(n, a + k * n, a + best * n);
        for (var i = k + 1; i < m; i++)
        {
            var factor = a[i * n + k] /= a[k * n + k];
            if (!T.IsZero(factor)) Field<T>.Axpy(end - k - 1, -factor, a + k * n + k + 1, a + i * n + k + 1);
        }
        return 0;
    }

    /// <summary>A = L L^H from the lower triangle, in place; the upper one becomes zero. Returns 0, or the order of the first leading minor that is not positive.</summary>
    public static int Cholesky(long n, T* a)
    {
        // The conjugate of L's columns, which the product below needs, is L itself in real numbers only.
        long block = typeof(T) == typeof(double) ? Block : n;
        for (long first = 0; first < n; first += block)
        {
            long end = Math.Min(first + block, n);
            for (long j = first; j < end; j++)
            {
                T* row = a + j * n + first;
                double diagonal = Field<T>.Real(a[j * n + j]) - Field<T>.SquaredNorm(j - first, row);
                if (!(diagonal > 0)) return (int)j + 1;
                diagonal = Math.Sqrt(diagonal);
                a[j * n + j] = Field<T>.From(diagonal);
                for (var i = j + 1; i < n; i++) a[i * n + j] = (a[i * n + j] - Field<T>.Dot(j - first, row, a + i * n + first)) / Field<T>.From(diagonal);
            }
            // Of the rest the lower triangle, in strips.
            for (long strip = end; strip < n; strip += 2 * block)
            {
                T* rows = a + strip * n;
                Gemm.Run(n - strip, Math.Min(2 * block, n - strip), end - first, -T.One, rows + first, n, 1, rows + first, 1, n, T.One, rows + strip, n, 1);
            }
        }
        for (long j = 0; j < n; j++)
            for (var i = j + 1; i < n; i++) a[j * n + i] = T.Zero;
        return 0;
    }

    /// <summary>Solves A X = B for a triangle of A; B, of k columns, becomes X.</summary>
    public static void Solve(long n, long k, T* a, bool upper, bool unit, T* b)
    {
        const long block = 16;
        for (long done = 0; done < n; done += block)
        {
            long size = Math.Min(block, n - done), first = upper ? n - done - size : done, end = first + size;
            // What is known of X, all at once.
            long known = upper ? end : 0;
            if (done > 0) Gemm.Run(size, k, done, -T.One, a + first * n + known, n, 1, b + known * k, k, 1, T.One, b + first * k, k, 1);
            for (long step = 0; step < size; step++)
            {
                var i = upper ? end - 1 - step : first + step;
                for (var j = upper ? i + 1 : first; j < (upper ? end : i); j++) Field<T>.Axpy(k, -a[i * n + j], b + j * k, b + i * k);
                if (!unit)
                    for (long c = 0; c < k; c++) b[i * k + c] /= a[i * n + i];
            }
        }
    }
}
