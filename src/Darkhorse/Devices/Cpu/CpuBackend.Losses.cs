using Darkhorse.Kernels.Rows;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Nll(in Operand result, in Operand total, in Operand x, in Operand target, in Operand weight, Nll.Mode mode, long ignored)
    {
        fixed (byte* r = &First(result), s = &First(total), a = &First(x), t = &First(target), w = &First(weight))
            Kernels.Rows.Nll.Forward(x.DType, Problem(x.Layout, mode, ignored), a, (long*)t, w, r, s);
        KeepAlive(result, total, x, target);
        KeepAlive(weight);
    }

    public override void NllBackward(in Operand result, in Operand grad, in Operand target, in Operand weight, in Operand total, Nll.Mode mode, long ignored)
    {
        fixed (byte* r = &First(result), g = &First(grad), t = &First(target), w = &First(weight), s = &First(total))
            Kernels.Rows.Nll.Backward(result.DType, Problem(result.Layout, mode, ignored), g, (long*)t, w, s, r);
        KeepAlive(result, grad, target, weight);
        KeepAlive(total);
    }

    static Nll.Problem Problem(Layout x, Nll.Mode mode, long ignored)
    {
        var (batch, classes, inner) = Around(x, 1);
        return new(batch, classes, inner, ignored, mode);
    }
}
