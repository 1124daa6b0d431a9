namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;

/// <summary>Distributions of vectors and matrices, of relaxed categories, and those made of others.</summary>
public sealed class VectorDistributionTests
{
    static Tensor T(params double[] values) => tensor(values);

    static readonly Tensor s_covariance = tensor(new double[,] { { 2, 0.6 }, { 0.6, 1 } });

    [Fact]
    public void Normal_vectors_are_the_same_in_all_three_forms()
    {
        var mean = T(1, -1);
        var d = dist.MultivariateNormal(mean, s_covariance);
        var x = T(0.5, 0.3);
        // (2π)^-1 det^-1/2 exp(-q / 2), by hand: det = 1.64, q = (0.25 + 3.38 + 0.78) / 1.64.
        Assert.Equal(-Math.Log(2 * Math.PI) - 0.5 * Math.Log(1.64) - 0.5 * (0.25 + 2 * 1.69 + 2 * 0.6 * 0.5 * 1.3) / 1.64, d.log_prob(x).item<double>(), 1e-9);
        Assert.Equal(Math.Log(2 * Math.PI * Math.E) + 0.5 * Math.Log(1.64), d.entropy().item<double>(), 1e-9);
        var byPrecision = dist.MultivariateNormal(mean, precision_matrix: linalg.inv(s_covariance));
        var byFactor = dist.MultivariateNormal(mean, scale_tril: linalg.cholesky(s_covariance));
        foreach (var same in new[] { byPrecision, byFactor })
        {
            Assert.True(same.covariance_matrix.allclose(s_covariance));
            Assert.True(same.precision_matrix.allclose(linalg.inv(s_covariance)));
            Assert.Equal(d.log_prob(x).item<double>(), same.log_prob(x).item<double>(), 1e-9);
            Assert.Equal([2.0, 1], same.variance.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-9);
        }
        using var _ = Generator.Use(new Generator(2));
        Assert.True(d.sample(100_000).T.cov().allclose(s_covariance, rtol: 0.05, atol: 0.02));
        Assert.Equal([3L, 4, 2], d.expand([4]).sample(3).shape);
        Assert.Equal("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.", Assert.Throws<ArgumentException>(() => dist.MultivariateNormal(mean)).Message);
    }

    [Fact]
    public void Few_columns_do_the_work_of_the_whole_covariance()
    {
        using var _ = Generator.Use(new Generator(2));
        Tensor w = randn([3, 2], float64), d = T(0.5, 1, 2), x = randn([4, 3], float64);
        var low = dist.LowRankMultivariateNormal(zeros(3, float64), w, d);
        var whole = dist.MultivariateNormal(zeros(3, float64), low.covariance_matrix);
        Assert.True(low.log_prob(x).allclose(whole.log_prob(x)));
        Assert.True(low.precision_matrix.allclose(whole.precision_matrix));
        Assert.Equal(whole.entropy().item<double>(), low.entropy().item<double>(), 1e-9);
        Assert.True(low.sample(100_000).T.cov().allclose(low.covariance_matrix, rtol: 0.05, atol: 0.05));
        Assert.True(autograd.gradcheck(p => [dist.LowRankMultivariateNormal(p[0], p[1], p[2]).log_prob(x)], [zeros(3, float64).requires_grad_(), w.requires_grad_(), d.requires_grad_()]));
    }

    [Fact]
    public void Of_one_dim_Wishart_s_distribution_is_a_gamma_distribution()
    {
        var one = dist.Wishart(tensor(5.0), tensor(new double[,] { { 2 } }));
        Assert.Equal(dist.Gamma(tensor(2.5), tensor(0.25)).log_prob(tensor(3.0)).item<double>(), one.log_prob(tensor(new double[,] { { 3 } })).item<double>(), 1e-9);
        Assert.Equal(dist.Gamma(tensor(2.5), tensor(0.25)).entropy().item<double>(), one.entropy().item<double>(), 1e-9);
        using var _ = Generator.Use(new Generator(2));
        var d = dist.Wishart(tensor(5.0), s_covariance);
        var x = d.sample(50_000);
        Assert.True((bool)d.support.check(x[..10]).all());
        Assert.True(x.mean([0]).allclose(d.mean, rtol: 0.03, atol: 0.03));
        Assert.True(x.var([0]).allclose(d.variance, rtol: 0.06, atol: 0.06));
        Assert.Equal(-d.log_prob(x).mean().item<double>(), d.entropy().item<double>(), 0.03);
    }

