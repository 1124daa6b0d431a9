namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;

/// <summary>What holds for every distribution of numbers: densities and probabilities add up to one, moments, entropies and cumulative functions are the integrals they stand for, samples follow, gradients are right.</summary>
public sealed class FamilyTests
{
    static Tensor T(params double[] values) => tensor(values);

    /// <summary>A distribution by its parameters, and an interval that holds almost all of its mass.</summary>
    public sealed record Case(string Name, Func<Tensor[], dist.Distribution> Make, double[] Parameters, double Low, double High)
    {
        public Tensor[] Values(bool requiresGrad = false) => [.. Parameters.Select(value => tensor([value]).requires_grad_(requiresGrad))];

        public dist.Distribution Distribution => Make(Values());

        public override string ToString() => Name;
    }

    static readonly Case[] s_continuous =
    [
        new("Normal", p => dist.Normal(p[0], p[1]), [1, 2], -17, 19),
        new("LogNormal", p => dist.LogNormal(p[0], p[1]), [0.2, 0.5], 1e-9, 40),
        new("HalfNormal", p => dist.HalfNormal(p[0]), [1.5], 0, 15),
        new("Laplace", p => dist.Laplace(p[0], p[1]), [1, 0.7], -19, 21),
        new("Gumbel", p => dist.Gumbel(p[0], p[1]), [1, 0.7], -6, 25),
        new("Uniform", p => dist.Uniform(p[0], p[1]), [-1, 2], -1, 2),
        new("Exponential", p => dist.Exponential(p[0]), [1.3], 0, 30),
        new("Weibull", p => dist.Weibull(p[0], p[1]), [1.2, 2], 1e-9, 10),
        new("Pareto", p => dist.Pareto(p[0], p[1]), [1, 9], 1, 30),
        new("Gamma", p => dist.Gamma(p[0], p[1]), [2.5, 1.5], 0, 30),
        new("InverseGamma", p => dist.InverseGamma(p[0], p[1]), [9, 4], 1e-3, 25),
        new("Chi2", p => dist.Chi2(p[0]), [5], 0, 90),
        new("Beta", p => dist.Beta(p[0], p[1]), [2.5, 3], 0, 1),
        new("Kumaraswamy", p => dist.Kumaraswamy(p[0], p[1]), [2.5, 3], 0, 1),
        new("StudentT", p => dist.StudentT(p[0], p[1], p[2]), [9, 0.5, 1.2], -60, 60),
        new("FisherSnedecor", p => dist.FisherSnedecor(p[0], p[1]), [6, 22], 1e-9, 60),
        new("ContinuousBernoulli", p => dist.ContinuousBernoulli(p[0]), [0.3], 0, 1),
        new("ContinuousBernoulli near 1/2", p => dist.ContinuousBernoulli(p[0]), [0.5002], 0, 1),
        new("Mixture", p => dist.MixtureSameFamily(dist.Categorical(stack([p[0], 1 - p[0]], -1)), dist.Normal(stack([p[1], p[2]], -1), T(1, 0.6))), [0.3, -2, 3], -12, 12),
    ];

    static readonly Case[] s_discrete =
    [
        new("Bernoulli", p => dist.Bernoulli(p[0]), [0.3], 0, 1),
        new("Bernoulli by logits", p => dist.Bernoulli(null, p[0]), [-0.7], 0, 1),
        new("Geometric", p => dist.Geometric(p[0]), [0.3], 0, 150),
        new("Binomial", p => dist.Binomial(T(12), p[0]), [0.4], 0, 12),
        new("NegativeBinomial", p => dist.NegativeBinomial(T(4), p[0]), [0.4], 0, 150),
        new("Poisson", p => dist.Poisson(p[0]), [6.5], 0, 80),
        new("Categorical", p => dist.Categorical(stack([p[0], p[1], 1 - p[0] - p[1]], -1)), [0.2, 0.3], 0, 2),
    ];

