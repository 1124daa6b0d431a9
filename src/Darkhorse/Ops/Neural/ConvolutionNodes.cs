using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>
/// A convolution is linear in its input and in its weight. Its result and its two gradients are three functions, each of which has the two others for gradients, to any order.
/// </summary>
static class Convolutions
{
    /// <summary>output = conv(input, weight) + bias.</summary>
    public static Tensor Output(Tensor input, Tensor weight, Tensor? bias, in ConvolutionShape shape)
    {
        (input, weight, bias) = (input.contiguous(), weight.contiguous(), bias?.contiguous());
        var result = Tensor.Empty(Sized(shape.Batch, shape.OutChannels, shape.Out, input), input.DType, input);
        result.Backend.Convolve(shape, result.Data, input.Data, weight.Data, bias?.Data);
        if (Tracks(input, weight, bias)) result.SetGradFn(new ConvolutionNode(input, weight, bias, shape), 0);
        return result;
    }

    /// <summary>The gradient of the input of a convolution with this weight, by that of its output: the transposed convolution. The bias is one for each input channel.</summary>
    public static Tensor Input(Tensor output, Tensor weight, Tensor? bias, in ConvolutionShape shape)
    {
        (output, weight, bias) = (output.contiguous(), weight.contiguous(), bias?.contiguous());
        var result = Tensor.Empty(Sized(shape.Batch, shape.InChannels, shape.In, output), output.DType, output);
        result.Backend.ConvolveInput(shape, result.Data, output.Data, weight.Data, bias?.Data);
        if (Tracks(output, weight, bias)) result.SetGradFn(new TransposedConvolutionNode(output, weight, bias, shape), 0);
        return result;
    }

    /// <summary>The gradient of the weight of a convolution of this input, by that of its output.</summary>
    public static Tensor Weight(Tensor input, Tensor output, in ConvolutionShape shape)
    {
        (input, output) = (input.contiguous(), output.contiguous());
        var result = Tensor.Empty(Sized(shape.OutChannels, shape.InOfGroup, shape.Kernel, input), input.DType, input);
        result.Backend.ConvolveWeight(shape, result.Data, input.Data, output.Data);
        if (GradMode.Tracks(input, output)) result.SetGradFn(new WeightGradientNode(input, output, shape), 0);
        return result;
    }

    /// <summary>The gradient of the bias: the sum over everything but channels.</summary>
    public static Tensor Bias(Tensor grad)
    {
        Span<long> dims = stackalloc long[grad.Layout.Rank - 1];
        for (int i = 0; i < dims.Length; i++) dims[i] = i == 0 ? 0 : i + 1;
        return grad.sum(dims);
    }

    static bool Tracks(Tensor x, Tensor weight, Tensor? bias) => GradMode.Tracks(x, weight, bias ?? x);

    static Layout Sized(long batch, long channels, in Extent extent, Tensor like)
    {
        Span<long> sizes = stackalloc long[like.Layout.Rank];
        (sizes[0], sizes[1]) = (batch, channels);
        for (int i = 2; i < sizes.Length; i++) sizes[i] = extent[i + 3 - sizes.Length];
        return Layout.Contiguous(sizes);
    }
}

/// <summary>y = conv(x, w) + b.</summary>
sealed class ConvolutionNode(Tensor input, Tensor weight, Tensor? bias, ConvolutionShape shape) : Node(bias is null ? [input, weight] : [input, weight, bias])
{
    Saved _input = weight.requires_grad ? new(input) : default, _weight = input.requires_grad ? new(weight) : default;

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, Convolutions.Input(flow.Grad, _weight.Get(this)!, null, shape));
        if (flow.Needs(1)) flow.To(1, Convolutions.Weight(_input.Get(this)!, flow.Grad, shape));
        if (Edges.Length > 2 && flow.Needs(2)) flow.To(2, Convolutions.Bias(flow.Grad));
    }

    internal override void Release()
    {
        _input.Release();
        _weight.Release();
    }
}

/// <summary>x = the gradient of the input of conv by that of its output g, plus b.</summary>
sealed class TransposedConvolutionNode(Tensor output, Tensor weight, Tensor? bias, ConvolutionShape shape) : Node(bias is null ? [output, weight] : [output, weight, bias])
{
    Saved _output = weight.requires_grad ? new(output) : default, _weight = output.requires_grad ? new(weight) : default;

    public override string Name => "ConvolutionBackward0";

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, Convolutions.Output(flow.Grad, _weight.Get(this)!, null, shape));
        if (flow.Needs(1)) flow.To(1, Convolutions.Weight(flow.Grad, _output.Get(this)!, shape));
        if (Edges.Length > 2 && flow.Needs(2)) flow.To(2, Convolutions.Bias(flow.Grad));
    }

    internal override void Release()
    {
        _output.Release();
        _weight.Release();
    }
}

/// <summary>w = the gradient of the weight of conv of x by that of its output g.</summary>
sealed class WeightGradientNode(Tensor input, Tensor output, ConvolutionShape shape) : Node(input, output)
{
    Saved _input = output.requires_grad ? new(input) : default, _output = input.requires_grad ? new(output) : default;

    public override string Name => "ConvolutionBackwardBackward0";

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, Convolutions.Input(_output.Get(this)!, flow.Grad, null, shape));
        if (flow.Needs(1)) flow.To(1, Convolutions.Output(_input.Get(this)!, flow.Grad, null, shape));
    }

    internal override void Release()
    {
        _input.Release();
        _output.Release();
    }
}
