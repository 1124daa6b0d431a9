using System.Globalization;
using System.Text;

namespace Bench;

/// <summary>What was measured, and how it is printed.</summary>
sealed class Table
{
    readonly List<Line> _lines = [];

    /// <summary>Nanoseconds of one call on either side.</summary>
    sealed record Line(Row Row, int Threads, double Own, double Other, double Share);

    public string Add(Row row, int threads, double own, double other)
    {
        var line = new Line(row, threads, own, other, Limits.Share(row, threads, own));
        _lines.Add(line);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Name,-48} {threads} thread{(threads == 1 ? " " : "s")} {Time(own),10} {Ratio(line),8} {Rate(line),12} {Share(line),6}");
    }

    public string Summary() => string.Join(Environment.NewLine, from line in _lines
                                                                where double.IsFinite(line.Other)
                                                                group line by (line.Row.Family, line.Threads) into family
                                                                select string.Create(CultureInfo.InvariantCulture, $"- {family.Key.Family}, {family.Key.Threads} thread{(family.Key.Threads == 1 ? "" : "s")}: libtorch takes {Math.Exp(family.Average(l => Math.Log(l.Other / l.Own))):F2} times as long (geometric mean of {family.Count()})"));

    /// <summary>The rows that take longer here than in libtorch, the worst first.</summary>
    public string Slowest() => string.Join(Environment.NewLine, from line in _lines
                                                                where line.Other < line.Own
                                                                orderby line.Other / line.Own
                                                                select $"{line.Row.Name,-48} {line.Threads} {Time(line.Own),10} {Ratio(line),8}");

    public string Markdown()
    {
        var text = new StringBuilder(Summary()).Append("\n\n| family | work | threads | Darkhorse | libtorch | ratio | rate | of the limit |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var line in _lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.Row.Family} | {line.Row.Name} | {line.Threads} | {Time(line.Own)} | {(double.IsFinite(line.Other) ? Time(line.Other) : "")} | {Ratio(line)} | {Rate(line)} | {Share(line)} |\n");
        return text.ToString();
    }

    /// <summary>The rows whose ratio is more than 15 % below the one that a page of an earlier run shows for them.</summary>
    public IEnumerable<string> LostAgainst(string page)
    {
        var earlier = new Dictionary<(string, int), double>();
        foreach (string text in page.Split('\n'))
        {
            string[] cells = text.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length > 6 && int.TryParse(cells[3], out int threads) && double.TryParse(cells[6].TrimEnd('x'), CultureInfo.InvariantCulture, out double ratio)) earlier[(cells[2], threads)] = ratio;
        }
        return from line in _lines
               where double.IsFinite(line.Other) && earlier.TryGetValue((line.Row.Name, line.Threads), out double before) && line.Other / line.Own < 0.85 * before
               select string.Create(CultureInfo.InvariantCulture, $"{line.Row.Name}, {line.Threads} thread{(line.Threads == 1 ? "" : "s")}: {earlier[(line.Row.Name, line.Threads)]:F2}x before, {line.Other / line.Own:F2}x now");
    }

    static string Ratio(Line line) => double.IsFinite(line.Other) ? (line.Other / line.Own).ToString("F2", CultureInfo.InvariantCulture) + "x" : "";

    static string Rate(Line line) => line.Row.Flops > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Row.Flops / line.Own:F0} GFLOP/s")
        : line.Row.Bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Row.Bytes / line.Own:F1} GB/s") : "";

    static string Share(Line line) => double.IsNaN(line.Share) ? "" : line.Share.ToString("P0", CultureInfo.InvariantCulture);

    static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (nanoseconds / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " us",
        _ => (nanoseconds / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " ms",
    };
}
