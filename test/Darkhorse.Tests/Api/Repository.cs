namespace Darkhorse.Tests.Api;

/// <summary>Where the sources are, for tests that read them.</summary>
static class Repository
{
    public static string? Root { get; } = Find();

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Darkhorse.slnx"))) return folder.FullName;
        return null;
    }
}
