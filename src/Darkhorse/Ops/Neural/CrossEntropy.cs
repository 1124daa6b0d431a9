using Darkhorse.Autograd;
using Darkhorse.Kernels.Rows;

namespace Darkhorse.Ops;

/// <summary>Losses of classification.</summary>
static class CrossEntropies
{
    /// <summary>The negative log-likelihood of [N, C], [N, C, d1, ...] or [C] log-probabilities against class indices [N], [N, d1, ...] or one.</summary>
    /// <exception cref="IndexOutOfRangeException">A target is no class.</exception>
    [Op("nn.functional.nll_loss")]
    public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, torch.nn.Reduction reduction = torch.nn.Reduction.Mean, long ignore_index = -100)
        => Nll(input, target, weight, ignore_index, reduction, out _);

    /// <summary>
    /// The cross entropy of unnormalised [N, C], [N, C, d1, ...] or [C] scores against class indices, or against probabilities of the scores' shape.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">A target is no class.</exception>
    [Op("nn.functional.cross_entropy")]
    public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, torch.nn.Reduction reduction = torch.nn.Reduction.Mean, double label_smoothing = 0)
    {
        if (label_smoothing is < 0 or > 1) throw new InvalidOperationException($"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}");
        int classDim = input.Layout.Rank == 1 ? 0 : 1;
        if (input.Layout.SameSizes(target.Layout) && !target.DType.IsIntegral) return AgainstProbabilities(input, target, weight, ignore_index, reduction, label_smoothing);
        var logs = Softmaxes.log_softmax(input, classDim);
        var loss = Nll(logs, target, weight, ignore_index, reduction, out var total);
        if (label_smoothing == 0) return loss;
        return loss * (1 - label_smoothing) + Smooth(logs, target, weight, ignore_index, reduction, total, classDim) * (label_smoothing / input.Sizes[classDim]);
    }

    /// <summary>Minus the weighted log-probabilities of all classes, for targets that count.</summary>
    static Tensor Smooth(Tensor logs, Tensor target, Tensor? weight, long ignored, torch.nn.Reduction reduction, Tensor total, int classDim)
    {
        var all = -Sum.Over(weight is null ? logs : logs * OverClasses(weight, logs, classDim), Reduce.Mask(logs, classDim), false, null);
        all = Elementwise.Binary(new DivideOrZero(), all, torch.ne(target, ignored).to(all.dtype));
        return reduction switch
        {
            torch.nn.Reduction.None => all,
            torch.nn.Reduction.Sum => Sum.Over(all, Reduce.All(all), false, null),
            _ => Sum.Over(all, Reduce.All(all), false, null) / total,
        };
    }

    static Tensor AgainstProbabilities(Tensor input, Tensor target, Tensor? weight, long ignored, torch.nn.Reduction reduction, double smoothing)
    {
        if (ignored >= 0) throw new InvalidOperationException("ignore_index is not supported for floating point target");
        int classDim = input.Layout.Rank == 1 ? 0 : 1;
        long classes = input.Sizes[classDim];
        RequireWeights(weight, classes);
        if (smoothing > 0) target = target * (1 - smoothing) + smoothing / classes;
        var products = Softmaxes.log_softmax(input, classDim) * target;
        if (weight is not null) products *= OverClasses(weight, input, classDim);
        return reduction switch
        {
            torch.nn.Reduction.None => -Sum.Over(products, Reduce.Mask(products, classDim), false, null),
            torch.nn.Reduction.Sum => -Sum.Over(products, Reduce.All(products), false, null),
            _ => -Sum.Over(products, Reduce.All(products), false, null) / (input.numel() / Math.Max(1, classes)),
        };
    }

    /// <summary>One number a class, shaped to broadcast over the scores.</summary>
    static Tensor OverClasses(Tensor weight, Tensor scores, int classDim)
    {
        Span<long> sizes = stackalloc long[scores.Layout.Rank - classDim];
        sizes.Fill(1);
        sizes[0] = weight.numel();
        return weight.view(sizes);
    }

    static Tensor Nll(Tensor input, Tensor target, Tensor? weight, long ignored, torch.nn.Reduction reduction, out Tensor total)
    {
        int rank = input.Layout.Rank;
        if (rank < 1) throw new ArgumentException($"Expected 1 or more dimensions (got {rank})");
        if (rank == 1 ? target.Layout.Rank > 1 || target.numel() != 1 : target.Layout.Rank == 0 || input.Sizes[0] != target.Sizes[0])
            throw new ArgumentException($"Expected input batch_size ({(rank == 1 ? 1 : input.Sizes[0])}) to match target batch_size ({(target.Layout.Rank == 0 ? 1 : target.Sizes[0])}).");
        if (rank > 1) RequireTargetShape(input, target);
        if (!input.DType.IsFloat) Errors.NotImplementedFor("nll_loss_out_frame", input.DType);
        if (target.DType == DType.UInt8) target = target.to(torch.ScalarType.Int64);
        if (target.DType != DType.Int64) throw new InvalidOperationException($"expected scalar type Long but found {target.DType.LegacyName}");
        RequireWeights(weight, input.Sizes[rank == 1 ? 0 : 1]);
        if (weight is not null && weight.DType != input.DType) throw new InvalidOperationException($"expected scalar type {input.DType.LegacyName} but found {weight.DType.LegacyName}");
        Tensor x = rank == 1 ? input.unsqueeze(0) : input, source = x.detach().contiguous();
        target = target.contiguous();
        weight = weight?.detach().contiguous();
        var layout = reduction != torch.nn.Reduction.None ? Layout.Scalar : Layout.Contiguous(target.Sizes);
        var result = Tensor.Empty(layout, x.DType, x);
        total = Tensor.Empty(Layout.Scalar, x.DType, x);
        var mode = (Nll.Mode)reduction;
        x.Backend.Nll(result.Data, total.Data, source.Data, target.Data, weight?.Data ?? default, mode, ignored);
        if (GradMode.Tracks(x)) result.SetGradFn(new NllLossNode(x, target, weight, total, mode, ignored), 0);
        return result;
    }

    static void RequireTargetShape(Tensor input, Tensor target)
    {
        if (target.Layout.Rank == input.Layout.Rank - 1 && target.Sizes[1..].SequenceEqual(input.Sizes[2..])) return;
        long[] wanted = [input.Sizes[0], .. input.Sizes[2..]];
        throw new InvalidOperationException($"Expected target size [{string.Join(", ", wanted)}], got {Errors.Shape(target)}");
    }

    static void RequireWeights(Tensor? weight, long classes)
    {
        if (weight is not null && (weight.Layout.Rank != 1 || weight.numel() != classes))
            throw new InvalidOperationException($"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: {Errors.Shape(weight)}");
    }
}

