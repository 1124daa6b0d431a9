using Darkhorse.Modules;

namespace Darkhorse.Tests.Nn;

public class AutocastTests
{
    [Fact]
    public void Products_are_computed_in_lower_precision()
    {
        var (a, b) = (randn(3, 4), randn(4, 2));
        using (autocast("cpu"))
        {
            Assert.True(is_autocast_enabled());
            Assert.Equal(bfloat16, a.matmul(b).dtype);
            Assert.Equal(bfloat16, a.mm(b).dtype);
            Assert.Equal(float64, a.to(float64).mm(b.to(float64)).dtype);
            Assert.Equal(int64, (arange(2L).view(1, 2).mm(arange(2L).view(2, 1))).dtype);
            Assert.Equal(float32, (a + 1).dtype);
            Assert.Equal(float32, nn.functional.mse_loss(a.mm(b), zeros(3, 2)).dtype);
            using (autocast("cpu", enabled: false)) Assert.Equal(float32, a.mm(b).dtype);
            using (autocast("cpu", float16)) Assert.Equal(float16, a.mm(b).dtype);
            using (autocast("cuda")) Assert.Equal(bfloat16, a.mm(b).dtype);
            Assert.Equal(bfloat16, a.mm(b).dtype);
        }
        Assert.False(is_autocast_enabled());
        Assert.Equal(float32, a.mm(b).dtype);
        using (autocast("cpu", float64)) Assert.Equal(float32, a.mm(b).dtype);
    }

    [Fact]
    public void A_network_trains_with_parameters_in_float32()
    {
        manual_seed(1);
        var net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 4, 3));
        var optimiser = optim.SGD(net.parameters(), 0.1);
        var (x, y) = (randn(8, 1, 4, 4), randint(0, 3, [8], int64));
        float first = 0, last = 0;
        for (int i = 0; i < 10; i++)
        {
            optimiser.zero_grad();
            Tensor loss;
            using (autocast("cpu"))
            {
                var result = net.call(x);
                Assert.Equal(bfloat16, result.dtype);
                loss = nn.functional.cross_entropy(result, y);
                Assert.Equal(float32, loss.dtype);
            }
            loss.backward();
            Assert.All(net.parameters(), p => Assert.Equal(float32, p.grad!.dtype));
            optimiser.step();
            last = loss.item<float>();
            if (i == 0) first = last;
        }
        Assert.True(last < first);
    }

    [Fact]
    public void Casts_of_parameters_are_remembered_and_their_gradients_add_up()
    {
        var weight = new Parameter(tensor(new[] { 1f, 2, 3, 4 }).view(2, 2));
        using (autocast("cpu"))
        {
            var x = ones(1, 2);
            (nn.functional.linear(x, weight) + nn.functional.linear(2 * x, weight)).sum().backward();
            Assert.All(weight.grad!.ToArray<float>(), g => Assert.Equal(3f, g));
            using (no_grad()) weight.add_(1);
            Assert.Equal([5f, 9], nn.functional.linear(x, weight).to(float32).ToArray<float>());
        }
    }
}
