using System.Text;
using System.Text.RegularExpressions;
using Darkhorse.Tests.Api;

namespace Darkhorse.Tests.Docs;

/// <summary>The table of calls in docs/from-numpy.md is true: each cell of ours is compiled, run on fresh tensors, and gives what the last cell says.</summary>
[Collection("console")]
public sealed class FromNumpy
{
    const string Output = """
        static string Text(object? value) => value switch
        {
            Tensor x => System.Text.RegularExpressions.Regex.Replace(x.npstr(), "\n+", ","),
            long[] sizes => $"[{string.Join(", ", sizes)}]",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        };

        static void Row(Func<object?> value)
        {
            try { Console.WriteLine(Text(value())); }
            catch (Exception error) { Console.WriteLine(error.Message.ReplaceLineEndings(" ")); }
        }
        """;

    [Fact]
    public void Every_row_gives_what_it_says()
    {
        Assert.SkipWhen(Repository.Root is null, "the sources are not here");
        string page = File.ReadAllText(Path.Combine(Repository.Root!, "docs", "from-numpy.md"));
        page = page[page.IndexOf("## Calls side by side", StringComparison.Ordinal)..];
        string[] setup = Regex.Match(page, @"```csharp\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value.Split('\n');
        var rows = Regex.Matches(page, @"^\| `[^\n]*` \| `(?<code>[^`\n]*)` \| `(?<gives>[^`\n]*)` \|$", RegexOptions.Multiline).Select(match => (Code: Plain(match, "code"), Gives: Plain(match, "gives"))).ToArray();
        Assert.True(rows.Length >= 100, $"{rows.Length} rows");

        var program = new StringBuilder().AppendJoin('\n', setup.Where(IsUsing)).Append('\n').Append("using Tensor = Darkhorse.torch.Tensor;\n");
        foreach (var (code, _) in rows) program.Append("Row(() =>\n{\n").AppendJoin('\n', setup.Where(line => !IsUsing(line))).Append($"\nreturn {code};\n}});\n");
        string[] results = Snippets.Run(program.Append(Output).ToString()).TrimEnd('\n').Split('\n');
        Assert.Equal(rows.Select(row => $"{row.Code} gives {row.Gives}"), rows.Zip(results, (row, result) => $"{row.Code} gives {result}"));
    }

    static string Plain(Match match, string group) => match.Groups[group].Value.Replace(@"\|", "|");

    static bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal);
}