    [Fact]
    public void Factors_of_correlations_have_a_density_of_one_correlation_or_three()
    {
        const int Steps = 20_000;
        var r = (arange(Steps, dtype: float64) + 0.5) * (2.0 / Steps) - 1;
        var d = dist.LKJCholesky(2, tensor(1.7));
        var height = (1 - r * r).sqrt();
        var factors = stack([stack([ones_like(r), zeros_like(r)], -1), stack([r, height], -1)], -2);
        // By the correlation: the paper's density is over the factor's free entry, which for two dims it is.
        Assert.Equal(1, (d.log_prob(factors).exp() * (2.0 / Steps)).sum().item<double>(), 1e-3);
        using var _ = Generator.Use(new Generator(2));
        var x = dist.LKJCholesky(3, tensor(1.0)).sample(20_000);
        Assert.True((bool)dist.constraints.corr_cholesky.check(x).all());
        var correlations = x.matmul(x.mT);
        // Of uniform correlation matrices of 3 dims, each correlation is a beta number of 3/2 and 3/2, stretched to [-1, 1].
        Assert.Equal(0.25, correlations.select(1, 1).select(1, 0).var().item<double>(), 0.01);
        Assert.Equal(0.25, correlations.select(1, 2).select(1, 1).var().item<double>(), 0.01);
    }

    [Fact]
    public void Relaxed_categories_have_densities_and_gradients()
    {
        const int Steps = 20_000;
        var unit = (arange(Steps, dtype: float64) + 0.5) / Steps;
        var relaxed = dist.RelaxedBernoulli(tensor(0.7), T(0.3));
        Assert.Equal(1, (relaxed.log_prob(unit).exp() / Steps).sum().item<double>(), 0.02);
        var two = dist.RelaxedOneHotCategorical(tensor(0.7), T(0.3, 0.7));
        Assert.Equal(1, (two.log_prob(stack([unit, 1 - unit], -1)).exp() / Steps).sum().item<double>(), 0.02);
        // Two categories are one relaxed 0 or 1.
        Assert.Equal(relaxed.log_prob(T(0.2)).item<double>(), two.log_prob(T(0.2, 0.8)).item<double>(), 1e-6);
        var logits = T(0.1, 0.2, -0.3).requires_grad_();
        dist.RelaxedOneHotCategorical(tensor(0.5), logits: logits).rsample(4).pow(2).sum().backward();
        Assert.NotEqual(0, logits.grad!.abs().sum().item<double>());
        Assert.Equal([4L, 2, 3], dist.RelaxedOneHotCategorical(tensor(0.5), logits: logits).expand([2]).rsample(4).shape);
        var probs = T(0.2, 0.8).requires_grad_();
        var hard = dist.OneHotCategoricalStraightThrough(probs).rsample(5);
        Assert.All(hard.detach().max(-1).values.ToArray<double>(), value => Assert.Equal(1, value, 1e-12));
        hard.select(-1, 0).sum().backward();
        Assert.NotEqual(0, probs.grad!.abs().sum().item<double>());
    }

