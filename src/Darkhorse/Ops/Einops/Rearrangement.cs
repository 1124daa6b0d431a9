namespace Darkhorse.Ops;

/// <summary>
/// What a pattern does to a tensor: split its dims into axes, reduce those the right side lacks, put the rest in its order, add those the left side lacks, and compose the dims of
/// the result. Each step is a view or a reduction, and so differentiable; the last one copies if the axes it composes do not lie together in memory.
/// </summary>
sealed class Rearrangement
{
    readonly Tensor _input;
    readonly PatternSide _left, _right;
    readonly Dictionary<string, long> _lengths = [];

    Rearrangement(Tensor input, PatternSide left, PatternSide right, ReadOnlySpan<(string Name, long Length)> lengths)
    {
        (_input, _left, _right) = (input, left, right);
        foreach (var (name, length) in lengths)
        {
            PatternSide.CheckName(name);
            if (!left.Axes.Contains(name) && !right.Axes.Contains(name)) throw new PatternException($"Axis {name} is not used in transform");
            _lengths[name] = length;
        }
        foreach (var (axis, length) in left.Lengths.Concat(right.Lengths)) _lengths[axis] = length;
        CheckNew();
        int ellipsisRank = left.EllipsisRank(input.Layout.Rank);
        left.Unfold(ellipsisRank);
        right.Unfold(ellipsisRank);
        for (int d = 0; d < left.Dims.Count; d++) Measure(left.Dims[d], input.Sizes[d]);
    }

    /// <summary>Each axis is on both sides.</summary>
    public static Tensor Rearrange(Tensor input, string pattern, ReadOnlySpan<(string, long)> lengths) => Run("rearrange", input, pattern, lengths, null, static (left, right) =>
    {
        if (left.Lengths.Count + right.Lengths.Count > 0) throw new PatternException("Non-unitary anonymous axes are not supported in rearrange (exception is length 1)");
        Refuse("Identifiers only on one side of expression (should be on both)", left.Axes.Except(right.Axes).Concat(right.Axes.Except(left.Axes)));
    });

    /// <summary>Axes that the right side lacks are reduced.</summary>
    public static Tensor Reduce(Tensor input, string pattern, Func<Tensor, long[], Tensor> reduction, ReadOnlySpan<(string, long)> lengths, string name) => Run(name, input, pattern, lengths, reduction,
        static (left, right) => Refuse("Unexpected identifiers on the right side of reduce", Unmatched(right, left)));

    /// <summary>Axes that the left side lacks are new.</summary>
    public static Tensor Repeat(Tensor input, string pattern, ReadOnlySpan<(string, long)> lengths) => Run("repeat", input, pattern, lengths, null,
        static (left, right) => Refuse("Unexpected identifiers on the left side of repeat", Unmatched(left, right)));

    /// <summary>Axes of one side that the other lacks; numbers never match.</summary>
    static IEnumerable<string> Unmatched(PatternSide side, PatternSide other) => side.Axes.Where(axis => side.Lengths.ContainsKey(axis) || !other.Axes.Contains(axis));

    static void Refuse(string what, IEnumerable<string> axes)
    {
        if (axes.Any()) throw new PatternException($"{what}: {Set(axes)}");
    }

    static string Set(IEnumerable<string> axes) => "{" + string.Join(", ", axes.Select(axis => $"'{PatternSide.Written(axis)}'")) + "}";

    static Tensor Run(string operation, Tensor input, string pattern, ReadOnlySpan<(string Name, long Length)> lengths, Func<Tensor, long[], Tensor>? reduction, Action<PatternSide, PatternSide> check)
    {
        try
        {
            var (left, right) = PatternSide.Both(pattern);
            left.CheckEllipsis(right, pattern);
            check(left, right);
            return new Rearrangement(input, left, right, lengths).Result(reduction);
        }
        catch (PatternException error)
        {
            string info = string.Join(", ", lengths.ToArray().Select(axis => $"'{axis.Name}': {axis.Length}"));
            throw new InvalidOperationException($" Error while processing {operation}-reduction pattern \"{pattern}\".\n Input tensor shape: {PythonText.Size(input.Sizes)}. Additional info: {{{info}}}.\n {error.Message}");
        }
    }

    void CheckNew()
    {
        var unknown = _right.Axes.Except(_left.Axes).Where(axis => !_lengths.ContainsKey(axis));
        if (unknown.Any()) throw new PatternException($"Specify sizes for new axes in repeat: {Set(unknown)}");
    }

    /// <summary>Finds the length of the one axis of a dim that is not given, and checks the others.</summary>
    void Measure(IReadOnlyList<string> axes, long size)
    {
        var unknown = axes.Where(axis => !_lengths.ContainsKey(axis)).ToList();
        long known = 1;
        foreach (string axis in axes) known *= _lengths.GetValueOrDefault(axis, 1);
        if (unknown.Count > 1) throw new PatternException($"Could not infer sizes for {Set(unknown)}");
        if (unknown.Count == 0 && known != size) throw new PatternException($"Shape mismatch, {size} != {known}");
        if (unknown.Count == 0) return;
        if (known <= 0 || size % known != 0) throw new PatternException($"Shape mismatch, can't divide axis of length {size} in chunks of {known}");
        _lengths[unknown[0]] = size / known;
    }

    Tensor Result(Func<Tensor, long[], Tensor>? reduction)
    {
        var axes = _left.Axes.ToList();
        var result = Sized(_input, axes.Select(axis => _lengths[axis]));
        var right = _right.Axes.ToList();
        long[] reduced = [.. axes.Index().Where(axis => !right.Contains(axis.Item) || _left.Lengths.ContainsKey(axis.Item)).Select(axis => (long)axis.Index)];
        if (reduced.Length > 0)
        {
            result = reduction!(result, reduced);
            axes = [.. axes.Where((_, i) => !reduced.Contains(i))];
        }
        var kept = right.Where(axes.Contains).ToList();
        if (!kept.SequenceEqual(axes)) result = result.permute([.. kept.Select(axis => (long)axes.IndexOf(axis))]);
        if (kept.Count < right.Count)
            result = Sized(result, right.Select(axis => kept.Contains(axis) ? _lengths[axis] : 1)).expand([.. right.Select(axis => _lengths[axis])]);
        return Sized(result, _right.Dims.Select(dim => dim.Aggregate(1L, (product, axis) => product * _lengths[axis])));
    }

    static Tensor Sized(Tensor x, IEnumerable<long> sizes)
    {
        long[] wanted = [.. sizes];
        return x.Sizes.SequenceEqual(wanted) ? x : x.reshape(wanted);
    }
}