    public static IEnumerable<TheoryDataRow<Case>> Continuous() => s_continuous.Select(x => new TheoryDataRow<Case>(x));
    public static IEnumerable<TheoryDataRow<Case>> Discrete() => s_discrete.Select(x => new TheoryDataRow<Case>(x));
    public static IEnumerable<TheoryDataRow<Case>> All() => [.. Continuous(), .. Discrete()];

    const int Steps = 20_000;

    // The middles of equal steps, and the mass of each step.
    static (Tensor X, Tensor Mass) Integral(Case of)
    {
        double width = (of.High - of.Low) / Steps;
        var x = (arange(Steps, dtype: float64) + 0.5) * width + of.Low;
        return (x, of.Distribution.log_prob(x).exp() * width);
    }

    static void Near(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Max(1, Math.Abs(expected)));

    [Theory, MemberData(nameof(Continuous))]
    public void Densities_integrate_to_one_to_the_moments_and_to_the_entropy(Case of)
    {
        var (x, mass) = Integral(of);
        var d = of.Distribution;
        double mean = (x * mass).sum().item<double>();
        Near(1, mass.sum().item<double>(), 1e-4);
        Near(mean, d.mean.item<double>(), 1e-3);
        Near(((x - mean).pow(2) * mass).sum().item<double>(), d.variance.item<double>(), 1e-2);
        if (of.Name is not ("FisherSnedecor" or "Mixture")) Near(-xlogy(mass, d.log_prob(x).exp()).sum().item<double>(), d.entropy().item<double>(), 1e-3);
    }

    [Theory, MemberData(nameof(Continuous))]
    public void Cumulative_functions_are_the_integrals_of_densities(Case of)
    {
        var (x, mass) = Integral(of);
        var d = of.Distribution;
        Tensor p;
        try { p = d.cdf(x); }
        catch (NotSupportedException) { return; }
        double width = (of.High - of.Low) / Steps;
        Assert.True((mass.cumsum(0) - d.cdf((x + width / 2).clamp(of.Low, of.High))).abs().max().item<double>() < 1e-3);
        p = p.clamp(1e-6, 1 - 1e-6);
        try { x = d.icdf(p); }
        catch (NotSupportedException) { return; }
        Assert.True((d.cdf(x) - p).abs().max().item<double>() < 1e-6);
    }

    [Theory, MemberData(nameof(Discrete))]
    public void Probabilities_add_up_and_give_moments_and_entropy(Case of)
    {
        var d = of.Distribution;
        var x = arange(of.High + 1, dtype: float64);
        var p = d.log_prob(x).exp();
        double mean = (x * p).sum().item<double>();
        Near(1, p.sum().item<double>(), 1e-6);
        if (of.Name != "Categorical")
        {
            Near(mean, d.mean.item<double>(), 1e-6);
            Near(((x - mean).pow(2) * p).sum().item<double>(), d.variance.item<double>(), 1e-5);
        }
        if (of.Name is not ("NegativeBinomial" or "Poisson")) Near(-xlogy(p, p).sum().item<double>(), d.entropy().item<double>(), 1e-6);
        if (d.has_enumerate_support) Assert.Equal(x.ToArray<double>(), d.enumerate_support().to(float64).flatten().ToArray<double>());
    }

    [Theory, MemberData(nameof(All))]
    public void Samples_have_the_moments_and_stay_in_the_support(Case of)
    {
        using var _ = Generator.Use(new Generator(17));
        const int Count = 100_000;
        var d = of.Distribution;
        var x = d.sample(Count);
        Assert.Equal([Count, 1L], x.shape);
        Assert.True((bool)d.support.check(x).all());
        Assert.False(x.requires_grad);
        if (of.Name == "Categorical") return;
        double mean = d.mean.item<double>(), deviation = d.stddev.item<double>();
        Assert.Equal(mean, x.mean().item<double>(), 5 * deviation / Math.Sqrt(Count));
        // The deviation of a deviation goes with the fourth moment.
        double spread = (x - mean).pow(2).std().item<double>() / (2 * deviation);
        Assert.Equal(deviation, x.std().item<double>(), 5 * spread / Math.Sqrt(Count) + 1e-9);
    }

