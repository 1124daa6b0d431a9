namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that take or put elements by tensors of positions, or by masks.</summary>
partial class Machine
{
    Action<Pair>[] _indexing => [IndexSelect, Gather, Scatter, ScatterAdd, IndexAdd, Advanced, Advanced, IndexPut, Take, MaskedSelect, Nonzero, MaskedScatter, Put];

    void IndexSelect(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        if (Indices(x.Naive.Sizes[d], choices.Below(5), negative: false) is not { } at) return;
        Fresh($"index_select({x.Name}, {named}, [{List(at)}])", x.Real.index_select(named, tensor(at)), Along(x.Naive, d, x.Naive.DType, at.Length, run => at.Select(i => run[i])));
    }

    /// <summary>Positions along a dim in a tensor no larger than another in the other dims.</summary>
    Naive? IndexTensor(Naive x, int d, bool distinct)
    {
        long[] sizes = [.. x.Sizes.Select((size, e) => e == d ? distinct ? choices.From(0, size) : choices.From(0, 4) : choices.From(Math.Min(1, size), size))];
        if (x.Sizes[d] == 0 && Naive.Product(sizes) > 0) return null;
        int turn = choices.Below(7);
        return Naive.Build(int64, sizes, p => distinct ? (p[d] + turn + p.Sum() - p[d]) % x.Sizes[d] : (p.Sum() * 3 + turn + p[d] * p[d]) % x.Sizes[d]);
    }

    void Gather(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        if (IndexTensor(x.Naive, d, distinct: false) is not { } index) return;
        Fresh($"gather({x.Name}, {named}, {Listed(index)})", x.Real.gather(named, FromNumbers(index)), Naive.Build(x.Naive.DType, index.Sizes, p => x.Naive[With(p, d, index[p].Whole)]));
    }

    static string Listed(Naive index) => $"[{List(index.Elements().Select(n => n.Whole))}] as [{List(index.Sizes)}]";

    Pair? Sourced(Pair x, Naive index) => Other(s => s.Naive.DType == x.Naive.DType && s.Naive.Rank == index.Rank && !ReferenceEquals(s.Naive.Storage, x.Naive.Storage) && index.Sizes.Zip(s.Naive.Sizes).All(z => z.First <= z.Second));

