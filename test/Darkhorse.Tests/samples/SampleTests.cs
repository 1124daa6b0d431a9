using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkhorse.Tests.Api;

namespace Darkhorse.Tests.Samples;

/// <summary>The samples run, in their small forms, and learn what they are to learn.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Xor()
    {
        string output = await Run("Xor");
        Assert.Contains("[1., 1., 0., 0.]", output, StringComparison.Ordinal);
        Assert.True(Last(output, @"loss ([\d.]+)") < 0.01);
    }

    [Fact]
    public async Task Penguins()
    {
        string output = await Run("Penguins");
        Assert.Contains("hidden (Linear)", output, StringComparison.Ordinal);
        Assert.InRange(Last(output, @"explains ([\d.]+) %"), 75, 100);
    }

    [Fact]
    public async Task CharGpt()
    {
        string weights = Path.Combine(Path.GetTempPath(), $"chargpt-{Guid.NewGuid():N}.safetensors");
        try
        {
            string output = await Run("CharGpt", "--steps", "60", "--context", "32", "--batch", "8", "--layers", "2", "--width", "32", "--write", "80", "--out", weights);
            Assert.InRange(Last(output, @"validation ([\d.]+)"), 1, 3.4); // ln 62 = 4.1 is to know nothing
            Assert.True(File.Exists(weights));
            Assert.Contains("--steps has to be at least 1", await Run("CharGpt", 1, "--steps", "0"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(weights);
        }
    }

    [Fact]
    public async Task CartPole() => Assert.InRange(Last(await Run("CartPole", "15"), @"step 10: up for (\d+)"), 40, 500); // chance keeps it up for 22

    [Fact]
    public async Task Names() => Assert.InRange(Last(await Run("Names", "2", "800"), @"val_accuracy ([\d.]+)"), 0.58, 1);

    [Fact]
    public async Task Transfer() => Assert.InRange(Last(await Run("Transfer", "1000"), @"eyes that see: ([\d.]+) %"), 50, 100);

    [Fact]
    public async Task Shapes() => Assert.InRange(Last(await Run("Shapes", "4", "400", "1", "8"), @"test accuracy ([\d.]+) %"), 25, 100); // one in six is to know nothing

    [Fact]
    public async Task Vae()
    {
        string picture = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.png");
        try
        {
            Assert.InRange(Last(await Run("Vae", "2", "2000", picture), @"epoch 2: ([\d.]+)"), 100, 300);
            Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(picture), 1, 3));
        }
        finally
        {
            File.Delete(picture);
        }
    }

    static double Last(string output, string pattern) => double.Parse(Regex.Matches(output, pattern)[^1].Groups[1].Value, CultureInfo.InvariantCulture);

    static Task<string> Run(string sample, params string[] arguments) => Run(sample, 0, arguments);

    static async Task<string> Run(string sample, int exitCode, params string[] arguments)
    {
        Assert.SkipWhen(Repository.Root is null, "the sources are not here");
        // …/bin/Release/net10.0/ here and there.
        string[] here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string program = Path.Combine(Repository.Root!, "samples", sample, "bin", here[^2], here[^1], sample + ".dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments.Prepend(program)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == exitCode, output);
        return output;
    }
}
