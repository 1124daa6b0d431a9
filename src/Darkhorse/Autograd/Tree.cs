namespace Darkhorse.Autograd;

/// <summary>Values made of tensors: a tensor, an array, a list, a tuple or a dictionary of them. In everything else no tensors are looked for.</summary>
static class Tree
{
    /// <summary>A value of the same form with each tensor replaced, in order.</summary>
    public static T Map<T>(T value, Func<Tensor, Tensor> of) => (T)Mapped(value, x => x is null ? null! : of(x))!;

    /// <summary>The tensors of a value, in order.</summary>
    public static Tensor[] Leaves<T>(T value)
    {
        if (value is Tensor one) return [one];
        var leaves = new List<Tensor>();
        Map(value, leaf =>
        {
            leaves.Add(leaf);
            return leaf;
        });
        return [.. leaves];
    }

    /// <summary>A value of the form of another one, made of these tensors.</summary>
    public static T Rebuild<T>(T like, ReadOnlySpan<Tensor> leaves)
    {
        var rest = new Queue<Tensor>(leaves.ToArray());
        return Map(like, _ => rest.Dequeue());
    }

    // Tuples are spelled out: one of any types could not be made anew without reflection.
    static object? Mapped(object? value, Converter<Tensor, Tensor> of) => value switch
    {
        Tensor x => of(x),
        Tensor[] several => Array.ConvertAll(several, of),
        Tensor[][] lists => Array.ConvertAll(lists, list => Array.ConvertAll(list, of)),
        List<Tensor> several => several.ConvertAll(of),
        Dictionary<string, Tensor> named => named.ToDictionary(pair => pair.Key, pair => of(pair.Value), named.Comparer),
        ValueTuple<Tensor, Tensor> t => (of(t.Item1), of(t.Item2)),
        ValueTuple<Tensor, Tensor, Tensor> t => (of(t.Item1), of(t.Item2), of(t.Item3)),
        ValueTuple<Tensor, Tensor, Tensor, Tensor> t => (of(t.Item1), of(t.Item2), of(t.Item3), of(t.Item4)),
        ValueTuple<Tensor, ValueTuple<Tensor, Tensor>> t => (of(t.Item1), (of(t.Item2.Item1), of(t.Item2.Item2))),
        ValueTuple<Tensor[], Tensor> t => (Array.ConvertAll(t.Item1, of), of(t.Item2)),
        ValueTuple<Tensor, Tensor[]> t => (of(t.Item1), Array.ConvertAll(t.Item2, of)),
        _ => value,
    };
}
