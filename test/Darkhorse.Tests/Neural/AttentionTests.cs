namespace Darkhorse.Tests.NeuralTests;

/// <summary>Attention as one op against its definition: results, gradients, gradients of gradients; masks, dropout, broadcast heads.</summary>
public sealed class AttentionTests
{
    static Tensor Numbers(params long[] shape) => arange(shape.Aggregate((a, b) => a * b), dtype: float64).mul(1.3).sin().view(shape);

    static Tensor Definition(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        var scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.shape[^1]);
        if (mask is not null) scores = mask.dtype == @bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        return scores.softmax(-1).matmul(v);
    }

    static (Tensor Result, Tensor[] First, Tensor[] Second) Derivatives(Func<Tensor, Tensor, Tensor, Tensor> attention, long keyHeads)
    {
        Tensor[] inputs = [Numbers(2, 3, 5, 4).requires_grad_(), (Numbers(2, keyHeads, 6, 4) + 0.3).requires_grad_(), (Numbers(2, keyHeads, 6, 7) * 2).requires_grad_()];
        var result = attention(inputs[0], inputs[1], inputs[2]);
        var weight = Numbers(2, 3, 5, 7);
        Tensor[] plain = [.. autograd.grad([(result * result * weight).sum()], inputs, retain_graph: true)];
        Tensor[] first = [.. autograd.grad([(result * result * weight).sum()], inputs, create_graph: true)];
        for (int i = 0; i < plain.Length; i++) AreClose(plain[i], first[i]);
        return (result, first, [.. autograd.grad([first[0].square().sum() + first[1].sin().sum() + first[2].square().sum()], inputs)]);
    }

    static void AreClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().item<double>() < 1e-10);
    }

    [Theory, InlineData("none", 3), InlineData("bool", 3), InlineData("numbers", 3), InlineData("causal", 3), InlineData("bool", 1)]
    public void Agrees_with_its_definition(string kind, long keyHeads)
    {
        Tensor? mask = kind switch { "bool" => Numbers(5, 6) > -0.5, "numbers" => Numbers(3, 5, 6), "causal" => ones([5, 6], @bool).tril(), _ => null };
        bool causal = kind == "causal";
        var (result, first, second) = Derivatives((q, k, v) => nn.functional.scaled_dot_product_attention(q, k, v, causal ? null : mask, is_casual: causal), keyHeads);
        var (expected, expectedFirst, expectedSecond) = Derivatives((q, k, v) => Definition(q, k, v, mask), keyHeads);
        AreClose(expected, result);
        for (int i = 0; i < first.Length; i++)
        {
            AreClose(expectedFirst[i], first[i]);
            AreClose(expectedSecond[i], second[i]);
        }
    }

    [Fact]
    public void Dropped_weights_are_dropped_backward_too()
    {
        // The values are the identity: the result is the weights after dropout, and so is the gradient of the values.
        Tensor q = Numbers(2, 64, 8), k = Numbers(2, 64, 8), v = eye(64, dtype: float64).expand(2, 64, 64).clone().requires_grad_();
        var weights = nn.functional.scaled_dot_product_attention(q, k, v, p: 0.4);
        var gradient = autograd.grad([weights], [v], [eye(64, dtype: float64).expand(2, 64, 64).clone()])[0];
        AreClose(weights.detach().transpose(1, 2), gradient);
        double zeros = (weights == 0).@double().mean().item<double>();
        Assert.InRange(zeros, 0.35, 0.45);
    }
}
