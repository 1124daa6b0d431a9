using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>A distribution by one probability, given as such or as its logit; what is not given is computed on first use.</summary>
    public abstract class OfProbability : ExponentialFamily
    {
        readonly int _first;

        private protected OfProbability(Tensor? probs, Tensor? logits, Generator? generator, params Argument[] others)
            : base(generator, [.. others, .. OneOf(("probs", probs, constraints.unit_interval), ("logits", logits, constraints.real))]) => _first = others.Length;

        public Tensor probs => Given(_first) is { } given ? given : field ??= LogitsToProbs(logits, isBinary: true);
        public Tensor logits => Given(_first + 1) is { } given ? given : field ??= ProbsToLogits(probs, isBinary: true);

        /// <summary>Sizes of the parameters.</summary>
        public long[] param_shape => batch_shape;

        // The entropy of one trial.
        private protected Tensor TrialEntropy => nn.functional.binary_cross_entropy_with_logits(logits, probs, reduction: nn.Reduction.None);

        protected override IList<Tensor> NaturalParams => throw Lacks();
        protected override Tensor LogNormalizer(params Tensor[] parameters) => throw Lacks();
        public override Tensor entropy() => throw Lacks();
    }

    /// <summary>0 or 1.</summary>
    public class Bernoulli(Tensor? p = null, Tensor? l = null, Generator? generator = null) : OfProbability(p, l, generator)
    {
        public override constraints.Constraint support => constraints.boolean;
        public override bool has_enumerate_support => true;
        public override Tensor mean => probs;
        public override Tensor mode => where(probs.eq(0.5), double.NaN, probs.ge(0.5).to(probs.dtype));
        public override Tensor variance => probs * (1 - probs);
        public override Tensor rsample(params long[] sample_shape) => bernoulli(probs.expand(ExtendedShape(sample_shape)), generator);

        public override Tensor log_prob(Tensor value)
        {
            var both = broadcast_tensors(logits, InSupport(value));
            return -nn.functional.binary_cross_entropy_with_logits(both[0], both[1].to(logits.dtype), reduction: nn.Reduction.None);
        }

        public override Tensor entropy() => TrialEntropy;
        public override Tensor enumerate_support(bool expand = true) => Enumerated(2, probs.dtype, probs.device, expand);
        protected override IList<Tensor> NaturalParams => [probs.logit()];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].exp().log1p();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Bernoulli(Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>Numbers of [0, 1] of a density that is λ^x (1 - λ)^(1 - x) but for a factor.</summary>
    /// <remarks>Loaiza-Ganem, Cunningham: The continuous Bernoulli: fixing a pervasive error in variational autoencoders (2019). Near λ = 1/2 its formulas are 0/0, and a series stands in.</remarks>
    public class ContinuousBernoulli : OfProbability
    {
        readonly double _low, _high;

        public ContinuousBernoulli(Tensor? probs = null, Tensor? logits = null, (double, double)? lims = null, Generator? generator = null)
            : base(probs is null ? null : ClampProbs(probs), logits, generator) => (_low, _high) = lims ?? (0.499, 0.501);

        public override constraints.Constraint support => constraints.unit_interval;

        Tensor Outside => probs.le(_low) | probs.gt(_high);

        // The probabilities, away from 1/2: there the series is taken.
        Tensor Cut => where(Outside, probs, _low);

        // 1 / C(λ) is the integral of the density without its factor.
        internal Tensor LogFactor
        {
            get
            {
                var cut = Cut;
                var direct = ((-cut).log1p() - cut.log()).abs().log() - where(cut.le(0.5), (-2 * cut).log1p(), (2 * cut - 1).abs().log());
                var x = (probs - 0.5).pow(2);
                return where(Outside, direct, Math.Log(2) + (4.0 / 3 + 104.0 / 45 * x) * x);
            }
        }

        public override Tensor mean
        {
            get
            {
                var cut = Cut;
                var x = probs - 0.5;
                return where(Outside, cut / (2 * cut - 1) + 1 / ((-cut).log1p() - cut.log()), 0.5 + (1.0 / 3 + 16.0 / 45 * x.pow(2)) * x);
            }
        }

        public override Tensor variance
        {
            get
            {
                var cut = Cut;
                var x = (probs - 0.5).pow(2);
                return where(Outside, cut * (cut - 1) / (1 - 2 * cut).pow(2) + 1 / ((-cut).log1p() - cut.log()).pow(2), 1.0 / 12 - (1.0 / 15 - 128.0 / 945 * x) * x);
            }
        }

        public override Tensor rsample(params long[] sample_shape)
            => icdf(rand(ExtendedShape(sample_shape), probs.dtype, probs.device, generator: generator));

        public override Tensor log_prob(Tensor value)
        {
            var both = broadcast_tensors(logits, InSupport(value));
            return LogFactor - nn.functional.binary_cross_entropy_with_logits(both[0], both[1].to(logits.dtype), reduction: nn.Reduction.None);
        }

        public override Tensor cdf(Tensor value)
        {
            var cut = Cut;
            var inside = (cut.pow(InSupport(value)) * (1 - cut).pow(1 - value) + cut - 1) / (2 * cut - 1);
            return where(value.le(0), 0.0, where(value.ge(1), 1.0, where(Outside, inside, value)));
        }

        public override Tensor icdf(Tensor value)
        {
            var cut = Cut;
            return where(Outside, ((-cut + value * (2 * cut - 1)).log1p() - (-cut).log1p()) / (cut.log() - (-cut).log1p()), value);
        }

        public override Tensor entropy() => mean * ((-probs).log1p() - probs.log()) - LogFactor - (-probs).log1p();
        protected override IList<Tensor> NaturalParams => [logits];

        protected override Tensor LogNormalizer(params Tensor[] parameters)
        {
            var x = parameters[0];
            var outside = x.le(_low - 0.5) | x.gt(_high - 0.5);
            var cut = where(outside, x, (_low - 0.5) * ones_like(x));
            return where(outside, (cut.exp() - 1).abs().log() - cut.abs().log(), 0.5 * x + x.pow(2) / 24 - x.pow(4) / 2880);
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new ContinuousBernoulli(Expanded(0, batch_shape), Expanded(1, batch_shape), (_low, _high), generator);
    }

    /// <summary>Failures before the first success.</summary>
    public class Geometric : OfProbability
    {
        public Geometric(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(probs, logits, generator)
        {
            if (probs is not null && !(bool)probs.gt(0).all())
                throw new ArgumentException($"Expected parameter probs (Tensor of shape {PythonText.Tuple(probs.shape)}) of distribution {this} to be positive but found invalid values:\n{Words.Of(probs)}");
        }

        public override constraints.Constraint support => constraints.nonnegative_integer;
        public override Tensor mean => 1 / probs - 1;
        public override Tensor mode => zeros_like(probs);
        public override Tensor variance => (1 / probs - 1) / probs;

        public override Tensor rsample(params long[] sample_shape)
        {
            using var _ = no_grad();
            long[] shape = ExtendedShape(sample_shape);
            return (New(shape, probs).uniform_(Tiny(probs), 1, generator).log() / (-probs.expand(shape)).log1p()).floor();
        }

        // With probability 1 only 0 comes, and 0 · ln 0 is 0.
        public override Tensor log_prob(Tensor value) => InSupport(value) * where(probs.eq(1) & value.eq(0), 0.0, (-probs).log1p()) + probs.log();
        public override Tensor entropy() => TrialEntropy / probs;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Geometric(Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>Successes in a number of trials.</summary>
    public class Binomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null)
        : OfProbability(p, l, generator, ("total_count", total_count.to((p ?? l ?? total_count).dtype), constraints.nonnegative_integer))
    {
        public Tensor total_count => Given(0);
        public override constraints.Constraint support => new constraints._Between(zeros_like(total_count), total_count, is_discrete: true);
        public override bool has_enumerate_support => true;
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
            // ln(1 + e^x) in a form that large logits do not overflow.
            var normalizer = total_count * ClampByZero(logits) + total_count * (-logits.abs()).exp().log1p() - (total_count + 1).lgamma();
            return InSupport(value) * logits - (value + 1).lgamma() - (total_count - value + 1).lgamma() - normalizer;
        }

        public override Tensor entropy()
        {
            var likely = log_prob(enumerate_support(false));
            return -(likely.exp() * likely).sum(0);
        }

        public override Tensor enumerate_support(bool expand = true)
        {
            double count = total_count.max().to(float64).item<double>();
            return (bool)total_count.min().eq(count) ? Enumerated((long)count + 1, total_count.dtype, total_count.device, expand)
                : throw new NotSupportedException("Inhomogeneous total count not supported by `enumerate_support`.");
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Binomial(Expanded(0, batch_shape)!, Expanded(1, batch_shape), Expanded(2, batch_shape), generator);
    }

    /// <summary>Successes before a number of failures.</summary>
    public class NegativeBinomial(Tensor total_count, Tensor? p = null, Tensor? l = null, Generator? generator = null)
        : OfProbability(p, l, generator, ("total_count", total_count.to((p ?? l ?? total_count).dtype), constraints.greater_than_eq(0)))
    {
        public Tensor total_count => Given(0);
        public override constraints.Constraint support => constraints.nonnegative_integer;
        public override Tensor mean => total_count * logits.exp();
        public override Tensor mode => ((total_count - 1) * logits.exp()).floor().clamp(min: 0);
        public override Tensor variance => mean / (-logits).sigmoid();

        public override Tensor rsample(params long[] sample_shape)
        {
            using var _ = no_grad();
            return poisson(new Gamma(total_count, (-logits).exp(), generator).sample(sample_shape), generator);
        }

        public override Tensor log_prob(Tensor value)
        {
            var unnormalized = total_count * nn.functional.logsigmoid(-logits) + InSupport(value) * nn.functional.logsigmoid(logits);
            var normalizer = (1 + value).lgamma() + total_count.lgamma() - (total_count + value).lgamma();
            return unnormalized - where((total_count + value).eq(0), 0.0, normalizer);
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new NegativeBinomial(Expanded(0, batch_shape)!, Expanded(1, batch_shape), Expanded(2, batch_shape), generator);
    }

    /// <summary>Events in a time, coming at a constant rate.</summary>
    public class Poisson(Tensor rate, Generator? generator = null) : ExponentialFamily(generator, [("rate", rate, constraints.nonnegative)])
    {
        public Tensor rate => Given(0);
        public override constraints.Constraint support => constraints.nonnegative_integer;
        public override Tensor mean => rate;
        public override Tensor mode => rate.floor();
        public override Tensor variance => rate;
        public override Tensor rsample(params long[] sample_shape) => poisson(rate.expand(ExtendedShape(sample_shape)), generator);
        public override Tensor log_prob(Tensor value) => xlogy(InSupport(value), rate) - rate - (value + 1).lgamma();
        protected override IList<Tensor> NaturalParams => [rate.log()];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].exp();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Poisson(Expanded(0, batch_shape)!, generator);
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

            /// <summary>Numbers of [0, 1] of a density that is λ^x (1 - λ)^(1 - x) but for a factor.</summary>
            public static ContinuousBernoulli ContinuousBernoulli(Tensor? probs = null, Tensor? logits = null, (double, double)? lims = null, Generator? generator = null) => new(probs, logits, lims, generator);

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
