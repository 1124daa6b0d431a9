using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.NN;

/// <summary>Programs written as they are for TorchSharp.</summary>
public class TrainingTests
{
    sealed class Net : Module<Tensor, Tensor>
    {
        readonly Module<Tensor, Tensor> conv = Conv2d(1, 4, 3, padding: 1);
        readonly Module<Tensor, Tensor> norm = BatchNorm2d(4);
        readonly Module<Tensor, Tensor> pool = MaxPool2d(kernel_size: 2);
        readonly Module<Tensor, Tensor> drop = nn.Dropout(0.1);
        readonly Module<Tensor, Tensor> lin = nn.Linear(4 * 4 * 4, 2);

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = pool.call(relu(norm.call(conv.call(x))));
            return lin.call(drop.call(x.flatten(1)));
        }
    }

    [Fact]
    public void AConvolutionalNetLearnsWhichHalfIsBright()
    {
        manual_seed(0);
        var x = rand(32, 1, 8, 8);
        var target = arange(32) % 2;
        for (int i = 0; i < 32; i++) x.select(0, i).select(0, 0).narrow(0, i % 2 * 4, 4).add_(1);
        var net = new Net();
        var optimizer = optim.Adam(net.parameters(), 0.01);
        var loss = CrossEntropyLoss();
        double last = 0;
        for (int epoch = 0; epoch < 20; epoch++)
        {
            optimizer.zero_grad();
            using var output = loss.call(net.call(x), target);
            output.backward();
            optimizer.step();
            last = output.item<float>();
        }
        Assert.True(last < 0.1, $"the loss is {last}");
        net.eval();
        Assert.Equal(32, net.call(x).argmax(1).eq(target).sum().item<long>());
    }

    [Fact]
    public void ParametersOutliveTheScopeOfAStep()
    {
        var net = nn.Linear(2, 1);
        var optimizer = optim.SGD(net.parameters(), 0.1, momentum: 0.9);
        for (int i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            mse_loss(net.call(ones(4, 2)), zeros(4, 1)).backward();
            optimizer.step();
        }
        Assert.False(net.weight.IsInvalid);
        Assert.True(float.IsFinite(net.weight.sum().item<float>()));
    }
}
