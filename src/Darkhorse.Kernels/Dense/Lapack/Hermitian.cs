using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>Eigenvalues and -vectors of a Hermitian matrix: reduction to a real tridiagonal matrix by reflections, then the implicit QL method (Golub and Van Loan, Matrix Computations, 8.3).</summary>
static unsafe class Hermitian<T> where T : unmanaged, INumberBase<T>
{
    const int MostTurns = 60;

    /// <summary>Values ascending, vectors as columns. Only the lower triangle of <paramref name="a"/> is read; it is destroyed. Returns 0, or how many values did not converge.</summary>
    public static int Decompose(long n, T* a, double* values, T* vectors)
    {
        if (n == 0) return 0;
        var memory = new T[2 * n * n + 3 * n];
        var offDiagonal = new double[n];
        fixed (T* work = memory)
        fixed (double* e = offDiagonal)
        {
            for (long i = 0; i < n; i++)
            {
                a[i * n + i] = Field<T>.From(Field<T>.Real(a[i * n + i]));
                for (var j = i + 1; j < n; j++) a[i * n + j] = Field<T>.Conj(a[j * n + i]);
            }
            T* reflections = work, tau = work + n * n, p = tau + n, columns = p + 2 * n;
            Tridiagonalise(n, a, values, e, reflections, tau, p);
            Accumulate(n, reflections, tau, vectors, p);
            Field<T>.Transpose(n, n, vectors, columns);
            int failed = Iterate(n, values, e, columns);
            Sort(n, values, columns);
            Field<T>.Transpose(n, n, columns, vectors);
            return failed;
        }
    }

    /// <summary>Row k of <paramref name="reflections"/> holds reflection k from its element k + 1 on.</summary>
    static void Tridiagonalise(long n, T* a, double* d, double* e, T* reflections, T* tau, T* p)
    {
        for (long k = 0; k < n - 1; k++)
        {
            long size = n - k - 1;
            var v = reflections + k * n + k + 1;
            for (long i = 0; i < size; i++) v[i] = a[(k + 1 + i) * n + k];
            tau[k] = Reflections<T>.Make(size, v);
            d[k] = Field<T>.Real(a[k * n + k]);
            e[k] = Field<T>.Real(v[0]);
            v[0] = T.One;
            if (T.IsZero(tau[k])) continue;
            // A = A - v w^H - w v^H with w = p - (tau (p^H v) / 2) v and p = tau A v.
            for (long i = 0; i < size; i++)
            {
                var row = a + (k + 1 + i) * n + k + 1;
                p[i] = tau[k] * Product(size, row, v);
            }
            var half = -tau[k] * Field<T>.Dot(size, p, v) / Field<T>.From(2);
            Field<T>.Axpy(size, half, v, p);
            for (long i = 0; i < size; i++)
            {
                var row = a + (k + 1 + i) * n + k + 1;
                if (typeof(T) == typeof(double))
                {
                    Field<T>.Axpy(size, -v[i], p, row);
                    Field<T>.Axpy(size, -p[i], v, row);
                }
                else
                {
                    for (long j = 0; j < size; j++) row[j] -= v[i] * Field<T>.Conj(p[j]) + p[i] * Field<T>.Conj(v[j]);
                }
            }
        }
        d[n - 1] = Field<T>.Real(a[n * n - 1]);
        e[n - 1] = 0;
    }

    /// <summary>The sum of x y, neither conjugated.</summary>
    static T Product(long count, T* x, T* y)
    {
        if (typeof(T) == typeof(double)) return Field<T>.Dot(count, x, y);
        var sum = T.Zero;
        for (long i = 0; i < count; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The product of the reflections.</summary>
    static void Accumulate(long n, T* reflections, T* tau, T* q, T* product)
    {
        Field<T>.Identity(n, n, q);
        for (var k = n - 2; k >= 0; k--)
        {
            var v = reflections + k * n;
            for (long j = 0; j < n; j++) product[j] = T.Zero;
            for (var i = k + 1; i < n; i++) Field<T>.Axpy(n, Field<T>.Conj(v[i]), q + i * n, product);
            for (var i = k + 1; i < n; i++) Field<T>.Axpy(n, -tau[k] * v[i], product, q + i * n);
        }
    }

    static int Iterate(long n, double* d, double* e, T* columns)
    {
        for (long l = 0; l < n; l++)
        {
            for (int turn = 0; ; turn++)
            {
                var m = l;
                for (; m < n - 1; m++) if (Math.Abs(e[m]) <= Field<T>.Epsilon * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) break;
                if (m == l) break;
                if (turn == MostTurns || double.IsNaN(e[l])) return (int)(n - l);
                Turn(n, l, m, d, e, columns);
            }
        }
        return 0;
    }

    /// <summary>One implicit QL step on rows l to m, with Wilkinson's shift.</summary>
    static void Turn(long n, long l, long m, double* d, double* e, T* columns)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = double.Hypot(g, 1), s = 1, c = 1, p = 0;
        g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));
        for (var i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            Field<T>.Rotate(n, columns + i * n, columns + (i + 1) * n, Field<T>.From(c), Field<T>.From(-s), Field<T>.From(s), Field<T>.From(c));
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    static void Sort(long n, double* values, T* rows)
    {
        for (long i = 0; i < n - 1; i++)
        {
            var least = i;
            for (var j = i + 1; j < n; j++) if (values[j] < values[least]) least = j;
            if (least == i) continue;
            (values[i], values[least]) = (values[least], values[i]);
            Field<T>.Swap(n, rows + i * n, rows + least * n);
        }
    }
}
