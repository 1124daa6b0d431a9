using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>
/// What an advanced index does to shapes: the indexed dims make way for one dim, as long as there are positions, and that for the dims of the index tensors. They
/// stand where the first indexed dim stood if the indexed dims were neighbours, else in front.
/// </summary>
sealed class IndexMap
{
    readonly int[] _kept;

    /// <param name="input">Of the indexed tensor.</param>
    /// <param name="indexed">Whether each of its dims has an index.</param>
    /// <param name="shape">The common shape of the index tensors.</param>
    public IndexMap(Layout input, ReadOnlySpan<bool> indexed, Layout shape)
    {
        Input = input.AsContiguous();
        int first = indexed.IndexOf(true), last = indexed.LastIndexOf(true), count = 0;
        foreach (bool has in indexed) count += has ? 1 : 0;
        At = last - first + 1 == count ? first : 0;
        Single = count == 1 ? first : -1;
        _kept = new int[indexed.Length - count];
        for (int d = 0, k = 0; d < indexed.Length; d++) if (!indexed[d]) _kept[k++] = d;
        Span<long> flat = stackalloc long[_kept.Length + 1], result = stackalloc long[_kept.Length + shape.Rank];
        for (int k = 0; k < _kept.Length; k++)
        {
            long size = input.Sizes[_kept[k]];
            flat[k < At ? k : k + 1] = size;
            result[k < At ? k : k + shape.Rank] = size;
        }
        flat[At] = shape.Count;
        shape.Sizes.CopyTo(result[At..]);
        Flat = Layout.Contiguous(flat);
        Result = Layout.Contiguous(result);
    }

    /// <summary>The indexed tensor's sizes.</summary>
    public Layout Input { get; }

    /// <summary>The result with a single dim for all positions.</summary>
    public Layout Flat { get; }

    public Layout Result { get; }

    /// <summary>The dim of the positions in <see cref="Flat"/>.</summary>
    public int At { get; }

    /// <summary>The indexed dim where there is but one: positions are then its indices themselves; else they are offsets.</summary>
    public int Single { get; }

    /// <summary>The kept dims of a tensor of the input's sizes, and a dim of stride 0 for the positions.</summary>
    public Layout Source(Layout x)
    {
        Span<long> strides = stackalloc long[_kept.Length + 1];
        for (int k = 0; k < _kept.Length; k++) strides[k < At ? k : k + 1] = x.Strides[_kept[k]];
        strides[At] = 0;
        return new(Flat.Sizes, strides);
    }

    public IndexRule Rule(Layout x) => Single < 0 ? IndexRule.Offsets : new(x.Strides[Single], x.Sizes[Single], wraps: true);

    /// <summary>The positions, broadcast to <see cref="Flat"/>.</summary>
    public Memory.Operand Positions(Tensor positions)
    {
        Span<long> strides = stackalloc long[Flat.Rank];
        strides.Clear();
        strides[At] = positions.Strides[0];
        return positions.Data.With(new Layout(Flat.Sizes, strides));
    }

    public void Check(long fault)
    {
        if (fault != IndexRule.NoFault) Indexing.ThrowOutOfBounds(fault, Single, Input.Sizes[Single]);
    }
}

/// <summary>The index tensors of an advanced index: int64, one dim, broadcast against each other.</summary>
readonly ref struct IndexTensors
{
    readonly Tensor?[] _indices;
    readonly Tensor _x;

    public readonly IndexMap Map;

    public IndexTensors(Tensor x, Tensor?[] tensors)
    {
        _x = x;
        _indices = new Tensor?[x.Layout.Rank];
        for (int d = 0; d < _indices.Length; d++) if (tensors[d] is { } index) Include(index, d);
        var shape = CommonShape();
        Span<bool> indexed = stackalloc bool[_indices.Length];
        for (int d = 0; d < _indices.Length; d++)
        {
            if (_indices[d] is not { } index) continue;
            indexed[d] = true;
            using (new GradMode.Scope(false)) _indices[d] = (index.Layout.SameSizes(shape) ? index : index.expand(shape.Sizes)).reshape(-1);
        }
        Map = new(x.Layout, indexed, shape);
    }

    void Include(Tensor index, int d)
    {
        switch (index.DType)
        {
            case DType.Int64: _indices[d] = index; break;
            case DType.Int32: _indices[d] = index.to(torch.int64); break;
            case DType.Bool or DType.UInt8: IncludeMask(index, d); break;
            default: throw new IndexOutOfRangeException("tensors used as indices must be long, byte or bool tensors");
        }
    }

    void IncludeMask(Tensor mask, int d)
    {
        for (int k = 0; k < mask.Layout.Rank; k++)
            if (mask.Sizes[k] != _x.Sizes[d + k])
                throw new IndexOutOfRangeException($"The shape of the mask {Errors.Shape(mask)} at index {k} does not match the shape of the indexed tensor {Errors.Shape(_x)} at index {d + k}");
        var coordinates = NonzeroOps.Nonzero(mask);
        for (int k = 0; k < mask.Layout.Rank; k++) _indices[d + k] = coordinates.select(1, k);
    }

    Layout CommonShape()
    {
        Layout? shape = null;
        foreach (var index in _indices)
            if (index is not null) shape = shape is null || shape.SameSizes(index.Layout) ? index.Layout : Broadcast(shape, index.Layout);
        return shape!;
    }

    Layout Broadcast(Layout a, Layout b)
    {
        Span<long> sizes = stackalloc long[Math.Max(a.Rank, b.Rank)];
        if (!Layout.TryBroadcast(a.Sizes, b.Sizes, sizes, out _))
            throw new IndexOutOfRangeException("shape mismatch: indexing tensors could not be broadcast together with shapes "
                + string.Join(", ", _indices.OfType<Tensor>().Select(Errors.Shape)));
        return Layout.Contiguous(sizes);
    }

    /// <summary>The positions in a tensor of the given layout; they are checked here unless there is but one index.</summary>
    public Tensor Positions(Layout layout)
    {
        if (Map.Single >= 0) return _indices[Map.Single]!;
        var offsets = Tensor.Empty(Layout.Contiguous([Map.Flat.Sizes[Map.At]]), DType.Int64, _x);
        bool isFirst = true;
        for (int d = 0; d < _indices.Length; d++)
        {
            if (_indices[d] is not { } index) continue;
            long fault = offsets.Backend.Offsets(offsets.Data, index.Data, new(layout.Strides[d], layout.Sizes[d], wraps: true), add: !isFirst);
            if (fault != IndexRule.NoFault) Indexing.ThrowOutOfBounds(fault, d, layout.Sizes[d]);
            isFirst = false;
        }
        return offsets;
    }
}

