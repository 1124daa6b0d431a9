namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that look at the numbers of a value in another way.</summary>
partial class Machine
{
    Action<Pair>[] _views => [Select, Narrow, Index, Index, Transpose, Permute, Expand, Unfold, Diagonal, Squeeze, Unsqueeze, Reshape, View, Flatten, AsStrided, MoveDim, OneOfParts, OneOfParts, Alias];

    void Select(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        long size = x.Naive.Sizes[d];
        if (size == 0) return;
        long at = choices.From(-size, size - 1);
        View($"select({named}, {at})", x, x.Real.select(named, at),
            x.Naive.View(Without(x.Naive.Sizes, d), Without(x.Naive.Strides, d), x.Naive.Offset + (at < 0 ? at + size : at) * x.Naive.Strides[d]));
    }

    void Narrow(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        long start = choices.From(0, x.Naive.Sizes[d]), length = choices.From(0, x.Naive.Sizes[d] - start);
        View($"narrow({named}, {start}, {length})", x, x.Real.narrow(named, start, length),
            x.Naive.View(With(x.Naive.Sizes, d, length), x.Naive.Strides, x.Naive.Offset + start * x.Naive.Strides[d]));
    }

    /// <summary>Any mixture of positions, slices, new dims and an ellipsis.</summary>
    void Index(Pair x)
    {
        var parts = BasicIndex(x.Naive, out var view, out string text);
        if (parts.Length > 0) View($"[{text}]", x, x.Real[parts], view);
    }

    TensorIndex[] BasicIndex(Naive x, out Naive view, out string text)
    {
        var parts = new List<TensorIndex>();
        List<long> sizes = [], strides = [];
        long offset = x.Offset;
        bool ellipsis = false;
        int dim = 0;
        while (dim < x.Rank)
        {
            long size = x.Sizes[dim];
            switch (choices.Below(6))
            {
                case 1:
                    parts.Add(TensorIndex.None);
                    sizes.Add(1);
                    strides.Add(0);
                    if (parts.Count > 7) goto default;
                    continue;
                case 2 when size > 0:
                    long at = choices.From(-size, size - 1);
                    parts.Add(at);
                    offset += (at < 0 ? at + size : at) * x.Strides[dim++];
                    continue;
                case 3 when !ellipsis:
                    ellipsis = true;
                    parts.Add(TensorIndex.Ellipsis);
                    int skipped = choices.Below(x.Rank - dim + 1);
                    sizes.AddRange(x.Sizes[dim..(dim + skipped)]);
                    strides.AddRange(x.Strides[dim..(dim + skipped)]);
                    dim += skipped;
                    continue;
                case 4 when !ellipsis:
                    goto default;
                case 5:
                    parts.Add(TensorIndex.Colon);
                    sizes.Add(size);
                    strides.Add(x.Strides[dim++]);
                    continue;
                default:
                    long? from = choices.Below(3) == 0 ? null : choices.From(-size - 1, size + 1), to = choices.Below(3) == 0 ? null : choices.From(-size - 1, size + 1);
                    long step = choices.From(1, 3);
                    parts.Add(TensorIndex.Slice(from, to, step));
                    long first = Bound(from ?? 0, size), last = Bound(to ?? size, size);
                    sizes.Add(Math.Max(0, (last - first + step - 1) / step));
                    strides.Add(x.Strides[dim] * step);
                    offset += first * x.Strides[dim++];
                    continue;
            }
        }
        (view, text) = (x.View([.. sizes], [.. strides], offset), string.Join(", ", parts));
        return [.. parts];
    }

    static long Bound(long bound, long size) => Math.Clamp(bound < 0 ? bound + size : bound, 0, size);

    void Transpose(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var ((d, named), (e, other)) = (Dim(x.Naive.Rank), Dim(x.Naive.Rank));
        int[] order = [.. Enumerable.Range(0, x.Naive.Rank)];
        (order[d], order[e]) = (e, d);
        View($"transpose({named}, {other})", x, x.Real.transpose(named, other), Ordered(x.Naive, order));
    }

    static Naive Ordered(Naive x, int[] order) => x.View([.. order.Select(d => x.Sizes[d])], [.. order.Select(d => x.Strides[d])], x.Offset);

    void Permute(Pair x)
    {
        int[] order = [.. Enumerable.Range(0, x.Naive.Rank).OrderBy(_ => choices.Below(100))];
        long[] named = [.. order.Select(d => choices.Below(2) == 0 ? (long)d : d - x.Naive.Rank)];
        View($"permute({List(named)})", x, x.Real.permute(named), Ordered(x.Naive, order));
    }

    void MoveDim(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var ((d, named), (e, other)) = (Dim(x.Naive.Rank), Dim(x.Naive.Rank));
        var order = Enumerable.Range(0, x.Naive.Rank).Where(i => i != d).ToList();
        order.Insert(e, d);
        View($"movedim({named}, {other})", x, x.Real.movedim(named, other), Ordered(x.Naive, [.. order]));
    }

