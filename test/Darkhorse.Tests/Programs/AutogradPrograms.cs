namespace Darkhorse.Tests.Programs;

/// <summary>Small programs around backward, as they are written for PyTorch.</summary>
public class AutogradPrograms
{
    static Tensor Leaf(params float[] values) => tensor(values, requires_grad: true);

    [Fact]
    public void Gradients_accumulate_over_passes()
    {
        var x = Leaf(1, 2);
        (x * 3).sum().backward();
        (x * x).sum().backward();
        Expect.Values(x.grad, 5, 7);
    }

    [Fact]
    public void A_retained_graph_runs_twice()
    {
        var x = tensor(2f, requires_grad: true);
        var y = x.pow(3);
        y.backward(retain_graph: true);
        var first = x.grad!.clone();
        y.backward();
        Expect.Values(first, 12);
        Expect.Values(x.grad, 24);
    }

    [Fact]
    public void Derivatives_of_derivatives()
    {
        var x = tensor(2f, requires_grad: true);
        var first = autograd.grad([x.pow(4)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x], create_graph: true)[0];
        var third = autograd.grad([second], [x])[0];
        Expect.Values(first, 32);
        Expect.Values(second, 48);
        Expect.Values(third, 48);
    }

    [Fact]
    public void Detach_stops_the_gradient_and_shares_the_elements()
    {
        var x = Leaf(1, 2);
        var y = x * 2;
        (y.detach() * x).sum().backward();
        Expect.Values(x.grad, 2, 4);
        Assert.False(y.detach().requires_grad);

        var z = zeros(2, requires_grad: true);
        z.detach()[0] = 5;
        Expect.Values(z, 5, 0);
    }

    [Fact]
    public void Only_leaves_keep_their_gradient()
    {
        var x = ones(2, requires_grad: true);
        var y = x * 2;
        y.sum().backward();
        Assert.Null(y.grad);
        Expect.Values(x.grad, 2, 2);
    }

    [Fact]
    public void Hooks_change_gradients_until_removed()
    {
        var x = Leaf(1, 2);
        var y = x * 3;
        using (y.register_hook(g => g * 10))
        {
            y.sum().backward();
            Expect.Values(x.grad, 30, 30);
        }
        x.grad = null;
        (x * 3).sum().backward();
        Expect.Values(x.grad, 3, 3);

        var leaf = Leaf(1, 2);
        leaf.register_hook(g => g + 1);
        (leaf * 3).sum().backward();
        Expect.Values(leaf.grad, 4, 4);
    }

    [Fact]
    public void Changes_of_views_reach_the_gradient()
    {
        var x = ones(2, 2, requires_grad: true);
        var y = x * 2;
        y[0].mul_(5);
        y.sum().backward();
        Expect.Values(x.grad, 10, 10, 2, 2);
        Expect.Values(y, 10, 10, 2, 2);
    }

    [Fact]
    public void Assigned_parts_take_their_own_gradient()
    {
        Tensor x = Leaf(1, 2, 3), v = Leaf(10);
        var y = x * 1;
        y[1..2] = v * 2;
        (y * y).sum().backward();
        Expect.Values(x.grad, 2, 0, 6);
        Expect.Values(v.grad, 80);
    }

    [Fact]
    public void Elements_indexed_twice_count_twice()
    {
        var x = Leaf(1, 2, 3);
        x[tensor([0L, 0, 2])].sum().backward();
        Expect.Values(x.grad, 2, 0, 1);
    }

    [Fact]
    public void Gradients_of_broadcast_operands_are_sums()
    {
        var a = tensor(2f, requires_grad: true);
        var b = ones(3, requires_grad: true);
        (a * b).sum().backward();
        Expect.Values(a.grad, 3);
        Expect.Values(b.grad, 2, 2, 2);
    }

    [Fact]
    public void Paths_that_meet_again_add_up()
    {
        var x = tensor(3f, requires_grad: true);
        var y = x * 2;
        (y * x + y.sin()).backward();
        Expect.Values(x.grad, 13.920341f);
    }

