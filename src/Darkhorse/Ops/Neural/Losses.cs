using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse.Ops;

/// <summary>Losses of elements. All take float dtypes; a reduction of None gives the shape of the broadcast operands, others a 0-dim tensor.</summary>
static class Losses
{
    /// <summary>The squared error (input - target)^2.</summary>
    [Op("nn.functional.mse_loss")]
    public static Tensor Mse(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Loss.Of(new MseLoss(), input, target, reduction, "mse_cpu");

    /// <summary>The absolute error |input - target|.</summary>
    [Op("nn.functional.l1_loss")]
    public static Tensor L1(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
        => input.DType.IsComplex || target.DType.IsComplex
            ? Loss.Reduced((input - target).abs(), reduction)
            : Loss.Of(new L1Loss(), input, target, reduction, "l1_cpu");

    /// <summary>With d = |input - target|: d^2 / (2 beta) where d is below beta, else d - beta / 2.</summary>
    /// <exception cref="InvalidOperationException">beta is negative.</exception>
    [Op("nn.functional.smooth_l1_loss")]
    public static Tensor SmoothL1(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
    {
        if (beta < 0) throw new InvalidOperationException("smooth_l1_loss does not support negative values for beta.");
        return beta == 0 ? L1(input, target, reduction) : Loss.Of(new SmoothL1Loss(beta), input, target, reduction, "smooth_l1_cpu");
    }

    /// <summary>With d = |input - target|: d^2 / 2 where d is at most delta, else delta (d - delta / 2).</summary>
    /// <exception cref="InvalidOperationException">delta is not positive.</exception>
    [Op("nn.functional.huber_loss")]
    public static Tensor Huber(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
    {
        if (!(delta > 0)) throw new InvalidOperationException("huber_loss does not support non-positive values for delta.");
        return Loss.Of(new HuberLoss(delta), input, target, reduction, "huber_cpu");
    }

    /// <summary>-(t log x + (1 - t) log(1 - x)) of probabilities x; logarithms are cut off at -100.</summary>
    /// <param name="input">Probabilities, between 0 and 1.</param>
    /// <param name="target">Of the same shape.</param>
    /// <param name="weight">Multiplies the losses; broadcast.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">An element of the input is not between 0 and 1.</exception>
    [Op("nn.functional.binary_cross_entropy")]
    public static Tensor Bce(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        if (!input.Layout.SameSizes(target.Layout))
            throw new ArgumentException($"Using a target size ({Size(target)}) that is different to the input size ({Size(input)}) is deprecated. Please ensure they have the same size.");
        if (input.Layout.Count > 0 && input.Storage.HasData && !IsProbability(input.detach()))
            throw new InvalidOperationException("all elements of input should be between 0 and 1");
        if (weight is null) return Loss.Of(new BinaryCrossEntropy(), input, target, reduction, "binary_cross_entropy");
        return Loss.Reduced(Loss.Of(new BinaryCrossEntropy(), input, target, Reduction.None, "binary_cross_entropy") * weight, reduction);
    }

    static bool IsProbability(Tensor x) => x.min().ItemScalar().ToDouble() >= 0 && x.max().ItemScalar().ToDouble() <= 1;

    /// <summary>The binary cross entropy of sigmoid(input), without overflow.</summary>
    /// <param name="input">Logits.</param>
    /// <param name="target">Of the same shape.</param>
    /// <param name="weight">Multiplies the losses; broadcast.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="pos_weights">Multiplies the part of positive targets; broadcast.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    [Op("nn.functional.binary_cross_entropy_with_logits")]
    public static Tensor BceWithLogits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
    {
        if (!input.Layout.SameSizes(target.Layout)) throw new ArgumentException($"Target size ({Size(target)}) must be the same as input size ({Size(input)})");
        var loss = new BinaryCrossEntropyWithLogits();
        const string Name = "binary_cross_entropy_with_logits";
        if (weight is null && pos_weights is null) return Loss.Of(loss, input, target, reduction, Name);
        var losses = Loss.Of(loss, input, target, Reduction.None, Name);
        // The loss of a positive target is log(1 + e^-x): what is missing to its weighted multiple.
        if (pos_weights is not null) losses = losses + (pos_weights - 1) * target * Loss.Of(loss, input, input.detach().ones_like(), Reduction.None, Name);
        return Loss.Reduced(weight is null ? losses : losses * weight, reduction);
    }

    /// <summary>The pointwise Kullback-Leibler divergence t (log t - x), x being log probabilities; e^t (t - x) if the targets are logarithms too.</summary>
    [Op("nn.functional.kl_div")]
    public static Tensor KlDivergence(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
        => log_target ? Loss.Of(new KlDivOfLogs(), input, target, reduction, "kl_div") : Loss.Of(new KlDiv(), input, target, reduction, "kl_div");

    /// <summary>The negative log likelihood of counts under Poisson distributions.</summary>
    /// <param name="input">Rates, or their logarithms.</param>
    /// <param name="target">Counts.</param>
    /// <param name="log_input">Whether the input is logarithms: the loss is then e^x - t x, else x - t log(x + eps).</param>
    /// <param name="full">Add Stirling's approximation of log t! where t is above 1.</param>
    /// <param name="eps">Keeps the logarithm from 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    [Op("nn.functional.poisson_nll_loss")]
    public static Tensor PoissonNll(Tensor input, Tensor target, bool log_input = true, bool full = false, float eps = 1e-08f,
        Reduction reduction = Reduction.Mean)
    {
        var each = full ? Reduction.None : reduction;
        // As a double the default is PyTorch's 1e-8, not the nearest float.
        double least = eps == 1e-08f ? 1e-8 : eps;
        var losses = log_input
            ? Loss.Of(new PoissonOfLog(), input, target, each, "poisson_nll_loss")
            : Loss.Of(new PoissonOfRate(least), input, target, each, "poisson_nll_loss");
        if (!full) return losses;
        var stirling = target * torch.log(target) - target + 0.5 * torch.log(2 * Math.PI * target);
        return Loss.Reduced(losses + MaskOps.MaskedFill(stirling, target.le(1), 0), reduction);
    }

    /// <summary>The negative log likelihood of targets under normal distributions: (log v + (x - t)^2 / v) / 2.</summary>
    /// <param name="input">Means.</param>
    /// <param name="target">Values.</param>
    /// <param name="variance">Of the input's shape, or without its last dim, or with that of size 1. Not negative.</param>
    /// <param name="full">Add log(2 pi) / 2.</param>
    /// <param name="eps">The least variance; it does not act on gradients.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ArgumentException">The variance has a negative element or a wrong shape.</exception>
    [Op("nn.functional.gaussian_nll_loss")]
    public static Tensor GaussianNll(Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-06f, Reduction reduction = Reduction.Mean)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("gaussian_nll_loss", input.DType);
        if (!variance.Layout.SameSizes(input.Layout))
        {
            int rank = input.Layout.Rank;
            if (rank > 0 && variance.Layout.Rank == rank - 1 && variance.Sizes.SequenceEqual(input.Sizes[..^1])) variance = variance.unsqueeze(-1);
            else if (rank == 0 || variance.Layout.Rank != rank || !variance.Sizes[..^1].SequenceEqual(input.Sizes[..^1]) || variance.Sizes[^1] != 1)
                throw new ArgumentException("var is of incorrect size");
        }
        if (variance.Storage.HasData && variance.Layout.Count > 0 && variance.detach().lt(0).any().ItemScalar().ToBoolean())
            throw new ArgumentException("var has negative entry/entries");
        double least = eps == 1e-06f ? 1e-6 : eps;
        // The bound holds in the value alone: gradients pass as if it were not there.
        var bounded = variance + (variance.detach().clamp_min((Scalar)least) - variance.detach());
        var d = input - target;
        var losses = 0.5 * (torch.log(bounded) + d * d / bounded);
        return Loss.Reduced(full ? losses + 0.5 * Math.Log(2 * Math.PI) : losses, reduction);
    }

    /// <summary>input where the target is 1, max(0, margin - input) where it is -1.</summary>
    [Op("nn.functional.hinge_embedding_loss")]
    public static Tensor HingeEmbedding(Tensor input, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
        => Loss.Of(new HingeEmbeddingLoss(margin), input, target.detach().to(input.dtype), reduction, "hinge_embedding_loss");

    /// <summary>log(1 + e^(-target input)), targets being 1 or -1.</summary>
    [Op("nn.functional.soft_margin_loss")]
    public static Tensor SoftMargin(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
        => Loss.Of(new SoftMarginLoss(), input, target, reduction, "soft_margin_loss");

    static string Size(Tensor x) => $"torch.Size({Errors.Shape(x)})";
}
