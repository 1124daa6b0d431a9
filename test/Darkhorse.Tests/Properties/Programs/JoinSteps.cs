using System.Numerics;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that put values together, move elements, or multiply matrices.</summary>
partial class Machine
{
    Action<Pair>[] _joining => [Cat, Stack, Roll, Flip, Repeat, RepeatInterleave, MatMul, MatMul, Outer, Diff, Clone, Rot90];

    void Cat(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        var all = new List<Pair> { x };
        for (int more = choices.Below(3); more > 0; more--)
            if (Other(y => y.Naive.Rank == x.Naive.Rank && Without(y.Naive.Sizes, d).SequenceEqual(Without(x.Naive.Sizes, d))) is { } y) all.Add(y);
        var dtype = all.Select(y => y.Naive.DType).Aggregate(Kind.Join);
        long length = all.Sum(y => y.Naive.Sizes[d]);
        if (Naive.Product(With(x.Naive.Sizes, d, length)) > 4000) return;
        var from = all.SelectMany(y => Enumerable.Range(0, (int)y.Naive.Sizes[d]).Select(i => (Pair: y, At: (long)i))).ToArray();
        Fresh($"cat([{string.Join(", ", all.Select(y => y.Name))}], {named})", cat([.. all.Select(y => y.Real)], named), Naive.Build(dtype, With(x.Naive.Sizes, d, length), p =>
        {
            var (pair, at) = from[p[d]];
            return Kind.To(pair.Naive[With(p, d, at)], pair.Naive.DType, dtype);
        }));
    }

    void Stack(Pair x)
    {
        if (x.Naive.Rank > 5 || x.Naive.Count > 2000 || Other(y => y.Naive.Sizes.SequenceEqual(x.Naive.Sizes)) is not { } y) return;
        var (d, named) = Dim(x.Naive.Rank + 1);
        var dtype = Kind.Join(x.Naive.DType, y.Naive.DType);
        Naive a = x.Naive.To(dtype), b = y.Naive.To(dtype);
        Fresh($"stack([{x.Name}, {y.Name}], {named})", stack([x.Real, y.Real], named), Naive.Build(dtype, Inserted(x.Naive.Sizes, d, 2), p => (p[d] == 0 ? a : b)[Without(p, d)]));
    }

    void Roll(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        long shift = choices.From(-5, 5), size = x.Naive.Sizes[d];
        Fresh($"roll({x.Name}, {shift}, {named})", x.Real.roll(shift, named), Naive.Build(x.Naive.DType, x.Naive.Sizes, p => x.Naive[With(p, d, ((p[d] - shift) % size + size) % size)]));
    }

    void Flip(Pair x)
    {
        int[] dims = [.. Enumerable.Range(0, x.Naive.Rank).Where(_ => choices.Below(2) == 0)];
        long[] named = [.. dims.Select(d => choices.Below(2) == 0 ? (long)d : d - x.Naive.Rank)];
        Fresh($"flip({x.Name}, [{List(named)}])", x.Real.flip(named), Naive.Build(x.Naive.DType, x.Naive.Sizes, p => x.Naive[[.. p.Select((i, d) => dims.Contains(d) ? x.Naive.Sizes[d] - 1 - i : i)]]));
    }

