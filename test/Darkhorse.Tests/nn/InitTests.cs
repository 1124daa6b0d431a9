using static Darkhorse.torch.nn;

namespace Darkhorse.Tests.NN;

public class InitTests
{
    [Fact]
    public void FansCountTheKernel()
    {
        Assert.Equal((12, 20), init.CalculateFanInAndFanOut(zeros(5, 3, 2, 2)));
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(zeros(5)));
    }

    [Fact]
    public void UniformBoundsFollowTheFans()
    {
        manual_seed(0);
        var weight = init.kaiming_uniform_(zeros(100, 50), a: Math.Sqrt(5));
        double bound = 1 / Math.Sqrt(50);
        double[] values = weight.to(float64).ToArray<double>();
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.Equal(bound * bound / 3, values.Sum(value => value * value) / values.Length, 1e-4);
    }

    [Fact]
    public void DiracPassesChannelsOn()
    {
        var weight = init.dirac_(zeros(4, 2, 3), groups: 2);
        Assert.Equal(4f, weight.sum().item<float>());
        Assert.All(new (int Out, int In)[] { (0, 0), (1, 1), (2, 0), (3, 1) }, at => Assert.Equal(1f, weight.select(0, at.Out).select(0, at.In).select(0, 1).item<float>()));
    }

    [Fact]
    public void SparseColumnsHaveTheirShareOfZeros()
    {
        manual_seed(1);
        double[] values = init.sparse_(zeros(10, 4), 0.35).to(float64).ToArray<double>();
        for (int column = 0; column < 4; column++) Assert.Equal(4, Enumerable.Range(0, 10).Count(row => values[row * 4 + column] == 0));
    }

    [Fact]
    public void DropoutKeepsTheMeanAndPassesItsMaskBack()
    {
        manual_seed(2);
        var x = ones([10000], requires_grad: true);
        var y = functional.dropout(x, 0.25);
        y.sum().backward();
        Assert.Equal(y.detach().ToArray<float>(), x.grad!.ToArray<float>());
        Assert.Equal(10000, y.sum().item<float>(), 300f);
        var same = functional.dropout(x, 0.25, training: false);
        Assert.NotSame(x, same); // its own to dispose
        Assert.True(same.SharesStorage(x));
        Assert.Equal("dropout probability has to be between 0 and 1, but got 1.5", Assert.Throws<ArgumentException>(() => functional.dropout(x, 1.5)).Message);
    }

    [Fact]
    public void LinearHasTheStreamAndPrintOfPyTorch()
    {
        manual_seed(0);
        var linear = nn.Linear(3, 4, hasBias: false);
        Assert.Equal("Linear(in_features=3, out_features=4, bias=False)", linear.ToString());
        Assert.Equal(["weight"], linear.state_dict().Keys);
        Assert.Equal(-0.0043225f, linear.weight.ToArray<float>()[0], 1e-6f);
        Assert.Equal([2, 4], linear.call(ones(2, 3)).shape);
    }
}
