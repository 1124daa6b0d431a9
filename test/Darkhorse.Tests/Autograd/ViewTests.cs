namespace Darkhorse.Tests.Autograd;

/// <summary>Views and in-place changes under autograd, by PyTorch's rules.</summary>
public sealed class ViewTests
{
    static Tensor Leaf(params long[] shape) => (arange(shape.Aggregate(1L, (a, b) => a * b), float64).view(shape) / 7 + 0.3).detach().requires_grad_();

    public static TheoryData<string, Func<Tensor, Tensor>> Programs => new()
    {
        { "view of a result", x => { var y = x * 1; y.select(0, 0).mul_(5); return y; } },
        { "value with a gradient", x => { var y = zeros(2, 3, float64); y.select(0, 1).add_(x.select(0, 0).exp()); return y * y; } },
        { "base after view", x => { var y = x * 2; var v = y.select(0, 0); y.mul_(x); return v * v; } },
        { "view after base", x => { var y = x * 2; y.add_(x); y.view(-1).narrow(0, 1, 3).mul_(3); return y.sin(); } },
        { "transposed", x => { var y = x * 1; y.t().select(0, 1).mul_(x.sum()); return y * y; } },
        { "view of a view", x => { var y = x * 1; y.narrow(1, 1, 2).t().narrow(0, 0, 1).exp_(); return y * x; } },
        { "two views", x => { var y = x * 1; var a = y.narrow(1, 0, 2); var b = y.narrow(1, 1, 2); a.mul_(b.clone() + 2); b.mul_(a.sum()); return y + a.sum(); } },
        { "diagonal", x => { var y = x * 1; y.diagonal().mul_(y.sum()); return y; } },
        { "windows", x => { var y = x * 1; y.view(-1).unfold(0, 2, 2).select(1, 1).mul_(4); return y; } },
        { "strided", x => { var y = x * 1; y.as_strided([2, 2], [3, 2], 0).mul_(x.narrow(1, 0, 2)); return y; } },
        { "copy into a view", x => { var y = x * 1; y.select(1, 0).copy_(x.select(1, 2) * 3); return y * y; } },
        { "fill a view", x => { var y = x * x; y.select(1, 0).fill_(2); return y * x; } },
        { "zero a view", x => { var y = x * x; y.narrow(0, 0, 1).zero_(); return y; } },
        { "triangle in place", x => { var y = x.sin(); y.t().tril_(); return y * x; } },
        { "layout in place", x => { var y = x * 1; y.t_(); y.unsqueeze_(0); y.squeeze_(0); y.transpose_(0, 1); y.mul_(x); return y; } },
        { "layout of a view in place", x => { var y = x * 1; var v = y.narrow(1, 0, 2); v.t_(); v.mul_(x.narrow(1, 0, 2).t()); return y + v.sum(); } },
        { "expanded source", x => { var y = zeros(2, 3, float64); y.add_(x.narrow(0, 0, 1)); y.add_(x); return y * y; } },
        { "views chained by changes", x => { var y = x * 1; for (int i = 0; i < 2; i++) y.select(0, i).mul_(y.select(0, 1 - i).clone()); return y; } },
        { "part of a pair", x => { var y = view_as_complex(stack([x, x * 2], -1)); y.real.mul_(x); return view_as_real(y * y); } },
        { "pairs in place", x => { var y = stack([x, x * 2], -1); view_as_complex(y).select(0, 0).mul_(new System.Numerics.Complex(0.5, 2)); return y * y; } },
        { "pieces", x => { var parts = (x * 1).split(2, 1); return cat([parts[1] * 2, parts[0].exp(), parts[0]], 1); } },
        { "one of the pieces", x => { var parts = (x * x).unbind(1); return parts[2] * x.select(1, 0); } },
    };

    [Theory, MemberData(nameof(Programs))]
    public void Gradients_follow_the_changes(string name, Func<Tensor, Tensor> program)
    {
        Assert.True(autograd.gradcheck(x => [program(x[0])], [Leaf(2, 3)]), name);
        Assert.True(autograd.gradgradcheck(x => [program(x[0])], [Leaf(2, 3)]), name);
    }

    [Fact]
    public void A_changed_view_and_its_base_have_new_histories()
    {
        var x = Leaf(2, 2);
        var y = x * 2;
        var v = y.select(0, 0);
        Assert.Equal("SelectBackward0", v.grad_fn!.Name);
        v.mul_(5);
        Assert.Equal("CopySlices", y.grad_fn!.Name);
        Assert.Equal("AsStridedBackward0", v.grad_fn!.Name);
        Assert.Same(y, v._base);
    }

