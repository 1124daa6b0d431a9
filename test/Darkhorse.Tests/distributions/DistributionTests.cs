namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;

/// <summary>Densities integrate to one, moments are those of samples, gradients flow through samples.</summary>
public sealed class DistributionTests
{
    static Tensor T(params double[] values) => tensor(values);

    /// <summary>Continuous distributions and an interval that holds almost all of their mass.</summary>
    public static IEnumerable<TheoryDataRow<dist.Distribution, double, double>> Continuous() =>
    [
        new(dist.Normal(T(1), T(2)), -15, 17),
        new(dist.LogNormal(T(0.2), T(0.5)), 1e-6, 40),
        new(dist.HalfNormal(T(1.5)), 0, 15),
        new(dist.Laplace(T(1), T(0.7)), -15, 17),
        new(dist.Gumbel(T(1), T(0.7)), -6, 25),
        new(dist.Uniform(T(-1), T(2)), -1, 2),
        new(dist.Exponential(T(1.3)), 0, 30),
        new(dist.Weibull(T(1.2), T(2)), 0, 10),
        new(dist.Pareto(T(1), T(9)), 1, 60),
        new(dist.Gamma(T(2.5), T(1.5)), 0, 30),
        new(dist.Chi2(T(5)), 0, 90),
        new(dist.Beta(T(2.5), T(3)), 0, 1),
        new(dist.StudentT(T(7)), -90, 90),
        new(dist.FisherSnedecor(T(6), T(12)), 0, 200),
    ];

    [Theory, MemberData(nameof(Continuous))]
    public void Densities_integrate_to_one_and_give_the_moments(dist.Distribution distribution, double low, double high)
    {
        const int Steps = 100_000;
        double width = (high - low) / Steps;
        var x = (arange(Steps, dtype: float64) + 0.5) * width + low;
        var weight = distribution.log_prob(x).exp() * width;
        double mean = (x * weight).sum().item<double>();
        Assert.Equal(1, weight.sum().item<double>(), 2e-4);
        Assert.Equal(mean, distribution.mean.item<double>(), 2e-3 * Math.Max(1, Math.Abs(mean)));
        Assert.Equal(((x - mean).pow(2) * weight).sum().item<double>(), distribution.variance.item<double>(), 2e-2 * Math.Max(1, distribution.variance.item<double>()));
    }

    /// <summary>Discrete distributions over 0, 1, 2, ….</summary>
    public static IEnumerable<TheoryDataRow<dist.Distribution, int>> Discrete() =>
    [
        new(dist.Bernoulli(T(0.3)), 2),
        new(dist.Geometric(T(0.3)), 200),
        new(dist.Binomial(T(12), T(0.4)), 13),
        new(dist.NegativeBinomial(T(4), T(0.4)), 300),
        new(dist.Poisson(T(6.5)), 100),
    ];

    [Theory, MemberData(nameof(Discrete))]
    public void Probabilities_add_up_and_give_the_moments(dist.Distribution distribution, int values)
    {
        var x = arange(values, dtype: float64);
        var p = distribution.log_prob(x).exp();
        double mean = (x * p).sum().item<double>();
        Assert.Equal(1, p.sum().item<double>(), 1e-6);
        Assert.Equal(distribution.mean.item<double>(), mean, 1e-6);
        Assert.Equal(distribution.variance.item<double>(), ((x - mean).pow(2) * p).sum().item<double>(), 1e-5);
    }

    public static IEnumerable<TheoryDataRow<dist.Distribution>> All()
        => [.. Continuous().Select(row => new TheoryDataRow<dist.Distribution>(row.Data.Item1)), .. Discrete().Select(row => new TheoryDataRow<dist.Distribution>(row.Data.Item1))];

    [Theory, MemberData(nameof(All))]
    public void Samples_have_the_moments(dist.Distribution distribution)
    {
        using var _ = Generator.Use(new Generator(17));
        var x = distribution.sample(20_000);
        Assert.Equal([20_000L, 1], x.shape);
        double mean = distribution.mean.item<double>(), deviation = distribution.stddev.item<double>();
        Assert.Equal(mean, x.mean().item<double>(), 5 * deviation / Math.Sqrt(20_000));
        Assert.Equal(deviation, x.std().item<double>(), 0.1 * deviation);
        Assert.Equal([3L, 2, 1], distribution.expand([2, 1]).sample(3).shape);
    }