    void Scatter(Pair x)
    {
        if (x.Naive.Rank == 0 || !MayWrite(x)) return;
        var (d, named) = Dim(x.Naive.Rank);
        if (IndexTensor(x.Naive, d, distinct: true) is not { } index) return;
        var after = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements());
        if (Sourced(x, index) is { } source)
        {
            foreach (var p in Naive.Positions(index.Sizes)) after[With(p, d, index[p].Whole)] = source.Naive[p];
            x.Real.scatter_(named, FromNumbers(index), source.Real);
            Written($".scatter_({named}, {Listed(index)}, {source.Name})", x, after);
            return;
        }
        var (number, scalar) = Value(x.Naive.DType);
        foreach (var p in Naive.Positions(index.Sizes)) after[With(p, d, index[p].Whole)] = number;
        Fresh($"scatter({x.Name}, {named}, {Listed(index)}, {scalar})", x.Real.scatter(named, FromNumbers(index), scalar), after);
    }

    void ScatterAdd(Pair x)
    {
        if (x.Naive.Rank == 0 || !MayWrite(x) || !AllFinite(x.Naive) || Largest(x.Naive) > 1e4) return;
        var (d, named) = Dim(x.Naive.Rank);
        if (IndexTensor(x.Naive, d, distinct: false) is not { } index || Sourced(x, index) is not { } source || !AllFinite(source.Naive)) return;
        var after = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements());
        foreach (var p in Naive.Positions(index.Sizes)) Gain(after, With(p, d, index[p].Whole), source.Naive[p]);
        double magnitude = Largest(x.Naive) + 4 * Largest(source.Naive);
        x.Real.scatter_add_(named, FromNumbers(index), source.Real);
        Written($".scatter_add_({named}, {Listed(index)}, {source.Name})", x, after, magnitude * 4);
    }

    static void Gain(Naive x, long[] at, Number n)
    {
        bool whole = Kind.IsWhole(x.DType);
        x[at] = Kind.To(whole ? (Number)(x[at].Whole + n.Whole) : (Number)(x[at].Value + n.Value), whole ? int64 : complex128, x.DType);
    }

    void IndexAdd(Pair x)
    {
        if (x.Naive.Rank == 0 || !MayWrite(x) || !AllFinite(x.Naive) || Largest(x.Naive) > 1e4) return;
        var (d, named) = Dim(x.Naive.Rank);
        if (Other(s => s.Naive.DType == x.Naive.DType && s.Naive.Rank == x.Naive.Rank && !ReferenceEquals(s.Naive.Storage, x.Naive.Storage) && Without(s.Naive.Sizes, d).SequenceEqual(Without(x.Naive.Sizes, d)) && AllFinite(s.Naive)) is not { } source) return;
        if (source.Naive.Sizes[d] > 50 || Indices(x.Naive.Sizes[d], (int)source.Naive.Sizes[d], negative: false) is not { } at) return;
        bool add = choices.Below(2) == 0;
        if (!add && at.Distinct().Count() != at.Length) return;
        var after = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements());
        foreach (var p in Naive.Positions(source.Naive.Sizes))
        {
            if (add) Gain(after, With(p, d, at[p[d]]), source.Naive[p]);
            else after[With(p, d, at[p[d]])] = source.Naive[p];
        }
        double magnitude = Largest(x.Naive) + at.Length * Largest(source.Naive);
        _ = add ? x.Real.index_add_(named, tensor(at), source.Real) : x.Real.index_copy_(named, tensor(at), source.Real);
        Written($".{(add ? "index_add_" : "index_copy_")}({named}, [{List(at)}], {source.Name})", x, after, add ? magnitude * 4 : 0);
    }

    /// <summary>Index tensors for some of the first dims, of sizes that broadcast; null stands for a whole dim.</summary>
    (Tensor?[] Real, Naive?[] Naive, string Text)? IndexTensors(Naive x)
    {
        if (x.Rank == 0) return null;
        // A tensor without dims in x[…] would be a plain position.
        long[] joint = [.. Enumerable.Range(0, 1 + choices.Below(2)).Select(_ => choices.From(0, 3))];
        var naive = new Naive?[choices.From(1, x.Rank)];
        for (int d = 0; d < naive.Length; d++)
        {
            if (choices.Below(3) == 0) continue;
            long[] sizes = [.. joint.Select(size => choices.Below(4) == 0 ? 1 : size)];
            if (x.Sizes[d] == 0 && Naive.Product(sizes) > 0) return null;
            naive[d] = new(int64, sizes, Enumerable.Range(0, (int)Naive.Product(sizes)).Select(_ => (Number)choices.From(-x.Sizes[d], x.Sizes[d] - 1)).ToArray());
        }
        if (naive.All(i => i is null)) return null;
        return ([.. naive.Select(i => i is null ? null : FromNumbers(i))], naive, string.Join("; ", naive.Select(i => i is null ? ":" : Listed(i))));
    }

    /// <summary>For each position of the result, the position that the index names; the joint dims stand where the first index stands if all are neighbours, else in front.</summary>
    static (long[] Sizes, Func<long[], long[]> From) Named(Naive x, Naive?[] indices)
    {
        var dims = Enumerable.Range(0, indices.Length).Where(d => indices[d] is not null).ToArray();
        long[] joint = Naive.Joined([.. dims.Select(d => indices[d]!)])!;
        bool neighbours = dims[^1] - dims[0] + 1 == dims.Length;
        int place = neighbours ? dims[0] : 0;
        var rest = Without(x.Sizes, dims).ToList();
        rest.InsertRange(place, joint);
        var spread = indices.Select(i => i?.Broadcast(joint)).ToArray();
        return ([.. rest], p =>
        {
            long[] own = [.. p[..place], .. p[(place + joint.Length)..]], which = p[place..(place + joint.Length)];
            var from = new long[x.Rank];
            for (int d = 0, next = 0; d < x.Rank; d++)
            {
                long at = d < spread.Length && spread[d] is { } index ? index[which].Whole : own[next++];
                from[d] = at < 0 ? at + x.Sizes[d] : at;
            }
            return from;
        });
    }

    void Advanced(Pair x)
    {
        if (IndexTensors(x.Naive) is not { } index) return;
        var (sizes, from) = Named(x.Naive, index.Naive);
        if (Naive.Product(sizes) > 4000) return;
        TensorIndex[] parts = [.. index.Real.Select(i => i is null ? TensorIndex.Colon : TensorIndex.Tensor(i))];
        Fresh($"{x.Name}[{index.Text}]", x.Real[parts], Naive.Build(x.Naive.DType, sizes, p => x.Naive[from(p)]));
    }

    void IndexPut(Pair x)
    {
        if (!MayWrite(x) || IndexTensors(x.Naive) is not { } index) return;
        var (sizes, from) = Named(x.Naive, index.Naive);
        if (Naive.Product(sizes) > 4000) return;
        bool accumulate = choices.Below(2) == 0 && AllFinite(x.Naive) && Largest(x.Naive) < 1e4;
        // Where one place is named twice only a sum, or one number for all, is certain.
        var target = new Naive(x.Naive.DType, sizes, Enumerable.Repeat(Kind.To(0L, int64, x.Naive.DType), (int)Naive.Product(sizes)));
        if (Other(s => s.Naive.DType == x.Naive.DType && !ReferenceEquals(s.Naive.Storage, x.Naive.Storage) && AllFinite(s.Naive) && (accumulate || s.Naive.Count == 1) && Naive.Joined(s.Naive, target) is { } joined && joined.SequenceEqual(sizes)) is not { } source) return;
        if (smooth && !accumulate && Naive.Positions(sizes).Select(p => x.Naive.Place(from(p))).Distinct().Count() != target.Count) return;
        var values = source.Naive.Broadcast(sizes);
        var after = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements());
        foreach (var p in Naive.Positions(sizes))
        {
            if (accumulate) Gain(after, from(p), values[p]);
            else after[from(p)] = values[p];
        }
        double magnitude = Largest(x.Naive) + values.Count * Largest(source.Naive);
        x.Real.index_put_(source.Real, index.Real, accumulate);
        Written($".index_put_([{index.Text}], {source.Name}, {accumulate})", x, after, accumulate ? magnitude * 4 : 0);
    }

    void Take(Pair x)
    {
        if (Indices(x.Naive.Count, choices.Below(5), negative: true) is not { } at) return;
        var all = x.Naive.Elements();
        Fresh($"take({x.Name}, [{List(at)}])", x.Real.take(tensor(at)), new(x.Naive.DType, [at.Length], at.Select(i => all[i < 0 ? i + all.Length : i])));
    }

    void Put(Pair x)
    {
        if (!MayWrite(x) || Other(s => s.Naive.DType == x.Naive.DType && s.Naive.Count <= 6 && !ReferenceEquals(s.Naive.Storage, x.Naive.Storage)) is not { } source) return;
        if (Indices(x.Naive.Count, (int)source.Naive.Count, negative: true) is not { } at) return;
        var places = at.Select(i => i < 0 ? i + x.Naive.Count : i).ToArray();
        if (places.Distinct().Count() != places.Length) return;
        var after = x.Naive.Elements();
        foreach (var (place, n) in places.Zip(source.Naive.Elements())) after[place] = n;
        x.Real.put_(tensor(at), source.Real);
        Written($".put_([{List(at)}], {source.Name})", x, new(x.Naive.DType, x.Naive.Sizes, after));
    }

    Pair? Mask(Pair x) => smooth ? null : Other(m => m.Naive.DType == @bool && Naive.Joined(x.Naive, m.Naive) is { } sizes && sizes.SequenceEqual(x.Naive.Sizes) && !ReferenceEquals(x.Naive.Storage, m.Naive.Storage));

    void MaskedSelect(Pair x)
    {
        if (Mask(x) is not { } m) return;
        var mask = m.Naive.Broadcast(x.Naive.Sizes).Elements();
        Number[] chosen = [.. x.Naive.Elements().Where((_, i) => mask[i].Whole != 0)];
        Fresh($"masked_select({x.Name}, {m.Name})", x.Real.masked_select(m.Real), new(x.Naive.DType, [chosen.Length], chosen));
        if (m.Naive.Rank > 0 && m.Naive.Sizes.SequenceEqual(x.Naive.Sizes)) Fresh($"{x.Name}[{m.Name}]", x.Real[m.Real], new(x.Naive.DType, [chosen.Length], chosen));
    }

    void MaskedScatter(Pair x)
    {
        if (!MayWrite(x) || Mask(x) is not { } m) return;
        var mask = m.Naive.Broadcast(x.Naive.Sizes).Elements();
        if (Other(s => s.Naive.DType == x.Naive.DType && !ReferenceEquals(s.Naive.Storage, x.Naive.Storage) && s.Naive.Count >= mask.Count(n => n.Whole != 0)) is not { } source) return;
        var numbers = source.Naive.Elements();
        int next = 0;
        Number[] after = [.. x.Naive.Elements().Select((n, i) => mask[i].Whole != 0 ? numbers[next++] : n)];
        x.Real.masked_scatter_(m.Real, source.Real);
        Written($".masked_scatter_({m.Name}, {source.Name})", x, new(x.Naive.DType, x.Naive.Sizes, after));
    }

    void Nonzero(Pair x)
    {
        if (smooth) return;
        var found = Naive.Positions(x.Naive.Sizes).Where(p => IsTrue(x.Naive[p], x.Naive.DType)).Select(p => p.ToArray()).ToArray();
        Fresh($"nonzero({x.Name})", x.Real.nonzero(), new(int64, [found.Length, x.Naive.Rank], found.SelectMany(p => p).Select(i => (Number)i)));
    }
}
