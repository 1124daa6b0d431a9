using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Fourier(in Operand result, in Operand source, in FourierShape shape, double scale) { }
}
