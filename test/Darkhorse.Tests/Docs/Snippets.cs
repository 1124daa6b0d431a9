using System.Reflection;
using System.Text.RegularExpressions;
using Darkhorse.Tests.Api;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Darkhorse.Tests.Docs;

/// <summary>What the README and the docs show is true: each block of C# that is followed by a block of text is compiled and run, and prints just that.</summary>
[Collection("console")]
public sealed partial class Snippets
{
    [GeneratedRegex(@"```csharp\n(?<code>.*?)\n```\s*\n(?<between>[^`]*?)```text\n(?<output>.*?)\n?```", RegexOptions.Singleline)]
    private static partial Regex Pair();

    public static IEnumerable<TheoryDataRow<string, string, string>> All()
    {
        if (Repository.Root is not { } root) yield break;
        foreach (string path in Directory.EnumerateFiles(root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md")))
        {
            int number = 0;
            foreach (Match match in Pair().Matches(File.ReadAllText(path)))
                yield return new(Path.GetFileName(path), match.Groups["code"].Value, match.Groups["output"].Value) { TestDisplayName = $"{Path.GetFileName(path)} #{++number}" };
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(All))]
    public void Prints_what_is_shown(string file, string code, string output)
    {
        Assert.NotNull(file);
        using var _ = Generator.Use(new()); // other tests draw from the shared one meanwhile
        Assert.Equal(output.ReplaceLineEndings("\n").TrimEnd(), Run(code).ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public void The_anatomy_shows_the_op_as_it_is()
    {
        Assert.SkipWhen(Repository.Root is null, "the sources are not here");
        string shown = Regex.Match(File.ReadAllText(Path.Combine(Repository.Root!, "docs", "anatomy-of-an-op.md")), @"```csharp\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains(shown, File.ReadAllText(Path.Combine(Repository.Root!, "src", "Darkhorse", "Ops", "Pointwise", "Exponential.cs")), StringComparison.Ordinal);
    }

    internal static string Run(string code)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = new[] { code, "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;" }.Select(text => CSharpSyntaxTree.ParseText(text, options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("snippet", trees, references, new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        var main = Assembly.Load(image.ToArray()).EntryPoint!;
        var console = Console.Out;
        var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }
        return text.ToString();
    }
}
