namespace Darkhorse.Ops;

/// <summary>Activations with a gate, a learned or a random slope.</summary>
static class GatedOps
{
    /// <summary>The first half of a dim times the sigmoid of the second (Dauphin et al., arXiv 1612.08083).</summary>
    /// <exception cref="InvalidOperationException">The tensor is 0-dim, or the dim has an odd size.</exception>
    [Op("nn.functional.glu", Variants.Function)]
    [Op("glu", Variants.Method)]
    public static Tensor Glu(Tensor input, long dim = -1)
    {
        if (input.ndim == 0) throw new InvalidOperationException("glu does not support 0-dimensional tensors");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("glu_cpu", input.DType);
        int d = Dims.Wrap(dim, input.Layout.Rank);
        long size = input.Sizes[d];
        if (size % 2 != 0) throw new InvalidOperationException($"Halving dimension must be even, but dimension {d} is size {size}");
        return input.narrow(d, 0, size / 2) * input.narrow(d, size / 2, size / 2).sigmoid();
    }

    /// <summary>x, or weight * x below zero: one weight, or one for each channel (dim 1).</summary>
    /// <exception cref="InvalidOperationException">The weight's length is neither 1 nor that of dim 1.</exception>
    [Op("nn.functional.prelu", Variants.Function)]
    [Op("prelu", Variants.Method, Names = "; target")]
    public static Tensor PRelu(Tensor input, Tensor weight)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("prelu_cpu", input.DType);
        if (weight.ndim > 1) throw new InvalidOperationException($"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}");
        if (weight.numel() != 1)
        {
            if (input.ndim == 0) throw new InvalidOperationException("Not allow zero-dim input tensor.");
            long channels = input.ndim > 1 ? input.Sizes[1] : 1;
            if (channels != weight.numel())
                throw new InvalidOperationException($"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} and channel size = {channels}.");
            Span<long> sizes = stackalloc long[input.Layout.Rank];
            sizes.Fill(1);
            sizes[1] = channels;
            weight = weight.view(sizes);
        }
        else if (weight.ndim == 1)
        {
            weight = weight.squeeze(0);
        }
        if (input.DType != weight.DType)
            throw new InvalidOperationException($"prelu: Type promoting not supported. Got {input.DType.LegacyName} and {weight.DType.LegacyName}");
        return torch.where(input > 0, input, weight * input);
    }

    /// <summary>x, or below zero the mean of the two slopes times x: the form that is used, not trained.</summary>
    [Op("nn.functional.rrelu", Variants.Function, Names = "x")]
    public static Tensor RRelu(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => RRelu(input, lower, upper, false, inplace);

    /// <summary>x, or below zero a slope times x, which is drawn for each element while training (Xu et al., arXiv 1505.00853).</summary>
    [Op("nn.functional.rrelu", Variants.Function, Names = "x")]
    public static Tensor RRelu(Tensor input, double lower, double upper, bool training, bool inplace = false)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("rrelu_with_noise_out_cpu", input.DType);
        if (!training || input.device_type == DeviceType.META) return torch.nn.functional.leaky_relu(input, (lower + upper) / 2, inplace);
        var slopes = input.detach().ones_like();
        var negative = input.detach() <= 0;
        // One draw for each element that needs one, in row-major order.
        long count = negative.sum().item<long>();
        slopes.masked_scatter_(negative, Draws.Uniform(torch.empty([count], torch.float64, input.device), lower, upper).to(input.dtype));
        return inplace ? input.mul_(slopes) : input * slopes;
    }

    [Op("rrelu", Variants.Method)]
    public static Tensor RReluOfTensor(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3) => RRelu(input, lower, upper, false);

    [Op("rrelu_", Variants.Method)]
    public static Tensor RReluOfTensor_(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3) => RRelu(input, lower, upper, false, true);
}
