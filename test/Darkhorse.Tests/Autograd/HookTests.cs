namespace Darkhorse.Tests.Autograd;

/// <summary>What hooks see and change, and in which order.</summary>
public sealed class HookTests
{
    static Tensor Leaf(params float[] values) => tensor(values, requires_grad: true);

    [Fact]
    public void All_hooks_of_a_pass_in_their_order()
    {
        var log = new List<string>();
        var x = Leaf(1, 2);
        var y = x * 3;
        y.retain_grad();
        y.register_hook(g => { log.Add("tensor 1"); return g * 2; });
        y.register_hook(g => { log.Add("tensor 2"); return null; });
        y.grad_fn!.register_prehook(g => { log.Add("before"); return [g[0]! + 1]; });
        y.grad_fn!.register_hook((inputs, outputs) =>
        {
            log.Add($"after {inputs.Length} {outputs.Length}");
            Assert.Equal([3f, 3f], outputs[0]!.ToArray<float>());
            Assert.Equal([9f, 9f], inputs[0]!.ToArray<float>());
            return [inputs[0]! * 10];
        });
        x.register_hook(g => { log.Add("leaf"); return null; });
        x.register_post_accumulate_grad_hook(p => log.Add($"accumulated {p.grad![0].item<float>()}"));
        y.sum().backward();
        Assert.Equal(["tensor 1", "tensor 2", "before", "after 1 1", "leaf", "accumulated 90"], log);
        Assert.Equal([2f, 2f], y.grad!.ToArray<float>());
    }

    [Fact]
    public void Removed_hooks_are_not_called()
    {
        var x = Leaf(1);
        var y = x * 2;
        int calls = 0;
        var handle = y.register_hook(g => { calls++; return null; });
        using (y.grad_fn!.register_prehook(g => { calls++; return null; }))
        using (y.grad_fn!.register_hook((inputs, outputs) => { calls++; return null; }))
        using (x.register_post_accumulate_grad_hook(p => calls++))
        {
            y.sum().backward(retain_graph: true);
            Assert.Equal(4, calls);
        }
        handle.remove();
        handle.remove();
        y.sum().backward();
        Assert.Equal(4, calls);
        Assert.Equal(4f, x.grad!.item<float>());
    }

    [Fact]
    public void A_hook_may_take_itself_off_and_register_others()
    {
        var y = Leaf(1) * 2;
        int calls = 0;
        utils.hooks.RemovableHandle? self = null;
        self = y.register_hook(g =>
        {
            self!.remove();
            y.register_hook(h => { calls += 10; return null; });
            calls++;
            return null;
        });
        y.sum().backward(retain_graph: true);
        Assert.Equal(1, calls);
        y.sum().backward();
        Assert.Equal(11, calls);
    }

    [Fact]
    public void An_optimiser_may_step_as_soon_as_a_gradient_is_there()
    {
        var weight = Leaf(1, 2);
        weight.register_post_accumulate_grad_hook(p =>
        {
            using (no_grad()) p.sub_(p.grad!, alpha: 0.5);
            p.grad = null;
        });
        for (int i = 0; i < 3; i++) (weight * weight).sum().backward();
        Assert.Null(weight.grad);
        Assert.Equal([0f, 0f], weight.detach().ToArray<float>());
    }

    [Fact]
    public void Gradients_asked_for_pass_the_hooks_of_their_tensor()
    {
        var x = Leaf(1, 2);
        var y = x * 3;
        x.register_hook(g => g * 2);
        y.register_hook(g => g + 1);
        Assert.Equal([2f, 2f], autograd.grad([(y * 1).sum()], [y], retain_graph: true)[0].ToArray<float>());
        Assert.Equal([12f, 12f], autograd.grad([(y * 1).sum()], [x])[0].ToArray<float>());
    }

    [Fact]
    public void Hooks_see_what_arrives_at_each_output()
    {
        var x = Leaf(1, 2, 3, 4);
        var parts = (x * 1).unbind();
        var seen = new List<int>();
        parts[2].grad_fn!.register_prehook(g => { seen.AddRange(Enumerable.Range(0, g.Length).Where(i => g[i] is not null)); return null; });
        (parts[1] + parts[3]).backward();
        Assert.Equal([1, 3], seen);
    }

    [Fact]
    public void Errors()
    {
        var x = Leaf(1, 2);
        var y = x * 2;
        Assert.Equal("cannot register a hook on a tensor that doesn't require gradient", Assert.Throws<InvalidOperationException>(() => ones(1).register_hook(g => null)).Message);
        Assert.Equal("post accumulate grad hooks cannot be registered on non-leaf tensors", Assert.Throws<InvalidOperationException>(() => y.register_post_accumulate_grad_hook(p => { })).Message);
        Assert.Equal("can't retain_grad on Tensor that has requires_grad=False", Assert.Throws<InvalidOperationException>(() => ones(1).retain_grad()).Message);
        y.register_hook(g => ones(5));
        Assert.Equal("hook has changed the size of value", Assert.Throws<InvalidOperationException>(() => y.sum().backward()).Message);
    }

    [Fact]
    public void A_kept_gradient_follows_changes_in_place()
    {
        var x = Leaf(1, 2);
        var y = x * 3;
        y.retain_grad();
        y.mul_(2);
        y.sum().backward();
        Assert.Equal([1f, 1f], y.grad!.ToArray<float>());
        Assert.Equal([6f, 6f], x.grad!.ToArray<float>());
        Assert.True(y.retains_grad);
    }

    [Fact]
    public void The_graph_can_be_walked()
    {
        var x = Leaf(1, 2);
        var y = (x * 3).sum();
        Assert.Equal("SumBackward0", y.grad_fn!.name());
        var (multiply, output) = y.grad_fn!.next_functions[0];
        Assert.Equal(("MulBackward0", 0), (multiply!.name(), output));
        var leaf = multiply!.next_functions[0].node;
        Assert.Equal("AccumulateGrad", leaf!.name());
        Assert.Same(x, leaf!.variable);
        Assert.Null(multiply.next_functions.ElementAtOrDefault(1).node);
    }
}
