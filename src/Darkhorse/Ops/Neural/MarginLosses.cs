using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse.Ops;

/// <summary>Losses that want one thing to exceed another by a margin.</summary>
static class MarginLosses
{
    /// <summary>max(0, margin - target (input1 - input2)): targets are 1 where the first should be larger, -1 where the second.</summary>
    /// <exception cref="InvalidOperationException">The numbers of dims differ.</exception>
    [Op("nn.functional.margin_ranking_loss")]
    public static Tensor MarginRanking(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
    {
        if (input1.Layout.Rank != input2.Layout.Rank || input1.Layout.Rank != target.Layout.Rank)
            throw new InvalidOperationException($"margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {Errors.Shape(input1)}, input2: {Errors.Shape(input2)}, target: {Errors.Shape(target)} ");
        return Loss.Reduced((-target * (input1 - input2) + (Scalar)margin).clamp_min(0), reduction);
    }

    /// <summary>1 - cos(input1, input2) where the target is 1, max(0, cos(input1, input2) - margin) where it is -1.</summary>
    /// <param name="input1">[items, size] or [size].</param>
    /// <param name="input2">Of the same shape.</param>
    /// <param name="target">[items], or 0-dim.</param>
    /// <param name="margin">Between -1 and 1.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="InvalidOperationException">The shapes do not fit.</exception>
    [Op("nn.functional.cosine_embedding_loss")]
    public static Tensor CosineEmbedding(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
    {
        if (target.Layout.Rank > 1) throw new InvalidOperationException("0D or 1D target tensor expected, multi-target not supported");
        if (input1.Layout.Rank != target.Layout.Rank + 1 || input2.Layout.Rank != target.Layout.Rank + 1)
            throw new InvalidOperationException($"{target.Layout.Rank}D target tensor expects {target.Layout.Rank + 1}D input tensors, but found inputs with sizes {Errors.Shape(input1)} and {Errors.Shape(input2)}.");
        const double Epsilon = 1e-12; // PyTorch's, added to the squared norms
        Tensor a = (input1 * input1).sum([-1L]) + Epsilon, b = (input2 * input2).sum([-1L]) + Epsilon;
        var cosine = (input1 * input2).sum([-1L]) / (a * b).sqrt();
        var zero = cosine.detach().zeros_like();
        return Loss.Reduced(torch.where(target.eq(1), 1 - cosine, zero) + torch.where(target.eq(-1), (cosine - (Scalar)margin).clamp_min(0), zero), reduction);
    }

    /// <summary>max(0, d(anchor, positive) - d(anchor, negative) + margin), d being the distance of degree p.</summary>
    /// <param name="anchor">[items, size] or [size].</param>
    /// <param name="positive">What should be near.</param>
    /// <param name="negative">What should be far.</param>
    /// <param name="margin">By how much.</param>
    /// <param name="p">The distance's degree.</param>
    /// <param name="eps">Keeps gradients finite.</param>
    /// <param name="swap">Take the distance of positive and negative where it is the smaller one (Balntas et al., BMVC 2016).</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="InvalidOperationException">The numbers of dims differ.</exception>
    [Op("nn.functional.triplet_margin_loss")]
    public static Tensor TripletMargin(Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, double p = 2.0, double eps = 1e-06,
        bool swap = false, Reduction reduction = Reduction.Mean)
    {
        if (anchor.Layout.Rank != positive.Layout.Rank || positive.Layout.Rank != negative.Layout.Rank)
            throw new InvalidOperationException($"All inputs should have same dimension but got {anchor.Layout.Rank}D, {positive.Layout.Rank}D and {negative.Layout.Rank}D inputs.");
        return Triplet(anchor, positive, negative, (x, y) => Distances.PairwiseDistance(x, y, p, eps), margin, swap, reduction);
    }

    /// <summary>triplet_margin_loss with a distance of one's own; without one, the Euclidean distance.</summary>
    [Op("nn.functional.triplet_margin_with_distance_loss")]
    public static Tensor TripletMarginWithDistance(Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null,
        double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
        => Triplet(anchor, positive, negative, distance ?? ((x, y) => Distances.PairwiseDistance(x, y)), margin, swap, reduction);

    static Tensor Triplet(Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor> distance, double margin, bool swap, Reduction reduction)
    {
        Tensor near = distance(anchor, positive), far = distance(anchor, negative);
        if (swap) far = torch.minimum(far, distance(positive, negative));
        return Loss.Reduced((near - far + (Scalar)margin).clamp_min(0), reduction);
    }

    /// <summary>The mean over the classes of max(0, margin - input[target] + input[i])^p, the target's own left out.</summary>
    /// <param name="input">Scores, [items, classes] or [classes].</param>
    /// <param name="target">Class numbers, int64: [items] or 0-dim.</param>
    /// <param name="p">1 or 2.</param>
    /// <param name="margin">By how much the target's score should be larger.</param>
    /// <param name="weight">A factor for each class, taken by target.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="InvalidOperationException">Shapes do not fit, or p is neither 1 nor 2.</exception>
    [Op("nn.functional.multi_margin_loss")]
    public static Tensor MultiMargin(Tensor input, Tensor target, int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("multi_margin_loss_forward_kernel", input.DType);
        if (p is not (1 or 2)) throw new InvalidOperationException("only p == 1 and p == 2 supported");
        if (input.Layout.Rank is not (1 or 2) || input.Sizes[^1] == 0)
            throw new InvalidOperationException($"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {Errors.Shape(input)}");
        long items = input.Layout.Rank == 1 ? 1 : input.Sizes[0], classes = input.Sizes[^1];
        if (target.Layout.Count != items || target.Layout.Rank > 1)
            throw new InvalidOperationException($"inconsistent target size, expected [{items}] but got {Errors.Shape(target)}");
        if (weight is not null && weight.Layout.Count != classes)
            throw new InvalidOperationException($"inconsistent weight size, expected {classes} but got {Errors.Shape(weight)}");
        var scores = input.reshape(items, classes);
        var column = DimIndex.Long(target, "multi_margin_loss").reshape(items, 1);
        var excess = torch.relu(scores - GatherOps.Gather(scores, 1, column) + (Scalar)margin);
        if (p == 2) excess = excess * excess;
        if (weight is not null) excess = excess * GatherOps.IndexSelect(weight.reshape(-1), 0, column.reshape(-1)).unsqueeze(-1);
        var losses = ScatterOps.Scatter(excess, 1, column, 0).sum([1L]) / (Scalar)(double)classes;
        return Loss.Reduced(input.Layout.Rank == 1 ? losses.select(0, 0) : losses, reduction);
    }

    /// <summary>The sum over targets j and other classes i of max(0, 1 - input[j] + input[i]), by the number of classes.</summary>
    /// <param name="input">Scores, [items, classes] or [classes].</param>
    /// <param name="target">Of the same shape: the numbers of the classes an item belongs to, then -1.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="InvalidOperationException">The shapes do not fit.</exception>
    [Op("nn.functional.multi_label_margin_loss")]
    [Op("nn.functional.multilabel_margin_loss")]
    public static Tensor MultiLabelMargin(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("multilabel_margin_loss_forward_out_frame", input.DType);
        if (input.Layout.Rank is not (1 or 2) || input.Sizes[^1] == 0)
            throw new InvalidOperationException($"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {Errors.Shape(input)}");
        if (!target.Layout.SameSizes(input.Layout))
            throw new InvalidOperationException($"inconsistent target size: {Errors.Shape(target)} for input of size: {Errors.Shape(input)}");
        long items = input.Layout.Rank == 1 ? 1 : input.Sizes[0], classes = input.Sizes[^1];
        var scores = input.reshape(items, classes);
        var labels = DimIndex.Long(target, "multilabel_margin_loss").reshape(items, classes);
        // A label counts up to the first that is negative: as long as there is none among it and those before.
        var counts = labels.lt(0).cumsum(1).eq(0).to(input.dtype);
        labels = labels.clamp_min(0);
        var isTarget = ScatterOps.Add(GatherOps.Zeros(scores.Layout, input), 1, labels, counts).gt(0).to(input.dtype);
        var excess = torch.relu(1 - GatherOps.Gather(scores, 1, labels).unsqueeze(2) + scores.unsqueeze(1));
        var losses = (excess * counts.unsqueeze(2) * (1 - isTarget).unsqueeze(1)).sum([1L, 2L]) / (Scalar)(double)classes;
        return Loss.Reduced(input.Layout.Rank == 1 ? losses.select(0, 0) : losses, reduction);
    }

    /// <summary>The mean over the classes of the binary cross entropy of sigmoid(input).</summary>
    /// <param name="input">Logits, [..., classes].</param>
    /// <param name="target">Of the same shape, between 0 and 1.</param>
    /// <param name="weight">A factor for each class.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    [Op("nn.functional.multilabel_soft_margin_loss")]
    public static Tensor MultiLabelSoftMargin(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        var losses = Loss.Of(new BinaryCrossEntropyWithLogits(), input, target, Reduction.None, "multilabel_soft_margin_loss");
        if (weight is not null) losses = losses * weight;
        return Loss.Reduced(losses.mean([-1L]), reduction);
    }
}
