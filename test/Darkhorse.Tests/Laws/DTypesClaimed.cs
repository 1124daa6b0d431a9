using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>An op runs on exactly the dtypes its row claims, and refuses the others with an error.</summary>
public sealed class DTypesClaimed
{
    public static IEnumerable<TheoryDataRow<Row>> All() => Rows.Where(_ => true);

    [Theory, MemberData(nameof(All))]
    public void Runs_on_them_and_no_others(Row row)
    {
        foreach (var dtype in DTypeFacts.All)
        {
            var sample = row.Samples((ScalarType)dtype).First();
            if (row.DTypes.Contains(dtype))
            {
                Assert.NotEmpty(row.Call(sample.Inputs));
                continue;
            }
            var error = Record.Exception(() => row.Call(sample.Inputs));
            Assert.True(error is NotSupportedException or InvalidOperationException or ArgumentException or IndexOutOfRangeException,
                $"{row} of {sample} should be refused, but gave {error?.GetType().Name ?? "a result"}: {error?.Message}");
        }
    }
}
