namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;

/// <summary>Ranks and their inverses, gradients through samples, categories.</summary>
public sealed class DistributionTests
{
    static Tensor T(params double[] values) => tensor(values);

    [Fact]
    public void Cumulative_functions_and_their_inverses_agree()
    {
        var p = T(0.02, 0.3, 0.5, 0.9);
        foreach (dist.Distribution d in new dist.Distribution[] { dist.Normal(1.0, 2.0), dist.LogNormal(T(0), T(1)), dist.HalfNormal(T(2)), dist.Cauchy(T(1), T(2)), dist.HalfCauchy(T(2)), dist.Laplace(1.0, 2.0),
            dist.Gumbel(T(1), T(2)), dist.Uniform(T(1), T(3)), dist.Exponential(T(2)), dist.Weibull(T(1), T(2)), dist.Pareto(T(1), T(2)) })
            Assert.Equal(p.ToArray<double>(), d.cdf(d.icdf(p)).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-9);
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
