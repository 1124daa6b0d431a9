namespace Darkhorse.Tests.Programs;

/// <summary>Two training runs from a seed, written so that TorchSharp compiles them too: the losses of their first 100 steps.</summary>
static class Curves
{
    const int Steps = 100, Batch = 16;

    static (Tensor, Tensor) Data(params long[] sizes)
    {
        var x = torch.randn(sizes);
        // Ten classes, by the place of the largest of ten sums.
        var y = x.reshape(sizes[0], 10, -1).sum(2).argmax(1);
        return (x, y);
    }

    static float[] Train(torch.nn.Module<Tensor, Tensor> model, torch.optim.Optimizer optimizer, Tensor x, Tensor y)
    {
        var losses = new float[Steps];
        for (int step = 0; step < Steps; step++)
        {
            long from = step * Batch % x.shape[0];
            optimizer.zero_grad();
            var loss = torch.nn.functional.cross_entropy(model.call(x.narrow(0, from, Batch)), y.narrow(0, from, Batch));
            loss.backward();
            optimizer.step();
            losses[step] = loss.item<float>();
        }
        return losses;
    }

    public static float[] Mlp()
    {
        torch.manual_seed(7);
        var model = torch.nn.Sequential(("one", torch.nn.Linear(40, 64)), ("relu1", torch.nn.ReLU()), ("two", torch.nn.Linear(64, 64)), ("tanh", torch.nn.Tanh()), ("drop", torch.nn.Dropout(0.2)), ("out", torch.nn.Linear(64, 10)));
        var (x, y) = Data(320, 40);
        return Train(model, torch.optim.SGD(model.parameters(), 0.05, momentum: 0.9), x, y);
    }

    public static float[] Cnn()
    {
        torch.manual_seed(8);
        var model = torch.nn.Sequential(("conv1", torch.nn.Conv2d(1, 8, 3, padding: 1)), ("norm", torch.nn.BatchNorm2d(8)), ("relu1", torch.nn.ReLU()), ("pool", torch.nn.MaxPool2d(2)),
            ("conv2", torch.nn.Conv2d(8, 16, 3)), ("relu2", torch.nn.ReLU()), ("average", torch.nn.AdaptiveAvgPool2d(3)), ("flat", torch.nn.Flatten()), ("out", torch.nn.Linear(16 * 9, 10)));
        var (x, y) = Data(160, 1, 20, 20);
        return Train(model, torch.optim.Adam(model.parameters(), 1e-3), x, y);
    }
}
