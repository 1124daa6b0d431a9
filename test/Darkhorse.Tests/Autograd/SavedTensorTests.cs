namespace Darkhorse.Tests.Autograd;

/// <summary>What is kept for backward, in the user's own form.</summary>
public sealed class SavedTensorTests
{
    [Fact]
    public void Saved_tensors_are_packed_and_unpacked()
    {
        var x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var packed = new List<int>();
        int unpacked = 0;
        Tensor y;
        using (new autograd.graph.saved_tensors_hooks(t => { packed.Add((int)t.numel()); return t.ToArray<double>(); }, p => { unpacked++; return tensor((double[])p!); }))
            y = x.exp().mul(x);
        y.sum().backward();
        Assert.Equal([2, 2, 2], packed);
        Assert.Equal(3, unpacked);
        Assert.Equal(2 * Math.E, x.grad![0].item<double>(), 1e-12);
    }

    [Fact]
    public void What_hooks_return_is_what_backward_sees()
    {
        var x = tensor(3f, requires_grad: true);
        Tensor y;
        using (new autograd.graph.saved_tensors_hooks(t => t * 2, p => (Tensor)p!)) y = x * x;
        y.backward();
        Assert.Equal(12f, x.grad!.item<float>());
    }

    [Fact]
    public void The_innermost_pair_applies()
    {
        var x = tensor(3f, requires_grad: true);
        int outer = 0, inner = 0;
        using (new autograd.graph.saved_tensors_hooks(t => { outer++; return t; }, p => (Tensor)p!))
        {
            using (new autograd.graph.saved_tensors_hooks(t => { inner++; return t; }, p => (Tensor)p!)) x.exp();
            x.exp();
        }
        x.exp();
        Assert.Equal((1, 1), (outer, inner));
    }

    [Fact]
    public void Gradients_of_gradients_pass_through()
    {
        var x = tensor(new[] { 0.3, 0.7 }, requires_grad: true);
        Assert.True(autograd.gradgradcheck(inputs =>
        {
            using var hooks = new autograd.graph.save_on_cpu();
            var y = inputs[0].sin() * inputs[0];
            return [y.exp() / y.sum()];
        }, [x]));
    }

    [Fact]
    public void A_pack_hook_may_not_change_the_tensor()
    {
        var x = ones(2, requires_grad: true) * 1;
        using var hooks = new autograd.graph.saved_tensors_hooks(t => t.add_(1), p => (Tensor)p!);
        Assert.StartsWith("A saved tensor pack hook is modifying its input in place.", Assert.Throws<InvalidOperationException>(() => x.square()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hooks_can_be_refused()
    {
        using (new autograd.graph.disable_saved_tensors_hooks("not here"))
            Assert.Equal("not here", Assert.Throws<InvalidOperationException>(() => new autograd.graph.save_on_cpu()).Message);
        new autograd.graph.save_on_cpu().Dispose();
    }
}
