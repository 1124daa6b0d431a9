namespace Darkhorse.Tests.Properties;

/// <summary>An array of dims, one loop over positions at a time: what views, broadcasting and indexing must agree with.</summary>
public sealed class Nd(long[] shape, long[] elements)
{
    public long[] Shape => shape;
    public long[] Elements => elements;
    public int Rank => shape.Length;

    public static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>0, 1, 2, … in order.</summary>
    public static Nd Counting(long[] shape) => new(shape, [.. Enumerable.Range(0, (int)Count(shape)).Select(i => (long)i)]);

    public static Nd Build(long[] shape, Func<long[], long> element) => new(shape, [.. Positions(shape).Select(element)]);

    /// <summary>Every position, in row-major order.</summary>
    public static IEnumerable<long[]> Positions(long[] shape)
    {
        for (long i = 0, count = Count(shape); i < count; i++)
        {
            var position = new long[shape.Length];
            long rest = i;
            for (int d = shape.Length - 1; d >= 0; d--) (position[d], rest) = (rest % shape[d], rest / shape[d]);
            yield return position;
        }
    }

    public long this[params long[] position]
    {
        get
        {
            long at = 0;
            for (int d = 0; d < shape.Length; d++) at = at * shape[d] + position[d];
            return elements[at];
        }
    }

    /// <summary>The element that broadcasting shows at a position of more dims.</summary>
    public long Broadcast(long[] position)
    {
        var own = position[^Rank..];
        return this[[.. own.Select((p, d) => shape[d] == 1 ? 0 : p)]];
    }

    public Tensor ToTensor() => tensor(elements).view(shape);

    public void MustBe(Tensor actual, string what)
    {
        Assert.True(shape.SequenceEqual(actual.shape), $"{what}: shape is [{string.Join(", ", actual.shape)}], should be [{string.Join(", ", shape)}]");
        var data = actual.ToArray<long>();
        Assert.True(elements.SequenceEqual(data), $"{what}: [{string.Join(", ", data)}], should be [{string.Join(", ", elements)}]");
    }
}

/// <summary>A supply of numbers from which a test takes its choices, so that a failing case shrinks to few and small ones.</summary>
public sealed class Choices(int[] numbers)
{
    int _next;

    /// <summary>A number from 0 to <paramref name="count"/> - 1; 0 when the supply is spent.</summary>
    public int Below(long count) => count <= 1 || _next >= numbers.Length ? 0 : (int)(numbers[_next++] % count);

    public long From(long low, long high) => low + Below(high - low + 1);

    public bool More => _next < numbers.Length;

    public long[] Shape(int maxRank, long maxSize) => [.. Enumerable.Range(0, Below(maxRank + 1)).Select(_ => (long)Below(maxSize + 1))];
}
