namespace Darkhorse.Tests.Properties.Programs;

/// <summary>A tensor in the plainest form: a list of numbers, and for each position a place in it.</summary>
public sealed class Naive(Number[] storage, long[] sizes, long[] strides, long offset, ScalarType dtype)
{
    public Number[] Storage => storage;
    public long[] Sizes => sizes;
    public long[] Strides => strides;
    public long Offset => offset;
    public ScalarType DType => dtype;
    public int Rank => sizes.Length;
    public long Count => Product(sizes);

    public static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements in row-major order, rounded to the dtype.</summary>
    public Naive(ScalarType dtype, ScalarType from, long[] sizes, IEnumerable<Number> elements)
        : this([.. elements.Select(x => Kind.To(x, from, dtype))], sizes, RowMajor(sizes), 0, dtype) { }

    public Naive(ScalarType dtype, long[] sizes, IEnumerable<Number> elements) : this(dtype, dtype, sizes, elements) { }

    public static long[] RowMajor(long[] sizes)
    {
        var strides = new long[sizes.Length];
        long stride = 1;
        for (int d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= Math.Max(sizes[d], 1);
        }
        return strides;
    }

    /// <summary>The same numbers, seen at other places.</summary>
    public Naive View(long[] sizes, long[] strides, long offset) => new(storage, sizes, strides, offset, dtype);

    public long Place(long[] position)
    {
        long place = offset;
        for (int d = 0; d < position.Length; d++) place += position[d] * strides[d];
        return place;
    }

    public Number this[long[] position]
    {
        get => storage[Place(position)];
        set => storage[Place(position)] = value;
    }

    /// <summary>All positions in row-major order; the array handed out is the same each time.</summary>
    public static IEnumerable<long[]> Positions(long[] sizes)
    {
        if (sizes.Contains(0)) yield break;
        var position = new long[sizes.Length];
        while (true)
        {
            yield return position;
            int d = sizes.Length - 1;
            while (d >= 0 && ++position[d] == sizes[d]) position[d--] = 0;
            if (d < 0) yield break;
        }
    }

    public IEnumerable<long> Places() => Positions(sizes).Select(Place);

    public Number[] Elements() => [.. Places().Select(place => storage[place])];

    /// <summary>Whether some number is seen at two positions.</summary>
    public bool SeesTwice() => Places().Distinct().Count() != Count;

    public Naive Broadcast(long[] to)
    {
        var steps = new long[to.Length];
        int lead = to.Length - Rank;
        for (int d = 0; d < Rank; d++) steps[lead + d] = sizes[d] == 1 && to[lead + d] != 1 ? 0 : strides[d];
        return View(to, steps, offset);
    }

    /// <summary>The sizes that several broadcast to, or null.</summary>
    public static long[]? Joined(params ReadOnlySpan<Naive> operands)
    {
        int rank = 0;
        foreach (var x in operands) rank = Math.Max(rank, x.Rank);
        var sizes = Enumerable.Repeat(1L, rank).ToArray();
        foreach (var x in operands)
        {
            for (int i = 1; i <= x.Rank; i++)
            {
                if (x.Sizes[^i] == 1) continue;
                if (sizes[^i] != 1 && sizes[^i] != x.Sizes[^i]) return null;
                sizes[^i] = x.Sizes[^i];
            }
        }
        return sizes;
    }

    public Naive To(ScalarType to) => to == dtype ? this : new(to, dtype, sizes, Elements());

    /// <summary>Puts numbers in row-major order at the places seen.</summary>
    public void Write(IEnumerable<Number> numbers)
    {
        foreach (var (place, number) in Places().Zip(numbers)) storage[place] = number;
    }

    /// <summary>A new tensor, its elements functions of a position.</summary>
    public static Naive Build(ScalarType dtype, long[] sizes, Func<long[], Number> element) => new(dtype, sizes, Positions(sizes).Select(element));
}
