namespace Darkhorse.Tests.Nn;

/// <summary>The gradients that pass a module, seen and changed.</summary>
public sealed class BackwardHookTests
{
    static Modules.Linear Doubling()
    {
        var linear = nn.Linear(2, 2, hasBias: false);
        using (no_grad()) linear.weight.copy_(eye(2) * 2);
        return linear;
    }

    [Fact]
    public void Hooks_see_gradients_of_inputs_and_outputs()
    {
        var module = Doubling();
        var seen = new List<string>();
        module.register_full_backward_pre_hook((m, outputs) => { seen.Add($"before {outputs[0]!.sum().item<float>()}"); return null; });
        module.register_full_backward_hook((m, inputs, outputs) =>
        {
            Assert.Same(module, m);
            seen.Add($"after {inputs[0]!.sum().item<float>()} {outputs[0]!.sum().item<float>()}");
            return null;
        });
        var x = ones(1, 2, requires_grad: true);
        module.call(x).sum().backward();
        Assert.Equal(["before 2", "after 4 2"], seen);
        Assert.Equal([2f, 2f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void Hooks_replace_gradients_until_they_are_removed()
    {
        var module = Doubling();
        var before = module.register_full_backward_pre_hook((m, outputs) => [outputs[0]! * 10]);
        var after = module.register_full_backward_hook((m, inputs, outputs) => [inputs[0]! + outputs[0]!]);
        var x = ones(1, 2, requires_grad: true);
        module.call(x).sum().backward();
        Assert.Equal([30f, 30f], x.grad!.ToArray<float>());
        Assert.Equal([10f, 10f, 10f, 10f], module.weight.grad!.ToArray<float>());
        before.remove();
        after.remove();
        x.grad = null;
        module.call(x).sum().backward();
        Assert.Equal([2f, 2f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void Inputs_without_gradient_are_null()
    {
        var module = Doubling();
        int calls = 0;
        module.register_full_backward_hook((m, inputs, outputs) => { calls++; Assert.Null(Assert.Single(inputs)); return null; });
        module.call(ones(1, 2)).sum().backward();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Modules_of_several_arguments_and_results()
    {
        var lstm = nn.LSTM(2, 3);
        (int inputs, int outputs) counts = default;
        lstm.register_full_backward_hook((m, inputs, outputs) => { counts = (inputs.Length, outputs.Length); return null; });
        var x = ones(4, 1, 2, requires_grad: true);
        lstm.call(x, (zeros(1, 1, 3), zeros(1, 1, 3))).Item1.sum().backward();
        Assert.Equal((3, 3), counts);
        Assert.NotNull(x.grad);
    }

    [Fact]
    public void What_hooks_guard_is_not_changed_in_place()
    {
        var relu = nn.ReLU(inplace: true);
        relu.register_full_backward_hook((m, inputs, outputs) => null);
        Assert.Contains("BackwardHookFunctionBackward is a view and is being modified inplace. This view was created inside a custom Function",
            Assert.Throws<InvalidOperationException>(() => relu.call(ones(2, requires_grad: true) * 1)).Message, StringComparison.Ordinal);
    }
}