    [Theory, MemberData(nameof(All))]
    public void Larger_batches_are_copies(Case of)
    {
        var d = of.Distribution.expand([2, 1]);
        Assert.Equal(of.Distribution.GetType(), d.GetType());
        Assert.Equal([2L, 1], d.batch_shape.Shape);
        Assert.Equal([3L, 2, 1], d.sample(3).shape);
        Assert.Equal([3L, 2, 1], d.rsample(new Size([3])).shape);
        var x = of.Distribution.sample(5);
        Assert.Equal(of.Distribution.log_prob(x).flatten().ToArray<double>(), d.log_prob(x.unsqueeze(1)).select(1, 0).flatten().ToArray<double>());
    }

    [Theory, MemberData(nameof(All))]
    public void Densities_have_the_right_gradients(Case of)
    {
        var x = of.Distribution.sample(4);
        Assert.True(autograd.gradcheck(p => [of.Make(p).log_prob(x)], of.Values(requiresGrad: true)));
        if (!of.Distribution.support.is_discrete) Assert.True(autograd.gradcheck(p => of.Distribution.log_prob(p), x.requires_grad_()));
    }

    [Theory, MemberData(nameof(Continuous))]
    public void Samples_have_the_right_gradients(Case of)
    {
        if (!of.Distribution.has_rsample) return;
        // Gamma numbers are drawn by rejection, so that differences jump; their slopes have a test of their own.
        if (of.Name is "Gamma" or "InverseGamma" or "Chi2" or "Beta" or "StudentT" or "FisherSnedecor") return;
        Assert.True(autograd.gradcheck(p =>
        {
            using var _ = Generator.Use(new Generator(3));
            return [of.Make(p).rsample(3)];
        }, of.Values(requiresGrad: true), atol: 1e-4));
    }

    [Fact]
    public void Angles_follow_the_von_mises_density()
    {
        using var _ = Generator.Use(new Generator(8));
        var d = dist.VonMises(T(0.5), T(2));
        var x = (arange(Steps, dtype: float64) + 0.5) / Steps * (2 * Math.PI) - Math.PI;
        var mass = d.log_prob(x).exp() * (2 * Math.PI / Steps);
        Assert.Equal(1, mass.sum().item<double>(), 1e-9);
        Assert.Equal((1 - (mass * (x - 0.5).cos()).sum()).item<double>(), d.variance.item<double>(), 1e-9);
        var drawn = d.sample(100_000);
        Assert.Equal(1 - d.variance.item<double>(), (drawn - 0.5).cos().mean().item<double>(), 0.01);
        Assert.Equal(0, (drawn - 0.5).sin().mean().item<double>(), 0.01);
        // I₀(1) = 1.2660658777520084: Abramowitz and Stegun, table 9.8.
        Assert.Equal(1 - Math.Log(2 * Math.PI * 1.2660658777520084), dist.VonMises(T(0), T(1)).log_prob(T(0)).item<double>(), 1e-7);
    }

    [Fact]
    public void The_entropy_of_an_exponential_family_follows_from_its_normalizer()
    {
        foreach (var d in new dist.ExponentialFamily[] { new Modules.Normal(T(1), T(2)), new Modules.Gamma(T(2.5), T(1.5)), new Modules.Exponential(T(1.3)) })
            Assert.Equal(d.entropy().item<double>(), new Plain(d).entropy().item<double>(), 1e-9);
        Assert.Throws<NotSupportedException>(() => dist.Poisson(T(2)).entropy());
    }

