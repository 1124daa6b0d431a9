using CsCheck;

namespace Darkhorse.Tests.Properties;

/// <summary><c>x[…]</c> with any mixture of parts, read and written, against loops that follow the rule word by word.</summary>
public class Indexing
{
    static readonly Gen<Choices> s_choices = Gen.Int[0, 1000].Array[0, 50].Select(numbers => new Choices(numbers));

    /// <summary>One part for one dim (or, for a mask, several): the positions it names. A single position has no shape.</summary>
    sealed record Part(string Text, TensorIndex Index, int Dims, bool Advanced, long[]? Shape, long[][] Positions);

    [Fact]
    public void Reading_agrees_with_loops() => s_choices.Sample(choices =>
    {
        var x = Nd.Counting([.. Enumerable.Range(0, 1 + choices.Below(4)).Select(_ => 1L + choices.Below(4))]);
        var parts = Parts(x, choices);
        Expected(x, parts).MustBe(x.ToTensor()[Indices(parts)], Text(x, parts));
    }, iter: 3000);

    [Fact]
    public void Writing_agrees_with_loops() => s_choices.Sample(choices =>
    {
        var x = Nd.Counting([.. Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => 1L + choices.Below(3))]);
        var parts = Parts(x, choices);
        var target = x.ToTensor();
        target[Indices(parts)] = tensor(-1L);
        var written = Expected(x, parts).Elements.ToHashSet();
        new Nd(x.Shape, [.. x.Elements.Select(e => written.Contains(e) ? -1 : e)]).MustBe(target, Text(x, parts) + " = -1");
    }, iter: 2000);

    [Fact]
    public void Gradients_add_up_over_positions_named_twice() => s_choices.Sample(choices =>
    {
        var x = Nd.Counting([.. Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => 1L + choices.Below(3))]);
        var parts = Parts(x, choices);
        var leaf = x.ToTensor().to(float64).requires_grad_();
        leaf[Indices(parts)].sum().backward();
        var counts = Expected(x, parts).Elements.CountBy(e => e).ToDictionary();
        new Nd(x.Shape, [.. x.Elements.Select(e => (long)counts.GetValueOrDefault(e))]).MustBe(leaf.grad!.to(int64), Text(x, parts));
    }, iter: 500);

    static TensorIndex[] Indices(List<Part> parts) => [.. parts.Select(part => part.Index)];

    static string Text(Nd x, List<Part> parts) => $"[{string.Join(", ", x.Shape)}][{string.Join(", ", parts.Select(part => part.Text))}]";

    static List<Part> Parts(Nd x, Choices choices)
    {
        var parts = new List<Part>();
        // All index tensors of one index have the same shape.
        long[] shape = choices.Below(2) == 0 ? [2] : [2, 3];
        bool masked = false;
        for (int dim = 0; dim < x.Rank;)
        {
            long size = x.Shape[dim];
            switch (choices.Below(7))
            {
                case 1:
                    parts.Add(new("None", TensorIndex.None, 0, false, null, []));
                    if (parts.Count > 6) return parts;
                    continue;
                case 2:
                    long at = choices.From(-size, size - 1);
                    parts.Add(new($"{at}", TensorIndex.Single(at), 1, false, null, [[at < 0 ? at + size : at]]));
                    break;
                case 3:
                    parts.Add(IndexTensor(size, choices.Below(3) == 0 ? [] : shape, choices));
                    break;
                case 4 when !masked && shape is [2]:
                    // A mask that names as many positions as the index tensors have.
                    if (size < 2) goto default;
                    masked = true;
                    parts.Add(Mask(size, choices));
                    break;
                case 5:
                    int rest = choices.Below(x.Rank - dim);
                    parts.Add(new("...", TensorIndex.Ellipsis, rest, false, null, []));
                    // After it every remaining dim has a part.
                    for (dim += rest; dim < x.Rank; dim++) parts.Add(Slice(x.Shape[dim], choices));
                    return parts;
                case 6:
                    if (choices.Below(2) == 0) return parts;
                    goto default;
                default:
                    parts.Add(Slice(size, choices));
                    break;
            }
            dim++;
        }
        return parts;
    }

    static Part Slice(long size, Choices choices)
    {
        long from = choices.From(0, size), to = choices.From(from, size), step = choices.From(1, 2);
        long[][] positions = [.. Enumerable.Range(0, (int)((to - from + step - 1) / step)).Select(i => new[] { from + i * step })];
        return new($"{from}:{to}:{step}", TensorIndex.Slice(from, to, step), 1, false, [positions.Length], positions);
    }

    static Part IndexTensor(long size, long[] shape, Choices choices)
    {
        long[] named = [.. Enumerable.Range(0, (int)Nd.Count(shape)).Select(_ => choices.From(-size, size - 1))];
        var positions = named.Select(p => new[] { p < 0 ? p + size : p }).ToArray();
        // A 0-dim tensor is a position like any number.
        return new($"tensor({string.Join(" ", named)})", TensorIndex.Tensor(tensor(named).view(shape)), 1, shape.Length > 0, shape.Length > 0 ? shape : null, positions);
    }

    static Part Mask(long size, Choices choices)
    {
        long first = choices.From(0, size - 2), second = choices.From(first + 1, size - 1);
        bool[] mask = [.. Enumerable.Range(0, (int)size).Select(i => i == first || i == second)];
        return new($"mask({first} {second})", TensorIndex.Tensor(tensor(mask)), 1, true, [2], [[first], [second]]);
    }

    /// <summary>The elements, by the rule: index tensors that are neighbours leave their joint dims where they stand, others put them in front.</summary>
    static Nd Expected(Nd x, List<Part> parts)
    {
        var all = parts.SelectMany(part => part.Text == "..." ? Whole(x, parts, part) : [part]).ToList();
        int covered = all.Sum(part => part.Dims);
        for (int d = covered; d < x.Rank; d++) all.Add(WholeDim(x.Shape[d]));
        bool advanced = all.Any(part => part.Advanced);
        var joint = all.Where(part => part.Advanced).Select(part => part.Shape!).FirstOrDefault() ?? [];
        // In PyTorch single positions are taken first, and do not part the index tensors.
        var rest = all.Where(part => part.Shape is not null || part.Dims == 0).ToList();
        int front = advanced ? rest.FindIndex(part => part.Advanced) : 0, last = advanced ? rest.FindLastIndex(part => part.Advanced) : 0;
        bool together = advanced && rest.Skip(front).Take(last - front + 1).All(part => part.Advanced);
        int place = !advanced || !together ? 0 : front;
        var shape = new List<long>();
        for (int i = 0; i < rest.Count; i++)
        {
            if (advanced && i == place && together) shape.AddRange(joint);
            if (!rest[i].Advanced) shape.Add(rest[i].Dims == 0 ? 1 : rest[i].Shape![0]);
        }
        if (advanced && !together) shape.InsertRange(0, joint);
        return Nd.Build([.. shape], p => x[Position(all, p, joint, together ? place : 0, advanced)]);
    }

    static IEnumerable<Part> Whole(Nd x, List<Part> parts, Part ellipsis)
    {
        int before = parts.TakeWhile(part => part != ellipsis).Sum(part => part.Dims), after = parts.SkipWhile(part => part != ellipsis).Skip(1).Sum(part => part.Dims);
        for (int d = before; d < x.Rank - after; d++) yield return WholeDim(x.Shape[d]);
    }

    static Part WholeDim(long size) => new(":", TensorIndex.Colon, 1, false, [size], [.. Enumerable.Range(0, (int)size).Select(i => new[] { (long)i })]);

    static long[] Position(List<Part> all, long[] p, long[] joint, int place, bool advanced)
    {
        long flat = 0;
        for (int i = 0; i < joint.Length; i++) flat = flat * joint[i] + p[place + i];
        var position = new List<long>();
        int next = 0;
        foreach (var part in all)
        {
            if (advanced && next == place) next += joint.Length;
            if (part.Advanced) position.AddRange(part.Positions[flat]);
            else if (part.Dims == 0) next++;
            else if (part.Shape is null) position.AddRange(part.Positions[0]);
            else position.AddRange(part.Positions[p[next++]]);
        }
        return [.. position];
    }
}
