using System.Reflection;

namespace Darkhorse.Tests.Table;

/// <summary>All rows, found in the static properties of the classes of this folder.</summary>
public static class Rows
{
    public static IReadOnlyList<Row> All { get; } =
    [
        .. from type in typeof(Rows).Assembly.GetTypes()
           where type.Namespace?.StartsWith("Darkhorse.Tests.Table", StringComparison.Ordinal) == true && type.IsAbstract && type.IsSealed && type != typeof(Rows)
           orderby type.FullName
           from property in type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           from row in property.GetValue(null) switch { Row one => [one], IEnumerable<Row> several => several, _ => [] }
           select row,
    ];

    /// <summary>Theory data: each row by its place and name, so that a single one can be run.</summary>
    public static IEnumerable<TheoryDataRow<Row>> Where(Func<Row, bool> condition) => All.Where(condition).Select(row => new TheoryDataRow<Row>(row) { TestDisplayName = row.ToString() });
}
