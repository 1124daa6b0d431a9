using System.Diagnostics;
using Darkhorse;
using Digits;
using Spectre.Console;
using static Darkhorse.torch;

return Options.Run(args, options =>
{
    try
    {
        Directory.CreateDirectory(options.Out);
        return Run(options);
    }
    catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
    {
        return Options.Fail(error.Message);
    }
});

static int Run(Options options)
{
    set_num_threads(options.Threads);
    manual_seed(options.Seed);
    var clock = Stopwatch.StartNew();
    var data = options.Data is { } folder ? DigitData.Read(folder) : DigitData.Drawn(30_000, 5_000, (ulong)(uint)options.Seed);
    var model = new Classifier(options.Model);
    model.Measure(data.TrainImages);
    long weights = model.parameters().Sum(parameter => parameter.numel());
    AnsiConsole.MarkupLine($"[bold]{data.Name}[/]: {data.TrainImages.shape[0]:#,0} images to learn from, {data.TestImages.shape[0]:#,0} to be tested on");
    AnsiConsole.MarkupLine($"[bold]{options.Model}[/]: {weights:#,0} weights, {Words.Count(options.Epochs, "epoch")} of batches of {options.BatchSize}, {Words.Count(options.Threads, "thread")}");

    // The bars come with empty lines around them.
    bool live = AnsiConsole.Profile.Out.IsTerminal && AnsiConsole.Profile.Capabilities.Interactive;
    if (!live) AnsiConsole.WriteLine();
    var history = live
        ? LiveProgress.Watch(options.Epochs, progress => Training.Run(model, data, options, progress))
        : Training.Run(model, data, options, new PlainProgress(options.Epochs));

    string modelPath = Path.Combine(options.Out, "model.safetensors"), mistakes = Path.Combine(options.Out, "mistakes.png"), chart = Path.Combine(options.Out, "loss.svg");
    model.save(modelPath);
    var verdict = Training.Judge(model, data);
    if (!live) AnsiConsole.WriteLine();
    Reports.Table(verdict, data.Classes);
    MistakeSheet.Save(mistakes, verdict, data);
    LossChart.Save(chart, history, options.Epochs, $"{data.Name}, {options.Model}");
    AnsiConsole.WriteLine();
    ReadBack(modelPath, options.Model, data);
    Console.WriteLine($"written: {modelPath}, {mistakes}, {chart}");
    Console.WriteLine($"time {Words.Duration(clock.Elapsed)}");
    Console.WriteLine($"test accuracy {100 * verdict.Accuracy:0.00} %");
    return 0;
}

// What a program would do that only has the file.
static void ReadBack(string path, string kind, DigitData data)
{
    var model = new Classifier(kind);
    model.load(path);
    model.eval();
    using var _ = no_grad();
    var pictures = new List<(byte[], string)>();
    for (int i = 0; i < Math.Min(Reports.PicturesThatFit, data.TestImages.shape[0]); i++)
    {
        var image = data.TestImages[i];
        var (confidence, best) = nn.functional.softmax(model.call(image.unsqueeze(0)), 1).max(1);
        long guess = best.item<long>(), truth = data.TestLabels[i].item<long>();
        string mark = guess == truth ? "[green]✓[/]" : $"[red]✗ {data.Classes[truth]}[/]";
        pictures.Add((image.ToArray<byte>(), $"[bold]{data.Classes[guess]}[/] [grey]{100 * confidence.item<float>():0.0} %[/] {mark}"));
    }
    AnsiConsole.MarkupLine($"read back from [bold]{path}[/]:");
    AnsiConsole.WriteLine();
    Reports.Pictures(pictures);
    AnsiConsole.WriteLine();
}
