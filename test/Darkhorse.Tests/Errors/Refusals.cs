namespace Darkhorse.Tests.Errors;

/// <summary>Bad calls of every family, one table a family; the exception and the words of each.</summary>
public partial class Refusals
{
    static readonly Mistake[] s_all = [.. s_views, .. s_creations, .. s_indices, .. s_reductions, .. s_matrices, .. s_elements, .. s_draws, .. s_layers, .. s_losses, .. s_graphs];

    public static TheoryData<string> Codes => [.. s_all.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_all.First(mistake => mistake.Code == code).Check();
}
