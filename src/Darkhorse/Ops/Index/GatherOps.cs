using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Elements picked by indices along one dim.</summary>
static class GatherOps
{
    /// <summary>
    /// result[i][j][k] = input[index[i][j][k]][j][k] for dim 0, and so on: the result has the shape of the index, which must have the input's number of dims and, but for
    /// dim, not larger sizes.
    /// </summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">int64 or int32, not negative.</param>
    /// <param name="sparse_grad">Makes no difference: gradients are dense.</param>
    /// <exception cref="InvalidOperationException">An index is out of bounds, or the shapes do not fit.</exception>
    [Op("gather", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Gather(Tensor input, long dim, Tensor index, bool sparse_grad = false)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = DimIndex.Long(index, "gather");
        Layout sizes = DimIndex.AtLeastOneDim(index.Layout), source = DimIndex.AtLeastOneDim(input.Layout);
        if (index.Layout.Count > 0) CheckShapes(input, index, source, sizes, d);
        var result = Tensor.Empty(index.Layout.AsContiguous(), input.DType, input);
        if (index.Layout.Count > 0)
        {
            var target = result.Data.With(DimIndex.AtLeastOneDim(result.Layout));
            DimIndex.Check(input.Backend.Gather(target, DimIndex.Moved(input, sizes.Sizes, d), index.Data.With(sizes), DimIndex.Rule(input, d)), input, d);
        }
        if (GradMode.Tracks(input)) result.SetGradFn(new GatherNode(input, d, index), 0);
        return result;
    }

    static void CheckShapes(Tensor input, Tensor index, Layout source, Layout sizes, int dim)
    {
        if (source.Rank != sizes.Rank) throw new InvalidOperationException("Index tensor must have the same number of dimensions as input tensor");
        for (int d = 0; d < sizes.Rank; d++)
            if (d != dim && sizes.Sizes[d] > source.Sizes[d])
                throw new InvalidOperationException($"Size does not match at dimension {d} expected index {Errors.Shape(index)} to be smaller than self {Errors.Shape(input)} apart from dimension {dim}");
    }

    /// <summary>The values at the indices along a dim; the other dims are broadcast against each other. Without a dim, of the flattened input.</summary>
    /// <exception cref="InvalidOperationException">The numbers of dims differ, or an index is out of bounds.</exception>
    [Op("take_along_dim")]
    public static Tensor TakeAlongDim(Tensor input, Tensor indices, long? dim = null)
    {
        if (indices.DType != DType.Int64)
            throw new InvalidOperationException($"torch.take_along_dim(): dtype of indices should be Long but got {indices.DType.LegacyName}");
        if (dim is not { } given) return Gather(input.reshape(-1), 0, indices.reshape(-1));
        if (input.Layout.Rank != indices.Layout.Rank)
            throw new InvalidOperationException($"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {input.Layout.Rank} dimensions for input, and {indices.Layout.Rank} dimensions for indices");
        int d = Dims.Wrap(given, input.Layout.Rank), rank = input.Layout.Rank;
        Span<long> sizes = stackalloc long[rank], indexSizes = stackalloc long[rank];
        if (!Layout.TryBroadcast(input.Layout.With(d, 1, 0).Sizes, indices.Layout.With(d, 1, 0).Sizes, sizes, out int bad))
            Errors.SizesDiffer(input, indices, bad, rank);
        sizes.CopyTo(indexSizes);
        (sizes[d], indexSizes[d]) = (input.Sizes[d], indices.Sizes[d]);
        return Gather(input.expand(sizes), d, indices.expand(indexSizes));
    }

    [Op("take_along_dim")]
    public static Tensor TakeAlongDim(Tensor input, IEnumerable<long> indices, long? dim = null) => TakeAlongDim(input, torch.tensor(indices.ToArray()), dim);

    /// <summary>The given positions of one dim, in the order of the index. Row by row a plain copy.</summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">A vector, int64 or int32, not negative.</param>
    /// <exception cref="IndexOutOfRangeException">An index is out of bounds, or the index is no vector.</exception>
    [Op("index_select", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor IndexSelect(Tensor input, long dim, Tensor index)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (index.Layout.Rank > 1) throw new IndexOutOfRangeException("index_select(): Index is supposed to be a vector");
        index = DimIndex.Long(index, "index_select", "Expected dtype int32 or int64 for index");
        if (input.Layout.Rank == 0 && index.Layout.Count != 1)
            throw new InvalidOperationException($"index_select(): Index to scalar can have only 1 value, got {index.Layout.Count} value(s)");
        var sizes = Layout.Contiguous(DimIndex.AtLeastOneDim(input.Layout).With(d, index.Layout.Count, 1).Sizes);
        var result = Tensor.Empty(input.Layout.Rank == 0 ? input.Layout : sizes, input.DType, input);
        var source = DimIndex.Moved(input, sizes.Sizes, d);
        DimIndex.CheckSelf(input.Backend.Gather(result.Data.With(sizes), source, DimIndex.Along(index, sizes, d), DimIndex.Rule(input, d)));
        if (GradMode.Tracks(input)) result.SetGradFn(new IndexSelectNode(input, d, index), 0);
        return result;
    }

    /// <summary>The elements at the given positions of the flattened input, in the shape of the index; negative positions count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is out of range.</exception>
    [Op("take", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Take(Tensor input, Tensor index)
    {
        if (index.DType != DType.Int64) throw new InvalidOperationException($"take(): Expected a long tensor for index, but got {index.DType.LegacyName}");
        if (input.Layout.Count == 0 && index.Layout.Count != 0) throw new IndexOutOfRangeException("take(): tried to take from an empty tensor");
        var flat = input.contiguous();
        var result = Tensor.Empty(index.Layout.AsContiguous(), input.DType, input);
        var source = flat.Data.With(Layout.Scalar.BroadcastTo(index.Sizes));
        CheckFlat(flat.Backend.Gather(result.Data, source, index.Data, new(1, flat.Layout.Count, wraps: true)), input);
        if (GradMode.Tracks(input)) result.SetGradFn(new TakeNode(input, index), 0);
        return result;
    }

    public static void CheckFlat(long fault, Tensor input)
    {
        if (fault != IndexRule.NoFault)
            throw new IndexOutOfRangeException($"out of range: tried to access index {fault} on a tensor of {input.Layout.Count} elements.");
    }

    /// <summary>Zeros like the input an op had, for gradients to be added to.</summary>
    public static Tensor Zeros(Layout input, Tensor gradient)
    {
        var result = Tensor.Empty(input.AsContiguous(), gradient.DType, gradient);
        result.Backend.Fill(result.Data, 0);
        return result;
    }
}

sealed class GatherNode(Tensor input, int dim, Tensor index) : Node(input)
{
    readonly Layout _input = input.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow) => flow.To(0, ScatterOps.Add_(GatherOps.Zeros(_input, flow.Grad), dim, _index.Get(this)!, flow.Grad));

    internal override void Release() => _index.Release();
}

sealed class IndexSelectNode(Tensor input, int dim, Tensor index) : Node(input)
{
    readonly Layout _input = input.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow) => flow.To(0, IndexInto.Add_(GatherOps.Zeros(_input, flow.Grad), dim, _index.Get(this)!, flow.Grad));

    internal override void Release() => _index.Release();
}

sealed class TakeNode(Tensor input, Tensor index) : Node(input)
{
    readonly Layout _input = input.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
        => flow.To(0, PutOps.Put_(GatherOps.Zeros(_input, flow.Grad), _index.Get(this)!, flow.Grad, accumulate: true));

    internal override void Release() => _index.Release();
}
