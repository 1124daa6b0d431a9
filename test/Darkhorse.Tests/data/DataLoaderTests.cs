using System.Collections.Concurrent;

namespace Darkhorse.Tests.DataLoading;

using data = torch.utils.data;

/// <summary>Orders are PyTorch's for a seed; batches do not depend on the workers; nothing is left running.</summary>
public sealed class DataLoaderTests
{
    /// <summary>0, 1, 2, … as 0-dim tensors, through a hook.</summary>
    sealed class Numbers(long count, Func<long, Tensor>? make = null) : data.Dataset<Tensor>
    {
        public ConcurrentBag<int> Threads { get; } = [];
        public override long Count => count;

        public override Tensor GetTensor(long index)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            return make?.Invoke(index) ?? tensor(index);
        }
    }

    static long[][] Batches(IEnumerable<Tensor> loader) => [.. loader.Select(batch => batch.ToArray<long>())];

    [Fact]
    public void Shuffled_batches_are_pytorchs()
    {
        using var _ = Generator.Use(new()); // other tests draw from the shared one meanwhile
        manual_seed(0);
        Assert.Equal([[6, 7, 1], [4, 2, 0], [9, 8, 3], [5]], Batches(data.DataLoader(new Numbers(10), 3, shuffle: true)));
        Assert.Equal([0.30742282f, 0.6340787f], rand([2]).ToArray<float>());
        manual_seed(42);
        Assert.Equal([[1, 2], [3, 6], [4, 5], [0]], Batches(data.DataLoader(new Numbers(7), 2, shuffle: true)));
    }

    [Fact]
    public void Random_splits_and_weighted_samples_are_pytorchs()
    {
        using var _ = Generator.Use(new());
        manual_seed(0);
        var parts = data.random_split(new Numbers(10), [7L, 3L]);
        Assert.Equal([4L, 1, 7, 5, 3, 9, 0], parts[0].indices);
        Assert.Equal([8L, 6, 2], parts[1].indices);
        manual_seed(0);
        Assert.Equal([3L, 3, 2, 3, 3, 3, 1, 2, 2, 1], new data.WeightedRandomSampler([1, 2, 3, 4], 10));
        Assert.Equal([5L, 4, 2], data.random_split(new Numbers(11), [0.4, 0.35, 0.25]).Select(part => part.Count));
        Assert.Throws<ArgumentException>(() => data.random_split(new Numbers(3), [1L, 1L]));
    }

    [Fact]
    public void A_seeded_loader_has_its_own_stream_and_a_new_order_each_pass()
    {
        var first = data.DataLoader(new Numbers(20), 4, shuffle: true, seed: 5);
        var second = data.DataLoader(new Numbers(20), 4, shuffle: true, seed: 5, num_worker: 3);
        long[][] one = Batches(first), two = Batches(first);
        Assert.NotEqual(one, two);
        rand([3]);
        Assert.Equal(one, Batches(second));
        Assert.Equal(two, Batches(second));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(4)]
    public void Batches_come_in_order_at_any_number_of_workers(int workers)
    {
        var numbers = new Numbers(23, index =>
        {
            if (index % 5 == 0) Thread.Sleep(2); // let later batches overtake
            return tensor(index);
        });
        var loader = data.DataLoader(numbers, 4, num_worker: workers);
        Assert.Equal(6, loader.Count);
        for (int pass = 0; pass < 2; pass++) Assert.Equal(Enumerable.Range(0, 23).Select(i => (long)i), Batches(loader).SelectMany(b => b));
        if (workers <= 1) Assert.All(numbers.Threads, id => Assert.Equal(Environment.CurrentManagedThreadId, id));
        else Assert.DoesNotContain(Environment.CurrentManagedThreadId, numbers.Threads);
        Assert.Equal(5, Batches(data.DataLoader(numbers, 4, drop_last: true, num_worker: workers)).Length);
    }

    [Fact]
    public void Random_numbers_of_a_dataset_depend_on_the_seed_not_on_the_workers()
    {
        float[] Draw(int workers)
        {
            using var _ = Generator.Use(new Generator().manual_seed(3));
            return [.. data.DataLoader(new Numbers(12, _ => rand([])), 3, num_worker: workers).SelectMany(b => b.ToArray<float>())];
        }

        Assert.Equal(Draw(2), Draw(5));
        Assert.Equal(12, Draw(2).Distinct().Count());
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_failure_reaches_the_caller_in_the_place_of_its_batch(int workers)
    {
        var loader = data.DataLoader(new Numbers(20, index => index == 9 ? throw new FormatException("no nine") : tensor(index)), 4, num_worker: workers);
        var seen = new List<long>();
        var error = Assert.Throws<FormatException>(() =>
        {
            foreach (var batch in loader) seen.AddRange(batch.ToArray<long>());
        });
        Assert.Equal("no nine", error.Message);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), seen);
    }

    [Fact]
    public void Leaving_early_stops_the_workers()
    {
        int running = 0;
        var numbers = new Numbers(100_000, index =>
        {
            Interlocked.Increment(ref running);
            Thread.Sleep(1);
            Interlocked.Decrement(ref running);
            return tensor(index);
        });
        foreach (var batch in data.DataLoader(numbers, 10, num_worker: 4))
        {
            Assert.Equal(10, batch.numel());
            break;
        }
        Assert.Equal(0, running);
        // One batch taken, and two ahead for each worker at most.
        Assert.InRange(numbers.Threads.Count, 10, 90);
    }

    [Fact]
    public async Task Batches_can_be_awaited()
    {
        var seen = new List<long>();
        await foreach (var batch in data.DataLoader(new Numbers(10), 4, num_worker: 2)) seen.AddRange(batch.ToArray<long>());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), seen);
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in data.DataLoader(new Numbers(10), 2).AsAsyncEnumerable().WithCancellation(source.Token)) source.Cancel();
        });
    }

    [Fact]
    public void Tensors_side_by_side_are_stacked_row_by_row()
    {
        var x = arange(24, dtype: float32).view(8, 3);
        var y = arange(8);
        var dataset = data.TensorDataset(x, y);
        Assert.Equal(8, dataset.Count);
        Assert.Equal([3f, 4, 5], dataset[1][0].ToArray<float>());
        foreach (var source in new data.Dataset<IList<Tensor>>[] { dataset, new data.Subset<IList<Tensor>>(dataset, [0, 1, 2, 3, 4, 5, 6, 7]), data.TensorDataset(x.t().contiguous().t(), y) })
        {
            var batches = data.DataLoader(source, 3).ToList();
            Assert.Equal([3L, 3, 2], batches.Select(b => b[0].shape[0]));
            Assert.Equal(x.ToArray<float>(), batches.SelectMany(b => b[0].ToArray<float>()));
            Assert.Equal(y.ToArray<long>(), batches.SelectMany(b => b[1].ToArray<long>()));
        }
        Assert.Throws<InvalidOperationException>(() => data.TensorDataset(x, arange(7)));
    }

    sealed class Named : data.Dataset
    {
        public override long Count => 5;
        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["x"] = full([2], index), ["label"] = tensor(index * 10) };
    }

    [Fact]
    public void Named_tensors_are_stacked_by_name()
    {
        using var loader = data.DataLoader(new Named(), 2, shuffle: false, num_worker: 2);
        var batches = loader.ToList();
        Assert.Equal([2L, 2], batches[0]["x"].shape);
        Assert.Equal([40L], batches[2]["label"].ToArray<long>());
    }

    [Fact]
    public void Datasets_follow_one_another()
    {
        var all = new data.ConcatDataset<Tensor>(new Numbers(2), new Numbers(0), new Numbers(3));
        Assert.Equal([0L, 1, 0, 1, 2], Enumerable.Range(0, 5).Select(i => all[i].item<long>()));
        Assert.Equal(2, all[-1].item<long>());
        Assert.Equal([2L, 2, 5], all.cumulative_sizes);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Equal("batch_size should be a positive integer value, but got batch_size=0", Assert.Throws<ArgumentException>(() => data.DataLoader(new Numbers(2), 0)).Message);
        Assert.Throws<ArgumentException>(() => data.DataLoader(new Numbers(2), 1, num_worker: -1));
        Assert.Throws<ArgumentException>(() => new data.RandomSampler(3, num_samples: 0));
    }
}
