using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Normalisation by channel.</summary>
static class BatchNorms
{
    /// <summary>
    /// Batch normalisation (Ioffe, Szegedy 2015) of [N, C, ...] by channel: (x - mean) / sqrt(variance + eps) * weight + bias. In training the statistics are those of
    /// the batch, and the running ones, if given, move towards them (with the unbiased variance); else the running ones are used.
    /// </summary>
    /// <exception cref="ArgumentException">Training with one value a channel.</exception>
    [Op("nn.functional.batch_norm")]
    public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5)
    {
        if (training && input.Layout.Rank >= 2 && input.numel() / Math.Max(1, input.Sizes[1]) <= 1)
            throw new ArgumentException($"Expected more than 1 value per channel when training, got input size torch.Size([{string.Join(", ", input.shape)}])");
        return Normalise(input, running_mean, running_var, weight, bias, training, momentum, eps);
    }

    /// <summary>Instance normalisation: batch normalisation with every sample for itself.</summary>
    [Op("nn.functional.instance_norm")]
    public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
    {
        if (input.Layout.Rank < 3) throw new ArgumentException($"Expected more than 1 spatial element when training, got input size torch.Size([{string.Join(", ", input.shape)}])");
        long batch = input.Sizes[0], channels = input.Sizes[1];
        if (use_input_stats && input.numel() / Math.Max(1, batch * channels) <= 1)
            throw new ArgumentException($"Expected more than 1 spatial element when training, got input size torch.Size([{string.Join(", ", input.shape)}])");
        Span<long> sizes = stackalloc long[input.Layout.Rank];
        input.Sizes.CopyTo(sizes);
        (sizes[0], sizes[1]) = (1, batch * channels);
        Tensor? mean = Repeated(running_mean, batch), variance = Repeated(running_var, batch);
        var result = Normalise(input.reshape(sizes), mean, variance, Repeated(weight, batch), Repeated(bias, batch), use_input_stats, momentum, eps).view(input.Sizes);
        if (!use_input_stats) return result;
        using (new GradMode.Scope(false))
        {
            // The running statistics are those of the samples, averaged.
            if (mean is not null) running_mean!.copy_(Mean.Over(mean.view(batch, channels), 1, false, null));
            if (variance is not null) running_var!.copy_(Mean.Over(variance.view(batch, channels), 1, false, null));
        }
        return result;
    }

    static Tensor? Repeated(Tensor? x, long times) => x is null ? null : Views.Expand(x, [times, x.numel()]).reshape(times * x.numel());

    /// <summary>Group normalisation (Wu, He 2018): the channels of each sample in groups, each normalised with what it spans.</summary>
    /// <exception cref="InvalidOperationException">The channels cannot be divided among the groups.</exception>
    [Op("nn.functional.group_norm")]
    public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        if (input.Layout.Rank < 2) throw new InvalidOperationException($"Expected at least 2 dimensions for input tensor but received {input.Layout.Rank}");
        long batch = input.Sizes[0], channels = input.Sizes[1];
        if (num_groups <= 0) throw new InvalidOperationException($"Expected num groups to be greater than 0, got {num_groups}");
        if (channels % num_groups != 0)
            throw new InvalidOperationException($"Expected number of channels in input to be divisible by num_groups, but got input of shape {Errors.Shape(input)} and num_groups={num_groups}");
        RequireChannels(weight, channels, "weight");
        RequireChannels(bias, channels, "bias");
        if (input.numel() == 0) return input.clone();
        long size = input.numel() / (batch * num_groups);
        var compute = input.DType.Widened;
        if (compute.IsFloat && !GradMode.Tracks(input) && (weight is null || !GradMode.Tracks(weight)) && (bias is null || !GradMode.Tracks(bias))) return NormaliseGroups(input, num_groups, weight, bias, eps);
        var result = LayerNorms.layer_norm(Elementwise.Converted(input, compute).reshape(batch * num_groups, size), [size], null, null, eps).view(input.Sizes);
        Span<long> shape = stackalloc long[input.Layout.Rank - 1];
        shape.Fill(1);
        shape[0] = channels;
        Tensor? factor = weight is null ? null : Elementwise.Converted(weight, compute).view(shape), shift = bias is null ? null : Elementwise.Converted(bias, compute).view(shape);
        if (factor is not null && shift is not null) result = torch.addcmul(shift, result, factor, 1);
        else if (factor is not null) result *= factor;
        else if (shift is not null) result += shift;
        return Elementwise.Converted(result, input.DType);
    }

    /// <summary>Without a graph: each channel of each sample with the statistics of its group, in one pass.</summary>
    static Tensor NormaliseGroups(Tensor input, long groups, Tensor? weight, Tensor? bias, double eps)
    {
        long batch = input.Sizes[0], channels = input.Sizes[1], runs = batch * channels;
        Tensor rows = Elementwise.Converted(input, input.DType.Widened).reshape(batch * groups, -1), x = rows.view(1, runs, -1);
        var (variance, mean) = Moments.Over(rows, 2, 0, keepdim: true, root: false);
        long[] spread = [batch * groups, channels / groups];
        return Elementwise.Converted(Normalise(x, Views.Expand(mean, spread).reshape(runs), Views.Expand(variance, spread).reshape(runs), Repeated(weight, batch), Repeated(bias, batch), false, 0, eps).view(input.Sizes), input.DType);
    }

    static void RequireChannels(Tensor? x, long channels, string name)
    {
        if (x is not null && (x.Layout.Rank != 1 || x.numel() != channels))
            throw new InvalidOperationException($"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape {Errors.Shape(x)} and input of shape [*, {channels}, *]");
    }

    static Tensor Normalise(Tensor input, Tensor? runningMean, Tensor? runningVar, Tensor? weight, Tensor? bias, bool training, double momentum, double eps)
    {
        if (input.Layout.Rank < 2) throw new InvalidOperationException($"expected at least 2D input (got {input.Layout.Rank}D input)");
        var compute = input.DType.Widened;
        if (!compute.IsFloat) Errors.NotImplementedFor("batch_norm", compute);
        long channels = input.Sizes[1];
        RequireElements(runningMean, channels, "running_mean");
        RequireElements(runningVar, channels, "running_var");
        RequireElements(weight, channels, "weight");
        RequireElements(bias, channels, "bias");
        if (!training && (runningMean is null || runningVar is null)) throw new InvalidOperationException("Expected running_mean and running_var to be defined when training=False");
        Tensor source = Elementwise.Converted(input, compute), x = source.detach().contiguous(), result = Tensor.Empty(x.Layout, compute, x);
        var layout = Layout.Contiguous([channels]);
        // In evaluation the statistics are copied: they may move on before backward.
        Tensor mean = training ? Tensor.Empty(layout, compute, x) : runningMean!.detach().to((torch.ScalarType)compute, copy: true).contiguous();
        Tensor variance = training ? Tensor.Empty(layout, compute, x) : Elementwise.Converted(runningVar!.detach(), compute).contiguous();
        var rstd = Tensor.Empty(layout, compute, x);
        Tensor? w = Converted(weight, compute), b = Converted(bias, compute);
        x.Backend.BatchNorm(result.Data, mean.Data, variance.Data, rstd.Data, x.Data, w?.detach().contiguous().Data ?? default, b?.detach().contiguous().Data ?? default, training, eps);
        if (training) MoveRunning(runningMean, runningVar, mean, variance, momentum, x.numel() / Math.Max(1, channels));
        if (GradMode.Tracks(source) || (w is not null && GradMode.Tracks(w)) || (b is not null && GradMode.Tracks(b)))
            result.SetGradFn(new BatchNormNode(source, w, b, mean, rstd, training, eps), 0);
        return Elementwise.Converted(result, input.DType);
    }

    static void MoveRunning(Tensor? runningMean, Tensor? runningVar, Tensor mean, Tensor variance, double momentum, long count)
    {
        using var scope = new GradMode.Scope(false);
        if (runningMean is not null) runningMean.mul_(1 - momentum).add_(mean * momentum);
        if (runningVar is not null) runningVar.mul_(1 - momentum).add_(variance * (momentum * count / (count - 1.0)));
    }

    static Tensor? Converted(Tensor? x, DType dtype) => x is null ? null : Elementwise.Converted(x, dtype);

    static void RequireElements(Tensor? x, long channels, string name)
    {
        if (x is not null && x.numel() != channels) throw new InvalidOperationException($"{name} should contain {channels} elements not {x.numel()}");
    }
}

