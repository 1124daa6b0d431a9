using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Softmax(in Operand result, in Operand x, int dim, bool log)
    {
        var (outer, size, inner) = Around(x.Layout, dim);
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin)
            Kernels.Rows.Softmax.Forward(x.DType, outer, size, inner, a + x.Offset * x.ItemSize, r + result.Offset * x.ItemSize, log);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
    }

    public override void SoftmaxBackward(in Operand result, in Operand grad, in Operand y, int dim, bool log)
    {
        var (outer, size, inner) = Around(y.Layout, dim);
        fixed (byte* r = &result.Storage.Origin, g = &grad.Storage.Origin, a = &y.Storage.Origin)
            Kernels.Rows.Softmax.Backward(y.DType, outer, size, inner, g + grad.Offset * y.ItemSize, a + y.Offset * y.ItemSize, r + result.Offset * y.ItemSize, log);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(grad.Storage);
        GC.KeepAlive(y.Storage);
    }
}
