namespace Darkhorse.Tests.Autograd;

/// <summary>The check of gradients finds what is wrong, and nothing else.</summary>
public sealed class GradcheckTests
{
    static Tensor Leaf() => tensor(new[] { 0.5, 1.5 }, requires_grad: true);

    sealed class Wrong : autograd.SingleTensorFunction<Wrong>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 3];
    }

    [Fact]
    public void A_wrong_gradient_is_shown_beside_the_right_one()
    {
        var error = Assert.Throws<InvalidOperationException>(() => autograd.gradcheck(x => [x[0] * 1, Wrong.apply(x[0])], [Leaf()]));
        Assert.StartsWith("Jacobian mismatch for output 1 with respect to input 0,\nnumerical:tensor([[2.0000, 0.0000],", error.Message, StringComparison.Ordinal);
        Assert.Contains("analytical:tensor([[3., 0.],\n        [0., 3.]], dtype=torch.float64)", error.Message, StringComparison.Ordinal);
        Assert.False(autograd.gradcheck(x => Wrong.apply(x), Leaf(), raise_exception: false));
        Assert.False(autograd.gradcheck(x => Wrong.apply(x), Leaf(), raise_exception: false, fast_mode: true));
    }

    [Fact]
    public void Every_way_of_checking_passes_what_is_right()
    {
        Assert.True(autograd.gradcheck(x => x.exp() * x, Leaf(), check_forward_ad: true, check_grad_dtypes: true));
        Assert.True(autograd.gradcheck(x => x.exp() * x, Leaf(), fast_mode: true));
        Assert.True(autograd.gradgradcheck(x => x.exp() * x, Leaf(), grad_output: tensor(new[] { 1.0, 2 })));
        var z = tensor(new[] { new System.Numerics.Complex(0.3, 0.4) }).requires_grad_();
        Assert.True(autograd.gradcheck(x => x.exp() * x.conj(), z, check_forward_ad: true));
    }

    [Fact]
    public void Something_must_require_grad()
        => Assert.StartsWith("gradcheck expects at least one input tensor to require gradient", Assert.Throws<ArgumentException>(() => autograd.gradcheck(x => x, ones(2))).Message, StringComparison.Ordinal);

    sealed class Changing : autograd.SingleTensorFunction<Changing>
    {
        static int s_calls;

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * (1 + 1e-9 * s_calls++)];
    }

    [Fact]
    public void Gradients_that_differ_from_pass_to_pass_are_found_out()
    {
        Assert.StartsWith("Backward is not reentrant", Assert.Throws<InvalidOperationException>(() => autograd.gradcheck(x => Changing.apply(x), Leaf())).Message, StringComparison.Ordinal);
        Assert.True(autograd.gradcheck(x => Changing.apply(x), Leaf(), nondet_tol: 1e-6));
    }
}