/// <summary>Index tensors and masks in <c>x[…]</c>, by the placement rules of NumPy and PyTorch.</summary>
static class AdvancedIndex
{
    /// <param name="x">The tensor after the basic parts of the index.</param>
    /// <param name="tensors">Index tensors and masks, by the dim they start at.</param>
    public static Tensor Get(Tensor x, Tensor?[] tensors)
    {
        if (MaskOfAll(x, tensors) is { } mask) return MaskOps.MaskedSelect(x, mask);
        var indices = new IndexTensors(x, tensors);
        var positions = indices.Positions(x.Layout);
        var result = Gather(x, indices.Map, positions);
        if (GradMode.Tracks(x)) result.SetGradFn(new IndexNode(x, indices.Map, x.Layout.IsContiguous ? positions : indices.Positions(indices.Map.Input)), 0);
        return result;
    }

    /// <summary>x[tensors] = values, or += values, each as often as its position is named.</summary>
    public static void Put(Tensor x, Tensor?[] tensors, Tensor values, bool accumulate)
    {
        if (values.DType != x.DType)
        {
            if (values.Layout.Rank > 0)
                throw new InvalidOperationException($"Index put requires the source and destination dtypes match, got {x.DType.LegacyName} for the destination and {values.DType.LegacyName} for the source.");
            values = values.to((torch.ScalarType)x.DType);
        }
        if (!accumulate && values.Layout.Rank == 0 && tensors[0] is { DType: DType.Bool } mask && IsOnly(tensors) && Matches(mask, x))
        {
            MaskOps.MaskedFill_(x, Views.Reshaped(mask, TrailingOnes(mask, x.Layout.Rank)), values);
            return;
        }
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        var indices = new IndexTensors(x, tensors);
        var map = indices.Map;
        var positions = indices.Positions(x.Layout);
        if (ReferenceEquals(positions.Storage, x.Storage)) positions = positions.clone();
        var node = GradMode.Tracks(x, values)
            ? new IndexPutNode(x, values, map, x.Layout.IsContiguous ? positions : indices.Positions(map.Input), accumulate)
            : null;
        Scatter(x, map, positions, Spread(values, x, map), accumulate);
        InPlace.Finish(x, node);
    }

    /// <summary>Zeros of the input's sizes with the values added at their positions.</summary>
    public static Tensor Embed(Tensor values, IndexMap map, Tensor positions)
    {
        var result = Tensor.Empty(map.Input, values.DType, values);
        result.Backend.Fill(result.Data, 0);
        Scatter(result, map, positions, values.Data.With(values.Layout.IsContiguous ? map.Flat : FlatLayout(ref values, map)), accumulate: true);
        if (GradMode.Tracks(values)) result.SetGradFn(new IndexEmbedNode(values, map, positions), 0);
        return result;
    }

    /// <summary>The values at the positions of a tensor of the input's sizes. Differentiable.</summary>
    public static Tensor Pick(Tensor x, IndexMap map, Tensor positions)
    {
        x = x.contiguous();
        var result = Gather(x, map, positions);
        if (GradMode.Tracks(x)) result.SetGradFn(new IndexNode(x, map, positions), 0);
        return result;
    }

