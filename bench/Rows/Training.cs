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
        new("training", "residual block step, 64 at 28, batch 8", () => Step(new Residual(64), randn(8, 64, 28, 28), randn(8, 64, 28, 28), (o, y) => functional.mse_loss(o, y), adam: false)),
        new("training", "separable block step, 64-128 at 28, batch 8", () => Step(Separable(64, 128), randn(8, 64, 28, 28), randn(8, 128, 28, 28), (o, y) => functional.mse_loss(o, y), adam: false)),
        new("training", "LSTM step, 64-128, 32 steps, batch 32", () => Step(new Sequence(LSTM(64, 128, batchFirst: true), 128), randn(32, 32, 64), Labels(32), (o, y) => functional.cross_entropy(o, y), adam: true)),
        new("training", "LSTM step, 28-64, 28 steps, batch 64", () => Step(new Sequence(LSTM(28, 64, batchFirst: true), 64), randn(64, 28, 28), Labels(64), (o, y) => functional.cross_entropy(o, y), adam: true)),
        new("training", "GRU step, 64-128, 32 steps, batch 32", () => Step(new Sequence(GRU(64, 128, batchFirst: true), 128), randn(32, 32, 64), Labels(32), (o, y) => functional.cross_entropy(o, y), adam: true)),
        new("training", "encoder layer step, 128, 4 heads, 64 x 32", () => Encoder(128, 4, 64, 32)),
        new("training", "encoder layer step, 256, 8 heads, 64 x 16", () => Encoder(256, 8, 64, 16)),
        new("training", "encoder layer step, 512, 8 heads, 128 x 8", () => Encoder(512, 8, 128, 8)),
    ];

    static Sequential Mlp() => Sequential(("a", Linear(784, 128)), ("b", ReLU()), ("c", Linear(128, 10)));

    static Sequential Cnn() => Sequential(
        ("conv1", Conv2d(1, 16, 3, padding: 1)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(16, 32, 3, padding: 1)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
        ("flat", Flatten()), ("fc", Linear(32 * 7 * 7, 10)));

    static Sequential Separable(long channels, long wider) => Sequential(
        ("spread", Conv2d(channels, channels, 3, padding: 1, groups: channels, bias: false)), ("norm1", BatchNorm2d(channels)), ("relu1", ReLU()),
        ("mix", Conv2d(channels, wider, 1, bias: false)), ("norm2", BatchNorm2d(wider)), ("relu2", ReLU()));

    /// <summary>Two convolutions beside a path that skips them.</summary>
    sealed class Residual : Module<Tensor, Tensor>
    {
        readonly Sequential _body;

        public Residual(long channels) : base(nameof(Residual))
        {
            _body = Sequential(
                ("conv1", Conv2d(channels, channels, 3, padding: 1, bias: false)), ("norm1", BatchNorm2d(channels)), ("relu", ReLU()),
                ("conv2", Conv2d(channels, channels, 3, padding: 1, bias: false)), ("norm2", BatchNorm2d(channels)));
            register_module("body", _body);
        }

        public override Tensor forward(Tensor x) => functional.relu(_body.forward(x) + x);
    }

    /// <summary>A class for each sequence, from the last hidden state.</summary>
    sealed class Sequence : Module<Tensor, Tensor>
    {
        readonly Module _network;
        readonly Linear _head;

        public Sequence(Module network, long hidden) : base(nameof(Sequence))
        {
            _network = network;
            _head = Linear(hidden, 10);
            register_module("network", _network);
            register_module("head", _head);
        }

        public override Tensor forward(Tensor x)
        {
            var output = _network is LSTM lstm ? lstm.forward(x, null).Item1 : ((GRU)_network).forward(x, null).Item1;
            return _head.forward(output.select(1, -1));
        }
    }

    static Tensor Labels(long count) => arange(count).remainder(10);

    static Action Encoder(long width, long heads, long length, long batch)
    {
        var layer = TransformerEncoderLayer(width, heads, 4 * width, 0.1);
        return Step(layer.parameters(), x => layer.call(x, null, null), randn(length, batch, width), randn(length, batch, width), (o, y) => functional.mse_loss(o, y), adam: true);
    }

    static Action Step(Module<Tensor, Tensor> model, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> loss, bool adam) => Step(model.parameters(), model.forward, x, y, loss, adam);

    static Action Step(IEnumerable<Parameter> parameters, Func<Tensor, Tensor> model, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> loss, bool adam)
    {
        optim.Optimizer optimizer = adam ? optim.Adam(parameters, 1e-3) : optim.SGD(parameters, 1e-2);
        return () =>
        {
            optimizer.zero_grad();
            loss(model(x), y).backward();
            optimizer.step();
        };
    }
}
