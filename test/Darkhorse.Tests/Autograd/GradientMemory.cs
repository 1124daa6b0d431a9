using Darkhorse.Memory;

namespace Darkhorse.Tests.Autograd;

/// <summary>When the memory of gradients comes back.</summary>
[Collection("threads")]
public sealed class GradientMemory
{
    const int Large = 20_000; // elements: beyond what is kept in managed arrays

    [Fact]
    public void A_cleared_gradient_that_nobody_saw_is_given_back_at_once()
    {
        var x = ones([Large]).requires_grad_();
        (x * 2).sum().backward();
        long before = HostPool.FreeBytes;
        x.grad = null;
        Assert.True(HostPool.FreeBytes >= before + Large * sizeof(float));
    }

    [Fact]
    public void A_gradient_that_was_seen_outlives_its_clearing()
    {
        var x = ones([Large]).requires_grad_();
        (x * 2).sum().backward();
        var seen = x.grad!;
        x.grad = null;
        for (int i = 0; i < 10; i++) _ = ones([Large]) * 7;
        Assert.All(seen.ToArray<float>(), value => Assert.Equal(2, value));
    }

    [Fact]
    public void One_gradient_for_two_leaves_is_two_tensors()
    {
        Tensor x = ones([Large]).requires_grad_(), y = ones([Large]).requires_grad_();
        (x + y).sum().backward();
        x.grad = null;
        _ = ones([Large]) * 7;
        Assert.All(y.grad!.ToArray<float>(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void What_backward_saved_is_not_given_back()
    {
        var x = ones([Large]).requires_grad_();
        var y = x.exp();
        y.sum().backward();
        Assert.Equal(Math.E, y.ToArray<float>()[^1], 1e-6);
    }

    [Fact]
    public void A_hook_may_keep_what_it_sees()
    {
        var x = ones([Large]).requires_grad_();
        Tensor? kept = null;
        var y = x * 3;
        y.register_hook(gradient => { kept = gradient; return null; });
        (y * 2).sum().backward();
        for (int i = 0; i < 10; i++) _ = ones([Large]) * 7;
        Assert.All(kept!.ToArray<float>(), value => Assert.Equal(2, value));
    }
}
