using Darkhorse.Devices;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>A tensor of the given sizes, every element <paramref name="value"/>.</summary>
    internal static Tensor Filled(ReadOnlySpan<long> sizes, Scalar value, DType dtype, Device? device, bool requiresGrad)
    {
        var result = Tensor.Empty(Layout.Contiguous(sizes), dtype, Backend.For(device?.type ?? DeviceType.CPU));
        result.Backend.Fill(result.Data, value);
        return requiresGrad ? result.requires_grad_() : result;
    }

    internal static Tensor FilledLike(Tensor like, Scalar value, ScalarType? dtype, bool requiresGrad)
    {
        var result = Tensor.Empty(like.Layout.AsDense(), dtype?.ToDType() ?? like.DType, like);
        result.Backend.Fill(result.Data, value);
        return requiresGrad ? result.requires_grad_() : result;
    }

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(size, 0, dtype.OrDefault(), device, requires_grad);
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(size, 1, dtype.OrDefault(), device, requires_grad);

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FilledLike(this, 0, dtype, requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FilledLike(this, 1, dtype, requires_grad);
    }
}
