using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse.Modules
{
    /// <summary>The squared difference.</summary>
    public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.mse_loss(input, target, reduction);
    }

    /// <summary>The absolute difference.</summary>
    public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.l1_loss(input, target, reduction);
    }

    /// <summary>Squared below beta, absolute above.</summary>
    public sealed class SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public double beta { get; } = beta;

        public override Tensor forward(Tensor input, Tensor target) => functional.smooth_l1_loss(input, target, reduction, beta);
    }

    /// <summary>Squared below delta, absolute above.</summary>
    public sealed class HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public double delta { get; } = delta;

        public override Tensor forward(Tensor input, Tensor target) => functional.huber_loss(input, target, delta, reduction);
    }

    /// <summary>The negative logarithm of softmax at the target class, or against target probabilities.</summary>
    public sealed class CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public long? ignore_index { get; } = ignore_index;

        public double label_smoothing { get; } = label_smoothing;

        public override Tensor forward(Tensor input, Tensor target) => functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
    }

    /// <summary>The negative of the log probability at the target class.</summary>
    public sealed class NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, long? ignore_index = null) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public long? ignore_index { get; } = ignore_index;

        public override Tensor forward(Tensor input, Tensor target) => functional.nll_loss(input, target, weight, reduction, ignore_index ?? -100);
    }

    /// <summary>The binary cross entropy of probabilities.</summary>
    public sealed class BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.binary_cross_entropy(input, target, weight, reduction);
    }

    /// <summary>The binary cross entropy of the sigmoid of the input.</summary>
    public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        public BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) : base(weight, reduction) => register_buffer("pos_weight", pos_weights);

        /// <summary>Factors of the positive targets' losses.</summary>
        public Tensor? pos_weights => BufferOf("pos_weight");

        public override Tensor forward(Tensor input, Tensor target) => functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
    }

    /// <summary>The Kullback-Leibler divergence, the input being log probabilities.</summary>
    public sealed class KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public bool log_target { get; } = log_target;

        public override Tensor forward(Tensor input, Tensor target) => functional.kl_div(input, target, log_target, reduction);
    }

    /// <summary>The negative log likelihood of counts under a Poisson distribution.</summary>
    public sealed class PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public bool log_input { get; } = log_input;

        public bool full { get; } = full;

        public float eps { get; } = eps;

        public override Tensor forward(Tensor input, Tensor target) => functional.poisson_nll_loss(input, target, log_input, full, eps, reduction);
    }

    /// <summary>The negative log likelihood under a normal distribution with given variance.</summary>
    public sealed class GaussianNLLLoss(bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public bool full { get; } = full;

        public float eps { get; } = eps;

        public override Tensor forward(Tensor input, Tensor target, Tensor variance) => functional.gaussian_nll_loss(input, target, variance, full, eps, reduction);
    }

    /// <summary>The input where the target is 1, max(0, margin - input) where it is -1.</summary>
    public sealed class HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public double margin { get; } = margin;

        public override Tensor forward(Tensor input, Tensor target) => functional.hinge_embedding_loss(input, target, margin, reduction);
    }

    /// <summary>1 - cos of two vectors where the target is 1, max(0, cos - margin) where it is -1.</summary>
    public sealed class CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public double margin { get; } = margin;

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>max(0, -target (input1 - input2) + margin).</summary>
    public sealed class MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public double margin { get; } = margin;

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => functional.margin_ranking_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>The margins between target and other classes, several targets a row.</summary>
    public sealed class MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.multi_label_margin_loss(input, target, reduction);
    }

    /// <summary>The mean over classes of the binary cross entropy with logits.</summary>
    public sealed class MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.multilabel_soft_margin_loss(input, target, weight, reduction);
    }

    /// <summary>The margins between the target class and the others, to the power p.</summary>
    public sealed class MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public int p { get; } = p;

        public double margin { get; } = margin;

        public override Tensor forward(Tensor input, Tensor target) => functional.multi_margin_loss(input, target, p, margin, weight, reduction);
    }

    /// <summary>log(1 + e^(-target input)).</summary>
    public sealed class SoftMarginLoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => functional.soft_margin_loss(input, target, reduction);
    }

    /// <summary>max(0, d(anchor, positive) - d(anchor, negative) + margin).</summary>
    public sealed class TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public double margin { get; } = margin;

        public double p { get; } = p;

        public double eps { get; } = eps;

        public bool swap { get; } = swap;

        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => functional.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
    }

    /// <summary>The triplet margin loss with a distance of the user's.</summary>
    public sealed class TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public Func<Tensor, Tensor, Tensor>? distance { get; } = distance;

        public double margin { get; } = margin;

        public bool swap { get; } = swap;

        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => functional.triplet_margin_with_distance_loss(anchor, positive, negative, distance, margin, swap, reduction);
    }

    /// <summary>Connectionist temporal classification (Graves et al., 2006).</summary>
    public sealed class CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor, Tensor>(reduction)
    {
        public long blank { get; } = blank;

        public bool zero_infinity { get; } = zero_infinity;

        public override Tensor forward(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths) => functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity, reduction);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.MSELoss"/>
            public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <inheritdoc cref="Modules.L1Loss"/>
            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <inheritdoc cref="Modules.SmoothL1Loss"/>
            public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) => new(reduction, beta);

            /// <inheritdoc cref="Modules.HuberLoss"/>
            public static HuberLoss HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) => new(delta, reduction);

            /// <inheritdoc cref="Modules.CrossEntropyLoss"/>
            public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) => new(weight, ignore_index, reduction, label_smoothing);

            /// <inheritdoc cref="Modules.NLLLoss"/>
            public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, long? ignore_index = null) => new(weight, reduction, ignore_index);

            /// <inheritdoc cref="Modules.BCELoss"/>
            public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

            /// <inheritdoc cref="Modules.BCEWithLogitsLoss"/>
            public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);

            /// <inheritdoc cref="Modules.KLDivLoss"/>
            public static KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);

            /// <inheritdoc cref="Modules.PoissonNLLLoss"/>
            public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);

            /// <inheritdoc cref="Modules.GaussianNLLLoss"/>
            public static GaussianNLLLoss GaussianNLLLoss(bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);

            /// <inheritdoc cref="Modules.HingeEmbeddingLoss"/>
            public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) => new(margin, reduction);

            /// <inheritdoc cref="Modules.CosineEmbeddingLoss"/>
            public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

            /// <inheritdoc cref="Modules.MarginRankingLoss"/>
            public static MarginRankingLoss MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

            /// <inheritdoc cref="Modules.MultiLabelMarginLoss"/>
            public static MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <inheritdoc cref="Modules.MultiLabelSoftMarginLoss"/>
            public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

            /// <inheritdoc cref="Modules.MultiMarginLoss"/>
            public static MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);

            /// <inheritdoc cref="Modules.SoftMarginLoss"/>
            public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <inheritdoc cref="Modules.TripletMarginLoss"/>
            public static TripletMarginLoss TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);

            /// <inheritdoc cref="Modules.TripletMarginWithDistanceLoss"/>
            public static TripletMarginWithDistanceLoss TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean) => new(distance, margin, swap, reduction);

            /// <inheritdoc cref="Modules.CTCLoss"/>
            public static CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) => new(blank, zero_infinity, reduction);
        }
    }
}
