using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>The normal distribution.</summary>
    public class Normal(Tensor loc, Tensor scale, Generator? generator = null)
        : ExponentialFamily(generator, [("loc", loc, constraints.real), ("scale", scale, constraints.positive)])
    {
        public Tensor loc => Given(0);
        public Tensor scale => Given(1);
        public override constraints.Constraint support => constraints.real;
        public override Tensor mean => loc;
        public override Tensor mode => loc;
        public override Tensor stddev => scale;
        public override Tensor variance => scale.pow(2);

        public override Tensor sample(params long[] sample_shape)
        {
            using var _ = no_grad();
            long[] shape = ExtendedShape(sample_shape);
            return normal(loc.expand(shape), scale.expand(shape), generator);
        }

        public override Tensor rsample(params long[] sample_shape) => loc + StandardNormal(ExtendedShape(sample_shape), loc) * scale;
        public override Tensor log_prob(Tensor value) => -(InSupport(value) - loc).pow(2) / (2 * scale.pow(2)) - scale.log() - HalfLogTwoPi;
        public override Tensor entropy() => 0.5 + HalfLogTwoPi + scale.log();
        public override Tensor cdf(Tensor value) => 0.5 * (1 + ((InSupport(value) - loc) * scale.reciprocal() / Math.Sqrt(2)).erf());
        public override Tensor icdf(Tensor value) => loc + scale * (2 * value - 1).erfinv() * Math.Sqrt(2);
        protected override IList<Tensor> NaturalParams => [loc / scale.pow(2), -0.5 * scale.pow(2).reciprocal()];
        protected override Tensor LogNormalizer(params Tensor[] parameters) => -0.25 * parameters[0].pow(2) / parameters[1] + 0.5 * (-Math.PI / parameters[1]).log();
        protected override Tensor MeanCarrierMeasure => zeros([], loc.dtype, loc.device);
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Normal(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>The Cauchy distribution, which has no moments.</summary>
    public class Cauchy(Tensor loc, Tensor scale, Generator? generator = null)
        : Distribution(generator, [("loc", loc, constraints.real), ("scale", scale, constraints.positive)])
    {
        public Tensor loc => Given(0);
        public Tensor scale => Given(1);
        public override constraints.Constraint support => constraints.real;
        public override Tensor mean => full_like(loc, double.NaN);
        public override Tensor mode => loc;
        public override Tensor variance => full_like(loc, double.PositiveInfinity);
        public override Tensor rsample(params long[] sample_shape) => loc + New(ExtendedShape(sample_shape), loc).cauchy_(generator: generator) * scale;
        public override Tensor log_prob(Tensor value) => -Math.Log(Math.PI) - scale.log() - ((InSupport(value) - loc) / scale).pow(2).log1p();
        public override Tensor entropy() => Math.Log(4 * Math.PI) + scale.log();
        public override Tensor cdf(Tensor value) => ((InSupport(value) - loc) / scale).atan() / Math.PI + 0.5;
        public override Tensor icdf(Tensor value) => (Math.PI * (value - 0.5)).tan() * scale + loc;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Cauchy(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>The double exponential distribution.</summary>
    public class Laplace(Tensor loc, Tensor scale, Generator? generator = null)
        : Distribution(generator, [("loc", loc, constraints.real), ("scale", scale, constraints.positive)])
    {
        public Tensor loc => Given(0);
        public Tensor scale => Given(1);
        public override constraints.Constraint support => constraints.real;
        public override Tensor mean => loc;
        public override Tensor mode => loc;
        public override Tensor stddev => scale * Math.Sqrt(2);
        public override Tensor variance => 2 * scale.pow(2);

        public override Tensor rsample(params long[] sample_shape)
        {
            var u = New(ExtendedShape(sample_shape), loc).uniform_(Epsilon(loc) - 1, 1, generator);
            return loc - scale * u.sign() * (-u.abs()).log1p();
        }

        public override Tensor log_prob(Tensor value) => -(2 * scale).log() - (InSupport(value) - loc).abs() / scale;
        public override Tensor entropy() => 1 + (2 * scale).log();
        public override Tensor cdf(Tensor value) => 0.5 - 0.5 * (InSupport(value) - loc).sign() * (-(value - loc).abs() / scale).expm1();
        public override Tensor icdf(Tensor value) => loc - scale * (value - 0.5).sign() * (-2 * (value - 0.5).abs()).log1p();
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Laplace(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>The same density from low to high.</summary>
    public class Uniform : Distribution
    {
        public Uniform(Tensor low, Tensor high, Generator? generator = null) : base(generator, [("low", low, constraints.dependent), ("high", high, constraints.dependent)])
        {
            if (!(bool)this.low.lt(this.high).all()) throw new ArgumentException("Uniform is not defined when low>= high");
        }

        public Tensor low => Given(0);
        public Tensor high => Given(1);
        public override constraints.Constraint support => new constraints._Between(low, high);
        public override Tensor mean => (high + low) / 2;
        public override Tensor mode => full_like(high, double.NaN);
        public override Tensor stddev => (high - low) / Math.Sqrt(12);
        public override Tensor variance => (high - low).pow(2) / 12;
        public override Tensor rsample(params long[] sample_shape) => low + rand(ExtendedShape(sample_shape), low.dtype, low.device, generator: generator) * (high - low);
        public override Tensor log_prob(Tensor value) => (low.le(InSupport(value)) & high.gt(value)).to(low.dtype).log() - (high - low).log();
        public override Tensor entropy() => (high - low).log();
        public override Tensor cdf(Tensor value) => ((InSupport(value) - low) / (high - low)).clamp(0, 1);
        public override Tensor icdf(Tensor value) => value * (high - low) + low;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new Uniform(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
    }

    /// <summary>Student's t distribution.</summary>
    public class StudentT(Tensor df, Tensor loc, Tensor scale, Generator? generator = null)
        : Distribution(generator, [("df", df, constraints.positive), ("loc", loc, constraints.real), ("scale", scale, constraints.positive)])
    {
        public Tensor df => Given(0);
        public Tensor loc => Given(1);
        public Tensor scale => Given(2);
        public override constraints.Constraint support => constraints.real;
        public override Tensor mean => where(df.gt(1), loc, double.NaN);
        public override Tensor mode => loc;
        public override Tensor variance => where(df.gt(2), scale.pow(2) * df / (df - 2), where(df.gt(1), full_like(df, double.PositiveInfinity), double.NaN));

        public override Tensor rsample(params long[] sample_shape)
        {
            var normals = StandardNormal(ExtendedShape(sample_shape), df);
            return loc + scale * normals * (new Chi2(df, generator).rsample(sample_shape) / df).rsqrt();
        }

        // The logarithm of the factor that makes the density integrate to 1.
        Tensor LogFactor => scale.log() + 0.5 * df.log() + 0.5 * Math.Log(Math.PI) + (0.5 * df).lgamma() - (0.5 * (df + 1)).lgamma();

        public override Tensor log_prob(Tensor value) => -0.5 * (df + 1) * (((InSupport(value) - loc) / scale).pow(2) / df).log1p() - LogFactor;

        public override Tensor entropy()
        {
            var half = 0.5 * (df + 1);
            return LogFactor + half * (half.digamma() - (0.5 * df).digamma());
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new StudentT(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, Expanded(2, batch_shape)!, generator);
    }

    /// <summary>Angles from -π to π around a location, the more concentrated the closer to it; the normal distribution of the circle.</summary>
    public class VonMises(Tensor loc, Tensor concentration, Generator? generator = null)
        : Distribution(generator, [("loc", loc, constraints.real), ("concentration", concentration, constraints.positive)])
    {
        public Tensor loc => Given(0);
        public Tensor concentration => Given(1);
        public override constraints.Constraint support => constraints.real;
        public override bool has_rsample => false;

        /// <summary>The circular mean.</summary>
        public override Tensor mean => loc;
        public override Tensor mode => loc;

        /// <summary>The circular variance, 1 - I₁(κ) / I₀(κ).</summary>
        public override Tensor variance => 1 - special.i1e(concentration) / special.i0e(concentration);

        /// <summary>By rejection from a wrapped Cauchy distribution: Best and Fisher, Efficient simulation of the von Mises distribution (1979). In float64, as the small concentrations ask for.</summary>
        public override Tensor rsample(params long[] sample_shape)
        {
            using var _ = no_grad();
            long[] shape = ExtendedShape(sample_shape);
            Tensor center = loc.to(float64).expand(shape), kappa = concentration.to(float64);
            var tau = 1 + (1 + 4 * kappa.pow(2)).sqrt();
            var rho = (tau - (2 * tau).sqrt()) / (2 * kappa);
            // Below 1e-5 the quotient loses its digits; 1 / κ + κ is its series.
            var r = where(kappa.lt(1e-5), 1 / kappa + kappa, (1 + rho.pow(2)) / (2 * rho)).expand(shape);
            kappa = kappa.expand(shape);
            var result = zeros(shape, float64, center.device);
            var done = zeros(shape, ScalarType.Bool, center.device);
            while (!(bool)done.all())
            {
                var u = rand([3, .. shape], float64, center.device, generator: generator);
                var z = (Math.PI * u[0]).cos();
                var f = (1 + r * z) / (r + z);
                var c = kappa * (r - f);
                var accepted = (c * (2 - c) - u[1]).gt(0) | ((c / u[1]).log() + 1 - c).ge(0);
                result = where(accepted & ~done, (u[2] - 0.5).sign() * f.acos(), result);
                done |= accepted;
            }
            return ((result + Math.PI + center) % (2 * Math.PI) - Math.PI).to(loc.dtype);
        }

        public override Tensor log_prob(Tensor value)
            => concentration * ((InSupport(value) - loc).cos() - 1) - Math.Log(2 * Math.PI) - special.i0e(concentration).log();

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new VonMises(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, generator);
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

            /// <summary>The Cauchy distribution.</summary>
            public static Cauchy Cauchy(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <summary>The double exponential distribution.</summary>
            public static Laplace Laplace(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <inheritdoc cref="Laplace(Tensor, Tensor, Generator?)"/>
            public static Laplace Laplace(double loc, double scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <inheritdoc cref="Laplace(Tensor, Tensor, Generator?)"/>
            public static Laplace Laplace(float loc, float scale = 1, Generator? generator = null) => new(tensor(loc), tensor(scale), generator);

            /// <summary>The same density from low to high.</summary>
            public static Uniform Uniform(Tensor low, Tensor high, Generator? generator = null) => new(low, high, generator);

            /// <summary>Student's t distribution; around 0 with scale 1 unless given.</summary>
            public static StudentT StudentT(Tensor df, Tensor? loc = null, Tensor? scale = null, Generator? generator = null)
                => new(df, loc ?? zeros([], df.dtype), scale ?? ones([], df.dtype), generator);

            /// <summary>Angles around a location; the normal distribution of the circle.</summary>
            public static VonMises VonMises(Tensor loc, Tensor concentration, Generator? generator = null) => new(loc, concentration, generator);
        }
    }
}
