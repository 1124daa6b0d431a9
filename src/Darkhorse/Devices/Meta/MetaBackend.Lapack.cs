using Darkhorse.Kernels.Dense.Lapack;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Factorize(Factorization kind, bool option, ReadOnlySpan<Operand?> inputs, ReadOnlySpan<Operand?> outputs) { }

    public override void SolveTriangular(in Operand a, in Operand x, bool upper, bool unit) { }
}