    void Expand(Pair x)
    {
        var sizes = x.Naive.Sizes.ToList();
        var named = new List<long>();
        for (int d = 0; d < x.Naive.Rank; d++)
        {
            if (sizes[d] == 1) sizes[d] = choices.From(0, 3);
            named.Add(choices.Below(3) == 0 ? sizes[d] == x.Naive.Sizes[d] ? -1 : sizes[d] : sizes[d]);
        }
        for (int more = choices.Below(3); more > 0 && sizes.Count < 6; more--)
        {
            sizes.Insert(0, choices.From(1, 3));
            named.Insert(0, sizes[0]);
        }
        if (Naive.Product(sizes) > 4000) return;
        View($"expand({List(named)})", x, x.Real.expand([.. named]), x.Naive.Broadcast([.. sizes]));
    }

    void Unfold(Pair x)
    {
        if (x.Naive.Rank is 0 or > 5) return;
        var (d, named) = Dim(x.Naive.Rank);
        long size = choices.From(0, x.Naive.Sizes[d]), step = choices.From(1, 3), count = (x.Naive.Sizes[d] - size) / step + 1;
        View($"unfold({named}, {size}, {step})", x, x.Real.unfold(named, size, step),
            x.Naive.View([.. With(x.Naive.Sizes, d, count), size], [.. With(x.Naive.Strides, d, x.Naive.Strides[d] * step), x.Naive.Strides[d]], x.Naive.Offset));
    }

    void Diagonal(Pair x)
    {
        if (x.Naive.Rank < 2) return;
        var ((d, named), (e, other)) = (Dim(x.Naive.Rank), Dim(x.Naive.Rank));
        if (d == e) return;
        long shift = choices.From(-x.Naive.Sizes[d], x.Naive.Sizes[e]);
        long length = Math.Max(0, shift >= 0 ? Math.Min(x.Naive.Sizes[d], x.Naive.Sizes[e] - shift) : Math.Min(x.Naive.Sizes[d] + shift, x.Naive.Sizes[e]));
        long offset = length == 0 ? x.Naive.Offset : x.Naive.Offset + (shift >= 0 ? shift * x.Naive.Strides[e] : -shift * x.Naive.Strides[d]);
        View($"diagonal({shift}, {named}, {other})", x, x.Real.diagonal(shift, named, other),
            x.Naive.View([.. Without(x.Naive.Sizes, d, e), length], [.. Without(x.Naive.Strides, d, e), x.Naive.Strides[d] + x.Naive.Strides[e]], offset));
    }

    void Squeeze(Pair x)
    {
        if (choices.Below(2) == 0 || x.Naive.Rank == 0)
        {
            int[] ones = [.. Enumerable.Range(0, x.Naive.Rank).Where(i => x.Naive.Sizes[i] == 1)];
            View("squeeze()", x, x.Real.squeeze(), x.Naive.View(Without(x.Naive.Sizes, ones), Without(x.Naive.Strides, ones), x.Naive.Offset));
            return;
        }
        var (d, named) = Dim(x.Naive.Rank);
        var view = x.Naive.Sizes[d] != 1 ? x.Naive : x.Naive.View(Without(x.Naive.Sizes, d), Without(x.Naive.Strides, d), x.Naive.Offset);
        View($"squeeze({named})", x, x.Real.squeeze(named), view);
    }

    void Unsqueeze(Pair x)
    {
        if (x.Naive.Rank > 5) return;
        var (d, named) = Dim(x.Naive.Rank + 1);
        View($"unsqueeze({named})", x, x.Real.unsqueeze(named), x.Naive.View(Inserted(x.Naive.Sizes, d, 1), Inserted(x.Naive.Strides, d, 0), x.Naive.Offset));
    }

    /// <summary>A view where the places allow one, else a copy.</summary>
    void Reshape(Pair x)
    {
        var (sizes, named) = Regrouped(x.Naive.Sizes);
        if (Seen(x.Naive, sizes) is { } view) View($"reshape({List(named)})", x, x.Real.reshape(named), view);
        else Fresh($"{x.Name}.reshape({List(named)})", x.Real.reshape(named), new(x.Naive.DType, sizes, x.Naive.Elements()));
    }

    void View(Pair x)
    {
        var (sizes, named) = Regrouped(x.Naive.Sizes);
        if (Seen(x.Naive, sizes) is { } view) View($"view({List(named)})", x, x.Real.view(named), view);
        else Assert.Contains("view size is not compatible", Assert.Throws<InvalidOperationException>(() => x.Real.view(named)).Message);
    }

    void Flatten(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var ((d, named), (e, other)) = (Dim(x.Naive.Rank), Dim(x.Naive.Rank));
        if (d > e) return;
        long[] sizes = [.. x.Naive.Sizes[..d], Naive.Product(x.Naive.Sizes[d..(e + 1)]), .. x.Naive.Sizes[(e + 1)..]];
        if (Seen(x.Naive, sizes) is { } view) View($"flatten({named}, {other})", x, x.Real.flatten(named, other), view);
        else Fresh($"{x.Name}.flatten({named}, {other})", x.Real.flatten(named, other), new(x.Naive.DType, sizes, x.Naive.Elements()));
    }

