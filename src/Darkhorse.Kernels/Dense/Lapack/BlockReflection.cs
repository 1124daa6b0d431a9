namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>
/// Several of Householder's reflections as one, I - V T V^T with an upper triangle T (Schreiber and Van Loan 1989), so that matrix products apply them. Real numbers;
/// as in <see cref="Reflections{T}"/> the columns of a matrix are the rows of its array.
/// </summary>
sealed unsafe class BlockReflection
{
    /// <summary>Reflections in a block.</summary>
    public const long Size = 32;

    readonly double[] _v, _t, _work, _turned;

    /// <param name="m">The length of the longest reflection.</param>
    /// <param name="n">The most columns that one is applied to.</param>
    public BlockReflection(long m, long n) => (_v, _t, _work, _turned) = (new double[Size * m], new double[Size * Size], new double[Size * n], new double[Size * n]);

    /// <summary>
    /// The reflections from <paramref name="first"/> on, whose vectors are rows of <paramref name="a"/>, m long, each from its diagonal on, where 1 is meant, applied to
    /// the columns <paramref name="c"/> from row first on: in their order, as in a factorisation, or in reverse, as in forming Q.
    /// </summary>
    public void Apply(long m, long first, long count, double* a, double* tau, long columns, double* c, bool reverse)
    {
        long length = m - first;
        if (columns == 0) return;
        fixed (double* v = _v, t = _t, work = _work, turned = _turned)
        {
            Prepare(m, first, count, a, tau, v, t);
            Gemm.Run(columns, count, length, 1.0, c, m, 1, v, 1, length, 0.0, work, count, 1);
            Gemm.Run(columns, count, count, 1.0, work, count, 1, t, reverse ? 1 : count, reverse ? count : 1, 0.0, turned, count, 1);
            Gemm.Run(columns, length, count, -1.0, turned, count, 1, v, length, 1, 1.0, c, m, 1);
        }
    }

    /// <summary>V with its ones and zeros, and T: column i is -tau_i T (V^T v_i), with tau_i below it.</summary>
    static void Prepare(long m, long first, long count, double* a, double* tau, double* v, double* t)
    {
        long length = m - first;
        for (long i = 0; i < count; i++)
        {
            double* row = v + i * length;
            new Span<double>(row, (int)i).Clear();
            row[i] = 1;
            Field<double>.Copy(length - i - 1, a + (first + i) * m + first + i + 1, row + i + 1);
            for (long j = 0; j < i; j++) t[j * count + i] = Field<double>.Dot(length - i, v + j * length + i, row + i);
            for (long j = 0; j < i; j++)
            {
                double sum = 0;
                for (long l = j; l < i; l++) sum += t[j * count + l] * t[l * count + i];
                t[j * count + i] = -tau[first + i] * sum;
            }
            t[i * count + i] = tau[first + i];
            for (long j = i + 1; j < count; j++) t[j * count + i] = 0;
        }
    }
}
