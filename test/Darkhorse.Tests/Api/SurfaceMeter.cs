using System.Reflection;
using System.Text.RegularExpressions;

namespace Darkhorse.Tests.Api;

/// <summary>
/// How much of the surface that programs are written against is there, by area. The lists are not part of the repository: <c>shared/api/*surface.txt</c> beside it,
/// or the folder that DARKHORSE_API names. One public member a line, as C# would declare it: <c>static torch.add(Tensor left, Tensor right) : Tensor</c>.
/// </summary>
public sealed partial class SurfaceMeter(ITestOutputHelper output)
{
    static string? Folder => Environment.GetEnvironmentVariable("DARKHORSE_API") is { Length: > 0 } given ? given
        : Repository.Root is { } root && Path.Combine(Path.GetDirectoryName(root)!, "shared", "api") is var path && Directory.Exists(path) ? path : null;

    // Members that only make sense over a native library are no target.
    [GeneratedRegex(@"Native|IntPtr|PinnedArray|SafeHandle|Dangerous|HType|[Hh]andle\b|\bjit\b|\.jit\.|ScriptModule|InitializeDevice|LoadLibrary|Finalize\(|\.Dispose\(bool")]
    private static partial Regex OfNativeLibrary();

    [GeneratedRegex(@"^(?:(?:static class|abstract class|class|struct|enum|interface|static|event) )*([^(<{:=\[]*)")]
    private static partial Regex LeadingName();

    sealed record Wanted(string Name, string? Parameters);

    [Theory]
    [InlineData("torch", 0.97), InlineData("torch.Tensor", 0.97), InlineData("torch.linalg", 1), InlineData("torch.fft", 1), InlineData("torch.special", 1), InlineData("torch.random", 1)]
    public void Members_are_there_by_name(string area, double floor)
    {
        Assert.SkipWhen(Folder is null, "no folder of surfaces: set DARKHORSE_API");
        var wanted = Directory.EnumerateFiles(Folder!, "*surface.txt").SelectMany(File.ReadLines).Where(line => !OfNativeLibrary().IsMatch(line)).Select(Read).Where(member => AreaOf(member.Name) == area).ToList();
        Assert.NotEmpty(wanted);
        var present = Present().ToHashSet();
        var names = present.Select(member => member.Name).ToHashSet();
        int same = wanted.Count(present.Contains), named = wanted.Count(member => names.Contains(member.Name));
        output.WriteLine($"{area}: {wanted.Count} members, {same} with the same parameters, {named - same} by name, {wanted.Count - named} missing");
        var missing = wanted.Where(member => !names.Contains(member.Name)).Select(member => member.Name).Distinct();
        Assert.True(named >= floor * wanted.Count, $"only {named} of {wanted.Count} members of {area} are there; missing: {string.Join(", ", missing)}");
    }

    /// <summary>The innermost namespace-like class, of those that have floors.</summary>
    static string AreaOf(string name)
    {
        string[] areas = ["torch.Tensor", "torch.linalg", "torch.fft", "torch.special", "torch.random", "torch.nn", "torch.optim", "torch.distributions", "torch.utils", "torch.autograd", "torch.cuda", "torch"];
        return areas.FirstOrDefault(area => name == area || name.StartsWith(area + ".", StringComparison.Ordinal)) ?? "";
    }

    static Wanted Read(string line)
    {
        string name = LeadingName().Match(line).Groups[1].Value.Trim();
        int open = line.IndexOf('('), close = line.LastIndexOf(") :", StringComparison.Ordinal);
        return new(name, open < 0 || close < open ? null : string.Join(", ", Split(line[(open + 1)..close]).Select(NameOf)));
    }

    static string NameOf(string parameter) => parameter.Split(" = ")[0].Split(' ')[^1];

    /// <summary>Cuts at the commas that are in no brackets.</summary>
    static IEnumerable<string> Split(string parameters)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            depth += parameters[i] is '(' or '<' or '[' ? 1 : parameters[i] is ')' or '>' or ']' ? -1 : 0;
            if (depth != 0 || parameters[i] != ',') continue;
            yield return parameters[start..i].Trim();
            start = i + 1;
        }
        if (start < parameters.Length) yield return parameters[start..].Trim();
    }

    static IEnumerable<Wanted> Present()
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var type in new[] { typeof(torch).Assembly, typeof(Scalar).Assembly }.SelectMany(assembly => assembly.GetExportedTypes()))
        {
            string owner = string.Join('.', type.FullName!.Split('+').Select(part => part.Split('`')[0])).Replace("Darkhorse.", "");
            yield return new(owner, null);
            foreach (var member in type.GetMembers(all))
                yield return new($"{owner}.{(member is ConstructorInfo ? "new" : member.Name is "Item" ? "this" : member.Name)}", member is MethodBase method ? string.Join(", ", method.GetParameters().Select(p => p.Name)) : null);
        }
    }
}
