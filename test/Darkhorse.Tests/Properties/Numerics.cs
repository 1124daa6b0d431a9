using static Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Properties;

/// <summary>Results at the edge of what floats can hold: long sums, small spreads around large means, exponents out of range, infinities and nans.</summary>
public sealed class Numerics
{
    const float Inf = float.PositiveInfinity, NaN = float.NaN;

    static float[] F(Tensor x) => x.to(float32).reshape(-1).ToArray<float>();

    static long[] L(Tensor x) => x.reshape(-1).ToArray<long>();

    static Tensor T(params float[] values) => tensor(values);

    /// <summary>float32 counts no further than 2^24 one by one.</summary>
    [Fact]
    public void Long_sums_are_cascaded()
    {
        var many = ones(20_000_000);
        Assert.Equal(20_000_000f, many.sum().item<float>());
        Assert.Equal(1f, many.mean().item<float>());
        Assert.Equal([10_000_000f, 10_000_000f], F(many.view(2, -1).sum(1)));
        Assert.Equal([10_000_000f, 10_000_000f], F(many.view(-1, 2).sum(0)));
        var x = Table.Make.Tensor(float32, 0, 1, 1_000_003);
        double exact = x.to(float64).sum().item<double>();
        Assert.Equal(exact, x.sum().item<float>(), exact * 1e-7);
        Assert.Equal(exact, x.nansum().item<float>(), exact * 1e-7);
        Assert.Equal(x.to(float64).norm().item<double>(), x.norm().item<float>(), 1e-3);
        Assert.Equal(exact, x.view(-1, 1).t().matmul(ones(1_000_003, 1)).item<float>(), exact * 1e-5);
        Assert.Equal(exact, x.cumsum(0)[^1].item<float>(), exact * 1e-5);
        Assert.Equal(4096f, ones(4096, dtype: float16).sum().item<float>());
        Assert.Equal(1f, ones(70000, dtype: float16).mean().item<float>());
    }

    [Theory, InlineData(1e8, false), InlineData(1e4, true)]
    public void Small_spreads_around_large_means(double offset, bool single)
    {
        var dtype = single ? float32 : float64;
        double tolerance = single ? 2e-3 : 1e-6;
        Tensor spread = Table.Make.Tensor(float64, -1, 1, 64, 1000), x = (spread + offset).to(dtype), exact = x.to(float64) - offset;
        Assert.Equal(exact.var().item<double>(), x.var().item<double>(), tolerance);
        Assert.Equal(exact.std(0).sum().item<double>(), x.std(0).sum().item<double>(), tolerance * 1000);
        Assert.Equal(exact.std(1).sum().item<double>(), x.std(1).sum().item<double>(), tolerance * 64);
        Assert.Equal(0, layer_norm(x, [1000]).mean().item<double>(), tolerance);
        Assert.Equal(1, layer_norm(x, [1000]).std(1).mean().item<double>(), 2e-3);
        Assert.Equal(1, batch_norm(x.view(64, 10, 100), null, null, training: true).std().item<double>(), 2e-3);
        Assert.Equal(exact.cov()[0, 1].item<double>(), x.cov()[0, 1].item<double>(), tolerance);
    }

    [Fact]
    public void Logarithms_of_sums_stay_in_range()
    {
        Assert.Equal(1000 + MathF.Log(2), T(1000, 1000).logsumexp(0).item<float>());
        Assert.Equal(-Inf, T(-Inf, -Inf).logsumexp(0).item<float>());
        Assert.Equal(Inf, T(Inf, 1).logsumexp(0).item<float>());
        Assert.Equal([-Inf, Inf, 1000 + MathF.Log(2), 3, NaN], F(T(-Inf, Inf, 1000, 3, NaN).logaddexp(T(-Inf, Inf, 1000, -1e30f, 1))));
        Assert.Equal([0, 1, 0], F(T(-1e4f, 1e4f, -Inf).softmax(0)));
        Assert.Equal([-2e4f, 0, -Inf], F(T(-1e4f, 1e4f, -Inf).log_softmax(0)));
        Assert.All(F(T(-Inf, -Inf).softmax(0)), x => Assert.True(float.IsNaN(x)));
        Assert.Equal([1000, 0, Inf, 0], F(softplus(T(1000, -1000, Inf, -Inf))));
        Assert.Equal([0, 1, 0, 1, 0.5f], F(T(-1000, 1000, -Inf, Inf, 0).sigmoid()));
        Assert.Equal([-1000, 0, -Inf, 0], F(logsigmoid(T(-1000, 1000, -Inf, Inf))));
        Assert.Equal([1e-20f, -1e-20f, -1], F(T(1e-20f, -1e-20f, -Inf).expm1()));
        Assert.Equal([1e-20f, -1e-20f, -Inf, Inf], F(T(1e-20f, -1e-20f, -1, Inf).log1p()));
        Assert.Equal(2e4f, cross_entropy(T(-1e4f, 1e4f).view(1, 2), tensor([0L])).item<float>());
        Assert.Equal(0f, cross_entropy(T(-1e4f, 1e4f).view(1, 2), tensor([1L])).item<float>());
        Assert.Equal([1000, 0, 1000, 0], F(binary_cross_entropy_with_logits(T(1000, 1000, -1000, -1000), T(0, 1, 1, 0), reduction: nn.Reduction.None)));
        Assert.Equal([100, 0], F(binary_cross_entropy(T(0, 1), T(1, 1), reduction: nn.Reduction.None)));
    }

