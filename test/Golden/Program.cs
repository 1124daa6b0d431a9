using Darkhorse.Golden;

const string Usage = """
    usage: dotnet run -c Release --project test/Golden -- PATH [options]
    Runs golden cases (a file or a folder of them) against the library.
      --area A        only the cases of one area: pointwise, reduction, …
      --op NAME       only one op: torch.add, Tensor.add_, F.relu, nn.Linear
      --id GLOB       only the ids that match: 'pointwise/torch.add/*'
      --verbose       whole differences instead of their first lines
      --list-missing  the ops that are not on the surface, with the number of their cases
    """;

string? path = null;
var filter = new Filter();
bool verbose = false, listMissing = false;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--area": filter = filter with { Area = args[++i] }; break;
        case "--op": filter = filter with { Op = args[++i] }; break;
        case "--id": filter = filter with { Id = args[++i] }; break;
        case "--verbose": verbose = true; break;
        case "--list-missing": listMissing = true; break;
        case "--help" or "-h": Console.WriteLine(Usage); return 0;
        default: path = args[i]; break;
    }
}
if (path is null || !File.Exists(path) && !Directory.Exists(path))
{
    Console.Error.WriteLine(path is null ? Usage : $"no file or folder {path}");
    return 2;
}

int passed = 0, failed = 0, skipped = 0;
foreach (var area in Runner.Run(path, filter).GroupBy(result => result.Case.Area))
{
    var results = area.ToList();
    int good = results.Count(r => r.Outcome == Outcome.Passed), bad = results.Count(r => r.Outcome == Outcome.Failed), missing = results.Count - good - bad;
    Console.WriteLine($"{area.Key,-14} {good,5} passed {bad,5} failed {missing,5} not present");
    foreach (var result in results.Where(r => r.Outcome == Outcome.Failed)) Console.WriteLine($"  {result.Case.Id}: {(verbose ? result.Detail : FirstLine(result.Detail))}");
    if (listMissing)
        foreach (var op in results.Where(r => r.Outcome == Outcome.Skipped).GroupBy(r => r.Detail).OrderByDescending(g => g.Count())) Console.WriteLine($"  - {op.Key} ({op.Count()})");
    (passed, failed, skipped) = (passed + good, failed + bad, skipped + missing);
}
Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

static string FirstLine(string text)
{
    string line = text.StartsWith("expected\n", StringComparison.Ordinal) ? text.Replace("\n", "⏎", StringComparison.Ordinal) : text.Split('\n')[0];
    return line.Length > 220 ? line[..220] + "…" : line;
}
