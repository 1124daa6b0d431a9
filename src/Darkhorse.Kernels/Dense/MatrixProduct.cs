using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Dense;

/// <summary>Which operands of a product are read with their last two dims exchanged.</summary>
[Flags]
public enum Transposed
{
    Neither = 0,
    First = 1,
    Second = 2,
}

/// <summary>
/// c = alpha * a b + beta * c over layouts, with the shape rules of matmul: a one-dimensional a is a row, a one-dimensional b a column (c lacks that dim), further dims are
/// batches, of which a and b may be broadcast. Any dtype but bool.
/// </summary>
public static unsafe partial class MatrixProduct
{
    /// <summary>Runs the product; <paramref name="bias"/> is null, or n contiguous elements added to every row.</summary>
    public static void Run(DType dtype, Layout c, byte* pc, Layout a, byte* pa, Layout b, byte* pb, Transposed transposed, Scalar alpha, Scalar beta, byte* bias)
    {
        var visitor = new Visitor(new(c, a, b, transposed), pc, pa, pb, bias, alpha, beta);
        Dispatch.VisitNumber(dtype, ref visitor);
    }

    /// <summary>Sizes and strides of one product and of its batches, in elements.</summary>
    readonly ref struct Shape
    {
        public readonly long M, N, K, RowA, ColA, RowB, ColB, RowC, ColC;
        public readonly ReadOnlySpan<long> Batch, StepC;
        public readonly Layout A, B;
        public readonly int MatrixA, MatrixB; // dims of one matrix: 1 or 2

        public Shape(Layout c, Layout a, Layout b, Transposed transposed)
        {
            (A, B, MatrixA, MatrixB) = (a, b, Math.Min(a.Rank, 2), Math.Min(b.Rank, 2));
            int rank = c.Rank - (MatrixA - 1) - (MatrixB - 1);
            Batch = c.Sizes[..rank];
            StepC = c.Strides[..rank];
            (M, N) = (1, 1);
            if (MatrixA == 1) (K, ColA) = (a.Sizes[0], a.Strides[0]);
            else (M, K, RowA, ColA) = (a.Sizes[^2], a.Sizes[^1], a.Strides[^2], a.Strides[^1]);
            if (MatrixB == 1) RowB = b.Strides[0];
            else (N, RowB, ColB) = (b.Sizes[^1], b.Strides[^2], b.Strides[^1]);
            if (MatrixA == 2 && (transposed & Transposed.First) != 0) (M, K, RowA, ColA) = (K, M, ColA, RowA);
            if (MatrixB == 2 && (transposed & Transposed.Second) != 0) (N, RowB, ColB) = (b.Sizes[^2], ColB, RowB);
            // A dim of size 1 has any stride; the one that makes the matrix look contiguous lets batches be merged and rows be taken for vectors.
            if (MatrixA == 2) RowC = c.Strides[rank];
            if (MatrixB == 2) ColC = c.Strides[^1];
            if (M == 1) (RowA, RowC) = (K, N);
            if (N == 1) (ColB, ColC) = (1, 1);
            if (K == 1) (ColA, RowB) = (1, N);
        }

        /// <summary>The stride of an operand along a batch dim; 0 where it is broadcast.</summary>
        public long StepOf(Layout layout, int matrix, int dim)
        {
            int own = dim - Batch.Length + layout.Rank - matrix;
            return own < 0 || layout.Sizes[own] == 1 ? 0 : layout.Strides[own];
        }
    }

    readonly ref struct Visitor(Shape shape, byte* c, byte* a, byte* b, byte* bias, Scalar alpha, Scalar beta) : INumberVisitor
    {
        readonly Shape _shape = shape;
        readonly byte* _c = c, _a = a, _b = b, _bias = bias;
        readonly Scalar _alpha = alpha, _beta = beta;

        public void Visit<T>() where T : unmanaged, INumber<T>
            => Batches<Direct<T>, T, T>(_shape.Batch.Length - 1, (T*)_c, (T*)_a, (T*)_b, _alpha.To<T>(), _beta.To<T>());

        public void VisitWidened<S>() where S : unmanaged
            => Batches<Widened<S>, S, float>(_shape.Batch.Length - 1, (S*)_c, (S*)_a, (S*)_b, _alpha.ToSingle(), _beta.ToSingle());

        public void VisitComplex<T>() where T : unmanaged, INumber<T>
        {
            Complex alpha = _alpha.ToComplex(), beta = _beta.ToComplex();
            Batches<Complexes<T>, Pair<T>, Pair<T>>(_shape.Batch.Length - 1, (Pair<T>*)_c, (Pair<T>*)_a, (Pair<T>*)_b,
                new(T.CreateTruncating(alpha.Real), T.CreateTruncating(alpha.Imaginary)), new(T.CreateTruncating(beta.Real), T.CreateTruncating(beta.Imaginary)));
        }

        /// <summary>Batch dims from the outermost to <paramref name="dim"/>: the last one (two where they can be walked as one) is left to the product.</summary>
        void Batches<P, S, T>(int dim, S* c, S* a, S* b, T alpha, T beta) where P : struct, IProduct<S, T> where S : unmanaged where T : unmanaged
        {
            long count = 1, stepA = 0, stepB = 0, stepC = 0;
            if (dim >= 0)
            {
                (count, stepA, stepB, stepC) = (_shape.Batch[dim], _shape.StepOf(_shape.A, _shape.MatrixA, dim), _shape.StepOf(_shape.B, _shape.MatrixB, dim), _shape.StepC[dim]);
                for (dim--; dim >= 0; dim--)
                {
                    long outerA = _shape.StepOf(_shape.A, _shape.MatrixA, dim), outerB = _shape.StepOf(_shape.B, _shape.MatrixB, dim);
                    bool one = count == 1, fits = outerA == stepA * count && outerB == stepB * count && _shape.StepC[dim] == stepC * count;
                    if (one) (stepA, stepB, stepC) = (outerA, outerB, _shape.StepC[dim]);
                    else if (!fits && _shape.Batch[dim] != 1) break;
                    count *= _shape.Batch[dim];
                }
            }
            Outer<P, S, T>(0, dim, new(count, stepA, stepB, stepC), c, a, b, alpha, beta);
        }

        void Outer<P, S, T>(int dim, int last, Inner inner, S* c, S* a, S* b, T alpha, T beta) where P : struct, IProduct<S, T> where S : unmanaged where T : unmanaged
        {
            if (dim > last)
            {
                P.Run(inner.Count, _shape.M, _shape.N, _shape.K, alpha, a, inner.StepA, _shape.RowA, _shape.ColA, b, inner.StepB, _shape.RowB, _shape.ColB,
                    beta, c, inner.StepC, _shape.RowC, _shape.ColC, (S*)_bias);
                return;
            }
            long stepA = _shape.StepOf(_shape.A, _shape.MatrixA, dim), stepB = _shape.StepOf(_shape.B, _shape.MatrixB, dim), stepC = _shape.StepC[dim];
            for (long i = 0; i < _shape.Batch[dim]; i++) Outer<P, S, T>(dim + 1, last, inner, c + i * stepC, a + i * stepA, b + i * stepB, alpha, beta);
        }
    }

