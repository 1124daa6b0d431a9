namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;

/// <summary>Kullback-Leibler divergences against the integral they stand for, and against each other.</summary>
public sealed class DivergenceTests
{
    static Tensor T(params double[] values) => tensor(values);

    static readonly (dist.Distribution Distribution, double Low, double High)[] s_lines =
    [
        (dist.Normal(T(0.5), T(1.2)), -14, 15),
        (dist.Normal(T(-1), T(2)), -21, 19),
        (dist.Laplace(T(0.3), T(0.8)), -22, 22),
        (dist.Laplace(T(-0.3), T(1.4)), -30, 30),
        (dist.Gumbel(T(0.4), T(0.9)), -5, 30),
        (dist.Gumbel(T(-0.2), T(1.3)), -6, 40),
        (dist.Cauchy(T(0), T(1)), -1, 1),
        (dist.Cauchy(T(1), T(2)), -1, 1),
    ];

    static readonly (dist.Distribution Distribution, double Low, double High)[] s_halfLines =
    [
        (dist.Exponential(T(1.3)), 1e-9, 25),
        (dist.Exponential(T(0.8)), 1e-9, 40),
        (dist.Gamma(T(2.5), T(1.5)), 1e-9, 30),
        (dist.Gamma(T(3.5), T(1.1)), 1e-9, 40),
        (dist.HalfNormal(T(1.3)), 1e-9, 14),
        (dist.HalfNormal(T(0.9)), 1e-9, 10),
        (dist.LogNormal(T(0.1), T(0.4)), 1e-4, 20),
        (dist.LogNormal(T(-0.1), T(0.6)), 1e-4, 40),
        (dist.Pareto(T(1.2), T(9)), 1.2, 40),
        (dist.Pareto(T(0.9), T(7)), 0.9, 40),
    ];

    static readonly (dist.Distribution Distribution, double Low, double High)[] s_units =
    [
        (dist.Beta(T(2.5), T(3)), 0, 1),
        (dist.Beta(T(1.5), T(2)), 0, 1),
        (dist.ContinuousBernoulli(T(0.3)), 0, 1),
        (dist.ContinuousBernoulli(T(0.8)), 0, 1),
        (dist.Uniform(T(0.0), T(1.0)), 0, 1),
        (dist.Uniform(T(0.2), T(0.9)), 0.2, 0.9),
    ];

    [Fact]
    public void Pairs_agree_with_the_integral_of_their_log_ratio()
    {
        int count = Pairs(s_lines, s_lines) + Pairs(s_halfLines, [.. s_halfLines, .. s_lines]) + Pairs(s_units, [.. s_units, .. s_halfLines, .. s_lines]);
        Assert.Equal(172, count);
    }

    static int Pairs((dist.Distribution Distribution, double Low, double High)[] left, (dist.Distribution Distribution, double Low, double High)[] right)
    {
        const int Steps = 20_000;
        int count = 0;
        foreach (var (p, low, high) in left)
        {
            double width = (high - low) / Steps;
            var x = (arange(Steps, dtype: float64) + 0.5) * width + low;
            var logP = p.log_prob(x);
            foreach (var (q, _, _) in right)
            {
                double known;
                try { known = dist.kl_divergence(p, q).item<double>(); }
                catch (NotSupportedException) { continue; }
                // Half of the mass of a Cauchy distribution lies outside of any such interval.
                if (p is Modules.Cauchy) continue;
                count++;
                if (double.IsInfinity(known))
                {
                    Assert.False((bool)q.support.check(x).all() && (bool)q.support.check(p.sample(1000)).all(), $"{p} {q}");
                    continue;
                }
                double integral = ((logP - q.log_prob(x)) * logP.exp() * width).sum().item<double>();
                Assert.True(Math.Abs(known - integral) < 1e-3 * Math.Max(1, integral), $"{p.GetType().Name} {q.GetType().Name}: {known}, not {integral}");
            }
        }
        return count;
    }

    [Fact]
    public void Supports_that_do_not_cover_make_it_infinite()
    {
        Assert.Equal(double.PositiveInfinity, dist.kl_divergence(dist.Normal(T(0), T(1)), dist.Exponential(T(1))).item<double>());
        Assert.Equal(double.PositiveInfinity, dist.kl_divergence(dist.Uniform(T(0), T(2)), dist.Uniform(T(0), T(1))).item<double>());
        Assert.Equal(double.PositiveInfinity, dist.kl_divergence(dist.Poisson(T(2)), dist.Bernoulli(T(0.5))).item<double>());
        Assert.Equal(double.PositiveInfinity, dist.kl_divergence(dist.Bernoulli(T(0.5)), dist.Bernoulli(T(0.0))).item<double>());
        Assert.Equal(Math.Log(2), dist.kl_divergence(dist.Bernoulli(T(0)), dist.Bernoulli(T(0.5))).item<double>(), 1e-6);
    }

