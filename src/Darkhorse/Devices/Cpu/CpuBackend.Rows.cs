using System.Runtime.CompilerServices;
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

    public override void LayerNorm(in Operand result, in Operand mean, in Operand rstd, in Operand x, in Operand weight, in Operand bias, double eps)
    {
        long rows = mean.Count;
        fixed (byte* r = &First(result), m = &First(mean), s = &First(rstd), a = &First(x), w = &First(weight), b = &First(bias))
            Kernels.Rows.LayerNorm.Forward(x.DType, rows, rows == 0 ? 0 : x.Count / rows, a, w, b, eps, r, m, s);
        KeepAlive(result, mean, rstd, x);
        KeepAlive(weight, bias);
    }

    public override void LayerNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd)
    {
        long rows = mean.Count;
        fixed (byte* r = &First(result), wg = &First(weightGrad), bg = &First(biasGrad), g = &First(grad), a = &First(x), w = &First(weight), m = &First(mean), s = &First(rstd))
            Kernels.Rows.LayerNorm.Backward(x.DType, rows, rows == 0 ? 0 : x.Count / rows, g, a, w, m, s, r, wg, bg);
        KeepAlive(result, weightGrad, biasGrad, grad);
        KeepAlive(x, weight, mean, rstd);
    }

    public override void BatchNorm(in Operand result, in Operand mean, in Operand variance, in Operand rstd, in Operand x, in Operand weight, in Operand bias, bool training, double eps)
    {
        var (batch, channels, inner) = Around(x.Layout, 1);
        fixed (byte* r = &First(result), m = &First(mean), v = &First(variance), s = &First(rstd), a = &First(x), w = &First(weight), b = &First(bias))
            Kernels.Rows.BatchNorm.Forward(x.DType, new(batch, channels, inner), a, w, b, training, eps, r, m, v, s);
        KeepAlive(result, mean, variance, rstd);
        KeepAlive(x, weight, bias);
    }

    public override void BatchNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd, bool training)
    {
        var (batch, channels, inner) = Around(x.Layout, 1);
        fixed (byte* r = &First(result), wg = &First(weightGrad), bg = &First(biasGrad), g = &First(grad), a = &First(x), w = &First(weight), m = &First(mean), s = &First(rstd))
            Kernels.Rows.BatchNorm.Backward(x.DType, new(batch, channels, inner), g, a, w, m, s, training, r, wg, bg);
        KeepAlive(result, weightGrad, biasGrad, grad);
        KeepAlive(x, weight, mean, rstd);
    }

    /// <summary>The first element of an operand; the null reference for an absent one, which pins as the null pointer.</summary>
    static ref byte First(in Operand operand)
    {
        if (operand.Storage is null) return ref Unsafe.NullRef<byte>();
        return ref Unsafe.Add(ref operand.Storage.Origin, (nint)(operand.Offset * operand.ItemSize));
    }

    static void KeepAlive(in Operand a, in Operand b = default, in Operand c = default, in Operand d = default)
    {
        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
        GC.KeepAlive(c.Storage);
        GC.KeepAlive(d.Storage);
    }
}
