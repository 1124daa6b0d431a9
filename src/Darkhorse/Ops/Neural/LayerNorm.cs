using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Normalisation over the last dims, and what is made of it.</summary>
static class LayerNorms
{
    /// <summary>
    /// Layer normalisation (Ba, Kiros, Hinton 2016): over the last dims, (x - mean) / sqrt(variance + eps) * weight + bias.
    /// </summary>
    /// <exception cref="InvalidOperationException">The last sizes of the input, or those of weight or bias, are not <paramref name="normalized_shape"/>.</exception>
    [Op("nn.functional.layer_norm")]
    public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        Check(input, normalized_shape, weight, bias);
        var compute = input.DType.Widened;
        if (!compute.IsFloat) Errors.NotImplementedFor("LayerNormKernelImpl", compute);
        if (weight is null && bias is not null) return Run(Elementwise.Converted(input, compute), normalized_shape.Length, null, null, eps).add(bias).to(input.dtype);
        var result = Run(Elementwise.Converted(input, compute), normalized_shape.Length, Converted(weight, compute), Converted(bias, compute), eps);
        return Elementwise.Converted(result, input.DType);
    }

    /// <summary>Root-mean-square normalisation (Zhang, Sennrich 2019) over the last dims: x / sqrt(mean(x^2) + eps) * weight; eps defaults to the dtype's epsilon.</summary>
    [Op("nn.functional.rms_norm")]
    public static Tensor rms_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, double? eps = null)
    {
        Check(input, normalized_shape, weight, null);
        var compute = input.DType.Widened;
        if (!compute.IsFloat && !compute.IsComplex) Errors.NotImplementedFor("rms_norm", compute);
        var x = Elementwise.Converted(input, compute);
        ulong mask = Reduce.All(x) & ~(normalized_shape.Length == x.Layout.Rank ? 0 : (1UL << (x.Layout.Rank - normalized_shape.Length)) - 1);
        var meanSquare = Mean.Over(x.DType.IsComplex ? (x * x.conj()).real : x * x, mask, true, null);
        var result = x / (meanSquare + (eps ?? Epsilon(input.DType))).sqrt();
        return Elementwise.Converted(weight is null ? result : result * Elementwise.Converted(weight, weight.DType.Widened), input.DType);
    }

    static double Epsilon(DType dtype) => dtype.RealPart switch { DType.Float64 => 2.220446049250313e-16, DType.Float32 => 1.1920928955078125e-07, DType.Float16 => 0.0009765625, _ => 0.0078125 };

    static Tensor? Converted(Tensor? x, DType dtype) => x is null ? null : Elementwise.Converted(x, dtype);

    static Tensor Run(Tensor input, int dims, Tensor? weight, Tensor? bias, double eps)
    {
        Tensor x = input.detach().contiguous(), result = Tensor.Empty(x.Layout, x.DType, x);
        // Statistics keep the normalised dims as 1, so that they broadcast against x.
        Span<long> sizes = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(sizes);
        sizes[^dims..].Fill(1);
        var layout = Layout.Contiguous(sizes);
        Tensor mean = Tensor.Empty(layout, x.DType, x), rstd = Tensor.Empty(layout, x.DType, x);
        var (w, b) = (weight?.detach().contiguous(), bias?.detach().contiguous());
        x.Backend.LayerNorm(result.Data, mean.Data, rstd.Data, x.Data, w?.Data ?? default, b?.Data ?? default, eps);
        if (GradMode.Tracks(input) || (weight is not null && GradMode.Tracks(weight)) || (bias is not null && GradMode.Tracks(bias)))
            result.SetGradFn(new LayerNormNode(input, weight, bias, mean, rstd, dims, eps), 0);
        return result;
    }

    static void Check(Tensor x, long[] shape, Tensor? weight, Tensor? bias)
    {
        string wanted = string.Join(", ", shape);
        if (shape.Length == 0) throw new InvalidOperationException("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []");
        if (weight is not null && !weight.Sizes.SequenceEqual(shape))
            throw new InvalidOperationException($"Expected weight to be of same shape as normalized_shape, but got weight of shape {Errors.Shape(weight)} and normalized_shape = [{wanted}]");
        if (bias is not null && !bias.Sizes.SequenceEqual(shape))
            throw new InvalidOperationException($"Expected bias to be of same shape as normalized_shape, but got bias of shape {Errors.Shape(bias)} and normalized_shape = [{wanted}]");
        if (x.Layout.Rank < shape.Length || !x.Sizes[^shape.Length..].SequenceEqual(shape))
            throw new InvalidOperationException($"Given normalized_shape=[{wanted}], expected input with shape [*, {wanted}], but got input of size{Errors.Shape(x)}");
    }
}

