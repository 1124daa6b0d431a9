using Darkhorse.Kernels.Dense.Lapack;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>Factorises a batch of matrices; see <see cref="Factorization"/> for operands and results. All contiguous, float64 or complex128.</summary>
    /// <param name="kind">The factorisation.</param>
    /// <param name="option">What the kind says.</param>
    /// <param name="inputs">One or two.</param>
    /// <param name="outputs">Up to four; vectors have one dim less than matrices, and null is what is not wanted.</param>
    public abstract void Factorize(Factorization kind, bool option, ReadOnlySpan<Operand?> inputs, ReadOnlySpan<Operand?> outputs);

    /// <summary>x, which holds B, becomes the solution of A X = B with one triangle of A. Contiguous, float64 or complex128, of equal batches.</summary>
    public abstract void SolveTriangular(in Operand a, in Operand x, bool upper, bool unit);
}