/// <summary>The gradient lies on the target classes alone.</summary>
sealed class NllLossNode(Tensor x, Tensor target, Tensor? weight, Tensor total, Nll.Mode mode, long ignored) : Node(x)
{
    readonly Layout _input = x.Layout.AsContiguous();
    Saved _target = new(target), _weight = new(weight), _total = new(total);

    public override string Name => "NllLossBackward0";

    internal override void Backward(in Flow flow)
    {
        Tensor grad = Elementwise.Converted(flow.Grad, total.DType), target = _target.Get(this)!;
        var weight = _weight.Get(this);
        var result = Tensor.Empty(_input, grad.DType, grad);
        result.Backend.Fill(result.Data, 0);
        result.Backend.NllBackward(result.Data, grad.detach().contiguous().Data, target.Data, weight?.Data ?? default, _total.Get(this)!.Data, mode, ignored);
        // Linear in the incoming gradient; its own derivative is the loss again.
        if (GradMode.Tracks(grad)) result.SetGradFn(new NllLossBackwardNode(grad, target, weight, mode, ignored), 0);
        flow.To(0, result);
    }

    internal override void Release()
    {
        _target.Release();
        _weight.Release();
        _total.Release();
    }
}

sealed class NllLossBackwardNode(Tensor grad, Tensor target, Tensor? weight, Nll.Mode mode, long ignored) : Node(grad)
{
    Saved _target = new(target), _weight = new(weight);

    public override string Name => "NllLossBackwardBackward0";

    internal override void Backward(in Flow flow)
        => flow.To(0, CrossEntropies.nll_loss(flow.Grad, _target.Get(this)!.view(flow.Grad.Layout.Rank == 1 ? [1] : _target.Get(this)!.Sizes), _weight.Get(this), (torch.nn.Reduction)mode, ignored));

    internal override void Release()
    {
        _target.Release();
        _weight.Release();
    }
}
