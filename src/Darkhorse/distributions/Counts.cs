using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>A distribution by one probability, given as such or as its logit.</summary>
    public abstract class OfProbability : Distribution
    {
        readonly Tensor? _probs, _logits;

        private protected OfProbability(Tensor? probs, Tensor? logits, Generator? generator) : base(generator, (probs ?? logits)?.shape)
        {
            CheckOne(probs, logits);
            (_probs, _logits) = (probs, logits);
        }

        public Tensor probs => _probs ?? LogitsToProbs(_logits!, isBinary: true);
        public Tensor logits => _logits ?? ProbsToLogits(_probs!, isBinary: true);

        private protected Tensor? ProbsFor(long[] sizes) => _probs?.expand(sizes);
        private protected Tensor? LogitsFor(long[] sizes) => _logits?.expand(sizes);
    }

    /// <summary>0 or 1.</summary>
    public class Bernoulli(Tensor? p = null, Tensor? l = null, Generator? generator = null) : OfProbability(p, l, generator)
    {
        public override Tensor mean => probs;
        public override Tensor mode => where(probs.eq(0.5), double.NaN, probs.ge(0.5).to(probs.dtype));
        public override Tensor variance => probs * (1 - probs);
        public override Tensor rsample(params long[] sample_shape) => bernoulli(probs.expand(ExtendedShape(sample_shape)), generator);

        public override Tensor log_prob(Tensor value)
        {
            var both = broadcast_tensors(logits, value);
            return -nn.functional.binary_cross_entropy_with_logits(both[0], both[1].to(logits.dtype), reduction: nn.Reduction.None);
        }

        public override Tensor entropy() => nn.functional.binary_cross_entropy_with_logits(logits, probs, reduction: nn.Reduction.None);

        public override Tensor enumerate_support(bool expand = true)
        {
            var values = arange(2, dtype: probs.dtype).view([2, .. Enumerable.Repeat(1L, batch_shape.Length)]);
            return expand ? values.expand([2, .. batch_shape]) : values;
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Bernoulli(ProbsFor(batch_shape), LogitsFor(batch_shape), generator);
    }

    /// <summary>Failures before the first success.</summary>
    public class Geometric(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : OfProbability(probs, logits, generator)
    {
        public override Tensor mean => 1 / probs - 1;
        public override Tensor mode => zeros_like(probs);
        public override Tensor variance => (1 / probs - 1) / probs;

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            return (New(shape, probs).uniform_(Tiny(probs), 1, generator).log() / (-probs.expand(shape)).log1p()).floor();
        }

        public override Tensor log_prob(Tensor value) => value * (-probs).log1p() + probs.log();
        public override Tensor entropy() => nn.functional.binary_cross_entropy_with_logits(logits, probs, reduction: nn.Reduction.None) / probs;
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Geometric(ProbsFor(batch_shape), LogitsFor(batch_shape), generator);
    }

    /// <summary>Successes in a number of trials.</summary>
    public class Binomial : OfProbability
    {
        public Binomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null) : this([.. broadcast_tensors(total_count, p ?? l ?? total_count)], p is not null, l is not null, generator) { }

        Binomial(Tensor[] both, bool byProbs, bool byLogits, Generator? generator) : base(byProbs ? both[1] : null, byLogits ? both[1] : null, generator) => total_count = both[0].to(both[1].dtype);

        public Tensor total_count { get; }
        public override Tensor mean => total_count * probs;
        public override Tensor mode => ((total_count + 1) * probs).floor().clamp(max: total_count);
        public override Tensor variance => total_count * probs * (1 - probs);

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            return binomial(total_count.expand(shape), probs.expand(shape), generator);
        }

        public override Tensor log_prob(Tensor value)
        {
            var normalizer = total_count * logits.clamp(min: 0) + total_count * (-logits.abs()).exp().log1p() - (total_count + 1).lgamma();
            return value * logits - (value + 1).lgamma() - (total_count - value + 1).lgamma() - normalizer;
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Binomial(total_count.expand(batch_shape), ProbsFor(batch_shape), LogitsFor(batch_shape), generator);
    }

    /// <summary>Successes before a number of failures.</summary>
    public class NegativeBinomial : OfProbability
    {
        public NegativeBinomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null) : this([.. broadcast_tensors(total_count, p ?? l ?? total_count)], p is not null, l is not null, generator) { }

        NegativeBinomial(Tensor[] both, bool byProbs, bool byLogits, Generator? generator) : base(byProbs ? both[1] : null, byLogits ? both[1] : null, generator) => total_count = both[0].to(both[1].dtype);

        public Tensor total_count { get; }
        public override Tensor mean => total_count * logits.exp();
        public override Tensor mode => ((total_count - 1) * logits.exp()).floor().clamp(min: 0);
        public override Tensor variance => mean / (-logits).sigmoid();
        public override Tensor rsample(params long[] sample_shape) => poisson(new Gamma(total_count, (-logits).exp(), generator).rsample(sample_shape), generator);

        public override Tensor log_prob(Tensor value)
        {
            var unnormalized = total_count * nn.functional.logsigmoid(-logits) + value * nn.functional.logsigmoid(logits);
            return unnormalized + (total_count + value).lgamma() - (1 + value).lgamma() - total_count.lgamma();
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new NegativeBinomial(total_count.expand(batch_shape), ProbsFor(batch_shape), LogitsFor(batch_shape), generator);
    }

    /// <summary>Events in a time, coming at a constant rate.</summary>
    public class Poisson(Tensor rate, Generator? generator = null) : Distribution(generator, rate.shape)
    {
        public Tensor rate { get; } = rate;
        public override Tensor mean => rate;
        public override Tensor mode => rate.floor();
        public override Tensor variance => rate;
        public override Tensor rsample(params long[] sample_shape) => poisson(rate.expand(ExtendedShape(sample_shape)), generator);
        public override Tensor log_prob(Tensor value) => xlogy(value, rate) - rate - (value + 1).lgamma();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Poisson(rate.expand(batch_shape), generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            static Tensor? Number(double? value) => value is { } number ? tensor(number) : null;

            static Tensor? Number(float? value) => value is { } number ? tensor(number) : null;

            /// <summary>0 or 1.</summary>
            public static Bernoulli Bernoulli(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <inheritdoc cref="Bernoulli(Tensor?, Tensor?, Generator?)"/>
            public static Bernoulli Bernoulli(double? probs, double? logits, Generator? generator = null) => new(Number(probs), Number(logits), generator);

            /// <inheritdoc cref="Bernoulli(Tensor?, Tensor?, Generator?)"/>
            public static Bernoulli Bernoulli(float? probs, float? logits, Generator? generator = null) => new(Number(probs), Number(logits), generator);

            /// <summary>Failures before the first success.</summary>
            public static Geometric Geometric(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>Successes in a number of trials.</summary>
            public static Binomial Binomial(Tensor total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <inheritdoc cref="Binomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static Binomial Binomial(int total_count, double? probs, double? logits, Generator? generator = null) => new(tensor(total_count), Number(probs), Number(logits), generator);

            /// <inheritdoc cref="Binomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static Binomial Binomial(int total_count, float? probs, float? logits, Generator? generator = null) => new(tensor(total_count), Number(probs), Number(logits), generator);

            /// <summary>Successes before a number of failures.</summary>
            public static NegativeBinomial NegativeBinomial(Tensor total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <inheritdoc cref="NegativeBinomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static NegativeBinomial NegativeBinomial(int total_count, double? probs, double? logits, Generator? generator = null) => new(tensor(total_count), Number(probs), Number(logits), generator);

            /// <inheritdoc cref="NegativeBinomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static NegativeBinomial NegativeBinomial(int total_count, float? probs, float? logits, Generator? generator = null) => new(tensor(total_count), Number(probs), Number(logits), generator);

            /// <summary>Events in a time, coming at a constant rate.</summary>
            public static Poisson Poisson(Tensor rate, Generator? generator = null) => new(rate, generator);

            /// <inheritdoc cref="Poisson(Tensor, Generator?)"/>
            public static Poisson Poisson(double rate, Generator? generator = null) => new(tensor(rate), generator);

            /// <inheritdoc cref="Poisson(Tensor, Generator?)"/>
            public static Poisson Poisson(float rate, Generator? generator = null) => new(tensor(rate), generator);
        }
    }
}
