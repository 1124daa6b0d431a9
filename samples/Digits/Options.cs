using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Digits;

/// <summary>What the user asked for.</summary>
sealed record Options(string? Data, string Model, int Epochs, int BatchSize, double LearningRate, int Seed, int Threads, string Out)
{
    /// <summary>Reads the command line, and runs the program with it or says what is wrong with it. Returns the exit code.</summary>
    public static int Run(string[] args, Func<Options, int> program)
    {
        var data = new Option<string?>("--data") { Description = "Folder with MNIST or Fashion-MNIST (IDX files, gzipped or not). Without it, the program draws digits itself.", HelpName = "DIR" };
        var model = new Option<string>("--model")
        {
            Description = "cnn (two convolutions) or mlp (two hidden layers).",
            HelpName = "cnn|mlp",
            DefaultValueFactory = _ => "cnn",
            CustomParser = result => Read(result, "cnn or mlp", (string text, out string value) => (value = text) is "cnn" or "mlp"),
        };
        var epochs = Whole("--epochs", "Passes over the images. Default: 3 for cnn, 5 for mlp.", 1, 10_000, null);
        var batch = Whole("--batch-size", "Images of a step.", 1, 100_000, 64);
        var rate = new Option<double>("--lr")
        {
            Description = "The highest learning rate, reached after a warm-up and left along a cosine.",
            HelpName = "RATE",
            DefaultValueFactory = _ => 0.003,
            CustomParser = result => Read(result, "a number above 0 and at most 10", (string text, out double value) => double.TryParse(text, CultureInfo.InvariantCulture, out value) && value > 0 && value <= 10),
        };
        var seed = Whole("--seed", "Of everything random: the same seed, the same result.", 0, int.MaxValue, 1);
        var threads = Whole("--threads", "Threads to compute with.", 1, 1024, Environment.ProcessorCount);
        var output = new Option<string>("--out") { Description = "Folder for the model, the picture of mistakes and the chart.", HelpName = "DIR", DefaultValueFactory = _ => "digits-out" };
        var root = new RootCommand("Learns to read handwritten digits, and shows what it learned.") { data, model, epochs, batch, rate, seed, threads, output };
        root.SetAction(parsed =>
        {
            string kind = parsed.GetValue(model)!;
            int passes = parsed.GetResult(epochs) is { Implicit: false } ? parsed.GetValue(epochs) : kind == "mlp" ? 5 : 3;
            return program(new(parsed.GetValue(data), kind, passes, parsed.GetValue(batch), parsed.GetValue(rate), parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(output)!));
        });
        var result = root.Parse(args);
        return result.Errors.Count > 0 ? Fail(result.Errors[0].Message) : result.Invoke();
    }

    delegate bool Reader<T>(string text, out T value);

    static Option<int> Whole(string name, string description, int least, int most, int? usual)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => Read(result, most == int.MaxValue ? $"a whole number from {least} on" : $"a whole number from {least} to {most}",
                (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most),
        };
        if (usual is { } value) option.DefaultValueFactory = _ => value;
        return option;
    }

    static T Read<T>(ArgumentResult result, string wanted, Reader<T> read)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (!read(text, out var value)) result.AddError($"{((OptionResult)result.Parent!).Option.Name} must be {wanted}, not '{text}'");
        return value;
    }

    /// <summary>One line about what went wrong, and the exit code for it.</summary>
    public static int Fail(string message)
    {
        Console.Error.WriteLine("error: " + message.ReplaceLineEndings(" "));
        return 2;
    }
}
