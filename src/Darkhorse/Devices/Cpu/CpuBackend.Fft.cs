using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Fourier(in Operand result, in Operand source, in FourierShape shape, double scale)
    {
        fixed (byte* to = &result.Storage.Origin, from = &source.Storage.Origin)
            Kernels.Dense.Fourier.Run(source.DType.RealPart == DType.Float32, shape, Start(from, source), Start(to, result), scale);
        KeepAlive(source, result, result, null);
    }
}
