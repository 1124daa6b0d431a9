using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Arange(in Operand result, Scalar start, Scalar step)
    {
        fixed (byte* r = &result.Storage.Origin) Kernels.Iteration.Sequences.Arange(result.DType, r + result.Offset * result.ItemSize, result.Count, start, step);
        GC.KeepAlive(result.Storage);
    }

    public override void Linspace(in Operand result, double start, double end, double powersOf)
    {
        fixed (byte* r = &result.Storage.Origin) Kernels.Iteration.Sequences.Linspace(result.DType, r + result.Offset * result.ItemSize, result.Count, start, end, powersOf);
        GC.KeepAlive(result.Storage);
    }
}
