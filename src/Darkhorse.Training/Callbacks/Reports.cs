using System.Globalization;
using Darkhorse.IO;
using Microsoft.Extensions.Logging;

namespace Darkhorse.Training;

/// <summary>A line an epoch, and on a terminal a bar that moves within it.</summary>
/// <param name="output">Where to; the console unless given.</param>
public sealed class ProgressBar(TextWriter? output = null) : Callback
{
    const int Width = 24;
    const long Milliseconds = 100;

    readonly TextWriter _output = output ?? Console.Out;
    readonly bool _moves = output is null && !Console.IsOutputRedirected;
    long _start, _drawn;
    int _first;

    public override void OnEpochStart(ITraining training) => (_start, _drawn, _first) = (Environment.TickCount64, 0, training.State.Batch);

    public override void OnBatchEnd(ITraining training)
    {
        long now = Environment.TickCount64;
        if (!_moves || now - _drawn < Milliseconds) return;
        _drawn = now;
        var state = training.State;
        double rate = (state.Batch - _first) / Math.Max(1e-3, (now - _start) / 1000.0);
        int filled = state.Batches == 0 ? 0 : (int)Math.Min(Width, (long)Width * state.Batch / state.Batches);
        string left = state.Batches == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  {TimeSpan.FromSeconds(Math.Max(0, (state.Batches - state.Batch) / rate)):mm\\:ss} left");
        _output.Write(string.Create(CultureInfo.InvariantCulture, $"\repoch {state.Epoch + 1}/{state.Epochs} [{new string('=', filled)}{new string(' ', Width - filled)}] {state.Batch}/{state.Batches}  loss {state.Loss:0.0000}  {rate:0.0}/s{left} "));
    }

    public override void OnEpochEnd(ITraining training)
    {
        var last = training.History[^1];
        string values = string.Join("  ", last.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:0.0000}")));
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(_moves ? "\r" : "")}epoch {last.Epoch}/{training.State.Epochs}  {values}  {last.Duration.TotalSeconds:0.0} s{(_moves ? new string(' ', 2 * Width) : "")}").TrimEnd());
    }
}

/// <summary>A line an epoch to a logger: its values as structured data.</summary>
public sealed partial class LogEpochs(ILogger logger) : Callback
{
    public override void OnEpochEnd(ITraining training)
    {
        var last = training.History[^1];
        EpochDone(logger, last.Epoch, training.State.Epochs, string.Join(", ", last.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key}={value.Value:G6}"))), last.Duration.TotalSeconds);
    }

    public override void OnCancelled(ITraining training) => Cancelled(logger, training.State.Epoch + 1, training.State.Batch);

    [LoggerMessage(Level = LogLevel.Information, Message = "epoch {Epoch} of {Epochs}: {Values}, {Seconds} s")]
    static partial void EpochDone(ILogger logger, int epoch, int epochs, string values, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cancelled in epoch {Epoch} after batch {Batch}")]
    static partial void Cancelled(ILogger logger, int epoch, int batch);
}

/// <summary>Keeps the learning rates that every step was made with.</summary>
public sealed class LearningRateMonitor : Callback
{
    double[] _rates = [];

    /// <summary>For every step the rate of each of the optimiser's groups.</summary>
    public List<double[]> Steps { get; } = [];

    public override void OnEpochStart(ITraining training) => _rates = Rates(training);

    public override void OnStepEnd(ITraining training)
    {
        Steps.Add(_rates);
        _rates = Rates(training);
    }

    static double[] Rates(ITraining training) => [.. training.Optimizer.ParamGroups.Select(group => group.LearningRate)];
}

/// <summary>Writes the epochs to a file of comma-separated values, one line each, as they end.</summary>
/// <param name="path">The file. A resumed run goes on in it.</param>
public sealed class CsvLog(string path) : Callback
{
    public override void OnEpochEnd(ITraining training)
    {
        // The whole table each time: a resumed run drops the lines of epochs that its checkpoint had not seen, and a kill leaves no half line.
        string[] names = [.. training.History.SelectMany(epoch => epoch.Values.Keys).Distinct()];
        var lines = training.History.Select(epoch => string.Join(",", names.Select(name => epoch.Values.TryGetValue(name, out double value) ? value.ToString("R", CultureInfo.InvariantCulture) : "")
            .Prepend(epoch.Epoch.ToString(CultureInfo.InvariantCulture)).Append(epoch.Duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture))));
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (string line in lines.Prepend(string.Join(",", names.Select(Quoted).Prepend("epoch").Append("seconds")))) writer.WriteLine(line);
        });
    }

    static string Quoted(string name) => name.AsSpan().IndexOfAny(",\"\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
