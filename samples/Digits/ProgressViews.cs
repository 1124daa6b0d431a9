using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>Somebody who watches the training.</summary>
interface IProgressView
{
    void Report(Step step);
    void EndEpoch(int epoch, double loss, Verdict verdict);
}

/// <summary>A line now and then, for files and pipes.</summary>
sealed class PlainProgress(int epochs) : IProgressView
{
    int _tenth;

    public void Report(Step step)
    {
        int tenth = 5 * step.Batch / step.Batches;
        if (tenth == _tenth || tenth == 5) return;
        _tenth = tenth;
        Console.WriteLine($"epoch {step.Epoch + 1}/{epochs}  {20 * tenth,3} %  loss {step.Loss:0.0000}  {step.ImagesPerSecond:#,0} images/s  {Words.Duration(step.Left)} left");
    }

    public void EndEpoch(int epoch, double loss, Verdict verdict)
    {
        _tenth = 0;
        Console.WriteLine($"epoch {epoch + 1}/{epochs}  100 %  loss {loss:0.0000}  test loss {verdict.Loss:0.0000}  test accuracy {100 * verdict.Accuracy:0.00} %");
    }
}

/// <summary>A bar an epoch, in a terminal.</summary>
sealed class LiveProgress(ProgressContext context, int epochs) : IProgressView
{
    ProgressTask? _task;

    /// <summary>Runs the work with bars on the screen.</summary>
    public static T Watch<T>(int epochs, Func<IProgressView, T> work) => AnsiConsole.Progress()
        .AutoClear(false)
        .HideCompleted(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 28, CompletedStyle = new(Color.DeepSkyBlue1), FinishedStyle = new(Color.SeaGreen2), RemainingStyle = new(Color.Grey23) },
            new PercentageColumn(), new Note("loss"), new Note("rate"), new Note("end"))
        .Start(context => work(new LiveProgress(context, epochs)));

    public void Report(Step step)
    {
        _task ??= context.AddTask($"epoch {step.Epoch + 1}/{epochs}", maxValue: step.Batches);
        _task.Value = step.Batch;
        Note.Set(_task, "loss", $"[grey]loss[/] {step.Loss:0.0000}");
        Note.Set(_task, "rate", $"[grey]{step.ImagesPerSecond.ToString("#,0", CultureInfo.InvariantCulture)} images/s[/]");
        Note.Set(_task, "end", $"[yellow]{Words.Duration(step.Left)} left[/]");
    }

    public void EndEpoch(int epoch, double loss, Verdict verdict)
    {
        Note.Set(_task!, "end", $"[grey]test[/] [bold]{100 * verdict.Accuracy:0.00} %[/]");
        _task!.StopTask();
        _task = null;
    }

    // The state of a task holds values only.
    readonly record struct Said(string Markup);

    /// <summary>A column of text that the task itself carries.</summary>
    sealed class Note(string key) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public static void Set(ProgressTask task, string key, string markup) => task.State.Update<Said>(key, _ => new(markup));

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Markup(task.State.Get<Said>(key).Markup ?? "");
    }
}

static class Words
{
    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Duration(TimeSpan time) => time.TotalSeconds < 60 ? $"{Math.Ceiling(time.TotalSeconds):0} s" : $"{(int)time.TotalMinutes}:{time.Seconds:00}";
}
