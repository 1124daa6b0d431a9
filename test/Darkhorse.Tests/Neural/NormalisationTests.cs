using static Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Neural;

/// <summary>What the laws over rows do not see of the normalisations and losses: running statistics, ignored targets, refusals.</summary>
public sealed class NormalisationTests
{
    static readonly Tensor s_x = tensor(new float[] { 1, 2, 3, 4, 5, 6, 7, 9 }).view(2, 2, 2);

    [Fact]
    public void Running_statistics_move_by_the_momentum()
    {
        Tensor mean = zeros(2), variance = ones(2);
        batch_norm(s_x, mean, variance, training: true, momentum: 0.25);
        // Channel 0 holds 1 2 5 6: mean 3.5, unbiased variance 17 / 3; channel 1 holds 3 4 7 9.
        Assert.Equal(0.25f * 3.5f, mean.select(0, 0).item<float>(), 1e-6f);
        Assert.Equal(0.75f + 0.25f * 17 / 3, variance.select(0, 0).item<float>(), 1e-6f);
        Assert.Equal(0.25f * 5.75f, mean.select(0, 1).item<float>(), 1e-6f);
    }

    [Fact]
    public void Evaluation_leaves_the_running_statistics_alone()
    {
        Tensor mean = zeros(2), variance = ones(2);
        var y = batch_norm(s_x, mean, variance, eps: 0);
        Assert.Equal(s_x.ToArray<float>(), y.ToArray<float>());
        Assert.Equal([0f, 0], mean.ToArray<float>());
        Assert.Equal([1f, 1], variance.ToArray<float>());
    }

    [Fact]
    public void Statistics_may_move_on_between_forward_and_backward()
    {
        Tensor mean = zeros(2), variance = ones(2);
        var x = s_x.clone().requires_grad_();
        var y = batch_norm(x, mean, variance, eps: 0);
        mean.add_(5);
        variance.mul_(4);
        y.sum().backward();
        Assert.Equal(Enumerable.Repeat(1f, 8), x.grad!.ToArray<float>());
    }

    [Fact]
    public void Instances_average_into_the_running_statistics()
    {
        Tensor mean = zeros(2), variance = ones(2);
        instance_norm(s_x, mean, variance, momentum: 1);
        // Means of channel 0 in the two samples: 1.5 and 5.5.
        Assert.Equal(3.5f, mean.select(0, 0).item<float>(), 1e-6f);
        Assert.Equal(0.5f, variance.select(0, 0).item<float>(), 1e-6f);
    }

    [Fact]
    public void One_value_a_channel_cannot_be_normalised_in_training()
    {
        var error = Assert.Throws<ArgumentException>(() => batch_norm(zeros(1, 3), null, null, training: true));
        Assert.Equal("Expected more than 1 value per channel when training, got input size torch.Size([1, 3])", error.Message);
    }

    [Fact]
    public void Ignored_targets_count_nothing()
    {
        var scores = tensor(new float[] { 1, 2, 3, 0, 0, 5 }).view(2, 3).requires_grad_();
        var loss = cross_entropy(scores, tensor(new long[] { -100, 2 }));
        Assert.Equal(cross_entropy(scores.narrow(0, 1, 1), tensor(new long[] { 2 })).item<float>(), loss.item<float>());
        loss.backward();
        Assert.Equal([0f, 0, 0], scores.grad!.select(0, 0).ToArray<float>());
        Assert.True(float.IsNaN(cross_entropy(scores, tensor(new long[] { -100, -100 })).item<float>()));
    }

    [Fact]
    public void A_target_beyond_the_classes_is_refused()
    {
        var error = Assert.Throws<IndexOutOfRangeException>(() => cross_entropy(zeros(2, 3), tensor(new long[] { 0, 3 })));
        Assert.Equal("Target 3 is out of bounds.", error.Message);
    }

    [Fact]
    public void Softmax_of_infinities()
    {
        float inf = float.PositiveInfinity;
        Assert.Equal([0f, 0.5f, 0.5f], softmax(tensor(new[] { -inf, 1, 1 }), 0).ToArray<float>());
        Assert.True(float.IsNaN(softmax(tensor(new[] { inf, 1 }), 0).select(0, 0).item<float>()));
        Assert.Equal(-inf, log_softmax(tensor(new[] { -inf, 1 }), 0).select(0, 0).item<float>());
    }
}