    [Fact]
    public void Cumulative_functions_and_their_inverses_agree()
    {
        var p = T(0.02, 0.3, 0.5, 0.9);
        foreach (dist.Distribution d in new dist.Distribution[] { dist.Normal(1.0, 2.0), dist.LogNormal(T(0), T(1)), dist.HalfNormal(T(2)), dist.Cauchy(T(1), T(2)), dist.HalfCauchy(T(2)), dist.Laplace(1.0, 2.0),
            dist.Gumbel(T(1), T(2)), dist.Uniform(T(1), T(3)), dist.Exponential(T(2)), dist.Weibull(T(1), T(2)), dist.Pareto(T(1), T(2)) })
            Assert.Equal(p.ToArray<double>(), d.cdf(d.icdf(p)).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Entropies_are_the_mean_surprise()
    {
        using var _ = Generator.Use(new Generator(5));
        foreach (var row in Continuous())
        {
            var d = row.Data.Item1;
            if (d is Modules.FisherSnedecor) continue;
            Assert.Equal(-d.log_prob(d.sample(40_000)).mean().item<double>(), d.entropy().item<double>(), 0.04);
        }
    }

    [Fact]
    public void Gamma_samples_move_with_their_shape_as_their_rank_says()
    {
        // The slope of x by alpha at a fixed rank, against a difference quotient of the incomplete gamma function.
        foreach (double alpha in new[] { 0.3, 1, 4.5, 30 })
        {
            using var _ = Generator.Use(new Generator(3));
            var shape = full([6], alpha, float64).requires_grad_();
            var x = dist.Gamma(shape, ones([6], float64)).rsample();
            x.sum().backward();
            double h = 1e-5;
            var fixedX = x.detach();
            var byShape = (special.gammainc(shape.detach() + h, fixedX) - special.gammainc(shape.detach() - h, fixedX)) / (2 * h);
            var density = dist.Gamma(shape.detach(), ones([6], float64)).log_prob(fixedX).exp();
            Assert.Equal((-byShape / density).ToArray<double>(), shape.grad!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-4 * (1 + Math.Abs(a)));
        }
    }

    [Fact]
    public void Gradients_flow_through_samples()
    {
        var loc = T(1, 2).requires_grad_();
        dist.Normal(loc, T(1, 1)).rsample(3).sum().backward();
        Assert.Equal([3.0, 3.0], loc.grad!.ToArray<double>());
        Assert.False(dist.Normal(loc, T(1, 1)).sample(3).requires_grad);
    }

    [Fact]
    public void Categories_are_drawn_and_weighed()
    {
        var d = dist.Categorical(T(0.2, 0.3, 0.5));
        Assert.Equal(Math.Log(0.3), d.log_prob(tensor(1L)).item<double>(), 1e-9);
        Assert.Equal(-(0.2 * Math.Log(0.2) + 0.3 * Math.Log(0.3) + 0.5 * Math.Log(0.5)), d.entropy().item<double>(), 1e-9);
        Assert.Equal([2L, 4], dist.Categorical(ones([4, 3])).sample(2).shape);
        Assert.Equal([0L, 1, 2], d.enumerate_support().ToArray<long>());
        var counts = dist.Multinomial(7, T(0.2, 0.3, 0.5)).sample(5);
        Assert.All(counts.sum(-1).ToArray<double>(), n => Assert.Equal(7, n));
        Assert.Equal(Math.Log(6 * 0.2 * 0.3 * 0.5), dist.Multinomial(3, T(0.2, 0.3, 0.5)).log_prob(T(1, 1, 1)).item<double>(), 1e-9);
        Assert.Equal(1, dist.OneHotCategorical(T(0.2, 0.8)).sample().sum().item<double>());
        var point = dist.Dirichlet(T(1, 2, 3)).sample(9);
        Assert.All(point.sum(-1).ToArray<double>(), total => Assert.Equal(1, total, 1e-12));
        Assert.Throws<ArgumentException>(() => dist.Bernoulli(T(0.5), T(0)));
        Assert.Throws<NotSupportedException>(() => dist.Poisson(1.0).cdf(T(1)));
    }

    [Fact]
    public void Hard_categories_are_differentiable()
    {
        var logits = zeros([4, 3], float64).requires_grad_();
        var y = nn.functional.gumbel_softmax(logits, hard: true, generator: new Generator(1));
        Assert.All(y.detach().sum(-1).ToArray<double>(), total => Assert.Equal(1, total, 1e-12));
        (y * arange(3)).sum().backward();
        Assert.NotEqual(0, logits.grad!.abs().sum().item<double>());
    }
}
