// Transfer learning: a network that knows the digits 0 to 4 from many images learns 5 to 9 from few, because it keeps what it sees and learns only to decide anew.
using Darkhorse.Modules;
using Darkhorse.Training;
using Digits;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

int many = args.Length > 0 && int.TryParse(args[0], out int asked) && asked > 0 ? asked : 5000;
const int Few = 50, Test = 1000;

manual_seed(1);
string file = Path.Combine(Path.GetTempPath(), $"transfer-{Environment.ProcessId}.safetensors");
try
{
    // Somebody else's model, of which we have the file.
    var first = new Net();
    var (images, labels) = Draw(0, many, seed: 1);
    new Trainer(first, optim.Adam(first.parameters(), 2e-3), CrossEntropyLoss()) { Metrics = [new Accuracy()], Callbacks = [new ProgressBar()] }.Fit(images, labels, epochs: 3, batchSize: 64);
    first.save(file);

    var (train, trainLabels) = Draw(5, Few, seed: 2);
    var (test, testLabels) = Draw(5, Test, seed: 3);
    Console.WriteLine($"{Few} images of 5 to 9, from the start:  {100 * Learn(new Net(), train, trainLabels, test, testLabels):0.0} % right");

    var second = new Net();
    // All but the layer that decides; what it says of the rest is printed.
    var (missing, _) = second.load_state_dict(safetensors.load_file(file).Where(entry => !entry.Key.StartsWith("decide", StringComparison.Ordinal)).ToDictionary(), strict: false);
    Console.WriteLine($"taken from the file: all but {missing.Count} of {second.state_dict().Count} tensors");
    foreach (var parameter in second.see.parameters()) parameter.requires_grad = false;
    Console.WriteLine($"{Few} images of 5 to 9, with eyes that see: {100 * Learn(second, train, trainLabels, test, testLabels):0.0} % right");
}
finally
{
    File.Delete(file);
}

static double Learn(Net net, Tensor images, Tensor labels, Tensor test, Tensor testLabels)
{
    var trainer = new Trainer(net, optim.Adam(net.parameters().Where(p => p.requires_grad), 3e-3), CrossEntropyLoss()) { Metrics = [new Accuracy()] };
    trainer.Fit(images, labels, epochs: 40, batchSize: 25);
    return trainer.Evaluate(test, testLabels)["accuracy"];
}

/// <summary>Images of five digits, float32 [n, 1, 28, 28], and which of the five they are.</summary>
static (Tensor Images, Tensor Labels) Draw(int from, int count, ulong seed)
{
    byte[] pixels = new byte[count * 784];
    for (int i = 0; i < count; i++) Handwriting.Draw(from + i % 5, seed * 1_000_000 + (ulong)i, pixels.AsSpan(784 * i, 784));
    return (tensor(pixels, [count, 1, 28, 28]).to(float32) / 255, arange(count) % 5);
}

/// <summary>A part that sees and a layer that decides.</summary>
sealed class Net : Module<Tensor, Tensor>
{
    public readonly Sequential see, decide;

    public Net() : base(nameof(Net))
    {
        see = Sequential(("conv1", Conv2d(1, 16, 3, padding: 1)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(16, 32, 3, padding: 1)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)));
        decide = Sequential(("flat", Flatten()), ("hidden", Linear(32 * 49, 64)), ("relu", ReLU()), ("out", Linear(64, 5)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor images) => decide.call(see.call(images));
}