    [Fact]
    public void Grad_of_what_was_not_used_is_null()
    {
        Tensor x = ones(1, requires_grad: true), y = ones(1, requires_grad: true);
        var found = autograd.grad([(x * 2).sum()], [x, y], allow_unused: true);
        Expect.Values(found[0], 2);
        Assert.Null(found[1]);
    }

    [Fact]
    public void Grad_weighs_outputs_and_backward_can_be_told_its_inputs()
    {
        var x = Leaf(1, 2);
        Expect.Values(autograd.grad([x.pow(2)], [x], [tensor([1f, 0.5f])])[0], 2, 2);

        Tensor a = ones(1, requires_grad: true), b = ones(1, requires_grad: true);
        (a * b * 3).sum().backward(inputs: [a]);
        Expect.Values(a.grad, 3);
        Assert.Null(b.grad);
    }

    sealed class HundredfoldSquare : autograd.SingleTensorFunction<HundredfoldSquare>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return x * x;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2 * ctx.get_saved_variables()[0] * 100];
    }

    [Fact]
    public void Functions_of_ones_own_have_the_gradient_they_say()
    {
        var x = Leaf(1, 2);
        HundredfoldSquare.apply(x).sum().backward();
        Expect.Values(x.grad, 200, 400);
    }

    [Fact]
    public void Jacobians_hessians_and_products_with_them()
    {
        var jacobian = autograd.functional.jacobian(x => stack([x[0] * x[1], x[1].pow(2), x.sum()]), tensor([2f, 3]));
        Assert.Equal([3, 2], jacobian.shape);
        Expect.Values(jacobian, 3, 2, 0, 6, 1, 1);
        Expect.Values(autograd.functional.hessian(x => x.pow(3).sum() * x[0], tensor([2f, 3])), 48, 27, 27, 36);
        Expect.Values(autograd.functional.vjp(x => x.pow(2), tensor([1f, 2]), tensor([1f, 3])).vjp, 2, 12);
        Expect.Values(autograd.functional.jvp(x => x.pow(2), tensor([1f, 2]), tensor([1f, 3])).jvp, 2, 12);
    }

    [Fact]
    public void Gradients_have_the_dtype_of_their_tensor()
    {
        Tensor x = ones(2, requires_grad: true), y = ones(2, dtype: float64, requires_grad: true);
        (x * y).sum().backward();
        Assert.Equal(float32, x.grad!.dtype);
        Assert.Equal(float64, y.grad!.dtype);
        Expect.Values(x.grad, 1, 1);
    }

    [Fact]
    public void Gradcheck_agrees_with_right_formulas()
    {
        var x = tensor([0.3, 0.7], requires_grad: true);
        Assert.True(autograd.gradcheck(t => (t.sin() * t).sum(), x));
        Assert.True(autograd.gradgradcheck(t => t.pow(3).sum(), x));
    }

    [Fact]
    public void Nan_of_the_branch_not_taken_reaches_the_gradient()
    {
        var x = Leaf(0, 4);
        where(x > 0, x.sqrt(), zeros_like(x)).sum().backward();
        Expect.Values(x.grad, float.NaN, 0.25f);
    }

    [Fact]
    public void Complex_gradients_are_of_the_conjugate()
    {
        var z = tensor([new Complex64(1, 2)], requires_grad: true);
        (z * z.conj()).real.sum().backward();
        Assert.Equal([new Complex64(2, 4)], z.grad!.ToArray<Complex64>());
    }

    [Fact]
    public void Modes_switch_recording_off()
    {
        var x = ones(2, requires_grad: true);
        using (inference_mode()) Assert.False((x * 2).requires_grad);
        using (no_grad()) Assert.False((x * 2).requires_grad);
        using (set_grad_enabled(false)) Assert.False((x * 2).requires_grad);
        Assert.True(is_grad_enabled());
        Assert.True((x * 2).requires_grad);
    }
}
