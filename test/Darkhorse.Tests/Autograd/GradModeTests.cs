namespace Darkhorse.Tests.Autograd;

/// <summary>The scopes that decide what is recorded.</summary>
public sealed class GradModeTests
{
    [Fact]
    public void Scopes_nest_and_survive_exceptions()
    {
        Assert.Throws<FormatException>(void () =>
        {
            using var outer = no_grad();
            using (enable_grad()) Assert.True(is_grad_enabled());
            using (set_grad_enabled(true))
            using (inference_mode())
            {
                Assert.False(is_grad_enabled());
                Assert.True(is_inference_mode_enabled());
                using (inference_mode(false)) Assert.True(is_grad_enabled() && !is_inference_mode_enabled());
                throw new FormatException();
            }
        });
        Assert.True(is_grad_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Tensors_of_an_inference_mode_are_marked()
    {
        Tensor normal = ones(2, requires_grad: true), made, view, calculated;
        using (inference_mode())
        {
            (made, view, calculated) = (ones(2), normal.view(1, 2), normal * 2);
            made.add_(1);
        }
        Assert.True(made.is_inference() && calculated.is_inference() && made.view(1, 2).is_inference());
        Assert.False(view.is_inference() || normal.is_inference() || (made + 1).is_inference() || is_inference(made.clone()));
        Assert.False(calculated.requires_grad);
    }

    [Fact]
    public void Tensors_of_an_inference_mode_stay_out_of_graphs()
    {
        Tensor made, leaf = ones(2, requires_grad: true);
        using (inference_mode()) made = ones(2);
        Assert.Equal("Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and use it in autograd.",
            Assert.Throws<InvalidOperationException>(() => leaf * made).Message);
        Assert.StartsWith("Inplace update to inference tensor outside InferenceMode is not allowed.", Assert.Throws<InvalidOperationException>(() => made.add_(1)).Message, StringComparison.Ordinal);
        Assert.Equal("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.", Assert.Throws<InvalidOperationException>(() => made.requires_grad_()).Message);
        Assert.Equal("Inference tensors do not track version counter.", Assert.Throws<InvalidOperationException>(() => made._version).Message);
        (leaf + made).sum().backward();
        (leaf * made.clone()).sum().backward();
        Assert.Equal([2f, 2f], leaf.grad!.ToArray<float>());
    }
}
