using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darkhorse.Generators;

/// <summary>The shapes of op that have a surface.</summary>
enum Kind
{
    Unary,
    Binary,
    Test,
    Compare,
    Method,
}

/// <summary>One public name of one op, as its source declares it.</summary>
/// <param name="Name">The public name, dotted where it lives in a nested class: <c>linalg.norm</c>.</param>
/// <param name="Type">The struct, or the class and method, that implements it.</param>
/// <param name="Parameters">Of the struct's primary constructor, or of the method.</param>
/// <param name="Returns">What a method returns.</param>
/// <param name="Constraints">Of a generic method: <c>where T : unmanaged</c>.</param>
/// <param name="Docs">The documentation lines of the declaration.</param>
sealed record Op(string Name, Kind Kind, string Type, HashSet<string>? Variants, IReadOnlyList<ParameterSyntax> Parameters, string Returns, string TypeParameters, string Constraints, IReadOnlyList<string> Docs)
{
    /// <summary>The overload resolution priority that a method declares.</summary>
    public int Priority { get; init; }

    /// <summary>What the surface calls the leading parameters where not as declared; behind a semicolon, those of the method after its tensor.</summary>
    public string Names { get; init; } = "";

    /// <summary>What a list of one to four sizes calls its members.</summary>
    public static readonly string[][] SizeNames = [["size"], ["rows", "columns"], ["dim0", "dim1", "dim2"], ["dim0", "dim1", "dim2", "dim3"]];

    /// <summary>Whether a parameter is marked with an attribute.</summary>
    public bool IsMarked(int index, string attribute) => Parameters[index].AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() == attribute);

    public bool HasMarked(string attribute) => Enumerable.Range(0, Parameters.Count).Any(i => IsMarked(i, attribute));

    string Text(ParameterSyntax parameter, int index, int skip)
    {
        var bare = parameter.WithAttributeLists(default);
        return bare.WithIdentifier(Microsoft.CodeAnalysis.CSharp.SyntaxFactory.Identifier(NameOf(index, skip)).WithTriviaFrom(bare.Identifier)).ToString().Trim();
    }

    /// <summary>What a parameter is called in the function (skip 0) or in the method (skip 1).</summary>
    public string NameOf(int index, int skip) => (Kind == Kind.Method ? Renamed(index - skip, skip, Parameters[index].Type?.ToString() ?? "") : null) ?? Parameters[index].Identifier.Text;

    /// <summary>A line of documentation with the names of the function (skip 0) or of the method (skip 1).</summary>
    public string WithNames(string line, int skip)
    {
        for (int i = skip; i < Parameters.Count; i++) line = line.Replace($"name=\"{Parameters[i].Identifier.Text}\"", $"name=\"{NameOf(i, skip).TrimStart('@')}\"");
        return line;
    }

    /// <summary>What an operand of a pointwise op is called.</summary>
    public string Operand(int index, int skip, string type) => Renamed(index - skip, skip, type) ?? (index == 0 ? "input" : "other");

    /// <summary>One name, or two where a tensor and a number are called differently: <c>target/scalar</c>.</summary>
    string? Renamed(int at, int skip, string type)
    {
        string[] names = Names.Split(';').ElementAtOrDefault(skip)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return at < 0 || at >= names.Length ? null : names[at].Split('/') is [_, var number] && type is "Scalar" ? number : names[at].Split('/')[0];
    }

    public bool IsNested => Name.Contains('.');
    public string[] Classes => Name.Split('.')[..^1];
    public string Member => Escape(Name.Split('.')[^1]);

    /// <summary>Whether the named form is to be written; where an attribute lists none, structs have all and methods a function and a method.</summary>
    public bool Has(string variant) => Variants is null
        ? variant != "Tensors" && (variant is "Function" || (!IsNested && (Kind != Kind.Method || variant is "Method")))
        : Variants.Contains(variant) || (Variants.Contains("All") && variant != "Tensors");

    /// <summary>The parameters as declared: <c>double negative_slope = 0.01</c>; those for which there is one, in another form.</summary>
    public string Declared(int skip = 0, Func<int, string?>? form = null) => string.Join(", ", Parameters.Select((p, i) => form?.Invoke(i) ?? Text(p, i, skip)).Skip(skip));

    /// <summary>The parameters as declared, with the tensor for the result behind those without a default.</summary>
    public string DeclaredWithOut()
    {
        var texts = Parameters.Select((p, i) => Text(p.WithModifiers(default), i, 0)).ToList();
        texts.Insert(Parameters.TakeWhile(p => p.Default is null).Count(), "Tensor @out");
        return string.Join(", ", texts);
    }

    /// <summary>The parameters as handed on: <c>negative_slope</c>.</summary>
    public string Passed(int skip = 0, Func<int, string?>? form = null)
        => string.Join(", ", Parameters.Select((p, i) => form?.Invoke(i) ?? string.Concat(p.Modifiers.Select(m => m.Text).Where(m => m is "out" or "ref").Select(m => m + " ")) + Cast(i, NameOf(i, skip))).Skip(skip));

    /// <summary>A tensor as it is handed on: cast, where the op has a rule for that.</summary>
    public string Cast(int index, string name)
        => Kind == Kind.Method && Parameters[index].Type?.ToString() is "Tensor" or "Tensor?" && Parameters[index].Identifier.ValueText != "out" && AutocastRules.Of(Name) is { } cast ? $"{cast}({name})" : name;

    /// <summary>Whether every parameter has a default.</summary>
    public bool HasDefaults => Parameters.All(p => p.Default is not null);

    static string Escape(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? name : "@" + name;
}