    readonly record struct Inner(long Count, long StepA, long StepB, long StepC);

    readonly record struct Pair<T>(T Real, T Imaginary) where T : unmanaged;

    /// <summary>Batches of products of matrices stored as S, alpha and beta given as T.</summary>
    interface IProduct<S, T> where S : unmanaged where T : unmanaged
    {
        static abstract void Run(long batch, long m, long n, long k, T alpha, S* a, long stepA, long rowA, long colA, S* b, long stepB, long rowB, long colB,
            T beta, S* c, long stepC, long rowC, long colC, S* bias);
    }

    readonly struct Direct<T> : IProduct<T, T> where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(long batch, long m, long n, long k, T alpha, T* a, long stepA, long rowA, long colA, T* b, long stepB, long rowB, long colB,
            T beta, T* c, long stepC, long rowC, long colC, T* bias)
        {
            if (batch == 1) Gemm.Run(m, n, k, alpha, a, rowA, colA, b, rowB, colB, beta, c, rowC, colC, bias);
            else Gemm.Batched(batch, m, n, k, alpha, a, stepA, rowA, colA, b, stepB, rowB, colB, beta, c, stepC, rowC, colC, bias);
        }
    }

    /// <summary>
    /// Four real products over the parts, which lie two elements apart: (p + qi)(r + si) = (pr - qs) + (ps + qr)i. The parts of the product stand in matrices of their own
    /// until they are scaled and merged.
    /// </summary>
    readonly struct Complexes<T> : IProduct<Pair<T>, Pair<T>> where T : unmanaged, INumber<T>
    {
        public static void Run(long batch, long m, long n, long k, Pair<T> alpha, Pair<T>* a, long stepA, long rowA, long colA, Pair<T>* b, long stepB, long rowB, long colB,
            Pair<T> beta, Pair<T>* c, long stepC, long rowC, long colC, Pair<T>* bias)
        {
            var real = Workspace.Take<T>(Workspace.Results, (nint)(2 * m * n));
            var imaginary = real + m * n;
            for (long i = 0; i < batch; i++)
            {
                T* p = (T*)(a + i * stepA), r = (T*)(b + i * stepB);
                Gemm.Run(m, n, k, T.One, p, 2 * rowA, 2 * colA, r, 2 * rowB, 2 * colB, T.Zero, real, n, 1);
                Gemm.Run(m, n, k, -T.One, p + 1, 2 * rowA, 2 * colA, r + 1, 2 * rowB, 2 * colB, T.One, real, n, 1);
                Gemm.Run(m, n, k, T.One, p, 2 * rowA, 2 * colA, r + 1, 2 * rowB, 2 * colB, T.Zero, imaginary, n, 1);
                Gemm.Run(m, n, k, T.One, p + 1, 2 * rowA, 2 * colA, r, 2 * rowB, 2 * colB, T.One, imaginary, n, 1);
                Merge(m, n, real, imaginary, alpha, beta, c + i * stepC, rowC, colC, bias);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Merge(long m, long n, T* real, T* imaginary, Pair<T> alpha, Pair<T> beta, Pair<T>* c, long rowC, long colC, Pair<T>* bias)
        {
            bool scaled = alpha != new Pair<T>(T.One, T.Zero), keeps = beta != default;
            for (long i = 0; i < m; i++, c += rowC)
            {
                for (long j = 0; j < n; j++)
                {
                    var value = new Pair<T>(*real++, *imaginary++);
                    if (scaled) value = Times(alpha, value);
                    if (keeps) value = Plus(Times(beta, c[j * colC]), value);
                    if (bias != null) value = Plus(value, bias[j]);
                    c[j * colC] = value;
                }
            }
        }

        static Pair<T> Times(Pair<T> x, Pair<T> y) => new(x.Real * y.Real - x.Imaginary * y.Imaginary, x.Real * y.Imaginary + x.Imaginary * y.Real);
        static Pair<T> Plus(Pair<T> x, Pair<T> y) => new(x.Real + y.Real, x.Imaginary + y.Imaginary);
    }
}
