using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Func;

/// <summary>Derivatives as functions of functions.</summary>
public sealed class TransformTests
{
    static readonly Tensor s_x = tensor(new[] { 0.5, 1.5, -0.7 });

    static Tensor Cubes(Tensor x) => (x * x * x).sum();

    static void Close(double[] expected, Tensor actual) => Same.Close(tensor(expected), actual.reshape(-1), (1e-9, 1e-9), "value");

    [Fact]
    public void Gradients_and_values()
    {
        Close([0.75, 6.75, 1.47], func.grad(Cubes)(s_x));
        var (gradient, value) = func.grad_and_value(Cubes)(s_x);
        Close([0.75, 6.75, 1.47], gradient);
        Assert.Equal(Cubes(s_x).item<double>(), value.item<double>());
        Assert.False(gradient.requires_grad || value.requires_grad);
        Close([3, 9, -4.2], func.grad(x => func.grad(Cubes)(x).sum())(s_x));
        using (no_grad()) Close([0.75, 6.75, 1.47], func.grad(Cubes)(s_x));
    }

    [Fact]
    public void By_one_of_several_arguments()
    {
        Tensor a = tensor(2.0), b = tensor(5.0);
        Close([20], func.grad((x, y) => x * x * y)(a, b));
        Close([4], func.grad((x, y) => x * x * y, argnums: 1)(a, b));
        Close([4], func.grad((x, y, z) => x * x * y + z, argnums: -2)(a, b, b));
        var both = func.grad((Tensor[] t) => t[0] * t[0] * t[1])([a, b]);
        Close([20, 4], stack(both));
        var named = func.grad((Dictionary<string, Tensor> t) => t["x"] * t["y"])(new() { ["x"] = a, ["y"] = b });
        Close([5], named["x"]);
    }

    [Fact]
    public void Something_else_along_with_the_value()
    {
        var (gradient, aux) = func.grad((Tensor x) => (Cubes(x), x * 2), has_aux: true)(s_x);
        Close([0.75, 6.75, 1.47], gradient);
        Close([1, 3, -1.4], aux);
        Assert.False(aux.requires_grad);
    }

    [Fact]
    public void What_requires_grad_outside_stays_connected()
    {
        var w = tensor(3.0, requires_grad: true);
        var x = s_x.clone().requires_grad_();
        var gradient = func.grad(t => (t * t).sum() * w)(x);
        Assert.True(gradient.requires_grad);
        gradient.sum().backward();
        Close([6, 6, 6], x.grad!);
        Assert.Equal(2 * s_x.sum().item<double>(), w.grad!.item<double>(), 1e-12);
    }

    [Fact]
    public void Derivatives_do_not_confuse_their_variables()
        => Assert.Equal(1, func.grad(x => x * func.grad(y => x + y)(tensor(1.0)))(tensor(1.0)).item<double>());

    [Fact]
    public void Products_with_the_jacobian()
    {
        var (output, pull) = func.vjp(x => x.sin(), s_x);
        Close([.. s_x.sin().ToArray<double>()], output);
        Close([.. (s_x.cos() * 2).ToArray<double>()], pull(full(3, 2.0, dtype: float64)));
        Close([.. s_x.cos().ToArray<double>()], pull(ones(3, dtype: float64)));
        var (value, along) = func.jvp(x => outer(x, x), s_x, tensor(new[] { 1.0, 0, 0 }));
        Assert.Equal([3, 3], value.shape);
        Close([1, 1.5, -0.7, 1.5, 0, 0, -0.7, 0, 0], along);
        var (_, push) = func.linearize(x => x.square(), s_x);
        Close([1, 0, 0], push(tensor(new[] { 1.0, 0, 0 })));
        Close([0, 3, 0], push(tensor(new[] { 0, 1.0, 0 })));
        var ((sum, product), (sumAlong, productAlong)) = func.jvp(((Tensor x, Tensor y) t) => (t.x + t.y, t.x * t.y), (tensor(2.0), tensor(3.0)), (tensor(1.0), tensor(10.0)));
        Close([5, 6, 11, 23], stack([sum, product, sumAlong, productAlong]));
    }

