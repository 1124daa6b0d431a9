using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darkhorse.Generators;

/// <summary>Finds the ops in a source file: structs and static methods with [Op].</summary>
static class Reader
{
    public static IEnumerable<Op> Read(string source)
    {
        foreach (var node in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            foreach (var attribute in node.AttributeLists.SelectMany(list => list.Attributes).Where(a => a.Name.ToString() == "Op"))
            {
                var arguments = attribute.ArgumentList!.Arguments;
                string name = ((LiteralExpressionSyntax)arguments[0].Expression).Token.ValueText;
                var names = arguments.FirstOrDefault(a => a.NameEquals is not null)?.Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText : "";
                var variants = arguments.Count > 1 && arguments[1].NameEquals is null ? arguments[1].Expression.ToString().Split('|').Select(v => v.Trim().Split('.')[^1]).ToHashSet() : null;
                if (node is TypeDeclarationSyntax type && KindOf(type) is { } kind)
                    yield return new(name, kind, type.Identifier.Text, variants, type.ParameterList?.Parameters.ToArray() ?? [], "Tensor", "", "", Docs(type)) { Names = names };
                else if (node is MethodDeclarationSyntax { Parent: TypeDeclarationSyntax owner } method)
                    yield return new(name, Kind.Method, owner.Identifier.Text + "." + method.Identifier.Text, variants, method.ParameterList.Parameters.ToArray(), method.ReturnType.ToString(), method.TypeParameterList?.ToString() ?? "", method.ConstraintClauses.ToString().Trim(), Docs(method)) { Priority = PriorityOf(method), Names = names };
            }
        }
    }

    /// <summary>An overload's priority is part of its surface.</summary>
    static int PriorityOf(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(a => a.Name.ToString() == "OverloadResolutionPriority") is { } attribute
        ? int.Parse(attribute.ArgumentList!.Arguments[0].ToString(), System.Globalization.CultureInfo.InvariantCulture) : 0;

    static Kind? KindOf(TypeDeclarationSyntax type) => type.BaseList?.Types.Select(t => t.Type.ToString()).Select(t => t switch
    {
        "IUnary" => Kind.Unary,
        "IBinary" => Kind.Binary,
        "ITest" => Kind.Test,
        "ICompare" => Kind.Compare,
        _ => (Kind?)null,
    }).FirstOrDefault(kind => kind is not null);

    static string[] Docs(SyntaxNode node) => node.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("///", StringComparison.Ordinal)).ToArray();
}
