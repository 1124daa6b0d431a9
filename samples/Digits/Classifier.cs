using Darkhorse;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

namespace Digits;

/// <summary>From images [n, 28, 28] with pixels of 0 to 255 to ten scores each. What it needs to scale the pixels is part of what it saves.</summary>
sealed class Classifier : Module<Tensor, Tensor>
{
    readonly Tensor _mean, _deviation;
    readonly Module<Tensor, Tensor> _layers;

    public Classifier(string kind) : base(kind)
    {
        _mean = zeros([]);
        _deviation = ones([]);
        _layers = kind == "mlp" ? Perceptron() : Convolutional();
        register_buffer("mean", _mean);
        register_buffer("deviation", _deviation);
        register_module("layers", _layers);
    }

    static Module<Tensor, Tensor> Perceptron() => Sequential(
        ("flat", Flatten()),
        ("hidden1", Linear(28 * 28, 256)),
        ("relu1", ReLU()),
        ("hidden2", Linear(256, 128)),
        ("relu2", ReLU()),
        ("output", Linear(128, 10)));

    static Module<Tensor, Tensor> Convolutional() => Sequential(
        ("conv1", Conv2d(1, 16, 3, padding: 1)),
        ("relu1", ReLU()),
        ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(16, 32, 3, padding: 1)),
        ("relu2", ReLU()),
        ("pool2", MaxPool2d(2)),
        ("flat", Flatten()),
        ("hidden", Linear(32 * 7 * 7, 128)),
        ("relu3", ReLU()),
        ("drop", Dropout(0.25)),
        ("output", Linear(128, 10)));

    /// <summary>Takes the scale of the pixels from images.</summary>
    public void Measure(Tensor images)
    {
        using var _ = no_grad();
        var pixels = images.to(float32);
        _mean.copy_(pixels.mean());
        _deviation.copy_(pixels.std());
    }

    public override Tensor forward(Tensor images) => _layers.call((images.to(float32).unsqueeze(1) - _mean) / _deviation);
}
