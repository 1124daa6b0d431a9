using System.Globalization;

namespace Darkhorse.Tests.Distributions;

using dist = torch.distributions;
using static torch.distributions.transforms;

/// <summary>Transforms and their inverses, Jacobians against autograd, constraints and the transforms that lead there.</summary>
public sealed class TransformTests
{
    static Tensor T(params double[] values) => tensor(values);

    public static IEnumerable<TheoryDataRow<Transform, double[]>> Elementwise() =>
    [
        new(new ExpTransform(), [-1.5, 0.2, 2]),
        new(new LogTransform(), [0.5, 1, 3]),
        new(new PowerTransform(T(2.5)), [0.5, 1.1, 3]),
        new(new SigmoidTransform(), [-3, 0.1, 4]),
        new(new SoftplusTransform(), [-2, 0.3, 5]),
        new(new TanhTransform(), [-1.2, 0.1, 2]),
        new(new AffineTransform(0.5, -2), [-1, 0.5, 2]),
        new(new AffineTransform(T(0.5, 1, 2), T(-2, 3, 1)), [-1, 0.5, 2]),
        new(new CumulativeDistributionTransform(dist.Normal(T(0.3), T(2))), [-1, 0.2, 3]),
        new(new ComposeTransform([new AffineTransform(1, 2), new TanhTransform(), new AffineTransform(0, 3)]), [-0.9, 0.1, 0.3]),
        new(new ExpTransform().inv, [0.5, 1, 3]),
    ];

