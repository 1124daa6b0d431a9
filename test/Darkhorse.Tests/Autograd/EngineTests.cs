namespace Darkhorse.Tests.Autograd;

/// <summary>The backward pass as a whole.</summary>
public sealed class EngineTests
{
    [Fact]
    public void A_chain_of_100_000_nodes_does_not_overflow_the_stack()
    {
        var x = ones([2]).requires_grad_();
        var y = x;
        for (int i = 0; i < 100_000; i++) y = y + 1;
        // In a thread with a small stack, so that recursion would be noticed.
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => y.sum().backward()), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Equal([1f, 1f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void Gradients_accumulate_over_passes_and_paths()
    {
        var x = ones([3]).requires_grad_();
        (x * 3).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([5f, 5f, 5f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void A_second_pass_needs_the_graph_retained()
    {
        var x = ones([2]).requires_grad_();
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal([4f, 4f], x.grad!.ToArray<float>());
        var error = Assert.Throws<InvalidOperationException>(() => y.backward());
        Assert.StartsWith("Trying to backward through the graph a second time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_tensors_changed_in_place_are_found_out()
    {
        var x = ones([2]).requires_grad_();
        var y = x * 2;
        var z = y * y;
        y.add_(1);
        var error = Assert.Throws<InvalidOperationException>(() => z.sum().backward());
        Assert.Contains("has been modified by an inplace operation: [torch.FloatTensor [2]]", error.Message, StringComparison.Ordinal);
        Assert.Contains("is at version 1; expected version 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_that_require_grad_are_not_changed_in_place()
    {
        var x = ones([2]).requires_grad_();
        Assert.Equal("a leaf Variable that requires grad is being used in an in-place operation.", Assert.Throws<InvalidOperationException>(() => x.add_(1)).Message);
        Assert.Equal("a view of a leaf Variable that requires grad is being used in an in-place operation.", Assert.Throws<InvalidOperationException>(() => x.view(2, 1).add_(1)).Message);
        using (no_grad()) x.add_(1);
        Assert.Equal([2f, 2f], x.detach().ToArray<float>());
    }

    [Fact]
    public void Third_derivatives()
    {
        var x = ones([], float64).mul(2).requires_grad_();
        var g = autograd.grad(x * x * x * x, x, create_graph: true);
        var h = autograd.grad(g, x, create_graph: true);
        var k = autograd.grad(h, x);
        Assert.Equal((32.0, 48.0, 48.0), (g.item<double>(), h.item<double>(), k.item<double>()));
    }

    [Fact]
    public void Unused_inputs_are_an_error_or_null()
    {
        Tensor x = ones([1]).requires_grad_(), y = ones([1]).requires_grad_();
        Assert.Throws<InvalidOperationException>(() => autograd.grad([(x * 2).sum()], [x, y]));
        var found = autograd.grad([(x * 2).sum()], [x, y], allow_unused: true);
        Assert.Equal(2f, found[0].item<float>());
        Assert.Null(found[1]);
    }

    [Fact]
    public void Backward_into_chosen_leaves_only()
    {
        Tensor x = ones([1]).requires_grad_(), y = ones([1]).requires_grad_();
        (x * y * 3).sum().backward(inputs: [x]);
        Assert.Equal(3f, x.grad!.item<float>());
        Assert.Null(y.grad);
    }

    [Fact]
    public void Threads_may_share_a_graph()
    {
        var x = ones([4]).requires_grad_();
        var shared = x * 2;
        var losses = Enumerable.Range(0, 8).Select(i => (shared * i).sum()).ToArray();
        var gradients = new Tensor[losses.Length];
        Parallel.For(0, losses.Length, i => gradients[i] = autograd.grad(losses[i], x, retain_graph: true));
        for (int i = 0; i < losses.Length; i++) Assert.All(gradients[i].ToArray<float>(), value => Assert.Equal(2 * i, value));
    }

    [Fact]
    public void No_grad_nests_and_ends()
    {
        var x = ones([1]).requires_grad_();
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True(is_grad_enabled());
    }
}
