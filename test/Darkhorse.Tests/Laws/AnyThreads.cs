using Darkhorse.Kernels.Parallel;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Results have the same bits at any number of threads.</summary>
[Collection("threads")]
public sealed class AnyThreads
{
    public static IEnumerable<TheoryDataRow<Row>> Pointwise() => Rows.Where(row => row.Deterministic && (row.Reference is not null || row.Reference2 is not null));
    public static IEnumerable<TheoryDataRow<Row>> All() => Rows.Where(row => row.Deterministic);

    [Theory, MemberData(nameof(Pointwise))]
    public void On_long_operands(Row row)
    {
        var dtype = Samples.DTypesOf(row).Contains(float32) ? float32 : Samples.DTypesOf(row).First();
        Tensor[] x = [.. row.Samples(dtype).First().Inputs.Select((_, i) => Make.Long(row.Samples(dtype).First(s => s.Inputs[i].numel() > 0).Inputs[i], 70_001))];
        Check(row, x);
    }

    [Theory, MemberData(nameof(All))]
    public void On_samples(Row row)
    {
        foreach (var sample in row.Samples(Samples.DTypesOf(row).Contains(float32) ? float32 : Samples.DTypesOf(row).First())) Check(row, sample.Inputs);
    }

    static void Check(Row row, Tensor[] inputs)
    {
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var expected = row.Call(inputs);
            foreach (int threads in new[] { 2, 4 })
            {
                WorkerPool.Threads = threads;
                var actual = row.Call(inputs);
                for (int k = 0; k < expected.Length; k++) Same.Bits(expected[k], actual[k], $"{row} with {threads} threads");
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }
}
