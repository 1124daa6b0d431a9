using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Product(in Operand result, in Operand a, in Operand b, Transposed transposed, Scalar alpha, Scalar beta)
    {
        int size = result.ItemSize;
        fixed (byte* r = &result.Storage.Origin, x = &a.Storage.Origin, y = &b.Storage.Origin)
        {
            MatrixProduct.Run(result.DType, result.Layout, r + result.Offset * size, a.Layout, x + a.Offset * size, b.Layout, y + b.Offset * size, transposed, alpha, beta, null);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
    }

    public override void ProductWithBias(in Operand result, in Operand a, in Operand b, Transposed transposed, in Operand bias)
    {
        int size = result.ItemSize;
        fixed (byte* r = &result.Storage.Origin, x = &a.Storage.Origin, y = &b.Storage.Origin, z = &bias.Storage.Origin)
        {
            MatrixProduct.Run(result.DType, result.Layout, r + result.Offset * size, a.Layout, x + a.Offset * size, b.Layout, y + b.Offset * size, transposed, 1, 0, z + bias.Offset * size);
        }
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
        GC.KeepAlive(bias.Storage);
    }

    public override void Convolve(in ConvolutionShape shape, in Operand output, in Operand input, in Operand weight, in Operand? bias)
    {
        fixed (byte* o = &output.Storage.Origin, i = &input.Storage.Origin, w = &weight.Storage.Origin, b = &(bias ?? output).Storage.Origin)
            Convolution.Forward(output.DType, shape, Start(o, output), Start(i, input), Start(w, weight), bias is { } own ? Start(b, own) : null);
        KeepAlive(output, input, weight, bias);
    }

    public override void ConvolveInput(in ConvolutionShape shape, in Operand input, in Operand output, in Operand weight, in Operand? bias)
    {
        fixed (byte* o = &output.Storage.Origin, i = &input.Storage.Origin, w = &weight.Storage.Origin, b = &(bias ?? output).Storage.Origin)
            Convolution.Input(output.DType, shape, Start(i, input), Start(o, output), Start(w, weight), bias is { } own ? Start(b, own) : null);
        KeepAlive(output, input, weight, bias);
    }

    public override void ConvolveWeight(in ConvolutionShape shape, in Operand weight, in Operand input, in Operand output)
    {
        fixed (byte* o = &output.Storage.Origin, i = &input.Storage.Origin, w = &weight.Storage.Origin)
            Convolution.Weight(output.DType, shape, Start(w, weight), Start(i, input), Start(o, output));
        KeepAlive(output, input, weight, null);
    }

    static byte* Start(byte* origin, in Operand operand) => origin + operand.Offset * operand.ItemSize;

    static void KeepAlive(in Operand a, in Operand b, in Operand c, in Operand? d)
    {
        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
        GC.KeepAlive(c.Storage);
        GC.KeepAlive(d?.Storage);
    }
}
