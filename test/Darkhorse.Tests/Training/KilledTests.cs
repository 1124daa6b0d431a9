using System.Diagnostics;
using Darkhorse.Training;
using static Darkhorse.torch.nn;

namespace Darkhorse.Tests.Training;

/// <summary>A process that trains and writes a checkpoint every step is killed again and again, mostly while it writes; in the end its model is that of a run nobody disturbed.</summary>
public sealed class KilledTests
{
    const string Folder = "DARKHORSE_TESTS_TRAINING";
    const int Epochs = 2, Kills = 3;

    static void Train(string folder)
    {
        using var _ = Generator.Use(new()); // other tests draw from the shared one meanwhile
        manual_seed(4);
        var model = Sequential(("one", nn.Linear(16, 512)), ("relu", ReLU()), ("two", nn.Linear(512, 512)), ("drop", Dropout(0.1)), ("out", nn.Linear(512, 4)));
        var trainer = new Darkhorse.Training.Trainer(model, torch.optim.Adam(model.parameters(), 1e-3), CrossEntropyLoss()) { Callbacks = [new Checkpoint(Path.Combine(folder, "run")) { EverySteps = 1 }] };
        var generator = new Generator().manual_seed(9);
        trainer.Fit(torch.randn([160, 16], generator: generator), torch.randint(0, 4, [160], generator: generator), Epochs, batchSize: 8, resume: Path.Combine(folder, "run"));
        model.save(Path.Combine(folder, "model.safetensors"));
    }

    [Fact]
    public void Child()
    {
        string? folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(folder is null, "for the processes that the other test starts");
        Train(folder!);
        Assert.True(File.Exists(Path.Combine(folder!, "model.safetensors")));
    }

    [Fact]
    public async Task Is_not_lost()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Folder) is not null, "in the other process");
        var undisturbed = Directory.CreateTempSubdirectory("darkhorse");
        var killed = Directory.CreateTempSubdirectory("darkhorse");
        try
        {
            Train(undisturbed.FullName);
            string run = Path.Combine(killed.FullName, "run"), model = Path.Combine(killed.FullName, "model.safetensors");
            var random = new Random(1);
            long step = 0;
            for (int kill = 0; kill < Kills; kill++)
            {
                using var process = Start(killed.FullName);
                // Once it has got further than the one before it.
                while (!process.HasExited && StepOf(run) <= step) await Task.Delay(5, TestContext.Current.CancellationToken);
                await Task.Delay(random.Next(40), TestContext.Current.CancellationToken);
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                step = StepOf(run);
                Assert.True(step > 0);
            }
            using (var last = Start(killed.FullName))
            {
                string output = await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await last.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.True(last.ExitCode == 0, output);
            }
            Assert.Equal(File.ReadAllBytes(Path.Combine(undisturbed.FullName, "model.safetensors")), File.ReadAllBytes(model));
        }
        finally
        {
            undisturbed.Delete(recursive: true);
            killed.Delete(recursive: true);
        }
    }

    /// <summary>The step that the checkpoint was written after; that it can be read at all is half of the test.</summary>
    static long StepOf(string path)
    {
        if (!File.Exists(path)) return 0;
        torch.safetensors.load_file(path, out var metadata);
        using var json = System.Text.Json.JsonDocument.Parse(metadata["darkhorse.training"]);
        return json.RootElement.GetProperty("Step").GetInt64();
    }

    static Process Start(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(KilledTests).Assembly.Location);
        foreach (string argument in new[] { "--no-progress", "--filter-method", "*KilledTests.Child" }) start.ArgumentList.Add(argument);
        start.Environment[Folder] = folder;
        return Process.Start(start)!;
    }
}
