using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>Samples of one distribution, put through transforms: the first transform first.</summary>
    public class TransformedDistribution : Distribution
    {
        /// <summary>The distribution that samples come from.</summary>
        public Distribution base_dist { get; private set; } = null!;

        public IReadOnlyList<transforms.Transform> transforms { get; private set; } = [];

        protected TransformedDistribution(Generator? generator = null) : base(generator) { }

        public TransformedDistribution(Distribution base_distribution, transforms.Transform transform, Generator? generator = null) : this(base_distribution, [transform], generator) { }

        public TransformedDistribution(Distribution base_distribution, IEnumerable<transforms.Transform> transforms, Generator? generator = null) : this(generator, [], base_distribution, [.. transforms]) { }

        private protected TransformedDistribution(Generator? generator, Argument[] parameters, Distribution base_distribution, params transforms.Transform[] transforms) : base(generator, parameters)
            => _init(base_distribution, transforms);

        /// <summary>Takes over the base, for a larger batch where the transforms ask for one, and finds which dims make one event.</summary>
        protected void _init(Distribution base_distribution, transforms.Transform[] transforms)
        {
            var whole = new torch.distributions.transforms.ComposeTransform(transforms);
            long[] from = [.. base_distribution.batch_shape, .. base_distribution.event_shape];
            int eventDims = base_distribution.event_shape.Length, taken = whole.domain.event_dim, given = whole.codomain.event_dim;
            if (from.Length < taken) throw new ArgumentException($"base_distribution needs to have shape with size at least {taken}, but got {PythonText.Size(from)}.");
            long[] shape = whole.forward_shape(from), needed = whole.inverse_shape(shape);
            if (!needed.AsSpan().SequenceEqual(from)) base_distribution = base_distribution.expand(needed[..^eventDims]);
            if (taken > eventDims) base_distribution = new Independent(base_distribution, taken - eventDims);
            (base_dist, this.transforms) = (base_distribution, transforms);
            int cut = shape.Length - Math.Max(given, eventDims + given - taken);
            _init(shape[..cut], shape[cut..]);
        }

        public override constraints.Constraint support
        {
            get
            {
                if (transforms.Count == 0) return base_dist.support;
                var values = transforms[^1].codomain;
                return event_shape.Length > values.event_dim ? constraints.independent(values, event_shape.Length - values.event_dim) : values;
            }
        }

        public override bool has_rsample => base_dist.has_rsample;

        public override Tensor sample(params long[] sample_shape)
        {
            using var _ = no_grad();
            return Through(base_dist.sample(sample_shape));
        }

        public override Tensor rsample(params long[] sample_shape) => Through(base_dist.rsample(sample_shape));

        Tensor Through(Tensor value) => transforms.Aggregate(value, (x, transform) => transform.forward(x));

        /// <summary>The base's density at the place the value came from, less the logarithm of how much the transforms stretch there.</summary>
        public override Tensor log_prob(Tensor value)
        {
            int dims = event_shape.Length;
            Tensor y = InSupport(value);
            Tensor? stretch = null;
            foreach (var transform in transforms.Reverse())
            {
                var x = transform.Inverse(y);
                dims += transform.domain.event_dim - transform.codomain.event_dim;
                var term = SumRightmost(transform.log_abs_det_jacobian(x, y), dims - transform.domain.event_dim);
                stretch = stretch is null ? term : stretch + term;
                y = x;
            }
            var density = SumRightmost(base_dist.log_prob(y), dims - base_dist.event_shape.Length);
            return stretch is null ? density : density - stretch;
        }

        public override Tensor cdf(Tensor value) => Directed(base_dist.cdf(transforms.Reverse().Aggregate(InSupport(value), (y, transform) => transform.Inverse(y))));

        public override Tensor icdf(Tensor value) => Through(base_dist.icdf(Directed(value)));

        // Transforms that fall turn ranks around.
        Tensor Directed(Tensor rank)
        {
            if (transforms.All(transform => transform is torch.distributions.transforms.ExpTransform or torch.distributions.transforms.LogTransform)) return rank;
            var sign = transforms.Aggregate(tensor(1), (product, transform) => product * transform.sign);
            return sign * (rank - 0.5) + 0.5;
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
        {
            long[] from = new torch.distributions.transforms.ComposeTransform(transforms).inverse_shape([.. batch_shape, .. event_shape]);
            return new TransformedDistribution(base_dist.expand(from[..^base_dist.event_shape.Length]), transforms, generator);
        }
    }

    /// <summary>Numbers whose logarithm is normal.</summary>
    public class LogNormal(Tensor loc, Tensor scale, Generator? generator = null)
        : TransformedDistribution(generator, [], new Normal(loc, scale, generator), new transforms.ExpTransform())
    {
        public Tensor loc => ((Normal)base_dist).loc;
        public Tensor scale => ((Normal)base_dist).scale;
        public override Tensor mean => (loc + scale.pow(2) / 2).exp();
        public override Tensor mode => (loc - scale.pow(2)).exp();
        public override Tensor variance => scale.pow(2).expm1() * (2 * loc + scale.pow(2)).exp();
        public override Tensor entropy() => base_dist.entropy() + loc;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new LogNormal(loc.expand(batch_shape.Shape), scale.expand(batch_shape.Shape), generator);
    }

    /// <summary>The absolute value of normal numbers around 0.</summary>
    public class HalfNormal(Tensor scale, Generator? generator = null)
        : TransformedDistribution(generator, [], new Normal(zeros_like(scale), scale, generator), new transforms.AbsTransform())
    {
        public Tensor scale => ((Normal)base_dist).scale;
        public override constraints.Constraint support => constraints.nonnegative;
        public override Tensor mean => scale * Math.Sqrt(2 / Math.PI);
        public override Tensor mode => zeros_like(scale);
        public override Tensor variance => scale.pow(2) * (1 - 2 / Math.PI);
        public override Tensor log_prob(Tensor value) => where(InSupport(value).ge(0), base_dist.log_prob(value) + Math.Log(2), double.NegativeInfinity);
        public override Tensor entropy() => base_dist.entropy() - Math.Log(2);
        public override Tensor cdf(Tensor value) => 2 * base_dist.cdf(InSupport(value)) - 1;
        public override Tensor icdf(Tensor prob) => base_dist.icdf((prob + 1) / 2);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new HalfNormal(scale.expand(batch_shape.Shape), generator);
    }

    /// <summary>The absolute value of Cauchy numbers around 0.</summary>
    public class HalfCauchy(Tensor scale, Generator? generator = null)
        : TransformedDistribution(generator, [], new Cauchy(zeros_like(scale), scale, generator), new transforms.AbsTransform())
    {
        public Tensor scale => ((Cauchy)base_dist).scale;
        public override constraints.Constraint support => constraints.nonnegative;
        public override Tensor mean => full_like(scale, double.PositiveInfinity);
        public override Tensor mode => zeros_like(scale);
        public override Tensor variance => base_dist.variance;
        public override Tensor log_prob(Tensor value) => where(InSupport(value).ge(0), base_dist.log_prob(value) + Math.Log(2), double.NegativeInfinity);
        public override Tensor entropy() => base_dist.entropy() - Math.Log(2);
        public override Tensor cdf(Tensor value) => 2 * base_dist.cdf(InSupport(value)) - 1;
        public override Tensor icdf(Tensor value) => base_dist.icdf((value + 1) / 2);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new HalfCauchy(scale.expand(batch_shape.Shape), generator);
    }

    /// <summary>The limit of maxima: loc - scale ln(-ln u) of uniform numbers.</summary>
    public class Gumbel : TransformedDistribution
    {
        public Gumbel(Tensor loc, Tensor scale, Generator? generator = null) : this([.. broadcast_tensors(loc, scale)], generator) { }

        Gumbel(Tensor[] both, Generator? generator) : base(generator, [("loc", both[0], constraints.real), ("scale", both[1], constraints.positive)],
            new Uniform(full_like(both[0], Tiny(both[0])), full_like(both[0], 1 - Epsilon(both[0])), generator),
            s_log, new transforms.AffineTransform(0, -1), s_log, new transforms.AffineTransform(both[0], -both[1])) { }

        static readonly transforms.Transform s_log = new transforms.LogTransform();

        public Tensor loc => Given(0);
        public Tensor scale => Given(1);
        public override constraints.Constraint support => constraints.real;
        public override Tensor mean => loc + scale * EulerGamma;
        public override Tensor mode => loc;
        public override Tensor stddev => scale * (Math.PI / Math.Sqrt(6));
        public override Tensor variance => stddev.pow(2);

        public override Tensor log_prob(Tensor value)
        {
            var y = (loc - InSupport(value)) / scale;
            return y - y.exp() - scale.log();
        }

        public override Tensor entropy() => scale.log() + (1 + EulerGamma);
        public override Tensor cdf(Tensor value) => (-((loc - InSupport(value)) / scale).exp()).exp();
        public override Tensor icdf(Tensor value) => loc - scale * (-value.log()).log();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Gumbel(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>A power of exponential numbers.</summary>
    public class Weibull : TransformedDistribution
    {
        public Weibull(Tensor scale, Tensor concentration, Generator? generator = null) : this([.. broadcast_tensors(scale, concentration)], generator) { }

        Weibull(Tensor[] both, Generator? generator) : base(generator, [("scale", both[0], constraints.positive), ("concentration", both[1], constraints.positive)],
            new Exponential(ones_like(both[0]), generator), new transforms.PowerTransform(both[1].reciprocal()), new transforms.AffineTransform(zeros_like(both[0]), both[0])) { }

        public Tensor scale => Given(0);
        public Tensor concentration => Given(1);
        public override constraints.Constraint support => constraints.positive;
        public override Tensor mean => scale * (1 + 1 / concentration).lgamma().exp();
        public override Tensor mode => scale * ((concentration - 1) / concentration).pow(concentration.reciprocal());
        public override Tensor variance => scale.pow(2) * ((1 + 2 / concentration).lgamma().exp() - (2 * (1 + 1 / concentration).lgamma()).exp());
        public override Tensor entropy() => EulerGamma * (1 - concentration.reciprocal()) + (scale * concentration.reciprocal()).log() + 1;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Weibull(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Power-law numbers from a smallest one on.</summary>
    public class Pareto : TransformedDistribution
    {
        public Pareto(Tensor scale, Tensor alpha, Generator? generator = null) : this([.. broadcast_tensors(scale, alpha)], generator) { }

        Pareto(Tensor[] both, Generator? generator) : base(generator, [("scale", both[0], constraints.positive), ("alpha", both[1], constraints.positive)],
            new Exponential(both[1], generator), new transforms.ExpTransform(), new transforms.AffineTransform(zeros_like(both[0]), both[0])) { }

        public Tensor scale => Given(0);
        public Tensor alpha => Given(1);
        public override constraints.Constraint support => new constraints._From(scale);
        public override Tensor mean => alpha.clamp(min: 1) * scale / (alpha.clamp(min: 1) - 1);
        public override Tensor mode => scale;
        public override Tensor variance => scale.pow(2) * alpha.clamp(min: 2) / ((alpha.clamp(min: 2) - 1).pow(2) * (alpha.clamp(min: 2) - 2));
        public override Tensor entropy() => (scale / alpha).log() + (1 + alpha.reciprocal());
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Pareto(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Numbers of [0, 1] much like those of a beta distribution, with a cumulative function in closed form: 1 - (1 - x^a)^b.</summary>
    public class Kumaraswamy : TransformedDistribution
    {
        public Kumaraswamy(Tensor concentration1, Tensor concentration0, Generator? generator = null) : this([.. broadcast_tensors(concentration1, concentration0)], generator) { }

        Kumaraswamy(Tensor[] both, Generator? generator) : base(generator, [("concentration1", both[0], constraints.positive), ("concentration0", both[1], constraints.positive)],
            new Uniform(zeros_like(both[1]), ones_like(both[1]), generator),
            new transforms.PowerTransform(both[1].reciprocal()), new transforms.AffineTransform(1, -1), new transforms.PowerTransform(both[0].reciprocal())) { }

        public Tensor concentration1 => Given(0);
        public Tensor concentration0 => Given(1);
        public override constraints.Constraint support => constraints.unit_interval;
        public override Tensor mean => Moment(1);
        public override Tensor variance => Moment(2) - mean.pow(2);

        // b B(1 + n / a, b)
        Tensor Moment(int n)
        {
            var first = 1 + n / concentration1;
            return (first.lgamma() + concentration0.lgamma() - (first + concentration0).lgamma()).exp() * concentration0;
        }

        // ((a - 1) / (ab - 1))^(1/a), where the density has its top inside.
        public override Tensor mode => where(concentration0.lt(1) | concentration1.lt(1), double.NaN,
            ((concentration1 - 1) / (concentration0 * concentration1 - 1)).pow(concentration1.reciprocal()));

        public override Tensor entropy()
        {
            Tensor t1 = 1 - concentration1.reciprocal(), t0 = 1 - concentration0.reciprocal();
            var harmonic = (concentration0 + 1).digamma() + EulerGamma;
            return t0 + t1 * harmonic - concentration1.log() - concentration0.log();
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Kumaraswamy(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Reciprocals of gamma numbers.</summary>
    public class InverseGamma(Tensor concentration, Tensor rate, Generator? generator = null)
        : TransformedDistribution(generator, [], new Gamma(concentration, rate, generator), new transforms.PowerTransform(-ones([], rate.dtype, rate.device)))
    {
        public Tensor concentration => ((Gamma)base_dist).concentration;
        public Tensor rate => ((Gamma)base_dist).rate;
        public override constraints.Constraint support => constraints.positive;
        public override Tensor mean => where(concentration.gt(1), rate / (concentration - 1), double.PositiveInfinity);
        public override Tensor mode => rate / (concentration + 1);
        public override Tensor variance => where(concentration.gt(2), rate.square() / ((concentration - 1).square() * (concentration - 2)), double.PositiveInfinity);
        public override Tensor entropy() => concentration + rate.log() + concentration.lgamma() - (1 + concentration) * concentration.digamma();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new InverseGamma(concentration.expand(batch_shape.Shape), rate.expand(batch_shape.Shape), generator);
    }

    /// <summary>Points of the simplex: normal vectors put through stick breaking.</summary>
    public class LogisticNormal(Tensor loc, Tensor scale, Generator? generator = null)
        : TransformedDistribution(generator, [], new Normal(loc, scale, generator), new transforms.StickBreakingTransform())
    {
        Normal Base => (Normal)((Independent)base_dist).base_dist;

        public Tensor loc => Base.loc;
        public Tensor scale => Base.scale;
        public override constraints.Constraint support => constraints.simplex;
        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new LogisticNormal(loc.expand([.. batch_shape, loc.shape[^1]]), scale.expand([.. batch_shape, scale.shape[^1]]), generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Samples of one distribution, put through transforms.</summary>
            public static TransformedDistribution TransformedDistribution(Distribution base_distribution, IEnumerable<transforms.Transform> transforms, Generator? generator = null)
                => new(base_distribution, transforms, generator);

            /// <summary>Numbers whose logarithm is normal.</summary>
            public static LogNormal LogNormal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>The absolute value of normal numbers around 0.</summary>
            public static HalfNormal HalfNormal(Tensor scale, Generator? generator = null) => new(scale, generator);

            /// <summary>The absolute value of Cauchy numbers around 0.</summary>
            public static HalfCauchy HalfCauchy(Tensor scale, Generator? generator = null) => new(scale, generator);

            /// <summary>The limit of maxima.</summary>
            public static Gumbel Gumbel(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>A power of exponential numbers.</summary>
            public static Weibull Weibull(Tensor scale, Tensor concentration, Generator? generator = null) => new(scale, concentration, generator);

            /// <summary>Power-law numbers from a smallest one on.</summary>
            public static Pareto Pareto(Tensor scale, Tensor alpha, Generator? generator = null) => new(scale, alpha, generator);

            /// <summary>Numbers of [0, 1] much like those of a beta distribution.</summary>
            public static Kumaraswamy Kumaraswamy(Tensor concentration1, Tensor concentration0, Generator? generator = null) => new(concentration1, concentration0, generator);

            /// <summary>Reciprocals of gamma numbers.</summary>
            public static InverseGamma InverseGamma(Tensor concentration, Tensor rate, Generator? generator = null) => new(concentration, rate, generator);

            /// <summary>Points of the simplex: normal vectors put through stick breaking.</summary>
            public static LogisticNormal LogisticNormal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);
        }
    }
}