    [Fact]
    public void Counts_agree_with_the_sum_of_their_log_ratio()
    {
        (dist.Distribution P, dist.Distribution Q)[] pairs =
        [
            (dist.Bernoulli(T(0.3)), dist.Bernoulli(T(0.6))), (dist.Binomial(T(9), T(0.3)), dist.Binomial(T(9), T(0.6))), (dist.Geometric(T(0.4)), dist.Geometric(T(0.3))),
            (dist.Poisson(T(4)), dist.Poisson(T(5))), (dist.Categorical(T(0.2, 0.3, 0.5)), dist.Categorical(T(0.4, 0.4, 0.2))), (dist.Bernoulli(T(0.3)), dist.Poisson(T(1.5))),
        ];
        foreach (var (p, q) in pairs)
        {
            var x = arange(p switch { Modules.Bernoulli => 2, Modules.Binomial => 10, Modules.Categorical => 3, _ => 80 }, dtype: float64);
            var logP = p.log_prob(x);
            Assert.Equal((logP.exp() * (logP - q.log_prob(x))).sum().item<double>(), dist.kl_divergence(p, q).item<double>(), 1e-5);
        }
    }

    [Fact]
    public void Vectors_agree_in_all_their_forms()
    {
        using var _ = Generator.Use(new Generator(6));
        Tensor w = randn([3, 2], float64), d = rand([3], float64) + 0.5, mean = randn([3], float64), other = randn([3, 3], float64);
        var p = dist.LowRankMultivariateNormal(mean, w, d);
        var dense = dist.MultivariateNormal(mean, p.covariance_matrix);
        var q = dist.MultivariateNormal(zeros(3, float64), other.matmul(other.mT) + eye(3, dtype: float64));
        Assert.Equal(0, dist.kl_divergence(p, dense).item<double>(), 1e-9);
        Assert.Equal(0, dist.kl_divergence(dense, p).item<double>(), 1e-9);
        Assert.Equal(dist.kl_divergence(dense, q).item<double>(), dist.kl_divergence(p, q).item<double>(), 1e-9);
        Assert.Equal(dist.kl_divergence(q, dense).item<double>(), dist.kl_divergence(q, p).item<double>(), 1e-9);
        var x = dense.sample(50_000);
        Assert.Equal((dense.log_prob(x) - q.log_prob(x)).mean().item<double>(), dist.kl_divergence(p, q).item<double>(), 0.05);
        // Without correlation it is the sum over the dims.
        var apart = dist.Independent(dist.Normal(mean, d), 1);
        var standard = dist.Independent(dist.Normal(zeros(3, float64), ones(3, float64)), 1);
        Assert.Equal(dist.kl_divergence(dist.MultivariateNormal(mean, scale_tril: d.diag()), dist.MultivariateNormal(zeros(3, float64), eye(3, dtype: float64))).item<double>(), dist.kl_divergence(apart, standard).item<double>(), 1e-9);
        var dirichlet = dist.Dirichlet(T(1.5, 2, 3));
        var x2 = dirichlet.sample(50_000);
        var flat = dist.Dirichlet(T(1, 1, 1.5));
        Assert.Equal((dirichlet.log_prob(x2) - flat.log_prob(x2)).mean().item<double>(), dist.kl_divergence(dirichlet, flat).item<double>(), 0.05);
    }

    [Fact]
    public void Pairs_can_be_added_and_unknown_ones_are_named()
    {
        Assert.Equal("No KL(p || q) is implemented for p type VonMises and q type Normal",
            Assert.Throws<NotSupportedException>(() => dist.kl_divergence(dist.VonMises(T(0), T(1)), dist.Normal(T(0), T(1)))).Message);
        dist.register_kl<Modules.VonMises, Modules.VonMises>((p, q) => p.loc - q.loc);
        Assert.Equal(2, dist.kl_divergence(dist.VonMises(T(3), T(1)), dist.VonMises(T(1), T(1))).item<double>());
        // Chi2 is a gamma distribution.
        Assert.Equal(0, dist.kl_divergence(dist.Chi2(T(3)), dist.Gamma(T(1.5), T(0.5))).item<double>(), 1e-12);
    }
}
