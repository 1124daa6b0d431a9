using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>C = alpha * A * B + beta * C with A of m by k, B of k by n, C of m by n elements; each operand has a row stride and a column stride, in elements.</summary>
unsafe struct Product<T> where T : unmanaged, INumberBase<T>
{
    public nint M, N, K;
    public T Alpha, Beta;
    public T* A, B, C;
    public nint RowA, ColA, RowB, ColB, RowC, ColC;

    /// <summary>The same product seen transposed: C' = B' A'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Transpose()
    {
        (M, N) = (N, M);
        var a = A;
        A = B;
        B = a;
        (RowA, ColA, RowB, ColB) = (ColB, RowB, ColA, RowA);
        (RowC, ColC) = (ColC, RowC);
    }

    public readonly double Flops => 2.0 * M * N * K;
}
