using Darkhorse.Kernels.Random;

namespace Darkhorse.Tests.KernelTests;

/// <summary>The Mersenne Twister against the numbers of its authors and of the C++ standard.</summary>
public sealed class Mt19937Tests
{
    [Fact]
    public void The_ten_thousandth_word_is_the_standards()
    {
        // [rand.predef] of the C++ standard: the 10000th invocation of a default-constructed mt19937.
        var engine = new Mt19937();
        Assert.Equal(3499211612u, engine.Next());
        for (int i = 1; i < 9999; i++) engine.Next();
        Assert.Equal(4123659995u, engine.Next());
    }

    [Fact]
    public void Words_in_bulk_are_the_words_one_by_one()
    {
        Mt19937 one = new(7), many = new(7);
        foreach (int wanted in new[] { 1, 5, 620, 700, 3, 1300 })
        {
            for (int left = wanted; left > 0;)
            {
                var words = many.Take(left);
                foreach (uint word in words) Assert.Equal(one.Next(), word);
                left -= words.Length;
            }
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(623), InlineData(624), InlineData(1000)]
    public void A_saved_state_goes_on_where_it_was(int drawn)
    {
        var stream = new RandomStream(11);
        for (int i = 0; i < drawn; i++) stream.Engine.Next();
        stream.NextNormal();
        byte[] state = new byte[RandomStream.StateBytes];
        stream.Save(state);
        var other = new RandomStream(0);
        other.Restore(state);
        Assert.Equal(stream.NextNormal(), other.NextNormal());
        for (int i = 0; i < 2000; i++) Assert.Equal(stream.Engine.Next(), other.Engine.Next());
        byte[] again = new byte[RandomStream.StateBytes], expected = new byte[RandomStream.StateBytes];
        other.Save(again);
        stream.Save(expected);
        Assert.Equal(expected, again);
    }

    [Fact]
    public void Bytes_that_are_no_state_are_refused()
    {
        var stream = new RandomStream(1);
        Assert.Throws<ArgumentException>(() => stream.Restore(new byte[100]));
        Assert.Throws<ArgumentException>(() => stream.Restore(new byte[RandomStream.StateBytes]));
    }
}
