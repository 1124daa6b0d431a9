using System.Security.Cryptography;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Tests.Randomness;

/// <summary>The streams are PyTorch's, number for number; numbers made with PyTorch 1.13 and 2.10.</summary>
public sealed class StreamTests
{
    static Generator Seeded(long seed) => new Generator().manual_seed(seed);

    [Fact]
    public void Uniform_numbers() => Assert.Equal([0.88226926f, 0.91500396f, 0.38286376f, 0.95930564f], rand([4], generator: Seeded(42)).ToArray<float>());

    [Fact]
    public void Normal_numbers_below_sixteen_come_in_pairs()
        => Near([1.5409961f, -0.2934289f, -2.1787894f], randn([3], generator: Seeded(0)).ToArray<float>());

    [Fact]
    public void Normal_numbers_from_sixteen_on_come_in_blocks()
    {
        float[] x = randn([1000], generator: Seeded(0)).ToArray<float>();
        Near([-1.1258398f, -1.1523602f, -0.25057858f, -0.4338788f], x[..4]);
        Near([-0.9980459f, 1.4641954f, 0.12641814f, -0.5861721f], x[^4..]);
    }

    static void Near(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-6f);
    }

    [Fact]
    public void The_state_has_the_bytes_of_the_legacy_layout()
    {
        var generator = Seeded(0);
        Assert.Equal("1ccf17250133dec5e96478acd63e13d728d0dbbabb30389415a302c6f872f81f", Convert.ToHexStringLower(SHA256.HashData(generator.get_state().ToArray<byte>())));
        var state = generator.get_state();
        var first = randn([3], generator: generator);
        generator.set_state(state);
        Assert.Equal(first.ToArray<float>(), randn([3], generator: generator).ToArray<float>());
        Assert.Equal(0, generator.initial_seed());
    }

    [Fact]
    public void Seeding_forgets_the_kept_normal_number()
    {
        var generator = Seeded(3);
        var expected = randn([3], generator: generator).ToArray<float>();
        Assert.Equal(expected, randn([3], generator: generator.manual_seed(3)).ToArray<float>());
    }

    [Fact]
    public void Bulk_numbers_are_the_numbers_one_by_one()
    {
        foreach (var dtype in new[] { float32, float64 })
        {
            // A strided target is filled element by element.
            var strided = zeros([1999, 2], dtype).select(1, 0);
            Generator a = Seeded(5), b = Seeded(5);
            rand([1], generator: a);
            rand([1], generator: b); // so that pairs of words straddle the blocks of the engine
            Assert.Equal(rand([1999], dtype, generator: a).to(float64).ToArray<double>(), strided.uniform_(0, 1, b).to(float64).ToArray<double>());
            Assert.Equal(zeros([1999], dtype).bernoulli_(0.3, a).to(float64).ToArray<double>(), strided.bernoulli_(0.3, b).to(float64).ToArray<double>());
        }
    }

    [Fact]
    public void Normal_numbers_have_their_moments_in_every_dtype()
    {
        foreach (var dtype in new[] { float32, float64, float16, bfloat16 })
        {
            double[] x = zeros([20_000], dtype).normal_(2, 3, Seeded(1)).to(float64).ToArray<double>();
            double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
            Assert.InRange(mean, 1.9, 2.1);
            Assert.InRange(deviation, 2.9, 3.1);
        }
    }

    [Fact]
    public void Every_thread_draws_its_own_share_of_the_default_stream()
    {
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                float[] x = rand([50]).ToArray<float>();
                Assert.All(x, v => Assert.InRange(v, 0f, 1f));
                Assert.True(x.Distinct().Count() > 45, "a torn stream repeats itself");
            }
        });
    }

    [Fact]
    public void Permutations_hold_every_number_once()
    {
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), randperm(1000, generator: Seeded(9)).ToArray<long>().Order());
        Assert.Equal(Enumerable.Range(0, 10), randperm(10, float32, generator: Seeded(2)).ToArray<float>().Order().Select(x => (int)x));
        Assert.Throws<InvalidOperationException>(() => randperm(300, uint8));
    }

    [Fact]
    public void Bad_arguments_are_refused_in_pytorchs_words()
    {
        Says("\"check_uniform_bounds\" not implemented for 'Long'", () => rand([3], int64));
        Says("random_ expects 'from' to be less than 'to', but got from=5 >= to=5", () => randint(5, 5, [2]));
        Says("Trying to create tensor with negative dimension -1: [-1]", () => randperm(-1));
        Says("uniform_ expects to return a [from, to) range, but found from=2 > to=1", () => zeros([2]).uniform_(2, 1));
        Says("normal expects all elements of std >= 0.0", () => normal(zeros([2]), tensor(new float[] { -1, 1 })));
        Says("cannot sample n_sample > prob_dist.size(-1) samples without replacement", () => multinomial(tensor(new[] { 0.5, 0.5 }), 3));
        Says("invalid multinomial distribution (sum of probabilities <= 0)", () => multinomial(zeros([2]), 1));
    }

    static void Says(string message, Action action) => Assert.Equal(message, Assert.ThrowsAny<Exception>(action).Message);
}
