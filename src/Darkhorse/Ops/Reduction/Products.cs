using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>prod on the surface.</summary>
static class ProductOps
{
    /// <summary>The product of all elements. Integers and bool are multiplied in int64.</summary>
    [Op("prod")]
    public static Tensor prod(Tensor input, torch.ScalarType? type = null)
    {
        var x = Elementwise.Converted(input, type?.ToDType() ?? (input.DType.IsIntegral ? DType.Int64 : input.DType));
        // The gradient of products along one dim serves the whole too.
        if (GradMode.Tracks(x)) return Over(x.reshape(-1), 1, false);
        return Over(x, Reduce.All(x), false);
    }

    /// <summary>The product along a dim.</summary>
    [OverloadResolutionPriority(1)]
    [Op("prod")]
    public static Tensor prod(Tensor input, long dim, bool keepdim = false, torch.ScalarType? type = null)
        => Over(Elementwise.Converted(input, type?.ToDType() ?? (input.DType.IsIntegral ? DType.Int64 : input.DType)), Reduce.Mask(input, dim), keepdim);

    static Tensor Over(Tensor x, ulong mask, bool keepdim)
    {
        var result = Reduce.Run(new Product(), x, mask, keepdim, "prod_cpu");
        if (GradMode.Tracks(x)) result.SetGradFn(new ProdNode(x, result, System.Numerics.BitOperations.TrailingZeroCount(mask)), 0);
        return result;
    }
}

/// <summary>The product of the others: result / x where no product is 0, else by running products, which divide by nothing.</summary>
sealed class ProdNode(Tensor x, Tensor result, int dim) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, result = _result.Get(this)!;
        if (x.Layout.Rank == 0)
        {
            flow.To(0, flow.Grad.clone());
            return;
        }
        ulong mask = 1UL << dim;
        var grad = Reduce.Unreduced(flow.Grad, x.Layout, mask);
        if (x.device_type == DeviceType.META || torch.all(result.detach()).item<bool>())
        {
            flow.To(0, grad * (Reduce.Unreduced(result, x.Layout, mask) / x).conj());
            return;
        }
        // The product is the last of the running products: all of its gradient arrives there.
        long size = x.Sizes[dim];
        Span<long> others = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(others);
        others[dim] = size - 1;
        flow.To(0, CumprodNode.Gradient(torch.cat([grad.new_zeros(others), grad], dim), x, Scans.cumprod(x, dim), dim));
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}
