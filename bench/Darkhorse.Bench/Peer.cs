using System.Diagnostics;
using System.Globalization;

namespace Bench;

/// <summary>The other program: asked for one row at a time, so that both sides are measured in turn on the same machine in the same minute.</summary>
sealed class Peer : IDisposable
{
    readonly Process _process;

    Peer(Process process) => _process = process;

    /// <summary>Starts the peer if it has been built and prepared; see README.md.</summary>
    public static Peer? Start()
    {
        string? folder = Find();
        if (folder is null) return null;
        var start = new ProcessStartInfo(Path.Combine(folder, "Peer")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string shim = Path.Combine(folder, "libshim.so");
        if (File.Exists(shim)) start.Environment["LD_PRELOAD"] = shim;
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == "ready") return new(process);
        process.Kill();
        return null;
    }

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "bench", "Peer", "bin", "Release", "net10.0");
            if (File.Exists(Path.Combine(path, "Peer"))) return path;
        }
        return null;
    }

    public void Threads(int count) => Ask($"threads {count}");

    public bool Knows(Row row) => bool.Parse(Ask($"knows {row.Name}"));

    public double Time(Row row, bool first) => double.Parse(Ask($"{(first ? "first" : "again")} {row.Name}"), CultureInfo.InvariantCulture);

    string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the peer stopped at: {line}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
