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

    /// <summary>What a list of one to four sizes calls its members.</summary>
    public static readonly string[][] SizeNames = [["size"], ["rows", "columns"], ["dim0", "dim1", "dim2"], ["dim0", "dim1", "dim2", "dim3"]];

    /// <summary>The place of the parameter marked [Sizes]; -1 without one.</summary>
    public int SizesParameter => Parameters.TakeWhile(p => !p.AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() == "Sizes")).Count() is var at && at < Parameters.Count ? at : -1;

    /// <summary>The parameters as declared, the sizes one by one.</summary>
    public string DeclaredSizes(int count, int skip) => string.Join(", ", Parameters.Select((p, i) => i == SizesParameter ? string.Join(", ", SizeNames[count - 1].Select(name => "long " + name)) : Text(p)).Skip(skip));

    /// <summary>The parameters as handed on, the sizes collected.</summary>
    public string PassedSizes(int count, int skip) => string.Join(", ", Parameters.Select((p, i) => i == SizesParameter ? "[" + string.Join(", ", SizeNames[count - 1]) + "]" : p.Identifier.Text).Skip(skip));

    static string Text(ParameterSyntax parameter) => parameter.WithAttributeLists(default).ToString().Trim();

    public bool IsNested => Name.Contains('.');
    public string[] Classes => Name.Split('.')[..^1];
    public string Member => Escape(Name.Split('.')[^1]);

    /// <summary>Whether the named form is to be written; where an attribute lists none, structs have all and methods a function and a method.</summary>
    public bool Has(string variant) => Variants is null
        ? variant != "Tensors" && (variant is "Function" || (!IsNested && (Kind != Kind.Method || variant is "Method")))
        : Variants.Contains(variant) || (Variants.Contains("All") && variant != "Tensors");

    /// <summary>The parameters as declared: <c>double negative_slope = 0.01</c>.</summary>
    public string Declared(int skip = 0) => string.Join(", ", Parameters.Skip(skip).Select(Text));

    /// <summary>The parameters as handed on: <c>negative_slope</c>.</summary>
    public string Passed(int skip = 0) => string.Join(", ", Parameters.Skip(skip).Select(p => p.Modifiers.Any(m => m.Text == "out") ? "out " + p.Identifier.Text : p.Modifiers.Any(m => m.Text == "ref") ? "ref " + p.Identifier.Text : p.Identifier.Text));

    /// <summary>Whether every parameter has a default.</summary>
    public bool HasDefaults => Parameters.All(p => p.Default is not null);

    static string Escape(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? name : "@" + name;
}
