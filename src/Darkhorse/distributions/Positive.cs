using Darkhorse.Modules;
using Darkhorse.Ops;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>Waiting times of events that come at a constant rate.</summary>
    public class Exponential(Tensor rate, Generator? generator = null) : ExponentialFamily(generator, [("rate", rate, constraints.positive)])
    {
        public Tensor rate => Given(0);
        public override constraints.Constraint support => constraints.nonnegative;
        public override Tensor mean => rate.reciprocal();
        public override Tensor mode => zeros_like(rate);
        public override Tensor stddev => rate.reciprocal();
        public override Tensor variance => rate.pow(-2);
        public override Tensor rsample(params long[] sample_shape) => New(ExtendedShape(sample_shape), rate).exponential_(generator: generator) / rate;
        public override Tensor log_prob(Tensor value) => rate.log() - rate * InSupport(value);
        public override Tensor entropy() => 1 - rate.log();
        public override Tensor cdf(Tensor value) => 1 - (-rate * InSupport(value)).exp();
        public override Tensor icdf(Tensor value) => -(-value).log1p() / rate;
        protected override IList<Tensor> NaturalParams => [-rate];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => -(-parameters[0]).log();
        protected override Tensor MeanCarrierMeasure => zeros([], rate.dtype, rate.device);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Exponential(Expanded(0, batch_shape)!, generator);
    }

    /// <summary>The gamma distribution, by shape (concentration) and rate. Samples are differentiable in both.</summary>
    public class Gamma(Tensor concentration, Tensor rate, Generator? generator = null)
        : ExponentialFamily(generator, [("concentration", concentration, constraints.positive), ("rate", rate, constraints.positive)])
    {
        public Tensor concentration => Given(0);
        public Tensor rate => Given(1);
        public override constraints.Constraint support => constraints.nonnegative;
        public override Tensor mean => concentration / rate;
        public override Tensor mode => ((concentration - 1) / rate).clamp(min: 0);
        public override Tensor variance => concentration / rate.pow(2);

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            return (GammaNumbers.StandardGamma(concentration.expand(shape), generator) / rate.expand(shape)).clamp(min: Tiny(rate));
        }

        public override Tensor log_prob(Tensor value) => xlogy(concentration, rate) + xlogy(concentration - 1, InSupport(value)) - rate * value - concentration.lgamma();
        public override Tensor entropy() => concentration - rate.log() + concentration.lgamma() + (1 - concentration) * concentration.digamma();
        public override Tensor cdf(Tensor value) => special.gammainc(concentration, rate * InSupport(value));
        protected override IList<Tensor> NaturalParams => [concentration - 1, -rate];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => (parameters[0] + 1).lgamma() + (parameters[0] + 1) * (-parameters[1].reciprocal()).log();
        protected override Tensor MeanCarrierMeasure => zeros([], rate.dtype, rate.device);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Gamma(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Sums of squares of standard normal numbers.</summary>
    public class Chi2(Tensor df, Generator? generator = null) : Gamma(0.5 * df, full_like(df, 0.5), generator)
    {
        public Tensor df => concentration * 2;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Chi2(df.expand(batch_shape.Shape), generator);
    }

    /// <summary>Points of a simplex, by concentrations along the last dim.</summary>
    public class Dirichlet(Tensor concentration, Generator? generator = null)
        : ExponentialFamily(generator, [("concentration", concentration, constraints.independent(constraints.positive, 1))], concentration.shape[^Math.Min(1, (int)concentration.dim())..])
    {
        public Tensor concentration => Given(0);
        public override constraints.Constraint support => constraints.simplex;

        Tensor Total => concentration.sum(-1, keepdim: true);

        public override Tensor mean => concentration / Total;
        public override Tensor mode
        {
            get
            {
                // Without any concentration above 1 the density has its tops in the corners; the largest concentration has the highest.
                var above = (concentration - 1).clamp(min: 0);
                var corner = nn.functional.one_hot(concentration.argmax(-1), concentration.shape[^1]).to(concentration.dtype);
                return where((concentration < 1).all(-1, keepdim: true), corner, above / above.sum(-1, keepdim: true));
            }
        }

        public override Tensor variance => concentration * (Total - concentration) / (Total.pow(2) * (Total + 1));
        public override Tensor rsample(params long[] sample_shape) => GammaNumbers.SampleDirichlet(concentration.expand(ExtendedShape(sample_shape)), generator);
        public override Tensor log_prob(Tensor value) => xlogy(concentration - 1, InSupport(value)).sum(-1) + concentration.sum(-1).lgamma() - concentration.lgamma().sum(-1);

        public override Tensor entropy()
        {
            var total = concentration.sum(-1);
            return concentration.lgamma().sum(-1) - total.lgamma() - (concentration.shape[^1] - total) * total.digamma() - ((concentration - 1) * concentration.digamma()).sum(-1);
        }

        protected override IList<Tensor> NaturalParams => [concentration];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].lgamma().sum(-1) - parameters[0].sum(-1).lgamma();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Dirichlet(Expanded(0, batch_shape)!, generator);
    }

    /// <summary>The beta distribution over [0, 1].</summary>
    public class Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null)
        : ExponentialFamily(generator, [("concentration1", concentration1, constraints.positive), ("concentration0", concentration0, constraints.positive)])
    {
        public Tensor concentration1 => Given(0);
        public Tensor concentration0 => Given(1);
        public override constraints.Constraint support => constraints.unit_interval;

        Tensor Total => concentration1 + concentration0;

        Dirichlet Pair => new(stack([concentration1, concentration0], -1), generator);

        public override Tensor mean => concentration1 / Total;
        public override Tensor mode => Pair.mode.select(-1, 0);
        public override Tensor variance => concentration1 * concentration0 / (Total.pow(2) * (Total + 1));
        public override Tensor rsample(params long[] sample_shape) => Pair.rsample(sample_shape).select(-1, 0);
        public override Tensor log_prob(Tensor value) => Pair.log_prob(stack([InSupport(value), 1.0 - value], -1));
        public override Tensor entropy() => Pair.entropy();
        protected override IList<Tensor> NaturalParams => [concentration1, concentration0];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => parameters[0].lgamma() + parameters[1].lgamma() - (parameters[0] + parameters[1]).lgamma();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Beta(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Ratios of mean squares.</summary>
    public class FisherSnedecor(Tensor df1, Tensor df2, Generator? generator = null)
        : Distribution(generator, [("df1", df1, constraints.positive), ("df2", df2, constraints.positive)])
    {
        public Tensor df1 => Given(0);
        public Tensor df2 => Given(1);
        public override constraints.Constraint support => constraints.positive;
        public override Tensor mean => where(df2.gt(2), df2 / (df2 - 2), double.NaN);
        public override Tensor mode => where(df1.gt(2), (df1 - 2) / df1 * df2 / (df2 + 2), double.NaN);
        public override Tensor variance => where(df2.gt(4), 2 * df2.pow(2) * (df1 + df2 - 2) / (df1 * (df2 - 2).pow(2) * (df2 - 4)), double.NaN);

        public override Tensor rsample(params long[] sample_shape)
        {
            var upper = new Gamma(df1 * 0.5, df1, generator).rsample(sample_shape);
            var lower = new Gamma(df2 * 0.5, df2, generator).rsample(sample_shape).clamp(min: Tiny(df2));
            return (upper / lower).clamp(min: Tiny(df2));
        }

        public override Tensor log_prob(Tensor value)
        {
            Tensor half1 = df1 * 0.5, half2 = df2 * 0.5, ratio = df1 / df2;
            return (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma() + half1 * ratio.log() + (half1 - 1) * InSupport(value).log() - (half1 + half2) * (ratio * value).log1p();
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new FisherSnedecor(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Waiting times of events that come at a constant rate.</summary>
            public static Exponential Exponential(Tensor rate, Generator? generator = null) => new(rate, generator);

            /// <summary>The gamma distribution, by shape and rate.</summary>
            public static Gamma Gamma(Tensor concentration, Tensor rate, Generator? generator = null) => new(concentration, rate, generator);

            /// <summary>Sums of squares of standard normal numbers.</summary>
            public static Chi2 Chi2(Tensor df, Generator? generator = null) => new(df, generator);

            /// <summary>Points of a simplex, by concentrations along the last dim.</summary>
            public static Dirichlet Dirichlet(Tensor concentration, Generator? generator = null) => new(concentration, generator);

            /// <summary>The beta distribution over [0, 1].</summary>
            public static Beta Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null) => new(concentration1, concentration0, generator);

            /// <summary>Ratios of mean squares.</summary>
            public static FisherSnedecor FisherSnedecor(Tensor df1, Tensor df2, Generator? generator = null) => new(df1, df2, generator);
        }
    }
}