/// <summary>
/// With x^ = (x - mean) rstd: db = sum(g), dw = sum(g x^), dx = w rstd (g - db / n - x^ dw / n) in training and w rstd g else. Fused where it need not be differentiable.
/// </summary>
sealed class BatchNormNode(Tensor x, Tensor? weight, Tensor? bias, Tensor mean, Tensor rstd, bool training, double eps) : Node(x, weight ?? mean, bias ?? mean)
{
    Saved _x = new(x), _weight = new(weight), _mean = new(mean), _rstd = new(rstd);

    public override string Name => "NativeBatchNormBackward0";

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, mean = _mean.Get(this)!, rstd = _rstd.Get(this)!;
        var weight = _weight.Get(this);
        if (GradMode.Enabled)
        {
            Recorded(flow, x, weight, mean, rstd);
            return;
        }
        Tensor grad = flow.Grad.contiguous(), source = x.contiguous(), weightGrad = Tensor.Empty(mean.Layout, x.DType, x), biasGrad = Tensor.Empty(mean.Layout, x.DType, x);
        var result = flow.Needs(0) ? Tensor.Empty(source.Layout, x.DType, x) : null;
        x.Backend.BatchNormBackward(result?.Data ?? default, weightGrad.Data, biasGrad.Data, grad.Data, source.Data, weight?.contiguous().Data ?? default, mean.Data, rstd.Data, training);
        flow.To(0, result);
        if (weight is not null && flow.Needs(1)) flow.To(1, weightGrad);
        if (bias is not null && flow.Needs(2)) flow.To(2, biasGrad);
    }

    /// <summary>The same by ops, in training the statistics too as functions of x.</summary>
    void Recorded(in Flow flow, Tensor x, Tensor? weight, Tensor mean, Tensor rstd)
    {
        ulong mask = Reduce.All(x) & ~2UL;
        Span<long> shape = stackalloc long[x.Layout.Rank - 1];
        shape.Fill(1);
        shape[0] = x.Sizes[1];
        if (training)
        {
            (var variance, mean) = Moments.Over(x, mask, 0, true, false);
            rstd = 1 / (variance + eps).sqrt();
        }
        else
        {
            (mean, rstd) = (mean.view(shape), rstd.view(shape));
        }
        var normal = (x - mean) * rstd;
        if (flow.Needs(0))
        {
            var g = training ? flow.Grad - Mean.Over(flow.Grad, mask, true, null) - normal * Mean.Over(flow.Grad * normal, mask, true, null) : flow.Grad;
            g *= rstd;
            flow.To(0, weight is null ? g : g * weight.view(shape));
        }
        if (weight is not null && flow.Needs(1)) flow.To(1, Sum.Over(flow.Grad * normal, mask, false, null));
        if (bias is not null && flow.Needs(2)) flow.To(2, Sum.Over(flow.Grad, mask, false, null));
    }

    internal override void Release()
    {
        _x.Release();
        _weight.Release();
        _mean.Release();
        _rstd.Release();
    }
}