    /// <summary>A copy with zeros at the positions. Differentiable.</summary>
    public static Tensor Cleared(Tensor x, IndexMap map, Tensor positions)
    {
        var result = x.contiguous();
        if (ReferenceEquals(result, x)) result = x.clone();
        var zero = Numbers.Wrap(0, x.DType, x);
        var node = GradMode.Tracks(result) ? new IndexPutNode(result, zero, map, positions, accumulate: false) : null;
        Scatter(result, map, positions, zero.Data.With(zero.Layout.BroadcastTo(map.Flat.Sizes)), accumulate: false);
        InPlace.Finish(result, node);
        return result;
    }

    static Tensor Gather(Tensor x, IndexMap map, Tensor positions)
    {
        var flat = Tensor.Empty(map.Flat, x.DType, x);
        map.Check(x.Backend.Gather(flat.Data, x.Data.With(map.Source(x.Layout)), map.Positions(positions), map.Rule(x.Layout)));
        return map.Result.SameAs(map.Flat) ? flat : new(flat.Data.With(map.Result));
    }

    static void Scatter(Tensor x, IndexMap map, Tensor positions, in Memory.Operand values, bool accumulate)
    {
        var target = x.Data.With(map.Source(x.Layout));
        var index = map.Positions(positions);
        var rule = map.Rule(x.Layout);
        map.Check(accumulate
            ? x.Backend.Scatter(new Add(), target, values, index, map.At, rule)
            : x.Backend.Scatter(new Overwrite(), target, values, index, map.At, rule));
    }

    /// <summary>Values broadcast to what they are put into.</summary>
    static Memory.Operand Spread(Tensor values, Tensor x, IndexMap map)
    {
        if (ReferenceEquals(values.Storage, x.Storage)) values = values.clone();
        if (values.Layout.Count == 1) return values.Data.With(new Layout([], []).BroadcastTo(map.Flat.Sizes));
        if (!values.Layout.SameSizes(map.Result))
        {
            int rank = map.Result.Rank;
            Span<long> sizes = stackalloc long[Math.Max(rank, values.Layout.Rank)];
            if (values.Layout.Rank > rank || !Layout.TryBroadcast(values.Sizes, map.Result.Sizes, sizes, out _) || !sizes.SequenceEqual(map.Result.Sizes))
                throw new InvalidOperationException($"shape mismatch: value tensor of shape {Errors.Shape(values)} cannot be broadcast to indexing result of shape [{string.Join(", ", map.Result.Sizes.ToArray())}]");
            using (new GradMode.Scope(false)) values = values.expand(map.Result.Sizes);
        }
        var layout = FlatLayout(ref values, map);
        return values.Data.With(layout);
    }

    static Layout FlatLayout(ref Tensor values, IndexMap map)
    {
        using (new GradMode.Scope(false)) values = values.reshape(map.Flat.Sizes);
        return values.Layout;
    }

    static bool IsOnly(Tensor?[] tensors) => tensors.AsSpan(1).IndexOfAnyExcept((Tensor?)null) < 0;

    static bool Matches(Tensor mask, Tensor x) => mask.Layout.Rank <= x.Layout.Rank && mask.Sizes.SequenceEqual(x.Sizes[..mask.Layout.Rank]);

    static Layout TrailingOnes(Tensor mask, int rank)
    {
        if (mask.Layout.Rank == rank) return mask.Layout;
        Span<long> sizes = stackalloc long[rank], strides = stackalloc long[rank];
        sizes.Fill(1);
        strides.Fill(1);
        mask.Sizes.CopyTo(sizes);
        mask.Strides.CopyTo(strides);
        return new(sizes, strides);
    }

    /// <summary>The mask, if a single one covers all dims.</summary>
    static Tensor? MaskOfAll(Tensor x, Tensor?[] tensors)
        => x.Layout.Rank > 0 && tensors[0] is { DType: DType.Bool or DType.UInt8 } mask && mask.Layout.SameSizes(x.Layout) ? mask : null;
}

sealed class IndexNode(Tensor x, IndexMap map, Tensor positions) : Node(x)
{
    Saved _positions = new(positions);

    internal override void Backward(in Flow flow) => flow.To(0, AdvancedIndex.Embed(flow.Grad, map, _positions.Get(this)!));

    internal override void Release() => _positions.Release();
}

/// <summary>The reverse of <see cref="IndexNode"/>.</summary>
sealed class IndexEmbedNode(Tensor values, IndexMap map, Tensor positions) : Node(values)
{
    Saved _positions = new(positions);

    internal override void Backward(in Flow flow) => flow.To(0, AdvancedIndex.Pick(flow.Grad, map, _positions.Get(this)!));

    internal override void Release() => _positions.Release();
}

sealed class IndexPutNode(Tensor x, Tensor values, IndexMap map, Tensor positions, bool accumulate) : Node(x, values)
{
    readonly Layout _values = values.Layout;
    Saved _positions = new(positions);

    internal override void Backward(in Flow flow)
    {
        var positions = _positions.Get(this)!;
        if (flow.Needs(0)) flow.To(0, accumulate ? flow.Grad : AdvancedIndex.Cleared(flow.Grad, map, positions));
        if (flow.Needs(1)) flow.To(1, Fit.To(AdvancedIndex.Pick(flow.Grad, map, positions), _values, flow.Grad.DType));
    }

    internal override void Release() => _positions.Release();
}
