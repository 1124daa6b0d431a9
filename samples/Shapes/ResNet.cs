using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

namespace Shapes;

/// <summary>A residual network for small images (He et al., arXiv 1512.03385, section 4.2): three stages of blocks, each stage half as large and twice as wide.</summary>
sealed class ResNet : Module<Tensor, Tensor>
{
    readonly Conv2d conv1;
    readonly BatchNorm2d bn1;
    readonly Sequential layer1, layer2, layer3;
    readonly Linear fc;

    /// <param name="blocks">A stage; 3 make 20 layers.</param>
    /// <param name="width">Channels of the first stage.</param>
    /// <param name="classes">Scores at the end.</param>
    public ResNet(int blocks, int width, int classes) : base(nameof(ResNet))
    {
        (conv1, bn1) = (Conv2d(3, width, 3, padding: 1, bias: false), BatchNorm2d(width));
        layer1 = Stage(width, width, blocks, stride: 1);
        layer2 = Stage(width, 2 * width, blocks, stride: 2);
        layer3 = Stage(2 * width, 4 * width, blocks, stride: 2);
        fc = Linear(4 * width, classes);
        RegisterComponents();
        foreach (var module in modules())
            if (module is Conv2d convolution) init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
    }

    static Sequential Stage(int from, int to, int blocks, int stride)
        => Sequential(Enumerable.Range(0, blocks).Select(i => i == 0 ? new Block(from, to, stride) : new Block(to, to, 1)).ToArray<Module<Tensor, Tensor>>());

    /// <param name="images">[n, 3, height, width].</param>
    /// <returns>Scores, [n, classes].</returns>
    public override Tensor forward(Tensor images)
    {
        var x = functional.relu(bn1.call(conv1.call(images)));
        x = layer3.call(layer2.call(layer1.call(x)));
        return fc.call(x.mean([2, 3]));
    }
}

/// <summary>Two convolutions beside a way past them.</summary>
sealed class Block : Module<Tensor, Tensor>
{
    readonly Conv2d conv1, conv2;
    readonly BatchNorm2d bn1, bn2;
    readonly Sequential? downsample;

    public Block(int from, int to, int stride) : base(nameof(Block))
    {
        (conv1, bn1) = (Conv2d(from, to, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(to));
        (conv2, bn2) = (Conv2d(to, to, 3, padding: 1, bias: false), BatchNorm2d(to));
        if (stride != 1 || from != to) downsample = Sequential(Conv2d(from, to, 1, stride: stride, bias: false), BatchNorm2d(to));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = bn2.call(conv2.call(functional.relu(bn1.call(conv1.call(x)))));
        return functional.relu(y + (downsample?.call(x) ?? x));
    }
}
