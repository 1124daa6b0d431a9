namespace Darkhorse.Tests.DataLoading;

using data = torch.utils.data;

/// <summary>A pass that is broken off goes on as if it had not been.</summary>
public sealed class LoaderStateTests
{
    /// <summary>The index and a random number.</summary>
    sealed class Noisy(long count) : data.Dataset<Tensor>
    {
        public override long Count => count;

        public override Tensor GetTensor(long index) => stack([tensor((float)index), rand([])]);
    }

    static List<float[]> Rest(IEnumerable<Tensor> batches) => [.. batches.Select(batch => batch.flatten().ToArray<float>())];

    static (Dictionary<string, Tensor> State, List<float[]> Left) BreakOff(IEnumerable<Tensor> batches, Func<Dictionary<string, Tensor>> state, int after)
    {
        Dictionary<string, Tensor>? taken = null;
        Tensor? random = null;
        var rest = new List<float[]>();
        int seen = 0;
        foreach (var batch in batches)
        {
            if (seen >= after) rest.Add(batch.flatten().ToArray<float>());
            if (++seen != after) continue;
            (taken, random) = (state(), get_rng_state());
        }
        set_rng_state(random!);
        return (taken!, rest);
    }

    [Theory]
    [InlineData(0, null), InlineData(0, 7), InlineData(1, null), InlineData(3, null), InlineData(3, 7)]
    public void The_rest_of_a_pass_is_the_same(int workers, int? seed)
    {
        using var _ = Generator.Use(new Generator().manual_seed(11));
        var loader = data.DataLoader(new Noisy(29), 4, shuffle: true, seed: seed, num_worker: workers);
        Rest(loader);
        var (state, rest) = BreakOff(loader, loader.state_dict, 3);
        Assert.Equal(5, rest.Count);
        var other = data.DataLoader(new Noisy(29), 4, shuffle: true, seed: seed, num_worker: workers);
        other.load_state_dict(state);
        Assert.Equal(rest, Rest(other));
        Assert.Equal(8, Rest(other).Count);
    }

    [Fact]
    public void Between_two_passes_there_is_nothing_to_go_on_with()
    {
        var loader = data.DataLoader(new Noisy(6), 2);
        Assert.Equal(0, loader.state_dict()["batches"].item<long>());
        Rest(loader);
        var state = loader.state_dict();
        Assert.Equal(["batches"], state.Keys);
        loader.load_state_dict(state);
        Assert.Equal(3, Rest(loader).Count);
    }

    [Fact]
    public void A_state_that_is_none_is_refused()
    {
        var loader = data.DataLoader(new Noisy(6), 2);
        Assert.Throws<ArgumentException>(() => loader.load_state_dict(new Dictionary<string, Tensor>()));
        Assert.Throws<ArgumentException>(() => loader.load_state_dict(new Dictionary<string, Tensor> { ["batches"] = tensor(1L) }));
    }
}
