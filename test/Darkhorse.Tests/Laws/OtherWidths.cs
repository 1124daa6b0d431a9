using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Darkhorse.Tests.Laws;

/// <summary>The laws about numbers hold on processors with narrower vectors: the same tests again in a process that the runtime denies AVX-512, and then AVX2 too.</summary>
[Collection("threads")]
public sealed class OtherWidths
{
    const string Nested = "DARKHORSE_TESTS_NESTED";

    [Theory, InlineData(256, "EnableAVX512", "EnableAVX512F"), InlineData(128, "EnableAVX512", "EnableAVX512F", "EnableAVX2", "EnableAVX")]
    public async Task Laws_hold_at(int bits, params string[] switchedOff)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Nested) is not null, "already in the other process");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(OtherWidths).Assembly.Location);
        string[] classes = ["*.MatchesReference", "*.AnyLayout", "*.OtherWidths", "Darkhorse.Tests.KernelTests.*"];
        start.ArgumentList.Add("--no-progress");
        foreach (string name in classes)
        {
            start.ArgumentList.Add("--filter-class");
            start.ArgumentList.Add(name);
        }
        start.Environment[Nested] = bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string name in switchedOff) start.Environment["DOTNET_" + name] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
    }

    /// <summary>So that the theory above cannot pass without having narrowed anything.</summary>
    [Fact]
    public void The_nested_process_is_narrow()
    {
        string? bits = Environment.GetEnvironmentVariable(Nested);
        Assert.SkipWhen(bits is null, "not in the other process");
        Assert.False(Vector512.IsHardwareAccelerated);
        if (bits == "128") Assert.False(Vector256.IsHardwareAccelerated);
    }
}
