using Darkhorse.Ops;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>No op without a row, no row without an op.</summary>
public sealed class Complete
{
    /// <summary>Questions whose answer is no tensor: tested where their family is.</summary>
    static readonly string[] s_answers = ["allclose", "can_cast", "equal", "is_conj", "is_neg", "promote_types", "result_type"];

    [Fact]
    public void Every_op_has_a_row()
    {
        var covered = Rows.All.SelectMany(row => row.Aliases.Append(row.Op)).ToHashSet();
        // An in-place form is covered by its op's row.
        var missing = Catalogue.Names.ToArray().Where(name => !covered.Contains(name) && !covered.Contains(name.TrimEnd('_')) && !s_answers.Contains(name)).ToList();
        Assert.True(missing.Count == 0, "ops without a row: " + string.Join(", ", missing));
    }

    [Fact]
    public void Every_row_has_an_op()
    {
        var names = Catalogue.Names.ToArray().ToHashSet();
        var orphans = Rows.All.SelectMany(row => row.Aliases.Append(row.Op)).Where(name => !names.Contains(name)).ToList();
        Assert.True(orphans.Count == 0, "rows without an op: " + string.Join(", ", orphans));
    }
}
