using System.CommandLine;
using System.CommandLine.Parsing;
using Bench;

var filter = new Option<string[]>("--only") { Description = "Rows whose family is, or whose name contains, one of these texts.", AllowMultipleArgumentsPerToken = true };
var threads = new Option<int[]>("--threads") { Description = "Thread counts to measure at.", DefaultValueFactory = _ => [1, 2], AllowMultipleArgumentsPerToken = true };
var rounds = new Option<int>("--rounds") { Description = "Turns that each side takes; the best counts.", DefaultValueFactory = _ => 3 };
var output = new Option<FileInfo?>("--out") { Description = "Write the table to this file, too." };
var check = new Option<FileInfo?>("--check") { Description = "A page with an earlier table: names the rows that lost more than 15 % against libtorch since, and fails if there are any." };
var sweep = new Option<bool>("--sweep") { Description = "Instead of the rows: every function of tensors that both sides have, once on a million elements; the slowest against libtorch first." };
var command = new RootCommand("Times the same work here and in libtorch, in turn, and prints the ratios.") { filter, threads, rounds, output, check, sweep };
command.SetAction(result => Run(result.GetValue(filter) ?? [], result.GetValue(threads)!, result.GetValue(rounds), result.GetValue(output), result.GetValue(check), result.GetValue(sweep)));
return command.Parse(args).Invoke();

static int Run(string[] only, int[] threads, int rounds, FileInfo? output, FileInfo? check, bool sweep)
{
    using var peer = Peer.Start();
    if (peer is null) Console.WriteLine("(libtorch is not built here: see bench/README.md; own times alone)");
    var table = new Table();
    foreach (var row in (sweep ? Sweep.Rows : All.Rows).Where(row => only.Length == 0 || only.Any(text => row.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || row.Family.Equals(text, StringComparison.OrdinalIgnoreCase))))
    {
        if (sweep && peer?.Knows(row) == false) continue;
        foreach (int count in threads)
        {
            if (count > 1 && row.Family == "small") continue;
            Measure(row, count, sweep ? 1 : rounds, peer, table);
        }
    }
    if (sweep) Console.WriteLine(table.Slowest());
    Console.WriteLine(table.Summary());
    if (output is not null) File.WriteAllText(output.FullName, table.Markdown());
    if (check is null) return 0;
    string[] lost = [.. table.LostAgainst(File.ReadAllText(check.FullName))];
    Console.WriteLine(lost.Length == 0 ? "No row lost more than 15 %." : string.Join(Environment.NewLine, lost.Prepend("Lost more than 15 %:")));
    return lost.Length == 0 ? 0 : 1;
}

static void Measure(Row row, int threads, int rounds, Peer? peer, Table table)
{
    Darkhorse.torch.set_num_threads(threads);
    peer?.Threads(threads);
    double own = double.PositiveInfinity, other = double.PositiveInfinity;
    for (int round = 0; round < rounds; round++)
    {
        own = Math.Min(own, Timing.TryMeasure(row, first: round == 0));
        if (peer is not null) other = Math.Min(other, peer.Time(row, first: round == 0));
    }
    Console.WriteLine(table.Add(row, threads, own, other));
}