    [Fact]
    public void A_base_without_gradient_gets_one_from_what_is_written_to_its_view()
    {
        var weight = Leaf(3);
        var y = zeros(2, 3, float64);
        var other = y.select(0, 1);
        Assert.False(y.requires_grad);
        y.select(0, 0).add_(weight);
        Assert.True(y.requires_grad);
        Assert.True(other.requires_grad);
        y.sum().backward();
        Assert.Equal([1, 1, 1], weight.grad!.ToArray<double>());
    }

    [Fact]
    public void Changes_count_across_views()
    {
        var x = zeros(4);
        var v = x.view(2, 2).select(0, 1);
        v.add_(1);
        x.mul_(2);
        Assert.Equal(2, v._version);
        Assert.Equal(2, x.detach()._version);
    }

    [Fact]
    public void A_saved_tensor_changed_by_its_view_is_found_out()
    {
        var x = Leaf(2, 2);
        var y = x * 2;
        var z = y * y;
        y.select(0, 0).add_(1);
        Assert.Contains("has been modified by an inplace operation", Assert.Throws<InvalidOperationException>(() => z.sum().backward()).Message);
    }

    [Fact]
    public void Views_of_leaves_are_refused_unless_nothing_is_recorded()
    {
        var x = Leaf(2, 2);
        Assert.Contains("a view of a leaf Variable that requires grad is being used in an in-place operation", Assert.Throws<InvalidOperationException>(() => x.select(0, 0).mul_(2)).Message);
        Assert.Contains("a leaf Variable that requires grad is being used in an in-place operation", Assert.Throws<InvalidOperationException>(() => x.unsqueeze_(0)).Message);
        using (no_grad()) x.select(0, 0).mul_(0);
        x.detach().select(0, 1).zero_();
        Assert.Equal(0, x.sum().item<double>());
    }

    [Fact]
    public void One_of_several_views_is_refused()
    {
        var y = Leaf(2, 2) * 1;
        var pieces = y.unbind();
        Assert.StartsWith("Output 1 of UnbindBackward0 is a view and is being modified inplace. This view is the output of a function that returns multiple views.",
            Assert.Throws<InvalidOperationException>(() => pieces[1].add_(1)).Message);
        Assert.StartsWith("Output 0 of SplitBackward0 is a view and is being", Assert.Throws<InvalidOperationException>(() => y.split(1)[0].add_(1)).Message);
        Assert.Throws<InvalidOperationException>(() => y.chunk(2)[0].select(0, 0).add_(1));
        y.add_(1);
        Assert.StartsWith("Output 0 of UnbindBackward0 is a view and its base or another view of its base has been modified inplace.", Assert.Throws<InvalidOperationException>(() => pieces[0] * 2).Message);
        using (no_grad()) y.unbind()[0].add_(1);
        zeros(2, 2).unbind()[0].add_(1);
    }

    [Fact]
    public void A_view_made_without_recording_is_refused_with_it()
    {
        var y = Leaf(2, 2) * 1;
        Tensor v;
        using (no_grad()) v = y.select(0, 0);
        Assert.False(v.requires_grad);
        var weight = Leaf(2);
        Assert.Contains("no_grad mode and is being modified inplace with grad mode enabled", Assert.Throws<InvalidOperationException>(() => v.mul_(weight)).Message);
        using (no_grad()) v.mul_(2);
    }

    [Fact]
    public void Overlapping_elements_are_not_written()
        => Assert.Contains("more than one element of the written-to tensor", Assert.Throws<InvalidOperationException>(() => zeros(2).expand(3, 2).add_(1)).Message);

    [Fact]
    public void Gradients_of_views_over_more_than_a_tensor_stay_within_it()
    {
        var x = Leaf(2, 3);
        var y = (x * 1).select(0, 1);
        y.as_strided([2], [3], 0).sum().backward(); // reaches back to the first row
        Assert.Equal([0, 0, 0, 1, 0, 0], x.grad!.ToArray<double>());
    }

    [Fact]
    public void Gradients_of_repeated_elements_are_shared_among_the_repeats()
    {
        var x = Leaf(1, 3);
        x.expand(4, 3).as_strided([3], [1]).sum().backward();
        Assert.Equal([1, 1, 1], x.grad!.ToArray<double>());
    }
}
