using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>A distribution of numbers by a location and a scale.</summary>
    public abstract class LocationScale(Tensor[] parameters, Generator? generator) : Distribution(generator, parameters[0].shape)
    {
        private protected readonly Tensor Loc = parameters[0], Scale = parameters[1];

        public Tensor loc => Loc;
        public Tensor scale => Scale;

        private protected static Tensor[] Broadcast(params Tensor[] tensors) => [.. broadcast_tensors(tensors)];
    }

    /// <summary>The normal distribution.</summary>
    public class Normal(Tensor loc, Tensor scale, Generator? generator = null) : LocationScale([.. broadcast_tensors(loc, scale)], generator)
    {
        public override Tensor mean => Loc;
        public override Tensor mode => Loc;
        public override Tensor stddev => Scale;
        public override Tensor variance => Scale.pow(2);

        public override Tensor sample(params long[] sample_shape)
        {
            using var _ = no_grad();
            long[] shape = ExtendedShape(sample_shape);
            return normal(Loc.expand(shape), Scale.expand(shape), generator);
        }

        public override Tensor rsample(params long[] sample_shape) => Loc + StandardNormal(ExtendedShape(sample_shape), Loc) * Scale;
        public override Tensor log_prob(Tensor value) => -(value - Loc).pow(2) / (2 * Scale.pow(2)) - Scale.log() - HalfLogTwoPi;
        public override Tensor entropy() => 0.5 + HalfLogTwoPi + Scale.log();
        public override Tensor cdf(Tensor value) => 0.5 * (1 + ((value - Loc) / (Scale * Math.Sqrt(2))).erf());
        public override Tensor icdf(Tensor value) => Loc + Scale * (2 * value - 1).erfinv() * Math.Sqrt(2);
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Normal(Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
    }

    /// <summary>Numbers whose logarithm is normal.</summary>
    public class LogNormal(Tensor loc, Tensor scale, Generator? generator = null) : LocationScale([.. broadcast_tensors(loc, scale)], generator)
    {
        readonly Normal _log = new(loc, scale, generator);

        public override Tensor mean => (Loc + Scale.pow(2) / 2).exp();
        public override Tensor mode => (Loc - Scale.pow(2)).exp();
        public override Tensor variance => Scale.pow(2).expm1() * (2 * Loc + Scale.pow(2)).exp();
        public override Tensor rsample(params long[] sample_shape) => _log.rsample(sample_shape).exp();
        public override Tensor log_prob(Tensor value) => _log.log_prob(value.log()) - value.log();
        public override Tensor entropy() => _log.entropy() + Loc;
        public override Tensor cdf(Tensor value) => _log.cdf(value.log());
        public override Tensor icdf(Tensor value) => _log.icdf(value).exp();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new LogNormal(Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
    }

    /// <summary>The absolute value of normal numbers around 0.</summary>
    public class HalfNormal(Tensor scale, Generator? generator = null) : Distribution(generator, scale.shape)
    {
        readonly Normal _whole = new(zeros_like(scale), scale, generator);

        public Tensor scale => _whole.scale;
        public override Tensor mean => scale * Math.Sqrt(2 / Math.PI);
        public override Tensor mode => zeros_like(scale);
        public override Tensor variance => scale.pow(2) * (1 - 2 / Math.PI);
        public override Tensor rsample(params long[] sample_shape) => _whole.rsample(sample_shape).abs();
        public override Tensor log_prob(Tensor value) => where(value.ge(0), _whole.log_prob(value) + Math.Log(2), double.NegativeInfinity);
        public override Tensor entropy() => _whole.entropy() - Math.Log(2);
        public override Tensor cdf(Tensor value) => 2 * _whole.cdf(value) - 1;
        public override Tensor icdf(Tensor value) => _whole.icdf((value + 1) / 2);
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new HalfNormal(scale.expand(batch_shape), generator);
    }

    /// <summary>The Cauchy distribution, which has no moments.</summary>
    public class Cauchy(Tensor loc, Tensor scale, Generator? generator = null) : LocationScale([.. broadcast_tensors(loc, scale)], generator)
    {
        public override Tensor mean => full_like(Loc, double.NaN);
        public override Tensor mode => Loc;
        public override Tensor variance => full_like(Loc, double.PositiveInfinity);
        public override Tensor rsample(params long[] sample_shape) => Loc + New(ExtendedShape(sample_shape), Loc).cauchy_(generator: generator) * Scale;
        public override Tensor log_prob(Tensor value) => -Math.Log(Math.PI) - Scale.log() - ((value - Loc) / Scale).pow(2).log1p();
        public override Tensor entropy() => Math.Log(4 * Math.PI) + Scale.log();
        public override Tensor cdf(Tensor value) => ((value - Loc) / Scale).atan() / Math.PI + 0.5;
        public override Tensor icdf(Tensor value) => (Math.PI * (value - 0.5)).tan() * Scale + Loc;
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Cauchy(Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
    }

    /// <summary>The absolute value of Cauchy numbers around 0.</summary>
    public class HalfCauchy(Tensor scale, Generator? generator = null) : Distribution(generator, scale.shape)
    {
        readonly Cauchy _whole = new(zeros_like(scale), scale, generator);

        public Tensor scale => _whole.scale;
        public override Tensor mean => full_like(scale, double.PositiveInfinity);
        public override Tensor mode => zeros_like(scale);
        public override Tensor variance => _whole.variance;
        public override Tensor rsample(params long[] sample_shape) => _whole.rsample(sample_shape).abs();
        public override Tensor log_prob(Tensor value) => where(value.ge(0), _whole.log_prob(value) + Math.Log(2), double.NegativeInfinity);
        public override Tensor entropy() => _whole.entropy() - Math.Log(2);
        public override Tensor cdf(Tensor value) => 2 * _whole.cdf(value) - 1;
        public override Tensor icdf(Tensor value) => _whole.icdf((value + 1) / 2);
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new HalfCauchy(scale.expand(batch_shape), generator);
    }

    /// <summary>The double exponential distribution.</summary>
    public class Laplace(Tensor loc, Tensor scale, Generator? generator = null) : LocationScale([.. broadcast_tensors(loc, scale)], generator)
    {
        public override Tensor mean => Loc;
        public override Tensor mode => Loc;
        public override Tensor stddev => Scale * Math.Sqrt(2);
        public override Tensor variance => 2 * Scale.pow(2);

        public override Tensor rsample(params long[] sample_shape)
        {
            var u = New(ExtendedShape(sample_shape), Loc).uniform_(Epsilon(Loc) - 1, 1, generator);
            return Loc - Scale * u.sign() * (-u.abs()).log1p();
        }

        public override Tensor log_prob(Tensor value) => -(2 * Scale).log() - (value - Loc).abs() / Scale;
        public override Tensor entropy() => 1 + (2 * Scale).log();
        public override Tensor cdf(Tensor value) => 0.5 - 0.5 * (value - Loc).sign() * (-(value - Loc).abs() / Scale).expm1();
        public override Tensor icdf(Tensor value) => Loc - Scale * (value - 0.5).sign() * (-2 * (value - 0.5).abs()).log1p();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Laplace(Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
    }

    /// <summary>The limit of maxima.</summary>
    public class Gumbel(Tensor loc, Tensor scale, Generator? generator = null) : LocationScale([.. broadcast_tensors(loc, scale)], generator)
    {
        const double EulerGamma = 0.57721566490153286061;

        public override Tensor mean => Loc + Scale * EulerGamma;
        public override Tensor mode => Loc;
        public override Tensor stddev => Scale * (Math.PI / Math.Sqrt(6));
        public override Tensor variance => stddev.pow(2);

        public override Tensor rsample(params long[] sample_shape)
        {
            double low = Tiny(Loc), high = 1 - Epsilon(Loc);
            var u = low + rand(ExtendedShape(sample_shape), Loc.dtype, generator: generator) * (high - low);
            return Loc - Scale * (-u.log()).log();
        }

        public override Tensor log_prob(Tensor value)
        {
            var y = (Loc - value) / Scale;
            return y - y.exp() - Scale.log();
        }

        public override Tensor entropy() => Scale.log() + (1 + EulerGamma);
        public override Tensor cdf(Tensor value) => (-((Loc - value) / Scale).exp()).exp();
        public override Tensor icdf(Tensor value) => Loc - Scale * (-value.log()).log();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Gumbel(Loc.expand(batch_shape), Scale.expand(batch_shape), generator);
    }

    /// <summary>The same density from low to high.</summary>
    public class Uniform(Tensor low, Tensor high, Generator? generator = null) : LocationScale([.. broadcast_tensors(low, high)], generator)
    {
        public Tensor low => Loc;
        public Tensor high => Scale;
        public override Tensor mean => (high + low) / 2;
        public override Tensor stddev => (high - low) / Math.Sqrt(12);
        public override Tensor variance => (high - low).pow(2) / 12;
        public override Tensor rsample(params long[] sample_shape) => low + rand(ExtendedShape(sample_shape), low.dtype, generator: generator) * (high - low);
        public override Tensor log_prob(Tensor value) => low.le(value).logical_and(high.gt(value)).to(low.dtype).log() - (high - low).log();
        public override Tensor entropy() => (high - low).log();
        public override Tensor cdf(Tensor value) => ((value - low) / (high - low)).clamp(0, 1);
        public override Tensor icdf(Tensor value) => value * (high - low) + low;
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Uniform(low.expand(batch_shape), high.expand(batch_shape), generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The normal distribution.</summary>
            public static Normal Normal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <inheritdoc cref="Normal(Tensor, Tensor, Generator?)"/>
            public static Normal Normal(double loc, double scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <inheritdoc cref="Normal(Tensor, Tensor, Generator?)"/>
            public static Normal Normal(float loc, float scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <summary>Numbers whose logarithm is normal.</summary>
            public static LogNormal LogNormal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>The absolute value of normal numbers around 0.</summary>
            public static HalfNormal HalfNormal(Tensor scale, Generator? generator = null) => new(scale, generator);

            /// <summary>The Cauchy distribution.</summary>
            public static Cauchy Cauchy(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>The absolute value of Cauchy numbers around 0.</summary>
            public static HalfCauchy HalfCauchy(Tensor scale, Generator? generator = null) => new(scale, generator);

            /// <summary>The double exponential distribution.</summary>
            public static Laplace Laplace(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <inheritdoc cref="Laplace(Tensor, Tensor, Generator?)"/>
            public static Laplace Laplace(double loc, double scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <inheritdoc cref="Laplace(Tensor, Tensor, Generator?)"/>
            public static Laplace Laplace(float loc, float scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <summary>The limit of maxima.</summary>
            public static Gumbel Gumbel(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>The same density from low to high.</summary>
            public static Uniform Uniform(Tensor low, Tensor high, Generator? generator = null) => new(low, high, generator);
        }
    }
}