    /// <summary>Other sizes of the same product; perhaps one of them unnamed.</summary>
    (long[] Sizes, long[] Named) Regrouped(long[] from)
    {
        var sizes = new List<long>();
        long count = Naive.Product(from);
        if (count == 0) sizes.AddRange(from.Reverse());
        else if (choices.Below(3) == 0) sizes.AddRange(from.SelectMany(size => size % 2 == 0 ? new[] { size / 2, 2 } : [size]));
        else
        {
            for (long rest = count; rest > 1;)
            {
                var divisors = Enumerable.Range(1, (int)Math.Min(rest, 50)).Where(d => rest % d == 0).ToArray();
                long size = choices.More && sizes.Count < 4 ? divisors[choices.Below(divisors.Length)] : rest;
                sizes.Add(size);
                rest /= size;
            }
        }
        var named = sizes.ToArray();
        if (count > 0 && named.Length > 0 && choices.Below(3) == 0) named[choices.Below(named.Length)] = -1;
        return ([.. sizes], named);
    }

    /// <summary>The view of other sizes: its strides are the distances of neighbours, if these explain every place.</summary>
    static Naive? Seen(Naive x, long[] sizes)
    {
        if (x.Count == 0) return x.View(sizes, Naive.RowMajor(sizes), x.Offset);
        long[] places = [.. x.Places()], strides = new long[sizes.Length], steps = Naive.RowMajor(sizes);
        for (int d = 0; d < sizes.Length; d++) strides[d] = sizes[d] == 1 ? 0 : places[steps[d]] - places[0];
        var view = x.View(sizes, strides, x.Offset);
        return view.Places().SequenceEqual(places) ? view : null;
    }

    void AsStrided(Pair x)
    {
        long length = x.Naive.Storage.Length;
        if (length == 0 || smooth && x.Naive.SeesTwice()) return;
        var sizes = new List<long>();
        var strides = new List<long>();
        long offset = choices.Below(Math.Min(length, 10)), last = offset;
        for (int rank = choices.Below(4); rank > 0; rank--)
        {
            long size = choices.From(1, 4), stride = choices.From(0, 5);
            if (last + (size - 1) * stride >= length) continue;
            last += (size - 1) * stride;
            sizes.Add(size);
            strides.Add(stride);
        }
        var view = x.Naive.View([.. sizes], [.. strides], offset);
        // Gradients flow to the elements of the tensor it was taken of only.
        if (smooth && view.Places().Except(x.Naive.Places()).Any()) return;
        View($"as_strided([{List(sizes)}], [{List(strides)}], {offset})", x, x.Real.as_strided(sizes.ToArray(), strides.ToArray(), offset), view);
    }

    /// <summary>One of the views that split, chunk, tensor_split and unbind give.</summary>
    void OneOfParts(Pair x)
    {
        if (x.Naive.Rank == 0) return;
        var (d, named) = Dim(x.Naive.Rank);
        long size = x.Naive.Sizes[d];
        int kind = choices.Below(4);
        long number = choices.From(1, 4);
        // Every part as start and length.
        List<(long Start, long Length)> parts = [];
        switch (kind)
        {
            case 0:
                for (long at = 0; at < Math.Max(1, size); at += number) parts.Add((at, Math.Min(number, size - at)));
                break;
            case 1:
                long each = Math.Max((size + number - 1) / number, 1);
                if (size == 0) parts.AddRange(Enumerable.Repeat((0L, 0L), (int)number));
                for (long at = 0; at < size; at += each) parts.Add((at, Math.Min(each, size - at)));
                break;
            case 2:
                for (long i = 0, at = 0; i < number; i++)
                {
                    long length = size / number + (i < size % number ? 1 : 0);
                    parts.Add((at, length));
                    at += length;
                }
                break;
            default:
                for (long at = 0; at < size; at++) parts.Add((at, 1));
                break;
        }
        var real = kind switch { 0 => x.Real.split(number, named), 1 => x.Real.chunk(number, named), 2 => x.Real.tensor_split(number, named), _ => x.Real.unbind(named) };
        string text = kind switch { 0 => $"split({number}, {named})", 1 => $"chunk({number}, {named})", 2 => $"tensor_split({number}, {named})", _ => $"unbind({named})" };
        if (real.Length != parts.Count) Add($"{x.Name}.{text}", x.Real, x.Naive);
        Require(real.Length == parts.Count, $"{real.Length} parts, should be {parts.Count}");
        if (parts.Count == 0) return;
        int one = choices.Below(parts.Count);
        if (smooth) _shared.Add(x.Naive.Storage);
        var part = x.Naive.View(With(x.Naive.Sizes, d, parts[one].Length), x.Naive.Strides, x.Naive.Offset + parts[one].Start * x.Naive.Strides[d]);
        View($"{text}[{one}]", x, real[one], kind == 3 ? part.View(Without(part.Sizes, d), Without(part.Strides, d), part.Offset) : part);
    }

    void Alias(Pair x)
    {
        if (smooth) return;
        if (choices.Below(2) == 0) View("alias()", x, x.Real.alias(), x.Naive);
        else View("detach()", x, x.Real.detach(), x.Naive);
    }
}