    [Fact]
    public void Jacobians_both_ways_and_hessians()
    {
        Tensor F(Tensor x) => stack([x[0] * x[1], x[2].exp()]);
        Close([1.5, 0.5, 0, 0, 0, Math.Exp(-0.7)], func.jacrev(F)(s_x));
        Close([1.5, 0.5, 0, 0, 0, Math.Exp(-0.7)], func.jacfwd(F)(s_x));
        Assert.Equal([2, 3], func.jacrev(F)(s_x).shape);
        Close([3, 0, 0, 0, 9, 0, 0, 0, -4.2], func.hessian(Cubes)(s_x));
        Close([3, 0, 0, 0, 9, 0, 0, 0, -4.2], func.jacrev(func.jacfwd(Cubes))(s_x));
        Assert.Equal([2, 3, 3], func.hessian(F)(s_x).shape);
        Close([0.5], func.jacrev((x, y) => x * y, argnums: 1)(tensor(0.5), tensor(2.0)));
        Assert.Equal([0, 3], func.jacrev(x => x.narrow(0, 0, 0))(s_x).shape);
    }

    [Fact]
    public void Products_with_the_hessian()
    {
        var v = tensor(new[] { 1.0, 2, 0 });
        Close([3, 18, 0], autograd.functional.hvp(Cubes, s_x, v).hvp);
        Close([3, 18, 0], autograd.functional.vhp(Cubes, s_x, v).vhp);
        var blocks = autograd.functional.hessian(t => (t[0] * t[1]).sum(), [tensor(new[] { 1.0, 2 }), tensor(new[] { 3.0, 4 })]);
        Close([1, 0, 0, 1], blocks[0][1]);
        Close([0, 0, 0, 0], blocks[1][1]);
        Assert.True(autograd.functional.hvp(Cubes, s_x.clone().requires_grad_(), v, create_graph: true).hvp.requires_grad);
    }

    [Fact]
    public void Errors()
    {
        Assert.Contains("Expected f(*args) to return a scalar tensor, got tensor with 1 dims", Assert.Throws<InvalidOperationException>(() => func.grad(x => x)(s_x)).Message, StringComparison.Ordinal);
        Assert.Equal("Got argnum=2, but only 2 positional inputs", Assert.Throws<InvalidOperationException>(() => func.grad((x, y) => x, argnums: 2)(s_x, s_x)).Message);
    }

    [Fact]
    public void Gradients_for_a_batch_of_cotangents()
    {
        var x = s_x.clone().requires_grad_();
        var y = x.square();
        Close([1, 0, 0, 0, 3, 0, 0, 0, -1.4], autograd.grad([y], [x], [eye(3, dtype: float64)], is_grads_batched: true)[0]);
        var z = ones(2, requires_grad: true);
        var found = autograd.grad([(x * 2).sum()], [x, z], materialize_grads: true);
        Assert.Equal([0f, 0f], found[1].ToArray<float>());
        Assert.Throws<ArgumentException>(() => autograd.grad([x.sum()], [z], allow_unused: false, materialize_grads: true));
    }

    [Fact]
    public void Dual_numbers()
    {
        using var level = new autograd.forward_ad.dual_level();
        var x = autograd.forward_ad.make_dual(s_x, tensor(new[] { 1.0, 0, 1 }));
        var (primal, tangent) = autograd.forward_ad.unpack_dual((x * x).sin());
        Close([.. (s_x * s_x).sin().ToArray<double>()], primal);
        Close([Math.Cos(0.25), 0, -1.4 * Math.Cos(0.49)], tangent!);
        Assert.False(primal.requires_grad || tangent!.requires_grad);
        Assert.Null(autograd.forward_ad.unpack_dual(s_x).tangent);
        Close([1, 0, 1], autograd.forward_ad.unpack_dual(x).tangent!);
        Assert.Throws<InvalidOperationException>(() => new autograd.forward_ad.dual_level());
        Assert.Throws<InvalidOperationException>(() => autograd.forward_ad.make_dual(s_x, ones(2)));
    }
}
