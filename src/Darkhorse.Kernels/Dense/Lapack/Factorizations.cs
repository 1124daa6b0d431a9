using System.Numerics;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>The ways to take a matrix apart. What they read and write is said at each: float64 or complex128 matrices, contiguous, one after the other in a batch.</summary>
public enum Factorization
{
    /// <summary>In: A [m, n]. Out: L and U in one [m, n], pivots int32 [k], info int32. Option: exchange rows.</summary>
    Lu,

    /// <summary>In: A [n, n], of which the lower triangle counts. Out: L [n, n], info int32.</summary>
    Cholesky,

    /// <summary>In: A [m, n]. Out: Q [m, q], R [q, n].</summary>
    Qr,

    /// <summary>In: A [m, n]. Out: reflections below R [m, n], their factors [k].</summary>
    Reflections,

    /// <summary>In: reflections [m, n], factors [k]. Out: the first n columns of their product [m, n].</summary>
    ReflectionProduct,

    /// <summary>In: A [n, n] Hermitian, of which the lower triangle counts. Out: values float64 [n] ascending, vectors [n, n], info int32.</summary>
    Hermitian,

    /// <summary>In: A [m, n]. Out: U [m, p], values float64 [k] descending, V^H [q, n], info int32.</summary>
    Singular,

    /// <summary>In: A complex128 [n, n]. Out: values complex128 [n], vectors complex128 [n, n], info int32. Option: A is real.</summary>
    General,
}

/// <summary>Matrices of one size, one after the other.</summary>
public readonly unsafe struct MatrixBatch(void* data, long rows, long columns, int itemSize)
{
    public long Rows => rows;
    public long Columns => columns;

    /// <summary>Matrix number <paramref name="index"/>.</summary>
    public T* At<T>(long index) where T : unmanaged => data == null ? null : (T*)((byte*)data + index * rows * columns * itemSize);
}

/// <summary>Runs factorisations and triangular solves over batches, matrix by matrix on all threads.</summary>
public static unsafe class Factorizations
{
    /// <summary>Factorises <paramref name="batch"/> matrices; see <see cref="Factorization"/> for what each reads and writes.</summary>
    public static void Run(Factorization kind, bool complex, bool option, long batch, MatrixBatch a, MatrixBatch b, MatrixBatch first, MatrixBatch second, MatrixBatch third, MatrixBatch fourth)
    {
        if (complex) WorkerPool.For(batch, Grain(a), new Body<Complex>(kind, option, a, b, first, second, third, fourth));
        else WorkerPool.For(batch, Grain(a), new Body<double>(kind, option, a, b, first, second, third, fourth));
    }

    /// <summary>x, which holds B, becomes the solution of A X = B with one triangle of A.</summary>
    public static void SolveTriangular(bool complex, bool upper, bool unit, long batch, MatrixBatch a, MatrixBatch x)
    {
        if (complex) WorkerPool.For(batch, Grain(a), new SolveBody<Complex>(upper, unit, a, x));
        else WorkerPool.For(batch, Grain(a), new SolveBody<double>(upper, unit, a, x));
    }

    static long Grain(MatrixBatch a) => Math.Max(1, 8192 / Math.Max(1, a.Rows * a.Columns * Math.Min(a.Rows, a.Columns)));

    readonly struct SolveBody<T>(bool upper, bool unit, MatrixBatch a, MatrixBatch x) : IRangeBody where T : unmanaged, INumberBase<T>
    {
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++) Triangular<T>.Solve(a.Rows, x.Columns, a.At<T>(i), upper, unit, x.At<T>(i));
        }
    }

    readonly struct Body<T>(Factorization kind, bool option, MatrixBatch a, MatrixBatch b, MatrixBatch first, MatrixBatch second, MatrixBatch third, MatrixBatch fourth) : IRangeBody
        where T : unmanaged, INumberBase<T>
    {
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++) Run(i);
        }

        void Run(long i)
        {
            long m = a.Rows, n = a.Columns;
            switch (kind)
            {
                case Factorization.Lu:
                    Field<T>.Copy(m * n, a.At<T>(i), first.At<T>(i));
                    *third.At<int>(i) = Triangular<T>.Lu(m, n, first.At<T>(i), second.At<int>(i), option);
                    break;
                case Factorization.Cholesky:
                    Field<T>.Copy(n * n, a.At<T>(i), first.At<T>(i));
                    *second.At<int>(i) = Triangular<T>.Cholesky(n, first.At<T>(i));
                    break;
                case Factorization.Qr: Qr(m, n, a.At<T>(i), first.Columns, first.At<T>(i), second.At<T>(i)); break;
                case Factorization.Reflections: Reflect(m, n, a.At<T>(i), first.At<T>(i), second.At<T>(i)); break;
                case Factorization.ReflectionProduct: Multiply(m, n, b.Columns, a.At<T>(i), b.At<T>(i), first.At<T>(i)); break;
                case Factorization.Hermitian: *third.At<int>(i) = Eigen(n, a.At<T>(i), first.At<double>(i), second.At<T>(i)); break;
                case Factorization.Singular:
                    *fourth.At<int>(i) = Singular<T>.Decompose(m, n, a.At<T>(i), second.At<double>(i), first.At<T>(i), first.Columns, third.At<T>(i), third.Rows);
                    break;
                default: *third.At<int>(i) = EigenOfAny(n, a.At<Complex>(i), first.At<Complex>(i), second.At<Complex>(i)); break;
            }
        }

        static int Eigen(long n, T* a, double* values, T* vectors)
        {
            fixed (T* copy = Copied(n * n, a)) return Hermitian<T>.Decompose(n, copy, values, vectors);
        }

        int EigenOfAny(long n, Complex* a, Complex* values, Complex* vectors)
        {
            var copy = new Span<Complex>(a, checked((int)(n * n))).ToArray();
            fixed (Complex* p = copy) return General.Decompose(n, p, values, vectors, option);
        }

        static T[] Copied(long count, T* from) => new Span<T>(from, checked((int)count)).ToArray();

        static void Qr(long m, long n, T* a, long columns, T* q, T* r)
        {
            long k = Math.Min(m, n);
            T[] transposed = new T[Math.Max(m * n, 1)], tau = new T[Math.Max(k, 1)], rows = new T[Math.Max(columns * m, 1)];
            fixed (T* t = transposed, ptau = tau, prows = rows)
            {
                Field<T>.Transpose(m, n, a, t);
                Reflections<T>.Factor(m, n, t, ptau);
                for (long i = 0; i < columns; i++)
                    for (long j = 0; j < n; j++) r[i * n + j] = j >= i ? t[j * m + i] : T.Zero;
                if (q == null) return;
                Reflections<T>.Form(m, columns, k, t, ptau, prows);
                Field<T>.Transpose(columns, m, prows, q);
            }
        }

        static void Reflect(long m, long n, T* a, T* result, T* tau)
        {
            var transposed = new T[Math.Max(m * n, 1)];
            fixed (T* t = transposed)
            {
                Field<T>.Transpose(m, n, a, t);
                Reflections<T>.Factor(m, n, t, tau);
                Field<T>.Transpose(n, m, t, result);
            }
        }

        static void Multiply(long m, long n, long k, T* a, T* tau, T* q)
        {
            T[] transposed = new T[Math.Max(m * n, 1)], rows = new T[Math.Max(m * n, 1)];
            fixed (T* t = transposed, p = rows)
            {
                Field<T>.Transpose(m, n, a, t);
                Reflections<T>.Form(m, n, k, t, tau, p);
                Field<T>.Transpose(n, m, p, q);
            }
        }
    }
}
