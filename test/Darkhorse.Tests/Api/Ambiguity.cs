using System.Reflection;

namespace Darkhorse.Tests.Api;

/// <summary>
/// Programs say <c>using static torch</c> and <c>using static torch.nn.functional</c> together: a function that both have with the same parameters could not be called by them.
/// </summary>
public sealed class Ambiguity
{
    [Fact]
    public void No_function_is_in_both_torch_and_functional_with_the_same_parameters()
    {
        static IEnumerable<string> Signatures(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => $"{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType))})");
        var both = Signatures(typeof(torch)).Intersect(Signatures(typeof(torch.nn.functional))).Order().ToList();
        Assert.True(both.Count == 0, string.Join(Environment.NewLine, both));
    }
}
