namespace Darkhorse.Tests.Einops;

/// <summary>Named axes: each pattern against the same thing said in dims.</summary>
public sealed class EinopsTests
{
    static Tensor Counting(params long[] shape) => arange(shape.Aggregate(1L, (product, size) => product * size), float64).reshape(shape);

    static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.True(equal(expected, actual), $"{expected}\n{actual}");
    }

    [Fact]
    public void Axes_are_put_in_another_order_split_and_composed()
    {
        var x = Counting(2, 4, 6, 3); // batch, height, width, colour
        Same(x.permute(0, 3, 1, 2), einops.rearrange(x, "b h w c -> b c h w"));
        Same(x.reshape(8, 6, 3), x.rearrange("b h w c -> (b h) w c"));
        Same(x.permute(1, 0, 2, 3).reshape(4, 12, 3), x.rearrange("b h w c -> h (b w) c"));
        Same(x.reshape(2, -1), x.rearrange("b ... -> b (...)"));
        Same(x.reshape(1, 2, 4, 6, 3), x.rearrange("... -> 1 ..."));
        Same(x.permute(0, 2, 3, 1), x.rearrange("b h ... -> b ... h"));
        Same(x.reshape(2, 2, 2, 2, 3, 3).permute(0, 2, 4, 1, 3, 5).reshape(12, 2, 2, 3), x.rearrange("b (h h2) (w w2) c -> (b h2 w2) h w c", ("h2", 2), ("w2", 3)));
        Same(x.reshape(2, 2, 2, 6, 3), x.rearrange("b (x y) w c -> b x y w c", ("x", 2)));
        Same(x, x.rearrange("b (x y) w c -> b x y w c", ("x", 2)).rearrange("b x y w c -> b (x y) w c"));
        Same(x.unsqueeze(2), x.rearrange("a b c d -> a b () c d"));
        Same(x, x.unsqueeze(2).rearrange("a b 1 c d -> a b c d"));
        Same(stack([x, x + 1], 3), einops.rearrange([x, x + 1], "n b h w c -> b h w n c"));
        Same(tensor(3.0), tensor(3.0).rearrange("->"));
        Same(tensor(3.0).reshape(1, 1), tensor(3.0).rearrange("-> 1 1"));
        Same(zeros([0, 4], float64), zeros([4, 0], float64).rearrange("a b -> b a"));
        Same(zeros([2, 2, 0], float64), zeros([4, 0], float64).rearrange("(a b) c -> a b c", ("a", 2)));
    }

    [Fact]
    public void Elements_move_only_where_they_must()
    {
        var x = Counting(2, 4, 6);
        Assert.True(x.rearrange("a b c -> c b a").SharesStorage(x));
        Assert.True(x.rearrange("a b (c d) -> (a b) d c", ("d", 2)).SharesStorage(x));
        Assert.True(x.repeat("a b c -> a n b c", ("n", 5)).SharesStorage(x));
        Assert.False(x.rearrange("a b c -> (c b) a").SharesStorage(x));
    }

    [Fact]
    public void Missing_axes_are_reduced()
    {
        var x = Counting(2, 3, 4, 6);
        Same(x.mean([2, 3]), x.reduce("b c h w -> b c", "mean"));
        Same(x.mean([2, 3], keepdim: true), x.reduce("b c h w -> b c 1 1", "mean"));
        Same(nn.functional.max_pool2d(x, 2), x.reduce("b c (h 2) (w 2) -> b c h w", "max"));
        Same(x.amin([0]).permute(1, 0, 2), x.reduce("b c h w -> h c w", "min"));
        Same(x.sum(), x.reduce("... ->", "sum"));
        Same(x.sum([0, 3]), x.reduce("b ... w -> ...", "sum"));
        Same(x.prod(3).prod(0), x.reduce("b c h w -> c h", "prod"));
        Same((x > 20).any(3).any(2), (x > 20).reduce("b c h w -> b c", "any"));
        Same((x > 20).all(1), (x > 20).reduce("b c h w -> b h w", "all"));
        Same(x.logsumexp([1]), x.reduce("b c h w -> b h w", (y, dims) => y.logsumexp(dims)));
        Same(x.sum([1]), x.to(float64).reduce("b (c 1) h w -> b h w", "sum"));
        Same(x.permute(3, 2, 1, 0), x.reduce("a b c d -> d c b a", "sum"));
    }

    [Fact]
    public void New_axes_repeat()
    {
        var x = Counting(2, 3);
        Same(x.unsqueeze(2).expand(2, 3, 4), x.repeat("h w -> h w c", ("c", 4)));
        Same(cat([x, x]), x.repeat("h w -> (2 h) w"));
        Same(x.repeat_interleave(2, 1), x.repeat("h w -> h (w 2)"));
        Same(x.repeat_interleave(2, 0).repeat_interleave(3, 1), x.repeat("h w -> (h a) (w b)", ("a", 2), ("b", 3)));
        Same(x.expand(5, 2, 3), x.repeat("... -> 5 ..."));
        Same(x.repeat(2, 2), x.repeat("h w -> (2 h) (2 w)"));
    }

    [Fact]
    public void Sums_of_products()
    {
        Tensor x = Counting(2, 3, 4), w = Counting(4, 5);
        Same(x.matmul(w), einops.einsum(x, w, "batch time in, in out -> batch time out"));
        Same(x.matmul(w), einops.einsum(x, w, "... in, in out -> ... out"));
        Same(w.t(), einops.einsum(w, "first second -> second first"));
        Same(w.sum(), einops.einsum(w, "i j ->"));
        Same(einsum("bti,io,o->b", x, w, w[0]), einops.einsum(x, w, w[0], "b t i, i o, o -> b"));
        Assert.Equal(new Dictionary<string, long> { ["b"] = 2, ["c"] = 4 }, einops.parse_shape(x, "b _ c"));
    }

    [Fact]
    public void Gradients_flow_through()
    {
        var x = Counting(2, 4, 3).div(10).requires_grad_();
        foreach (var f in new Func<Tensor, Tensor>[]
        {
            t => t.rearrange("a (b c) d -> (d a) c b", ("b", 2)), t => t.reduce("a (b 2) c -> c a", "mean"), t => t.repeat("a b c -> a (b n) c", ("n", 2)), t => t.reduce("a b c -> b", "prod"),
            t => einops.einsum(t, t, "a b c, a d c -> b d"),
        })
            Assert.True(autograd.gradcheck(t => [f(t[0])], [x]));
    }

    [Theory]
    [InlineData("a b c -> a b", "Identifiers only on one side of expression (should be on both): {'c'}")]
    [InlineData("a b -> b a", "Wrong shape: expected 2 dims. Received 3-dim tensor.")]
    [InlineData("a b c d ... -> a b c d ...", "Wrong shape: expected >=4 dims. Received 3-dim tensor.")]
    [InlineData("a a b -> a b", "Indexing expression contains duplicate dimension \"a\"")]
    [InlineData("(a b) c d -> a b c d", "Could not infer sizes for {'a', 'b'}")]
    [InlineData("a 1 c -> a c", "Shape mismatch, 4 != 1")]
    [InlineData("a b c -> a b ... c", "Ellipsis found in right side, but not left side of a pattern a b c -> a b ... c")]
    [InlineData("a (b ...) -> a b ...", "Ellipsis inside parenthesis in the left side is not allowed: a (b ...) -> a b ...")]
    [InlineData("a b (c 2) -> a b c", "Non-unitary anonymous axes are not supported in rearrange (exception is length 1)")]
    [InlineData("a (b (c d)) -> a b c d", "Axis composition is one-level (brackets inside brackets not allowed)")]
    [InlineData("a b) c -> a b c", "Brackets are not balanced")]
    [InlineData("a (b c -> a b c", "Imbalanced parentheses in expression: \"a (b c\"")]
    [InlineData("a b . -> a b .", "Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor")]
    [InlineData("a b-c d -> a b c d", "Unknown character '-'")]
    [InlineData("a _b c -> a _b c", "Invalid axis identifier: _b\naxis name should should not start or end with underscore")]
    [InlineData("a 2b c -> a 2b c", "Invalid axis identifier: 2b\nnot a valid python identifier")]
    [InlineData("a b c", "a pattern has two sides, with one '->' between them")]
    public void What_does_not_fit_is_refused(string pattern, string reason)
        => Assert.Equal($" Error while processing rearrange-reduction pattern \"{pattern}\".\n Input tensor shape: torch.Size([2, 4, 6]). Additional info: {{}}.\n {reason}",
            Assert.Throws<InvalidOperationException>(() => Counting(2, 4, 6).rearrange(pattern)).Message);

    [Fact]
    public void Lengths_and_reductions_that_do_not_fit_are_refused()
    {
        var x = Counting(2, 4, 6);
        Fails("Additional info: {'h': 4}.\n Shape mismatch, can't divide axis of length 6 in chunks of 4", () => x.rearrange("a b (h c) -> a b h c", ("h", 4)));
        Fails("Shape mismatch, 6 != 5", () => x.rearrange("a b c -> c b a", ("c", 5)));
        Fails("Axis d is not used in transform", () => x.rearrange("a b c -> c b a", ("d", 5)));
        Fails("Unexpected identifiers on the right side of reduce: {'d'}", () => x.reduce("a b c -> a d", "sum", ("d", 2)));
        Fails("Unexpected identifiers on the left side of repeat: {'c'}", () => x.repeat("a b c -> a b"));
        Fails("Specify sizes for new axes in repeat: {'d'}", () => x.repeat("a b c -> a b c d"));
        Fails("Unknown reduction median", () => x.reduce("a b c -> a", "median"));
        Fails("reduce_mean is not available for non-floating tensors", () => x.to(int64).reduce("a b c -> a", "mean"));
        Fails("Anonymous axes are not supported", () => einops.einsum(x, "a b 6 -> a b"));
        Fails("Shape rearrangement is not yet supported", () => einops.einsum(x, "a b c -> (a b) c"));
        Fails("Can't parse shape", () => einops.parse_shape(x, "a b"));

        static void Fails(string message, Func<object> call) => Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => _ = call()).Message);
    }
}
