using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darkhorse.Tests.Api;

/// <summary>Layers point down: no file uses a type that a higher layer declares. C# does not enforce the order of folders, so this compiles the sources and asks.</summary>
public sealed class LayerLaw
{
    /// <summary>Lowest first. Folders of one line are one layer.</summary>
    static readonly string[][] s_layers =
    [
        ["Numbers"], ["Parallel"], ["Lanes"], ["Iteration", "Rows"], ["Random", "Dense"],
        ["Memory"], ["Devices"], ["Tensors"], ["Autograd"], ["Ops"], ["Surface"], ["nn"], ["optim", "data", "io", "distributions", "compile", "utils", "func"],
    ];

    /// <summary>Upward arrows that are meant.</summary>
    static readonly (string File, string Type)[] s_exceptions =
    [
        ("Autograd/ViewHistory.cs", "AsStridedNode"), // a view's history, read through its base
        ("Autograd/ViewHistory.cs", "StridedPart"),
    ];

    [Fact]
    public void No_arrow_points_up()
    {
        Assert.SkipWhen(Repository.Root is null, "the sources are not here");
        string source = Path.Combine(Repository.Root!, "src");
        var trees = new[] { "Darkhorse.Kernels", "Darkhorse" }.SelectMany(project => Directory.EnumerateFiles(Path.Combine(source, project), "*.cs", SearchOption.AllDirectories))
            .Where(path => LayerOf(source, path) >= 0 || Path.GetFileName(path) == "GlobalUsings.cs")
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), new(LanguageVersion.Preview), path))
            .Append(CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;", new(LanguageVersion.Preview)));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("layers", trees, references, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var arrows = compilation.SyntaxTrees.Where(tree => LayerOf(source, tree.FilePath) >= 0).SelectMany(tree => Arrows(compilation.GetSemanticModel(tree), source, tree)).Distinct().ToList();
        Assert.True(arrows.Count == 0, string.Join(Environment.NewLine, arrows));
    }

    static IEnumerable<string> Arrows(SemanticModel model, string source, SyntaxTree tree)
    {
        int layer = LayerOf(source, tree.FilePath);
        string file = string.Join('/', Path.GetRelativePath(source, tree.FilePath).Split(Path.DirectorySeparatorChar)[1..]);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is not INamedTypeSymbol type) continue;
            // The public classes are spread over the layers on purpose; what counts is what the layers are made of.
            if (type.Name is "torch" or "Tensor" or "nn" or "functional" or "special" or "linalg" or "fft" || type.Locations.Length == 0 || !type.Locations[0].IsInSource) continue;
            int other = type.Locations.Min(location => LayerOf(source, location.SourceTree!.FilePath));
            if (other > layer && !s_exceptions.Contains((file, type.Name))) yield return $"{file} uses {type.Name} of {string.Join('/', s_layers[other])}";
        }
    }

    static int LayerOf(string source, string path)
    {
        if (path.Length == 0) return -1;
        string[] parts = Path.GetRelativePath(source, path).Split(Path.DirectorySeparatorChar);
        return parts.Length > 2 ? Array.FindIndex(s_layers, layer => layer.Contains(parts[1])) : -1;
    }
}
