using Darkhorse.Golden;

namespace Darkhorse.Tests.Golden;

/// <summary>Every golden case whose op is on the surface, against PyTorch's results. The files are not part of the repository.</summary>
[Collection("print options")]
public class GoldenCases
{
    /// <summary>The folder that DARKHORSE_GOLDEN names, or <c>shared/golden</c> beside the repository.</summary>
    static string? Folder => Environment.GetEnvironmentVariable("DARKHORSE_GOLDEN") is { Length: > 0 } given ? given : BesideRepository();

    static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Darkhorse.slnx")))
                return Path.Combine(folder.Parent!.FullName, "shared", "golden") is var path && Directory.Exists(path) ? path : null;
        return null;
    }

    [Theory]
    [InlineData("pointwise"), InlineData("promotion"), InlineData("reduction"), InlineData("shape_index"), InlineData("linalg"), InlineData("gradients")]
    [InlineData("nn_modules"), InlineData("optim"), InlineData("rng"), InlineData("printing"), InlineData("serialization"), InlineData("errors"), InlineData("programs")]
    public void Agree(string area)
    {
        Assert.SkipWhen(Folder is null, "no folder of golden cases: set DARKHORSE_GOLDEN");
        string path = Path.Combine(Folder!, area + ".json");
        Assert.SkipUnless(File.Exists(path), $"no {area}.json");
        using var _ = Generator.Use(new()); // other tests draw from the shared one meanwhile
        var failures = Runner.Run(path, new()).Where(result => result.Outcome == Outcome.Failed).Select(result => $"{result.Case.Id}: {result.Detail}").ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} cases differ:\n{string.Join('\n', failures.Take(20))}");
    }
}