    [Theory, MemberData(nameof(Elementwise))]
    public void Numbers_go_there_and_back_and_stretch_as_autograd_says(Transform transform, double[] values)
    {
        var x = T(values).requires_grad_();
        var y = transform.forward(x);
        Assert.Equal(values, transform.inv.forward(y).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        y.sum().backward();
        Assert.Equal(x.grad!.abs().log().ToArray<double>(), transform.log_abs_det_jacobian(x, y).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.True((bool)(x.grad!.sign() == transform.sign).all());
        Assert.True(transform.bijective);
        Assert.True((bool)transform.codomain.check(y).all());
        Assert.Equal(0, transform.event_dim);
        Assert.Equal([4L, 3], transform.forward_shape([4, 3]));
        Assert.Equal(transform, transform);
        Assert.Same(transform, transform.inv.inv);
    }

    public static IEnumerable<TheoryDataRow<Transform, long[], long[]>> Vectors() =>
    [
        new(new StickBreakingTransform(), [3], [4]),
        new(new CorrCholeskyTransform(), [6], [4, 4]),
        new(new LowerCholeskyTransform(), [3, 3], [3, 3]),
        new(new PositiveDefiniteTransform(), [3, 3], [3, 3]),
        new(new ReshapeTransform([2, 3], [6]), [2, 3], [6]),
        new(new IndependentTransform(new ExpTransform(), 1), [3], [3]),
        new(new CatTransform([new ExpTransform(), new TanhTransform()], -1, [2, 1]), [3], [3]),
        new(new StackTransform([new ExpTransform(), new TanhTransform()], -1), [2], [2]),
    ];

    [Theory, MemberData(nameof(Vectors))]
    public void Values_of_several_dims_keep_their_place_in_a_batch(Transform transform, long[] from, long[] to)
    {
        var x = randn([5, .. from], float64, generator: new Generator(4));
        if (from.Length == 2 && transform is not ReshapeTransform) x = x.tril();
        var y = transform.forward(x);
        Assert.Equal([5L, .. to], y.shape);
        Assert.Equal(y.shape, transform.forward_shape(x.shape));
        Assert.Equal(x.shape, transform.inverse_shape(y.shape));
        Assert.True((bool)transform.codomain.check(y).all());
        Assert.True(x.allclose(transform.inv.forward(y), rtol: 1e-6, atol: 1e-6));
    }

    [Fact]
    public void Jacobians_of_vectors_are_those_of_their_free_coordinates()
    {
        var x = T(0.3, -0.4, 1.1);
        var stick = new StickBreakingTransform();
        var jacobian = autograd.functional.jacobian(v => stick.forward(v)[..^1], x);
        Assert.Equal(linalg.slogdet(jacobian).logabsdet.item<double>(), stick.log_abs_det_jacobian(x, stick.forward(x)).item<double>(), 1e-9);
        var corr = new CorrCholeskyTransform();
        var below = tril_indices(3, 3, -1);
        jacobian = autograd.functional.jacobian(v => corr.forward(v)[TensorIndex.Tensor(below[0]), TensorIndex.Tensor(below[1])], x);
        Assert.Equal(linalg.slogdet(jacobian).logabsdet.item<double>(), corr.log_abs_det_jacobian(x, corr.forward(x)).item<double>(), 1e-9);
    }

    [Fact]
    public void A_cache_keeps_what_the_inverse_would_lose()
    {
        var transform = new TanhTransform().with_cache();
        var x = T(30);
        Assert.Equal(30, transform.inv.forward(transform.forward(x)).item<double>());
        Assert.True(double.IsInfinity(new TanhTransform().inv.forward(new TanhTransform().forward(x)).item<double>()));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Equal("in_shape, out_shape have different numbers of elements", Assert.Throws<ArgumentException>(() => new ReshapeTransform([2], [3])).Message);
        Assert.Equal("Too few dimensions on input", Assert.Throws<ArgumentException>(() => new StickBreakingTransform().forward_shape([])).Message);
        Assert.Equal("Too few dimensions on input", Assert.Throws<ArgumentException>(() => new IndependentTransform(new ExpTransform(), 2).forward(T(1))).Message);
        Assert.Throws<NotSupportedException>(() => new SoftmaxTransform().sign);
    }

    static readonly dist.constraints.Constraint[] s_reachable =
    [
        dist.constraints.real, dist.constraints.positive, dist.constraints.greater_than(2), dist.constraints.greater_than_eq(-1), dist.constraints.less_than(3), dist.constraints.unit_interval,
        dist.constraints.interval(-2, 5), dist.constraints.half_open_interval(1, 2), dist.constraints.simplex, dist.constraints.real_vector, dist.constraints.corr_cholesky,
        dist.constraints.independent(dist.constraints.positive, 1), dist.constraints.lower_cholesky, dist.constraints.positive_definite,
        dist.constraints.stack([dist.constraints.real, dist.constraints.positive, dist.constraints.unit_interval], -1),
    ];

    [Fact]
    public void Registered_transforms_lead_into_their_constraints()
    {
        foreach (var constraint in s_reachable)
        {
            bool isMatrix = constraint is dist.constraints._LowerCholesky or dist.constraints._PositiveDefinite;
            var x = randn(isMatrix ? [4, 3, 3] : [4, 3], float64, generator: new Generator(2));
            Assert.True((bool)constraint.check(transform_to(constraint).forward(x)).all(), constraint.ToString());
            if (!isMatrix) Assert.True((bool)constraint.check(biject_to(constraint).forward(x)).all(), constraint.ToString());
        }
        Assert.Equal("Cannot transform _Boolean constraints", Assert.Throws<NotSupportedException>(() => biject_to(dist.constraints.boolean)).Message);
    }

    static Transform transform_to(dist.constraints.Constraint constraint) => dist.transform_to(constraint);

    static Transform biject_to(dist.constraints.Constraint constraint) => dist.biject_to(constraint);

    [Theory]
    [InlineData("boolean", "0 1 2", "1 1 0", "Boolean()")]
    [InlineData("nonnegative_integer", "-1 0 1.5", "0 1 0", "IntegerGreaterThan(lower_bound=0)")]
    [InlineData("positive", "0 1 nan", "0 1 0", "GreaterThan(lower_bound=0.0)")]
    [InlineData("nonnegative", "-1 0 1", "0 1 1", "GreaterThanEq(lower_bound=0.0)")]
    [InlineData("unit_interval", "-0.1 0 1", "0 1 1", "Interval(lower_bound=0.0, upper_bound=1.0)")]
    [InlineData("real", "1 inf nan", "1 1 0", "Real()")]
    [InlineData("less", "0.5 1 2", "1 0 0", "LessThan(upper_bound=1.0)")]
    [InlineData("integers", "1 2 4", "0 1 0", "IntegerInterval(lower_bound=2, upper_bound=3)")]
    [InlineData("half", "1 2 3", "1 1 0", "HalfOpenInterval(lower_bound=1.0, upper_bound=3.0)")]
    [InlineData("upto", "1 2 3.5", "1 1 0", "IntegerLessThan(upper_bound=5)")]
    public void Numbers_are_checked(string name, string values, string expected, string text)
    {
        dist.constraints.Constraint constraint = name switch
        {
            "boolean" => dist.constraints.boolean,
            "nonnegative_integer" => dist.constraints.nonnegative_integer,
            "positive" => dist.constraints.positive,
            "nonnegative" => dist.constraints.nonnegative,
            "unit_interval" => dist.constraints.unit_interval,
            "less" => dist.constraints.less_than(1),
            "integers" => dist.constraints.integer_interval(2, 3),
            "half" => dist.constraints.half_open_interval(1, 3),
            "upto" => new dist.constraints._IntegerLessThan(5),
            _ => dist.constraints.real,
        };
        double[] numbers = [.. values.Split(' ').Select(value => value == "inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture))];
        Assert.Equal([.. expected.Split(' ').Select(value => value == "1")], constraint.check(T(numbers)).ToArray<bool>());
        Assert.Equal(text, constraint.ToString());
    }

    [Fact]
    public void Vectors_and_matrices_are_checked()
    {
        var c = tensor(new double[,] { { 2, 0.5 }, { 0.5, 1 } });
        var indefinite = tensor(new double[,] { { 1, 2 }, { 2, 1 } });
        static bool Is(dist.constraints.Constraint constraint, Tensor value) => constraint.check(value).item<bool>();
        Assert.True(Is(dist.constraints.simplex, T(0.2, 0.8)) && !Is(dist.constraints.simplex, T(0.2, 0.7)));
        Assert.True(Is(dist.constraints.one_hot, T(0, 1)) && !Is(dist.constraints.one_hot, T(1, 1)));
        Assert.True(Is(dist.constraints.multinomial(3), T(1, 2)) && !Is(dist.constraints.multinomial(3), T(2, 2)));
        Assert.True(Is(dist.constraints.symmetric, c) && Is(dist.constraints.positive_definite, c) && Is(dist.constraints.positive_semidefinite, c));
        Assert.True(Is(dist.constraints.symmetric, indefinite) && !Is(dist.constraints.positive_definite, indefinite) && !Is(dist.constraints.positive_semidefinite, indefinite));
        Assert.True(Is(dist.constraints.positive_semidefinite, ones([2, 2], float64)) && !Is(dist.constraints.square, ones([2, 3])));
        Assert.True(Is(dist.constraints.lower_triangular, c.tril()) && Is(dist.constraints.lower_cholesky, c.tril()) && !Is(dist.constraints.lower_cholesky, -c.tril()));
        Assert.True(Is(dist.constraints.corr_cholesky, tensor(new double[,] { { 1, 0 }, { 0.6, 0.8 } })) && !Is(dist.constraints.corr_cholesky, c.tril()));
        Assert.Equal([true, true, false], dist.constraints.cat([dist.constraints.real, dist.constraints.positive], 0, [1, 2]).check(T(-1, 1, -1)).ToArray<bool>());
        Assert.Equal("IndependentConstraint(Real(), 1)", dist.constraints.real_vector.ToString());
        Assert.Equal("Expected value.dim() >= 1 but got 0", Assert.Throws<ArgumentException>(() => dist.constraints.real_vector.check(tensor(1.0))).Message);
        Assert.Equal("Cannot determine validity of dependent constraint", Assert.Throws<ArgumentException>(() => dist.constraints.dependent.check(c)).Message);
    }
}
