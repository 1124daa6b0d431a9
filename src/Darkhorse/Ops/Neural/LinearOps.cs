using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>The affine maps of fully connected layers.</summary>
static class LinearOps
{
    /// <summary>x W^T + b over the last dim of x: [*, in] with weights [out, in] gives [*, out].</summary>
    /// <exception cref="InvalidOperationException">Sizes or dtypes do not fit.</exception>
    [Op("nn.functional.linear")]
    public static Tensor Linear(Tensor input, Tensor weights, Tensor? bias = null)
    {
        if (weights.Layout.Rank != 2 || input.Layout.Rank == 0) return Unusual(input, weights, bias);
        if (input.Sizes[^1] != weights.Sizes[1]) MatMul.ThrowShapes(input, weights, transposed: true);
        if (bias is null || !bias.Layout.IsContiguous || bias.Layout.Rank != 1 || bias.Sizes[0] != weights.Sizes[0] || bias.DType != input.DType)
        {
            var product = Products.Multiply(input, weights, Transposed.Second);
            // A bias is broadcast to the product, never the product to a bias.
            return bias is null ? product : product + bias.expand(product.Sizes);
        }
        var dtype = Products.CommonDType(input, weights);
        Products.CommonDType(input, bias);
        var result = Tensor.Empty(Products.ResultLayout(input, weights, Transposed.Second), dtype, input);
        result.Backend.ProductWithBias(result.Data, input.Data, weights.Data, Transposed.Second, bias.Data);
        if (GradMode.Tracks(input, weights, bias)) result.SetGradFn(new LinearNode(input, weights, bias), 0);
        return result;
    }

    /// <summary>A vector of weights gives one number a row; anything else is matmul's to judge.</summary>
    static Tensor Unusual(Tensor input, Tensor weights, Tensor? bias)
    {
        if (weights.Layout.Rank > 2) throw new InvalidOperationException($"t() expects a tensor with <= 2 dimensions, but self is {weights.Layout.Rank}D");
        var product = MatMul.Apply(input, weights);
        return bias is null ? product : product + bias;
    }
}

/// <summary>Y = X W^T + b: dX = dY conj(W), dW = dY^T conj(X), db = the sum of dY's rows.</summary>
sealed class LinearNode(Tensor input, Tensor weights, Tensor bias) : Node(input, weights, bias)
{
    readonly Layout _input = input.Layout, _weights = weights.Layout, _bias = bias.Layout;
    Saved _x = weights.requires_grad ? new(input) : default, _w = input.requires_grad ? new(weights) : default;

    public override string Name => _input.Rank == 2 ? "AddmmBackward0" : "ViewBackward0";

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, Products.GradientOfFirst(flow.Grad, _input, _w.Get(this)!, Transposed.Second));
        if (flow.Needs(1)) flow.To(1, Products.GradientOfSecond(flow.Grad, _x.Get(this)!, _weights, Transposed.Second));
        if (flow.Needs(2)) flow.To(2, torch.sum_to_size(flow.Grad, _bias));
    }

    internal override void Release()
    {
        _x.Release();
        _w.Release();
    }
}
