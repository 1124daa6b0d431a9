using Darkhorse.Kernels.Parallel;
using Darkhorse.Tests.Table.Index;

namespace Darkhorse.Tests.Index;

/// <summary>Operands that are cut into several tasks: compared with plain loops, on one thread and on several.</summary>
[Collection("threads")]
public sealed class LongOperands
{
    const int Count = 100_003;

    static Tensor Numbers => Table.Make.Tensor(float32, -3, 3, Count);

    static Tensor Mask => Numbers > 0.5;

    static Tensor Indices => Table.Make.Tensor(int64, 0, Count - 1, Count);

    static void OnAnyThreads(Func<Tensor> compute, double[] expected)
    {
        int before = WorkerPool.Threads;
        try
        {
            foreach (int threads in new[] { 1, 4 })
            {
                WorkerPool.Threads = threads;
                Assert.Equal(expected, Loops.Numbers(compute()));
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Masks()
    {
        double[] x = Loops.Numbers(Numbers), mask = Loops.Numbers(Mask), packed = [.. x.Where((_, i) => mask[i] != 0)];
        OnAnyThreads(() => Numbers[Mask], packed);
        OnAnyThreads(() => Mask.nonzero().reshape(-1), [.. Enumerable.Range(0, Count).Where(i => mask[i] != 0).Select(i => (double)i)]);
        OnAnyThreads(() => Numbers.masked_fill(Mask, -1), [.. x.Select((value, i) => mask[i] != 0 ? -1 : value)]);
        int next = 0;
        OnAnyThreads(() => Numbers.masked_scatter(Mask, Numbers), [.. x.Select((value, i) => mask[i] != 0 ? x[next++] : value)]);
    }

    [Fact]
    public void Picking_and_placing()
    {
        double[] x = Loops.Numbers(Numbers);
        long[] index = Loops.Longs(Indices);
        OnAnyThreads(() => Numbers[Indices], [.. index.Select(i => x[i])]);
        OnAnyThreads(() => Numbers.gather(0, Indices), [.. index.Select(i => x[i])]);
        var sums = new float[Count];
        for (int i = 0; i < Count; i++) sums[index[i]] += (float)x[i];
        OnAnyThreads(() => zeros(Count).scatter_add(0, Indices, Numbers), [.. sums.Select(sum => (double)sum)]);
        OnAnyThreads(() => zeros(Count).index_add(0, Indices, Numbers), [.. sums.Select(sum => (double)sum)]);
    }

    [Fact]
    public void Rows()
    {
        Tensor table = Table.Make.Tensor(float32, -1, 1, 1000, 130), picked = Indices.remainder(1000);
        double[] values = Loops.Numbers(table);
        long[] index = Loops.Longs(picked[..700]);
        OnAnyThreads(() => table.index_select(0, picked[..700]), [.. index.SelectMany(i => values[(int)(i * 130)..(int)(i * 130 + 130)])]);
        Added(table, picked[..700]);
        // Few columns and many rows: the tasks share the positions instead.
        Added(Table.Make.Tensor(float32, -1, 1, 1000, 40), picked[..5000]);
    }

    static void Added(Tensor table, Tensor picked)
    {
        int columns = (int)table.size(1);
        long[] index = Loops.Longs(picked);
        var source = Table.Make.Tensor(float32, -1, 1, index.Length, columns);
        double[] from = Loops.Numbers(source);
        var sums = new float[1000 * columns];
        for (int j = 0; j < index.Length; j++)
            for (int k = 0; k < columns; k++) sums[index[j] * columns + k] += (float)from[j * columns + k];
        OnAnyThreads(() => zeros(1000, columns).index_add(0, picked, source), [.. sums.Select(sum => (double)sum)]);
    }
}
