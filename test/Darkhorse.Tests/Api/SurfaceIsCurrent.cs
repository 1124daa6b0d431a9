using Darkhorse.Generators;

namespace Darkhorse.Tests.Api;

/// <summary>The committed surface is what the generator writes today.</summary>
public sealed class SurfaceIsCurrent
{
    [Fact]
    public void Generated_files_are_not_stale()
    {
        Assert.SkipWhen(Repository.Root is null, "the sources are not here");
        var files = Surface.Generate(Path.Combine(Repository.Root!, "src", "Darkhorse"));
        Assert.NotEmpty(files);
        var stale = files.Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).Select(file => file.Path)
            .Concat(Surface.Existing(Repository.Root!).Except(files.Select(file => file.Path))).ToList();
        Assert.True(stale.Count == 0, "run dotnet run --project src/Darkhorse.Generators for " + string.Join(", ", stale));
    }
}
