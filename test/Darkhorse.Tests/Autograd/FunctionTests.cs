namespace Darkhorse.Tests.Autograd;

/// <summary>Custom functions, and derivatives of functions.</summary>
public sealed class FunctionTests
{
    sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", vars[1]);
            return x * x * x * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * 3 * x * x * (double)ctx.get_data("scale"), null!];
        }
    }

    sealed class ExpAndLog : autograd.MultiTensorFunction<ExpAndLog>
    {
        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            Tensor e = x.exp(), l = x.log();
            ctx.save_for_backward([x, e]);
            return [e, l];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] * saved[1] + grad_outputs[1] / saved[0]];
        }
    }

    [Fact]
    public void Single_result_with_double_backward()
    {
        var x = tensor(new[] { 0.5, 1.5 }).requires_grad_();
        var y = Cube.apply(x, 2.0);
        Assert.Equal("CubeBackward", y.grad_fn!.Name);
        y.sum().backward();
        Assert.Equal([1.5, 13.5], x.grad!.ToArray<double>());
        Assert.True(autograd.gradcheck(t => Cube.apply(t, 2.0), x));
        Assert.True(autograd.gradgradcheck(t => Cube.apply(t, 2.0), x));
    }

    [Fact]
    public void Several_results_with_one_unused()
    {
        var x = tensor(new[] { 0.5, 1.5 }).requires_grad_();
        ExpAndLog.apply(x)[1].sum().backward();
        Assert.Equal(1 / 0.5, x.grad!.ToArray<double>()[0], 1e-12);
        Assert.True(autograd.gradcheck(t => [.. ExpAndLog.apply(t[0])], [x]));
        Assert.True(autograd.gradgradcheck(t => [.. ExpAndLog.apply(t[0])], [x]));
    }

    sealed class Needing : autograd.SingleTensorFunction<Needing>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("needs", ctx.needs_input_grad);
            return (Tensor)vars[0] * (Tensor)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Assert.Equal([false, true, false], ctx.get_data<IReadOnlyList<bool>>("needs"));
            return [grad_output, grad_output.expand(5, 2), null!];
        }
    }

    [Fact]
    public void Which_arguments_need_a_gradient_is_known_and_gradients_are_fitted()
    {
        var x = ones(2, requires_grad: true);
        Needing.apply(ones(2), x, "text").sum().backward();
        Assert.Equal([5f, 5f], x.grad!.ToArray<float>());
    }

    sealed class Misfit : autograd.SingleTensorFunction<Misfit>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [ones(3)];
    }

    [Fact]
    public void Gradients_of_another_shape_are_refused()
        => Assert.Equal("Function MisfitBackward returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]",
            Assert.Throws<InvalidOperationException>(() => Misfit.apply(ones(2, requires_grad: true)).sum().backward()).Message);

    sealed class Once : autograd.SingleTensorFunction<Once>
    {
        public override bool once_differentiable => true;

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).square();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Assert.False(is_grad_enabled());
            return [ctx.get_saved_variables()[0] * 2 * grad_output];
        }
    }

    [Fact]
    public void A_second_derivative_that_would_be_wrong_is_refused()
    {
        var x = ones(2, requires_grad: true);
        var y = Once.apply(x * 3);
        var gradient = autograd.grad([y.square().sum()], [x], create_graph: true)[0];
        Assert.Equal([324f, 324f], gradient.detach().ToArray<float>());
        Assert.Equal("trying to differentiate twice a function that was marked with @once_differentiable", Assert.Throws<InvalidOperationException>(() => gradient.sum().backward()).Message);
    }

    sealed class SavesSecond : autograd.MultiTensorFunction<SavesSecond>
    {
        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            Tensor sine = x.sin(), power = x.exp();
            ctx.save_for_backward([x, power]);
            return [sine, power];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] * saved[0].cos() + grad_outputs[1] * saved[1]];
        }
    }

    [Fact]
    public void A_later_result_can_be_saved()
    {
        var x = tensor(new[] { 0.5, 1.5 }).requires_grad_();
        Assert.True(autograd.gradgradcheck(t => [.. SavesSecond.apply(t[0])], [x]));
    }

    sealed class Through : autograd.SingleTensorFunction<Through>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0];

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [-grad_output];
    }

    [Fact]
    public void An_argument_handed_through_may_not_be_changed_in_place()
    {
        var x = ones(2, requires_grad: true);
        var y = Through.apply(x * 1);
        Assert.StartsWith("Output 0 of ThroughBackward is a view and is being modified inplace. This view was created inside a custom Function", Assert.Throws<InvalidOperationException>(() => y.add_(1)).Message, StringComparison.Ordinal);
        y.sum().backward();
        Assert.Equal([-1f, -1f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void Without_gradients_nothing_is_recorded()
    {
        Assert.False(Cube.apply(ones([2]), 1.0).requires_grad);
        using (no_grad()) Assert.False(Cube.apply(ones([2]).requires_grad_(), 1.0).requires_grad);
    }

    [Fact]
    public void Jacobian_and_hessian()
    {
        var jacobian = autograd.functional.jacobian(x => stack([x[0] * x[1], x[1] * x[1], x.sum()]), tensor(new[] { 2f, 3f }));
        Assert.Equal([3, 2], jacobian.shape);
        Assert.Equal([3f, 2f, 0f, 6f, 1f, 1f], jacobian.ToArray<float>());
        var hessian = autograd.functional.hessian(x => (x * x * x).sum() * x[0], tensor(new[] { 2f, 3f }));
        Assert.Equal([48f, 27f, 27f, 36f], hessian.ToArray<float>());
    }

    [Fact]
    public void Products_with_the_jacobian()
    {
        Tensor x = tensor(new[] { 1f, 2f }), v = tensor(new[] { 1f, 3f });
        Assert.Equal([2f, 12f], autograd.functional.vjp(t => t * t, x, v).vjp.ToArray<float>());
        Assert.Equal([2f, 12f], autograd.functional.jvp(t => t * t, x, v).jvp.ToArray<float>());
        Assert.Equal([6f, 36f], autograd.functional.hvp(t => (t * t * t).sum(), x, v).hvp.ToArray<float>());
    }
}
