namespace Bench;

/// <summary>Whole training steps, as a user writes them.</summary>
static class Training
{
    public static IEnumerable<Row> Rows =>
    [
        new("training", "XOR step, 2-8-1, SGD", () => Step(Sequential(("a", Linear(2, 8)), ("b", Tanh()), ("c", Linear(8, 1))), rand(4, 2), rand(4, 1), (o, y) => functional.mse_loss(o, y), adam: false)),
        new("training", "MLP step, 784-128-10, batch 64, SGD", () => Step(Mlp(), rand(64, 784), Labels(64), (o, y) => functional.cross_entropy(o, y), adam: false), Flops: 64.0 * (4 * 784 * 128 + 6 * 128 * 10)),
        new("training", "MLP step, 784-128-10, batch 64, Adam", () => Step(Mlp(), rand(64, 784), Labels(64), (o, y) => functional.cross_entropy(o, y), adam: true), Flops: 64.0 * (4 * 784 * 128 + 6 * 128 * 10)),
        new("training", "CNN step, 1-16-32, batch 64, Adam", () => Step(Cnn(), rand(64, 1, 28, 28), Labels(64), (o, y) => functional.cross_entropy(o, y), adam: true)),
    ];

    static Sequential Mlp() => Sequential(("a", Linear(784, 128)), ("b", ReLU()), ("c", Linear(128, 10)));

    static Sequential Cnn() => Sequential(
        ("conv1", Conv2d(1, 16, 3, padding: 1)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(16, 32, 3, padding: 1)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
        ("flat", Flatten()), ("fc", Linear(32 * 7 * 7, 10)));

    static Tensor Labels(long count) => arange(count).remainder(10);

    static Action Step(Sequential model, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> loss, bool adam)
    {
        optim.Optimizer optimizer = adam ? optim.Adam(model.parameters(), 1e-3) : optim.SGD(model.parameters(), 1e-2);
        return () =>
        {
            optimizer.zero_grad();
            loss(model.forward(x), y).backward();
            optimizer.step();
        };
    }
}
