using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Randomness;

static class Random
{
    /// <summary>An op of the shape and dtype of its input.</summary>
    static Row Of(string op, DTypes dtypes, Func<Tensor, Tensor> call, double low = 0, double high = 1) => new(op)
    {
        Call = x => [call(x[0])],
        Samples = dtype => Make.Unary(dtype, low, high),
        DTypes = dtypes,
        Deterministic = false,
    };

    static IEnumerable<Row> Created =>
    [
        Of("rand", DTypes.Fields, x => rand(x.shape, x.dtype, x.device)),
        Of("randn", DTypes.Fields, x => randn(x.shape, x.dtype, x.device)),
        Of("randint", DTypes.RealsAndBool, x => randint(0, 2, x.shape, x.dtype, x.device)),
        Of("randperm", DTypes.Reals, x => randperm(5, x.dtype, x.device)),
        Of("rand_like", DTypes.Fields, x => rand_like(x)),
        Of("randn_like", DTypes.Fields, x => randn_like(x)),
        Of("randint_like", DTypes.RealsAndBool, x => randint_like(x, 2)),
        Of("rand_out", DTypes.Fields, x => empty_like(x).rand_out(x.shape)),
        Of("randn_out", DTypes.Fields, x => empty_like(x).randn_out(x.shape)),
        Of("randint_out", DTypes.RealsAndBool, x => empty_like(x).randint_out(2, x.shape)),
        Of("rand_float", DTypes.All, x => full(x.shape, rand_float(), x.dtype, x.device)),
        Of("randn_float", DTypes.All, x => full(x.shape, randn_float(), x.dtype, x.device)),
        Of("randint_bool", DTypes.All, x => full(x.shape, randint_bool(), x.dtype, x.device)),
        Of("randint_int", DTypes.All, x => full(x.shape, randint_int(3, 9), x.dtype, x.device)),
        Of("randint_long", DTypes.All, x => full(x.shape, randint_long(1L << 40) % 100, x.dtype, x.device)),
    ];

    static IEnumerable<Row> InPlace =>
    [
        Of("uniform_", DTypes.Fields, x => empty_like(x).uniform_(-1, 1)),
        Of("normal_", DTypes.Fields, x => empty_like(x).normal_(1, 2)),
        Of("log_normal_", DTypes.Floats, x => empty_like(x).log_normal_()),
        Of("exponential_", DTypes.Floats, x => empty_like(x).exponential_()),
        Of("cauchy_", DTypes.Floats, x => empty_like(x).cauchy_()),
        Of("geometric_", DTypes.Reals, x => empty_like(x).geometric_(0.3)),
        Of("bernoulli_", DTypes.RealsAndBool, x => empty_like(x).bernoulli_(0.3)),
        Of("random_", DTypes.RealsAndBool, x => empty_like(x).random_()),
    ];

    static IEnumerable<Row> Sampled =>
    [
        Of("bernoulli", DTypes.Floats, x => bernoulli(x)),
        Of("poisson", DTypes.Floats, x => poisson(x), 0, 30),
        Of("binomial", DTypes.Floats, x => binomial(x, full_like(x, 0.5)), 0, 40),
        Of("_standard_gamma", DTypes.Floats, x => _standard_gamma(x), 0.5, 5),
        new("_sample_dirichlet")
        {
            Call = x => [_sample_dirichlet(x[0])],
            Samples = dtype => [new(Make.Tensor(dtype, 0.5, 3, 5)), new(Make.Tensor(dtype, 0.5, 3, 2, 4))],
            DTypes = DTypes.Floats,
            Deterministic = false,
        },
        new("nn.functional.gumbel_softmax")
        {
            Call = x => [nn.functional.gumbel_softmax(x[0])],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 5)), new(Make.Tensor(dtype, -1, 1, 2, 4))],
            DTypes = DTypes.Floats,
            Deterministic = false,
        },
        Of("normal", DTypes.Fields, x => normal(x, 2)),
        new("multinomial")
        {
            Call = x => [multinomial(x[0], 2)],
            Samples = dtype => [new(Make.Tensor(dtype, 0.1, 1, 5)), new(Make.Tensor(dtype, 0.1, 1, 3, 4))],
            DTypes = DTypes.Floats,
            Deterministic = false,
        },
    ];
}
