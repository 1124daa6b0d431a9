using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// Discrete Fourier transforms along one dim; see <see cref="FourierShape"/> for what the operands hold. Both contiguous, float32, float64 or their complex dtypes, of one
    /// precision; they are the same, or do not overlap.
    /// </summary>
    public abstract void Fourier(in Operand result, in Operand source, in FourierShape shape, double scale);
}