    void Rot90(Pair x)
    {
        if (x.Naive.Rank < 2) return;
        int d = choices.Below(x.Naive.Rank), e = choices.Below(x.Naive.Rank), turns = choices.Below(4);
        if (d == e) return;
        var expected = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements());
        for (int turn = 0; turn < turns; turn++)
        {
            var before = expected;
            long[] sizes = With(With(before.Sizes, d, before.Sizes[e]), e, before.Sizes[d]);
            expected = Naive.Build(x.Naive.DType, sizes, p => before[With(With(p, d, p[e]), e, before.Sizes[e] - 1 - p[d])]);
        }
        Fresh($"rot90({x.Name}, {turns}, [{d}, {e}])", rot90(x.Real, turns, (d, e)), expected);
    }

    void Repeat(Pair x)
    {
        long[] counts = [.. Enumerable.Range(0, x.Naive.Rank + choices.Below(2)).Select(_ => choices.From(0, 2))];
        long[] padded = [.. Enumerable.Repeat(1L, counts.Length - x.Naive.Rank), .. x.Naive.Sizes], sizes = [.. padded.Zip(counts, (size, count) => size * count)];
        if (Naive.Product(sizes) > 4000) return;
        Fresh($"{x.Name}.repeat({List(counts)})", x.Real.repeat(counts), Naive.Build(x.Naive.DType, sizes, p => x.Naive[[.. p[^x.Naive.Rank..].Zip(x.Naive.Sizes, (i, size) => i % size)]]));
    }

    void RepeatInterleave(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        long count = choices.From(0, 3);
        if (x.Naive.Count * count > 4000) return;
        Fresh($"repeat_interleave({x.Name}, {count}, {named})", x.Real.repeat_interleave(count, named), Along(x.Naive, d, x.Naive.DType, x.Naive.Sizes[d] * count, run => run.SelectMany(n => Enumerable.Repeat(n, (int)count))));
    }

    void MatMul(Pair x)
    {
        if (x.Naive.Rank == 0 || x.Naive.DType == @bool || !AllFinite(x.Naive)) return;
        if (Other(y => y.Naive.Rank > 0 && y.Naive.DType == x.Naive.DType && AllFinite(y.Naive) && Products(x.Naive, y.Naive) is { } sizes && Naive.Product(sizes) < 4000) is not { } y) return;
        long inner = x.Naive.Sizes[^1];
        double magnitude = Largest(x.Naive) * Largest(y.Naive) * Math.Max(1, inner);
        if (magnitude > (x.Naive.DType == float16 ? 3e4 : 1e6) && !Kind.IsWhole(x.Naive.DType)) return;
        var a = x.Naive.Rank == 1 ? x.Naive.View([1, inner], [0, x.Naive.Strides[0]], x.Naive.Offset) : x.Naive;
        var b = y.Naive.Rank == 1 ? y.Naive.View([inner, 1], [y.Naive.Strides[0], 0], y.Naive.Offset) : y.Naive;
        var batch = Naive.Joined(Batch(a), Batch(b))!;
        Naive left = a.Broadcast([.. batch, .. a.Sizes[^2..]]), right = b.Broadcast([.. batch, .. b.Sizes[^2..]]);
        bool whole = Kind.IsWhole(x.Naive.DType);
        var product = Naive.Build(whole ? int64 : complex128, [.. batch, a.Sizes[^2], b.Sizes[^1]], p =>
        {
            long sum = 0;
            Complex value = 0;
            for (long k = 0; k < inner; k++)
            {
                Number l = left[[.. p[..^1], k]], r = right[[.. p[..^2], k, p[^1]]];
                sum += l.Whole * r.Whole;
                value += l.Value * r.Value;
            }
            return whole ? (Number)sum : (Number)value;
        });
        Fresh($"matmul({x.Name}, {y.Name})", x.Real.matmul(y.Real), new(x.Naive.DType, product.DType, Products(x.Naive, y.Naive)!, product.Elements()), magnitude * 2);
    }

    static Naive Batch(Naive x) => x.View(x.Sizes[..^2], x.Strides[..^2], x.Offset);

    /// <summary>The sizes of a product of matrices, or null.</summary>
    static long[]? Products(Naive x, Naive y)
    {
        long inner = y.Rank == 1 ? y.Sizes[0] : y.Sizes[^2];
        if (x.Sizes[^1] != inner) return null;
        long[]? batch = x.Rank > 2 && y.Rank > 2 ? Naive.Joined(Batch(x), Batch(y)) : x.Rank > 2 ? x.Sizes[..^2] : y.Rank > 2 ? y.Sizes[..^2] : [];
        if (batch is null) return null;
        return [.. batch, .. x.Rank == 1 ? Array.Empty<long>() : [x.Sizes[^2]], .. y.Rank == 1 ? Array.Empty<long>() : [y.Sizes[^1]]];
    }

    void Outer(Pair x)
    {
        if (x.Naive.Rank != 1 || x.Naive.DType == @bool || !AllFinite(x.Naive)) return;
        if (Other(y => y.Naive.Rank == 1 && y.Naive.DType == x.Naive.DType && AllFinite(y.Naive)) is not { } y || x.Naive.Count * y.Naive.Count > 4000) return;
        bool whole = Kind.IsWhole(x.Naive.DType);
        Number[] a = x.Naive.Elements(), b = y.Naive.Elements();
        var product = Naive.Build(whole ? int64 : complex128, [a.Length, b.Length], p => whole ? (Number)(a[p[0]].Whole * b[p[1]].Whole) : (Number)(a[p[0]].Value * b[p[1]].Value));
        Fresh($"outer({x.Name}, {y.Name})", outer(x.Real, y.Real), new(x.Naive.DType, product.DType, product.Sizes, product.Elements()));
    }

    void Diff(Pair x)
    {
        if (x.Naive.Rank == 0 || x.Naive.DType == @bool || !AllFinite(x.Naive)) return;
        var (d, named) = Dim(x.Naive.Rank);
        // An empty dim has nothing to subtract: the tensor itself comes back.
        if (x.Naive.Sizes[d] == 0) return;
        bool whole = Kind.IsWhole(x.Naive.DType);
        var expected = Along(x.Naive, d, x.Naive.DType, Math.Max(0, x.Naive.Sizes[d] - 1), run => run.Zip(run.Skip(1), (a, b) => Kind.To(whole ? (Number)(b.Whole - a.Whole) : (Number)(b.Value - a.Value), whole ? int64 : complex128, x.Naive.DType)));
        Fresh($"diff({x.Name}, dim {named})", x.Real.diff(dim: named), expected, Largest(x.Naive));
    }

    void Clone(Pair x)
    {
        if (choices.Below(2) == 0) Fresh($"{x.Name}.clone()", x.Real.clone(), new(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements()));
        else if (!x.Real.is_contiguous()) Fresh($"{x.Name}.contiguous()", x.Real.contiguous(), new(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements()));
    }
}