    [Fact]
    public void Events_are_made_of_batches_and_of_transforms()
    {
        var d = dist.Independent(dist.Normal(zeros([2, 3], float64), ones([2, 3], float64)), 1);
        Assert.Equal(([2L], [3L]), (d.batch_shape.Shape, d.event_shape.Shape), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
        Assert.Equal([2L], d.log_prob(zeros([2, 3], float64)).shape);
        Assert.Equal(-3 * 0.5 * Math.Log(2 * Math.PI), d.log_prob(zeros([2, 3], float64))[0].item<double>(), 1e-12);
        Assert.Equal([5L, 4, 2, 3], d.expand([4, 2]).sample(5).shape);

        var simplex = dist.LogisticNormal(zeros(2, float64), ones(2, float64));
        Assert.Equal([3L], simplex.event_shape.Shape);
        Assert.All(simplex.sample(4).sum(-1).ToArray<double>(), total => Assert.Equal(1, total, 1e-9));

        // A log-normal distribution, made by hand; then one that falls.
        var made = dist.TransformedDistribution(dist.Normal(T(0.2), T(0.5)), [new dist.transforms.ExpTransform()]);
        Assert.Equal(dist.LogNormal(T(0.2), T(0.5)).log_prob(T(1.3)).item<double>(), made.log_prob(T(1.3)).item<double>(), 1e-12);
        var falling = dist.TransformedDistribution(dist.Exponential(T(1)), [new dist.transforms.AffineTransform(0, -1)]);
        Assert.Equal(Math.Exp(-2), falling.cdf(T(-2)).item<double>(), 1e-9);
        Assert.Equal(-2, falling.icdf(T(Math.Exp(-2))).item<double>(), 1e-9);
        Assert.Equal(0, dist.kl_divergence(made, dist.TransformedDistribution(dist.Normal(T(0.2), T(0.5)), [new dist.transforms.ExpTransform()])).item<double>());
    }

    [Fact]
    public void Batches_of_vectors_broadcast()
    {
        var p = dist.MultivariateNormal(zeros([4, 1, 2], float64), s_covariance);
        var q = dist.MultivariateNormal(ones([3, 2], float64), scale_tril: 2 * eye(2, dtype: float64));
        var low = dist.LowRankMultivariateNormal(zeros([4, 1, 2], float64), ones([2, 1], float64), ones([2], float64));
        foreach (var d in new Modules.NormalVectors[] { p, low })
        {
            Assert.Equal([4L, 1], d.batch_shape.Shape);
            Assert.Equal([5L, 4, 1], d.log_prob(d.sample(5)).shape);
            Assert.Equal([4L, 3], dist.kl_divergence(d, q).shape);
            Assert.Equal([4L, 3], dist.kl_divergence(q, d).shape);
        }
        Assert.Equal([3L, 2, 2, 2], dist.Wishart(T(4, 5), s_covariance).sample(3).shape);
        Assert.Equal([3L, 2], dist.Wishart(T(4, 5), s_covariance).log_prob(dist.Wishart(T(4, 5), s_covariance).sample(3)).shape);
        Assert.Equal([3L, 2, 4, 4], dist.LKJCholesky(4, T(1, 2)).expand([2]).sample(3).shape);
        var mixed = dist.MixtureSameFamily(dist.Categorical(ones([2, 3], float64)), dist.MultivariateNormal(zeros([2, 3, 2], float64), s_covariance));
        Assert.Equal(([2L], [2L]), (mixed.batch_shape.Shape, mixed.event_shape.Shape), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
        Assert.Equal([5L, 2], mixed.log_prob(mixed.sample(5)).shape);
        Assert.Equal([2.0, 1, 2, 1], mixed.variance.flatten().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Multinomial_entropies_are_sums_over_all_outcomes()
    {
        var d = dist.Multinomial(3, T(0.2, 0.3, 0.5));
        double entropy = 0;
        for (int a = 0; a <= 3; a++)
        {
            for (int b = 0; a + b <= 3; b++)
            {
                double likely = d.log_prob(T(a, b, 3 - a - b)).item<double>();
                entropy -= Math.Exp(likely) * likely;
            }
        }
        Assert.Equal(entropy, d.entropy().item<double>(), 1e-6);
    }
}
