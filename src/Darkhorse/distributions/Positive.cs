using Darkhorse.Modules;
using Darkhorse.Ops;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>Waiting times of events that come at a constant rate.</summary>
    public class Exponential(Tensor rate, Generator? generator = null) : Distribution(generator, rate.shape)
    {
        public Tensor rate { get; } = rate;
        public override Tensor mean => rate.reciprocal();
        public override Tensor mode => zeros_like(rate);
        public override Tensor stddev => rate.reciprocal();
        public override Tensor variance => rate.pow(-2);
        public override Tensor rsample(params long[] sample_shape) => New(ExtendedShape(sample_shape), rate).exponential_(generator: generator) / rate;
        public override Tensor log_prob(Tensor value) => rate.log() - rate * value;
        public override Tensor entropy() => 1 - rate.log();
        public override Tensor cdf(Tensor value) => 1 - (-rate * value).exp();
        public override Tensor icdf(Tensor value) => -(-value).log1p() / rate;
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Exponential(rate.expand(batch_shape), generator);
    }

    /// <summary>A power of exponential numbers.</summary>
    public class Weibull(Tensor scale, Tensor concentration, Generator? generator = null) : LocationScale([.. broadcast_tensors(concentration, scale)], generator)
    {
        public Tensor concentration => Loc;
        public override Tensor mean => Scale * (1 + 1 / concentration).lgamma().exp();
        public override Tensor mode => Scale * ((concentration - 1) / concentration).pow(concentration.reciprocal());
        public override Tensor variance => Scale.pow(2) * ((1 + 2 / concentration).lgamma().exp() - (2 * (1 + 1 / concentration).lgamma()).exp());
        public override Tensor rsample(params long[] sample_shape) => Scale * New(ExtendedShape(sample_shape), Scale).exponential_(generator: generator).pow(concentration.reciprocal());

        public override Tensor log_prob(Tensor value)
            => concentration.log() - Scale.log() + (concentration - 1) * (value / Scale).log() - (value / Scale).pow(concentration);

        public override Tensor entropy() => 0.57721566490153286061 * (1 - concentration.reciprocal()) + (Scale * concentration.reciprocal()).log() + 1;
        public override Tensor cdf(Tensor value) => 1 - (-(value / Scale).pow(concentration)).exp();
        public override Tensor icdf(Tensor value) => Scale * (-(-value).log1p()).pow(concentration.reciprocal());
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Weibull(Scale.expand(batch_shape), concentration.expand(batch_shape), generator);
    }

    /// <summary>Power-law numbers from a smallest one on.</summary>
    public class Pareto(Tensor scale, Tensor alpha, Generator? generator = null) : LocationScale([.. broadcast_tensors(alpha, scale)], generator)
    {
        public Tensor alpha => Loc;
        public override Tensor mean => alpha.clamp(min: 1) * Scale / (alpha.clamp(min: 1) - 1);
        public override Tensor mode => Scale;
        public override Tensor variance => Scale.pow(2) * alpha.clamp(min: 2) / ((alpha.clamp(min: 2) - 1).pow(2) * (alpha.clamp(min: 2) - 2));
        public override Tensor rsample(params long[] sample_shape) => Scale * (New(ExtendedShape(sample_shape), Scale).exponential_(generator: generator) / alpha).exp();
        public override Tensor log_prob(Tensor value) => alpha.log() + alpha * Scale.log() - (alpha + 1) * value.log();
        public override Tensor entropy() => (Scale / alpha).log() + (1 + alpha.reciprocal());
        public override Tensor cdf(Tensor value) => 1 - (Scale / value).pow(alpha);
        public override Tensor icdf(Tensor value) => Scale * (1 - value).pow(-alpha.reciprocal());
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Pareto(Scale.expand(batch_shape), alpha.expand(batch_shape), generator);
    }

    /// <summary>The gamma distribution, by shape (concentration) and rate. Samples are differentiable in both.</summary>
    public class Gamma(Tensor concentration, Tensor rate, Generator? generator = null) : LocationScale([.. broadcast_tensors(concentration, rate)], generator)
    {
        public Tensor concentration => Loc;
        public Tensor rate => Scale;
        public override Tensor mean => concentration / rate;
        public override Tensor mode => ((concentration - 1) / rate).clamp(min: 0);
        public override Tensor variance => concentration / rate.pow(2);

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            return (GammaNumbers.StandardGamma(concentration.expand(shape), generator) / rate.expand(shape)).clamp(min: Tiny(rate));
        }

        public override Tensor log_prob(Tensor value) => xlogy(concentration, rate) + xlogy(concentration - 1, value) - rate * value - concentration.lgamma();
        public override Tensor entropy() => concentration - rate.log() + concentration.lgamma() + (1 - concentration) * concentration.digamma();
        public override Tensor cdf(Tensor value) => special.gammainc(concentration, rate * value);
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Gamma(concentration.expand(batch_shape), rate.expand(batch_shape), generator);
    }

    /// <summary>Sums of squares of standard normal numbers.</summary>
    public class Chi2(Tensor df, Generator? generator = null) : Gamma(0.5 * df, full_like(df, 0.5), generator)
    {
        public Tensor df => concentration * 2;
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Chi2(df.expand(batch_shape), generator);
    }

    /// <summary>Points of a simplex, by concentrations along the last dim.</summary>
    public class Dirichlet(Tensor concentration, Generator? generator = null) : Distribution(generator, concentration.shape[..^1], concentration.shape[^1..])
    {
        public Tensor concentration { get; } = concentration;

        Tensor Total => concentration.sum(-1, keepdim: true);

        public override Tensor mean => concentration / Total;
        public override Tensor mode => (concentration - 1).clamp(min: 0) / (concentration - 1).clamp(min: 0).sum(-1, keepdim: true);
        public override Tensor variance => concentration * (Total - concentration) / (Total.pow(2) * (Total + 1));
        public override Tensor rsample(params long[] sample_shape) => GammaNumbers.SampleDirichlet(concentration.expand(ExtendedShape(sample_shape)), generator);
        public override Tensor log_prob(Tensor value) => xlogy(concentration - 1, value).sum(-1) + concentration.sum(-1).lgamma() - concentration.lgamma().sum(-1);

        public override Tensor entropy()
        {
            var total = concentration.sum(-1);
            return concentration.lgamma().sum(-1) - total.lgamma() - (concentration.shape[^1] - total) * total.digamma() - ((concentration - 1) * concentration.digamma()).sum(-1);
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Dirichlet(concentration.expand([.. batch_shape, .. event_shape]), generator);
    }

    /// <summary>The beta distribution over [0, 1].</summary>
    public class Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null) : LocationScale([.. broadcast_tensors(concentration1, concentration0)], generator)
    {
        public Tensor concentration1 => Loc;
        public Tensor concentration0 => Scale;

        Tensor Total => concentration1 + concentration0;

        Dirichlet Pair => new(stack([concentration1, concentration0], -1), generator);

        public override Tensor mean => concentration1 / Total;
        public override Tensor mode => Pair.mode.select(-1, 0);
        public override Tensor variance => concentration1 * concentration0 / (Total.pow(2) * (Total + 1));
        public override Tensor rsample(params long[] sample_shape) => Pair.rsample(sample_shape).select(-1, 0);
        public override Tensor log_prob(Tensor value) => Pair.log_prob(stack([value, 1.0 - value], -1));
        public override Tensor entropy() => Pair.entropy();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Beta(concentration1.expand(batch_shape), concentration0.expand(batch_shape), generator);
    }

    /// <summary>Ratios of mean squares.</summary>
    public class FisherSnedecor(Tensor df1, Tensor df2, Generator? generator = null) : LocationScale([.. broadcast_tensors(df1, df2)], generator)
    {
        public Tensor df1 => Loc;
        public Tensor df2 => Scale;
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
            return (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma() + half1 * ratio.log() + (half1 - 1) * value.log() - (half1 + half2) * (ratio * value).log1p();
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new FisherSnedecor(df1.expand(batch_shape), df2.expand(batch_shape), generator);
    }

    /// <summary>Student's t distribution.</summary>
    public class StudentT : LocationScale
    {
        public StudentT(Tensor df, Tensor loc, Tensor scale, Generator? generator = null) : this([.. broadcast_tensors(df, loc, scale)], generator) { }

        StudentT(Tensor[] parameters, Generator? generator) : base(parameters[1..], generator) => df = parameters[0];

        public Tensor df { get; }
        public override Tensor mean => where(df.gt(1), Loc, double.NaN);
        public override Tensor mode => Loc;
        public override Tensor variance => where(df.gt(2), Scale.pow(2) * df / (df - 2), where(df.gt(1), full_like(df, double.PositiveInfinity), double.NaN));

        public override Tensor rsample(params long[] sample_shape)
        {
            var normals = StandardNormal(ExtendedShape(sample_shape), df);
            return Loc + Scale * normals * (new Chi2(df, generator).rsample(sample_shape) / df).rsqrt();
        }

        // The logarithm of the factor that makes the density integrate to 1.
        Tensor LogFactor => Scale.log() + 0.5 * df.log() + 0.5 * Math.Log(Math.PI) + (0.5 * df).lgamma() - (0.5 * (df + 1)).lgamma();

        public override Tensor log_prob(Tensor value) => -0.5 * (df + 1) * (((value - Loc) / Scale).pow(2) / df).log1p() - LogFactor;

        public override Tensor entropy()
        {
            var half = 0.5 * (df + 1);
            return Scale.log() + half * (half.digamma() - (0.5 * df).digamma()) + 0.5 * df.log() + (0.5 * df).lgamma() + 0.5 * Math.Log(Math.PI) - half.lgamma();
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new StudentT(df.expand(batch_shape), Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
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

            /// <summary>A power of exponential numbers.</summary>
            public static Weibull Weibull(Tensor scale, Tensor concentration, Generator? generator = null) => new(scale, concentration, generator);

            /// <summary>Power-law numbers from a smallest one on.</summary>
            public static Pareto Pareto(Tensor scale, Tensor alpha, Generator? generator = null) => new(scale, alpha, generator);

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

            /// <summary>Student's t distribution; around 0 with scale 1 unless given.</summary>
            public static StudentT StudentT(Tensor df, Tensor? loc = null, Tensor? scale = null, Generator? generator = null)
                => new(df, loc ?? zeros([], df.dtype), scale ?? ones([], df.dtype), generator);
        }
    }
}
