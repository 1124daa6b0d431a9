using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>A distribution by the probabilities of categories along the last dim, given as such or as their logarithms but for a constant.</summary>
    public abstract class OfCategories : Distribution
    {
        private protected OfCategories(Tensor? probs, Tensor? logits, Generator? generator, bool isVector)
            : base(generator, OneOf(("probs", Normalized(probs), constraints.simplex), ("logits", Logarithmic(logits), constraints.real_vector)),
                isVector ? (probs ?? logits)!.shape[^1..] : null) { }

        static Tensor? Normalized(Tensor? probs) => probs is null ? null : probs.dim() > 0 ? probs / probs.sum(-1, keepdim: true) : throw new ArgumentException("`probs` parameter must be at least one-dimensional.");

        static Tensor? Logarithmic(Tensor? logits) => logits is null ? null : logits.dim() > 0 ? logits - logits.logsumexp(-1, keepdim: true) : throw new ArgumentException("`logits` parameter must be at least one-dimensional.");

        public Tensor probs => Given(0) is { } given ? given : field ??= LogitsToProbs(logits);
        public Tensor logits => Given(1) is { } given ? given : field ??= ProbsToLogits(probs);

        /// <summary>Sizes of the parameters.</summary>
        public long[] param_shape => probs.shape;

        private protected long Categories => probs.shape[^1];
    }

    /// <summary>The index of one of several categories, by their probabilities along the last dim.</summary>
    public class Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : OfCategories(probs, logits, generator, isVector: false)
    {
        public override constraints.Constraint support => constraints.integer_interval(0, Categories - 1);
        public override bool has_enumerate_support => true;
        public override Tensor mean => full(ExtendedShape(), double.NaN, probs.dtype, probs.device);
        public override Tensor mode => probs.argmax(-1);
        public override Tensor variance => full(ExtendedShape(), double.NaN, probs.dtype, probs.device);

        public override Tensor rsample(params long[] sample_shape)
        {
            var drawn = multinomial(probs.detach().reshape(-1, Categories), new Size(sample_shape).numel(), true, generator);
            return drawn.t().reshape(ExtendedShape(sample_shape));
        }

        public override Tensor log_prob(Tensor value)
        {
            var index = InSupport(value).to(int64).unsqueeze(-1);
            var both = broadcast_tensors(index, logits);
            return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
        }

        public override Tensor entropy() => -(logits.clamp(min: finfo(logits.dtype).min) * probs).sum(-1);
        public override Tensor enumerate_support(bool expand = true) => Enumerated(Categories, int64, probs.device, expand);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Categorical(Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>A category as a vector with a single 1.</summary>
    public class OneHotCategorical(Tensor? p = null, Tensor? l = null, Generator? generator = null) : OfCategories(p, l, generator, isVector: true)
    {
        private protected readonly Categorical Index = new(p, l, generator);

        public override constraints.Constraint support => constraints.one_hot;
        public override bool has_enumerate_support => true;
        public override Tensor mean => probs;
        public override Tensor mode => OneHot(Index.mode);
        public override Tensor variance => probs * (1 - probs);
        public override Tensor rsample(params long[] sample_shape) => OneHot(Index.sample(sample_shape));
        public override Tensor log_prob(Tensor value) => Index.log_prob(InSupport(value).argmax(-1));
        public override Tensor entropy() => Index.entropy();

        public override Tensor enumerate_support(bool expand = true)
        {
            var values = eye(Categories, dtype: probs.dtype, device: probs.device).view([Categories, .. Enumerable.Repeat(1L, batch_shape.Length), Categories]);
            return expand ? values.expand([Categories, .. batch_shape, Categories]) : values;
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new OneHotCategorical(Expanded(0, batch_shape), Expanded(1, batch_shape), generator);

        Tensor OneHot(Tensor index) => nn.functional.one_hot(index, Categories).to(probs.dtype);
    }

    /// <summary>One-hot samples whose gradient is that of the probabilities.</summary>
    /// <remarks>Bengio, Léonard, Courville: Estimating or propagating gradients through stochastic neurons (2013).</remarks>
    public class OneHotCategoricalStraightThrough(Tensor? p = null, Tensor? l = null, Generator? generator = null) : OneHotCategorical(p, l, generator)
    {
        public override bool has_rsample => true;
        public override Tensor sample(params long[] sample_shape) => base.rsample(sample_shape);
        public override Tensor rsample(params long[] sample_shape) => sample(sample_shape) + (probs - probs.detach());
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new OneHotCategoricalStraightThrough(Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>How often each category comes in a number of draws.</summary>
    public class Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : OfCategories(probs, logits, generator, isVector: true)
    {
        readonly Categorical _one = new(probs, logits, generator);

        public int total_count { get; } = total_count >= 0 ? total_count : throw new NotSupportedException("inhomogeneous total_count is not supported");
        public override constraints.Constraint support => constraints.multinomial(total_count);
        public override Tensor mean => probs * total_count;
        public override Tensor variance => total_count * probs * (1 - probs);

        public override Tensor rsample(params long[] sample_shape)
        {
            var draws = _one.sample([total_count, .. sample_shape]).movedim(0, -1).contiguous();
            return zeros(ExtendedShape(sample_shape), int64).scatter_add_(-1, draws, ones_like(draws)).to(probs.dtype);
        }

        public override Tensor log_prob(Tensor value)
        {
            var likely = where(InSupport(value).eq(0) & logits.eq(double.NegativeInfinity), 0.0, logits);
            return (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1) + (likely * value).sum(-1);
        }

        /// <summary>n H - ln n! and the mean of the sum of ln x!, from the binomial distributions of the single counts.</summary>
        public override Tensor entropy()
        {
            var n = tensor((double)total_count, dtype: probs.dtype);
            var single = new Binomial(n, probs);
            var counts = single.enumerate_support(false)[1..];
            return total_count * _one.entropy() - (n + 1).lgamma() + (single.log_prob(counts).exp() * (counts + 1).lgamma()).sum([0, -1]);
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Multinomial(total_count, Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The index of one of several categories, by their probabilities along the last dim.</summary>
            public static Categorical Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>The index of one of several categories of the same probability.</summary>
            public static Categorical Categorical(int categories, Generator? generator = null) => new(full([categories], 1.0 / categories), null, generator);

            /// <summary>A category as a vector with a single 1.</summary>
            public static OneHotCategorical OneHotCategorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <inheritdoc cref="OneHotCategorical(Tensor?, Tensor?, Generator?)"/>
            public static OneHotCategorical OneHotCategorical(double? probs, double? logits, Generator? generator = null) => new(Number(probs), Number(logits), generator);

            /// <inheritdoc cref="OneHotCategorical(Tensor?, Tensor?, Generator?)"/>
            public static OneHotCategorical OneHotCategorical(float? probs, float? logits, Generator? generator = null) => new(Number(probs), Number(logits), generator);

            /// <summary>One-hot samples whose gradient is that of the probabilities.</summary>
            public static OneHotCategoricalStraightThrough OneHotCategoricalStraightThrough(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>How often each category comes in a number of draws.</summary>
            public static Multinomial Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <summary>How often each of several categories of the same probability comes in a number of draws.</summary>
            public static Multinomial Multinomial(int total_count, int categories, Generator? generator = null) => new(total_count, full([categories], 1.0 / categories), null, generator);
        }
    }
}
