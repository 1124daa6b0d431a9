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
}