    [Fact]
    public void Their_gradients_too()
    {
        Check([0, 0, 0.25f], x => x.sigmoid(), -1000, 1000, 0);
        Check([1, 0, 0.5f], x => logsigmoid(x), -1000, 1000, 0);
        Check([0, 1, 0.5f], x => softplus(x), -1000, 1000, 0);
        Check([0.5f, 0.5f], x => x.logsumexp(0), 1000, 1000);
        Check([1, 0], x => x.logaddexp(T(-1000, 1000)), 1000, -1000);
        Check([0, 0], x => x.tanh(), 1000, -1000);
        Check([1, 0], x => silu(x), 1000, -1000);
        Check([1, 0], x => gelu(x), 1000, -1000);
        Check([0.5f, -0.5f], x => x.softmax(0)[0] * 2, 0, 0);
        Check([0, 0], x => x.softmax(0)[0], 1000, -1000);

        static void Check(float[] expected, Func<Tensor, Tensor> function, params float[] values)
        {
            var x = tensor(values).requires_grad_();
            function(x).sum().backward();
            Assert.All(F(x.grad!).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-5f));
        }
    }

    [Fact]
    public void Nan_is_the_largest_in_order()
    {
        var x = T(2, NaN, -Inf, Inf, NaN, 1);
        Assert.Equal([-Inf, 1, 2, Inf, NaN, NaN], F(x.sort().values));
        Assert.Equal([2, 5, 0, 3, 1, 4], L(x.sort(stable: true).indices));
        Assert.Equal([NaN, NaN, Inf, 2, 1, -Inf], F(x.sort(descending: true).values));
        Assert.Equal([NaN, NaN, Inf], F(x.topk(3).values));
        Assert.Equal([-Inf, 1], F(x.topk(2, largest: false).values));
        Assert.Equal([1, NaN], F(stack([x.kthvalue(2).values, x.kthvalue(5).values])));
        Assert.Equal(NaN, x.median().item<float>());
        Assert.Equal(1f, x.nanmedian().item<float>());
        Assert.Equal([NaN, NaN], F(stack([x.max(), x.min()])));
        Assert.Equal([1, 1], L(stack([x.argmax(), x.argmin()])));
        Assert.Equal(1L, x.max(0).indexes.item<long>());
        Assert.Equal([NaN, NaN], F(stack([x.amax(), x.amin()])));
        Assert.Equal([2, NaN, NaN, NaN, NaN, NaN], F(x.cummax(0).values));
        Assert.Equal([0, 1, 1, 1, 4, 4], L(x.cummax(0).indexes));
        Assert.Equal([2, NaN, NaN, NaN, NaN, NaN], F(x.cummin(0).values));
        Assert.Equal([-Inf, 1, 2, Inf, NaN, NaN], F(x.unique().output));
        Assert.Equal([NaN, NaN], F(x.quantile(tensor([0f, 1f]))));
        Assert.Equal([1, 3], F(T(3, NaN, 1, NaN, 2).nanquantile(tensor([0f, 1f]))));
    }

    [Fact]
    public void Nan_goes_through_or_is_left_out()
    {
        Tensor x = T(NaN, 1, NaN, -Inf), y = T(1, NaN, NaN, Inf);
        Assert.Equal([NaN, NaN, NaN, Inf], F(x.maximum(y)));
        Assert.Equal([NaN, NaN, NaN, -Inf], F(x.minimum(y)));
        Assert.Equal([1, 1, NaN, Inf], F(x.fmax(y)));
        Assert.Equal([1, 1, NaN, -Inf], F(x.fmin(y)));
        Assert.Equal([NaN, 1, NaN, 0], F(x.clamp(0, 2)));
        Assert.Equal([NaN, NaN, NaN, Inf], F(x.clamp(min: y)));
        Assert.Equal([NaN, NaN, NaN, NaN], F(x.clamp(min: float.NaN)));
        Assert.Equal([NaN, 1, NaN, 0], F(relu(x)));
        Assert.Equal([NaN, NaN, NaN, NaN], F(x + y));
        Assert.Equal([1, 1], F(stack([x[..3].nansum(), x[..3].nanmean()])));
        Assert.Equal([0, 1, 0, float.MinValue], F(x.nan_to_num()));
        Assert.True(x.all().item<bool>());
        Assert.Equal([NaN, 1, NaN, -1], F(stack([x[0].sign(), x[1].sign(), x[2].sgn(), x[3].sign()])).Select((v, i) => i is 0 or 2 ? NaN : v));
        Assert.Equal([false, false, false, false], x.eq(x.clone()).logical_and(x.isnan()).ToArray<bool>());
        Assert.Equal([NaN, NaN], F(max_pool1d(T(1, NaN, 2, NaN).view(1, 1, 4), 2)));
        Assert.Equal([1, NaN, NaN, NaN], F(T(1, NaN, 2, Inf).cumsum(0)));
        Assert.Equal([1, 1], F(stack([T(NaN).pow(0)[0], T(1).pow(float.NaN)[0]])));
    }
}
