using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>The singular value decomposition by one-sided Jacobi rotations (Hestenes 1958): slower than bidiagonalisation, but small singular values are found to full relative precision.</summary>
static unsafe class Singular<T> where T : unmanaged, INumberBase<T>
{
    const int MostSweeps = 60;

    /// <summary>
    /// A = U diag(S) Vh, values descending. U is m by <paramref name="columnsU"/>, Vh <paramref name="rowsV"/> by n, either the smaller of m and n or all. Either may be null.
    /// Returns 0, or 1 if it did not converge.
    /// </summary>
    public static int Decompose(long m, long n, T* a, double* s, T* u, long columnsU, T* vh, long rowsV)
    {
        long k = Math.Min(m, n), longer = Math.Max(m, n);
        // g holds the columns of A, or of A^H if that is the taller one, as rows; w the columns of the other side.
        T[] g = new T[k * longer], w = new T[k * k];
        fixed (T* pg = g, pw = w)
        {
            if (m >= n) Field<T>.Transpose(m, n, a, pg);
            else for (long i = 0; i < k * longer; i++) pg[i] = Field<T>.Conj(a[i]);
            Field<T>.Identity(k, k, pw);
            bool converged = Sweep(k, longer, pg, pw);
            Finish(k, longer, pg, pw, s);
            T* tall = m >= n ? u : vh, square = m >= n ? vh : u;
            long count = m >= n ? columnsU : rowsV;
            if (tall != null) Complete(k, longer, count, pg, s, tall, asColumns: m >= n);
            if (square != null)
            {
                // V^H has the conjugated columns of V as rows; U has its columns as columns.
                for (long i = 0; i < k; i++)
                    for (long j = 0; j < k; j++)
                        if (m >= n) square[i * k + j] = Field<T>.Conj(pw[i * k + j]);
                        else square[j * k + i] = pw[i * k + j];
            }
            return converged ? 0 : 1;
        }
    }

    static bool Sweep(long k, long length, T* g, T* w)
    {
        // Rows of no more than rounding errors have no direction: turning them would go on for ever.
        double floor = Field<T>.SquaredNorm(k * length, g) * Field<T>.Epsilon * Field<T>.Epsilon;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            bool rotated = false;
            for (long p = 0; p < k - 1; p++)
                for (var q = p + 1; q < k; q++) rotated |= Orthogonalise(length, g + p * length, g + q * length, k, w + p * k, w + q * k, floor);
            if (!rotated) return true;
        }
        return false;
    }

    static bool Orthogonalise(long length, T* gp, T* gq, long k, T* wp, T* wq, double floor)
    {
        double alpha = Field<T>.SquaredNorm(length, gp), beta = Field<T>.SquaredNorm(length, gq);
        if (alpha <= floor || beta <= floor) return false;
        var gamma = Field<T>.Dot(length, gp, gq);
        double size = Field<T>.Abs(gamma);
        if (!(size > 2 * Field<T>.Epsilon * Math.Sqrt(alpha * beta * length)) || !double.IsFinite(size)) return false;
        double zeta = (beta - alpha) / (2 * size), t = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta)), c = 1 / Math.Sqrt(1 + t * t), s = c * t;
        var phase = Field<T>.Conj(gamma / Field<T>.From(size));
        Rotate(length, gp, gq, c, s, phase);
        Rotate(k, wp, wq, c, s, phase);
        return true;
    }

    static void Rotate(long count, T* x, T* y, double c, double s, T phase)
    {
        T cosine = Field<T>.From(c), sine = Field<T>.From(s);
        Field<T>.Rotate(count, x, y, cosine, -sine * phase, sine, cosine * phase);
    }

    /// <summary>Norms become singular values, rows unit vectors, in descending order.</summary>
    static void Finish(long k, long length, T* g, T* w, double* s)
    {
        for (long i = 0; i < k; i++)
        {
            s[i] = Math.Sqrt(Field<T>.SquaredNorm(length, g + i * length));
            if (s[i] > 0) Field<T>.Scale(length, Field<T>.From(1 / s[i]), g + i * length);
        }
        for (long i = 0; i < k - 1; i++)
        {
            var most = i;
            for (var j = i + 1; j < k; j++) if (s[j] > s[most]) most = j;
            if (most == i) continue;
            (s[i], s[most]) = (s[most], s[i]);
            Field<T>.Swap(length, g + i * length, g + most * length);
            Field<T>.Swap(k, w + i * k, w + most * k);
        }
    }

    /// <summary>The unit vectors found, and as many more as are wanted, orthogonal to them: the unit axes, cleaned of all components.</summary>
    static void Complete(long k, long length, long count, T* g, double* s, T* target, bool asColumns)
    {
        var memory = new T[count * length];
        fixed (T* rows = memory)
        {
            long axis = 0;
            for (long i = 0; i < count; i++)
            {
                var row = rows + i * length;
                if (i < k && s[i] > s[0] * Field<T>.Epsilon * 4)
                {
                    Field<T>.Copy(length, g + i * length, row);
                    continue;
                }
                for (bool found = false; !found && axis < length; axis++)
                {
                    for (long j = 0; j < length; j++) row[j] = j == axis ? T.One : T.Zero;
                    for (int pass = 0; pass < 2; pass++)
                        for (long j = 0; j < i; j++) Field<T>.Axpy(length, -Field<T>.Dot(length, rows + j * length, row), rows + j * length, row);
                    double norm = Math.Sqrt(Field<T>.SquaredNorm(length, row));
                    found = norm > 0.5 / Math.Sqrt(length);
                    if (found) Field<T>.Scale(length, Field<T>.From(1 / norm), row);
                }
            }
            for (long i = 0; i < count; i++)
                for (long j = 0; j < length; j++)
                    if (asColumns) target[j * count + i] = rows[i * length + j];
                    else target[i * length + j] = Field<T>.Conj(rows[i * length + j]);
        }
    }
}