/// <summary>
/// With x^ = (x - mean) rstd and g the gradient times the weight: dx = rstd (g - mean(g) - x^ mean(g x^)). Fused where it need not be differentiable.
/// </summary>
sealed class LayerNormNode(Tensor x, Tensor? weight, Tensor? bias, Tensor mean, Tensor rstd, int dims, double eps) : Node(x, weight ?? mean, bias ?? mean)
{
    Saved _x = new(x), _weight = new(weight), _mean = new(mean), _rstd = new(rstd);

    public override string Name => "NativeLayerNormBackward0";

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, mean = _mean.Get(this)!, rstd = _rstd.Get(this)!;
        var weight = _weight.Get(this);
        if (GradMode.Enabled)
        {
            Recorded(flow, x, weight);
            return;
        }
        bool forWeight = weight is not null && flow.Needs(1), forBias = bias is not null && flow.Needs(2);
        var grad = flow.Grad.contiguous();
        var source = x.contiguous();
        var result = flow.Needs(0) ? Tensor.Empty(source.Layout, x.DType, x) : null;
        var layout = Layout.Contiguous(x.Sizes[^dims..]);
        Tensor? weightGrad = forWeight ? Tensor.Empty(layout, x.DType, x) : null, biasGrad = forBias ? Tensor.Empty(layout, x.DType, x) : null;
        if (x.numel() == 0)
        {
            weightGrad?.fill_(0);
            biasGrad?.fill_(0);
        }
        x.Backend.LayerNormBackward(result?.Data ?? default, weightGrad?.Data ?? default, biasGrad?.Data ?? default, grad.Data, source.Data, weight?.contiguous().Data ?? default, mean.Data, rstd.Data);
        flow.To(0, result);
        flow.To(1, weightGrad);
        flow.To(2, biasGrad);
    }

    /// <summary>The same by ops, the statistics too as functions of x.</summary>
    void Recorded(in Flow flow, Tensor x, Tensor? weight)
    {
        int rank = x.Layout.Rank;
        ulong outer = rank == dims ? 0 : (1UL << (rank - dims)) - 1, inner = Reduce.All(x) & ~outer;
        var (variance, mean) = Moments.Over(x, inner, 0, true, false);
        Tensor rstd = 1 / (variance + eps).sqrt(), normal = (x - mean) * rstd;
        if (flow.Needs(0))
        {
            var g = weight is null ? flow.Grad : flow.Grad * weight;
            flow.To(0, (g - Mean.Over(g, inner, true, null) - normal * Mean.Over(g * normal, inner, true, null)) * rstd);
        }
        var layout = Layout.Contiguous(x.Sizes[^dims..]);
        if (weight is not null && flow.Needs(1)) flow.To(1, torch.sum_to_size(flow.Grad * normal, layout));
        if (bias is not null && flow.Needs(2)) flow.To(2, torch.sum_to_size(flow.Grad, layout));
    }

    internal override void Release()
    {
        _x.Release();
        _weight.Release();
        _mean.Release();
        _rstd.Release();
    }
}
