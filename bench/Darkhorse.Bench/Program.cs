using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Bench;

var filter = new Option<string[]>("--only") { Description = "Rows whose family is, or whose name contains, one of these texts.", AllowMultipleArgumentsPerToken = true };
var threads = new Option<int[]>("--threads") { Description = "Thread counts to measure at.", DefaultValueFactory = _ => [1, 2], AllowMultipleArgumentsPerToken = true };
var rounds = new Option<int>("--rounds") { Description = "Turns that each side takes; the best counts.", DefaultValueFactory = _ => 3 };
var output = new Option<FileInfo?>("--out") { Description = "Write the table to this file, too." };
var command = new RootCommand("Times the same work here and in libtorch, in turn, and prints the ratios.") { filter, threads, rounds, output };
command.SetAction(result => Run(result.GetValue(filter) ?? [], result.GetValue(threads)!, result.GetValue(rounds), result.GetValue(output)));
return command.Parse(args).Invoke();

static int Run(string[] only, int[] threads, int rounds, FileInfo? output)
{
    using var peer = Peer.Start();
    if (peer is null) Console.WriteLine("(libtorch is not built here: see bench/README.md; own times alone)");
    var table = new Table();
    foreach (var row in All.Rows.Where(row => only.Length == 0 || only.Any(text => row.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || row.Family.Equals(text, StringComparison.OrdinalIgnoreCase))))
    {
        foreach (int count in threads)
        {
            if (count > 1 && row.Family == "small") continue;
            Darkhorse.torch.set_num_threads(count);
            peer?.Threads(count);
            double own = double.PositiveInfinity, other = double.PositiveInfinity;
            for (int round = 0; round < rounds; round++)
            {
                own = Math.Min(own, Timing.Measure(row));
                if (peer is not null) other = Math.Min(other, peer.Time(row));
            }
            Console.WriteLine(table.Add(row, count, own, other));
        }
    }
    Console.WriteLine(table.Summary());
    if (output is not null) File.WriteAllText(output.FullName, table.Markdown());
    return 0;
}

/// <summary>What was measured.</summary>
sealed class Table
{
    readonly List<(Row Row, int Threads, double Own, double Other)> _lines = [];

    public string Add(Row row, int threads, double own, double other)
    {
        _lines.Add((row, threads, own, other));
        return string.Create(CultureInfo.InvariantCulture, $"{row.Name,-40} {threads} thread{(threads == 1 ? " " : "s")} {Time(own),10} {Ratio(own, other),8} {Rate(row, own)}");
    }

    public string Summary() => string.Join(Environment.NewLine, from line in _lines
                                                                where double.IsFinite(line.Other)
                                                                group line by (line.Row.Family, line.Threads) into family
                                                                select string.Create(CultureInfo.InvariantCulture, $"{family.Key.Family}, {family.Key.Threads} threads: libtorch takes {Math.Exp(family.Average(l => Math.Log(l.Other / l.Own))):F2} times as long (geometric mean of {family.Count()})"));

    public string Markdown()
    {
        var text = new System.Text.StringBuilder("| family | work | threads | Darkhorse | libtorch | ratio | rate |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var (row, threads, own, other) in _lines)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Family} | {row.Name} | {threads} | {Time(own)} | {(double.IsFinite(other) ? Time(other) : "")} | {Ratio(own, other)} | {Rate(row, own)} |\n");
        return text.Append('\n').Append(Summary()).Append('\n').ToString();
    }

    static string Ratio(double own, double other) => double.IsFinite(other) ? (other / own).ToString("F2", CultureInfo.InvariantCulture) + "x" : "";

    static string Rate(Row row, double nanoseconds) => row.Flops > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.Flops / nanoseconds:F0} GFLOP/s")
        : row.Bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.Bytes / nanoseconds:F1} GB/s") : "";

    static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (nanoseconds / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " us",
        _ => (nanoseconds / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " ms",
    };
}