    /// <summary>A family with nothing but what the general entropy needs; that of another.</summary>
    sealed class Plain(dist.ExponentialFamily like) : dist.ExponentialFamily(null)
    {
        protected override IList<Tensor> NaturalParams => like switch
        {
            Modules.Normal n => [n.loc / n.scale.pow(2), -0.5 / n.scale.pow(2)],
            Modules.Gamma g => [g.concentration - 1, -g.rate],
            _ => [-((Modules.Exponential)like).rate],
        };

        protected override Tensor LogNormalizer(params Tensor[] p) => like switch
        {
            Modules.Normal => -0.25 * p[0].pow(2) / p[1] + 0.5 * (-Math.PI / p[1]).log(),
            Modules.Gamma => (p[0] + 1).lgamma() + (p[0] + 1) * (-1 / p[1]).log(),
            _ => -(-p[0]).log(),
        };

        protected override Tensor MeanCarrierMeasure => T(0);
        public override Tensor rsample(params long[] sample_shape) => like.rsample(sample_shape);
        public override Tensor log_prob(Tensor value) => like.log_prob(value);
        public override dist.Distribution expand(Size batch_shape, dist.Distribution? instance = null) => this;
    }

    [Fact]
    public void Bad_parameters_and_values_are_refused_in_PyTorch_s_words()
    {
        static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;
        Assert.Equal("Expected parameter scale (Tensor of shape (2,)) of distribution Normal(loc: torch.Size([2]), scale: torch.Size([2])) to satisfy the constraint GreaterThan(lower_bound=0.0), but found invalid values:\ntensor([ 1., -1.])",
            Refusal(() => dist.Normal(zeros(2), tensor([1f, -1f]))));
        Assert.Equal("Expected parameter loc (Tensor of shape ()) of distribution Normal(loc: nan, scale: 1.0) to satisfy the constraint Real(), but found invalid values:\nnan", Refusal(() => dist.Normal(tensor(float.NaN), tensor(1f))));
        Assert.Equal("Expected value argument (Tensor of shape ()) to be within the support (GreaterThanEq(lower_bound=0.0)) of the distribution Exponential(rate: 1.0), but found invalid values:\n-1.0",
            Refusal(() => dist.Exponential(tensor(1f)).log_prob(tensor(-1f))));
        Assert.Equal("The right-most size of value must match event_shape: torch.Size([2]) vs torch.Size([3]).", Refusal(() => dist.Dirichlet(ones(3)).log_prob(ones(2))));
        Assert.Equal("Value is not broadcastable with batch_shape+event_shape: torch.Size([2]) vs torch.Size([3]).", Refusal(() => dist.Normal(zeros(3), ones(3)).log_prob(zeros(2))));
        Assert.Equal("Either `probs` or `logits` must be specified, but not both.", Refusal(() => dist.Categorical()));
        Assert.Equal("`probs` parameter must be at least one-dimensional.", Refusal(() => dist.Categorical(tensor(1f))));
        Assert.Equal("Uniform is not defined when low>= high", Refusal(() => dist.Uniform(ones(1), ones(1))));
        Assert.Equal("Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual 2 vs 1", Refusal(() => dist.Independent(dist.Normal(zeros(2), ones(2)), 2)));
        Assert.Equal("Expected parameter probs (Tensor of shape ()) of distribution Bernoulli(probs: 1.5) to satisfy the constraint Interval(lower_bound=0.0, upper_bound=1.0), but found invalid values:\n1.5", Refusal(() => dist.Bernoulli(tensor(1.5f))));
        Assert.Equal("LogNormal()", dist.LogNormal(T(0), T(1)).ToString());
    }

    [Fact]
    public void Checks_can_be_switched_off()
    {
        dist.Distribution.set_default_validate_args(false);
        try
        {
            Assert.Equal(double.NegativeInfinity, dist.Uniform(T(0), T(1)).log_prob(T(2)).item<double>());
            Assert.Equal("Normal(loc: 0.0, scale: -1.0)", dist.Normal(0.0, -1.0).ToString());
        }
        finally
        {
            dist.Distribution.set_default_validate_args(true);
        }
    }
}
