using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>Whole slices placed by a vector of indices along one dim.</summary>
/// <remarks>Where the vector names a position twice, slices are taken in ascending order.</remarks>
static class IndexInto
{
    /// <summary>A copy of the input with alpha times the slices of source added at the given positions of dim, each as often as it is named.</summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">A vector, int64 or int32, not negative.</param>
    /// <param name="source">Of the input's dtype and shape, but for dim, where it has one slice an index.</param>
    /// <param name="alpha">Factor for the source; 1 if left out.</param>
    /// <exception cref="IndexOutOfRangeException">An index is out of range, or the index is no vector.</exception>
    [Op("index_add")]
    public static Tensor Add(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null)
        => Add(input, dim, index, source, alpha, inPlace: false);

    /// <summary>In-place index_add.</summary>
    [Op("index_add_")]
    public static Tensor Add_(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha = null)
        => Add(input, dim, index, source, alpha, inPlace: true);

    static Tensor Add(Tensor input, long dim, Tensor index, Tensor source, Scalar? alpha, bool inPlace)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = Checked(input, d, index, source, "index_add_");
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, source) ? new IndexAddNode(input, source, d, index, alpha) : null;
        using (new GradMode.Scope(false))
            if (alpha is { } factor) source = Elementwise.Binary(new Mul(), source, factor).to((torch.ScalarType)input.DType);
        DimIndex.CheckSelf(Into(new Add(), target, index, source, d, wraps: false));
        return target.Finish(node);
    }

    /// <summary>A copy of the input with the slices of source at the given positions of dim.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is out of bounds, or shapes do not fit.</exception>
    [Op("index_copy")]
    public static Tensor Copy(Tensor input, long dim, Tensor index, Tensor source) => Copy(input, dim, index, source, inPlace: false);

    /// <summary>In-place index_copy.</summary>
    [Op("index_copy_")]
    public static Tensor Copy_(Tensor input, long dim, Tensor index, Tensor source) => Copy(input, dim, index, source, inPlace: true);

    static Tensor Copy(Tensor input, long dim, Tensor index, Tensor source, bool inPlace)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = Checked(input, d, index, source, "index_copy_");
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, source) ? new IndexCopyNode(input, source, d, index) : null;
        long fault = Into(new Overwrite(), target, index, source, d, wraps: false);
        if (fault != IndexRule.NoFault)
            throw new IndexOutOfRangeException($"index_copy_(): index {fault} is out of bounds for dimension {d} with size {DimIndex.AtLeastOneDim(input.Layout).Sizes[d]}");
        return target.Finish(node);
    }

    /// <summary>A copy of the input with one number at the given positions of dim; negative positions count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is out of bounds.</exception>
    [Op("index_fill")]
    public static Tensor Fill(Tensor input, long dim, Tensor index, Scalar value)
        => Fill(input, dim, index, Numbers.Wrap(value.CheckedFor(input.DType), input.DType, input), inPlace: false);

    /// <summary>The number as a 0-dim tensor, with a gradient of its own.</summary>
    [Op("index_fill")]
    public static Tensor Fill(Tensor input, long dim, Tensor index, Tensor value) => Fill(input, dim, index, value, inPlace: false);

    /// <summary>In-place index_fill.</summary>
    [Op("index_fill_")]
    public static Tensor Fill_(Tensor input, long dim, Tensor index, Scalar value)
        => Fill(input, dim, index, Numbers.Wrap(value.CheckedFor(input.DType), input.DType, input), inPlace: true);

    [Op("index_fill_")]
    public static Tensor Fill_(Tensor input, long dim, Tensor index, Tensor value) => Fill(input, dim, index, value, inPlace: true);

    static Tensor Fill(Tensor input, long dim, Tensor index, Tensor value, bool inPlace)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (index.DType != DType.Int64) throw new IndexOutOfRangeException("index_fill_(): Expected dtype int64 for index.");
        if (index.Layout.Rank > 1) throw new IndexOutOfRangeException("Index has to be a vector/scalar");
        if (value.Layout.Rank > 0)
            throw new InvalidOperationException($"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.Layout.Rank} dimension(s).");
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, value) ? new IndexFillNode(input, value, d, index) : null;
        var sizes = DimIndex.AtLeastOneDim(input.Layout).With(d, index.Layout.Count, 0);
        long fault = Into(new Overwrite(), target, index, Elementwise.Converted(value.detach(), input.DType), d, wraps: true, sizes);
        if (fault != IndexRule.NoFault) Indexing.ThrowOutOfBounds(fault, d, DimIndex.AtLeastOneDim(input.Layout).Sizes[d]);
        return target.Finish(node);
    }

    /// <summary>A copy of the input with values at the positions that index tensors or masks, one for each of the first dims, name; null takes a whole dim.</summary>
    [Op("index_put", Variants.Function)]
    public static Tensor Put(Tensor input, IReadOnlyList<Tensor?> indices, Tensor values, bool accumulate = false)
        => input.clone().index_put_(values, [.. indices], accumulate);

    /// <summary>In-place index_put.</summary>
    [Op("index_put_", Variants.Function)]
    public static Tensor Put_(Tensor input, IReadOnlyList<Tensor?> indices, Tensor values, bool accumulate = false)
        => input.index_put_(values, [.. indices], accumulate);

    /// <summary>The index as int64; index and source checked against the input.</summary>
    public static Tensor Checked(Tensor input, int dim, Tensor index, Tensor source, string name)
    {
        if (index.Layout.Rank > 1)
            throw new IndexOutOfRangeException($"{name}(): Index is supposed to be a vector, but got dim: {index.Layout.Rank} with type: {index.DType.LegacyName} and size: {Errors.Shape(index)}");
        index = DimIndex.Long(index, name, "Expected dtype int32/int64 for index");
        bool copies = name == "index_copy_";
        if (source.DType != input.DType)
            throw new InvalidOperationException(copies
                ? $"{name}(): self and source expected to have the same dtype, but got (self) {input.DType.LegacyName} and (source) {source.DType.LegacyName}"
                : $"{name}(): self ({input.DType.LegacyName}) and source ({source.DType.LegacyName}) must have the same scalar type");
        Layout x = DimIndex.AtLeastOneDim(input.Layout), slices = DimIndex.AtLeastOneDim(source.Layout);
        if (source.Layout.Rank > 0 && x.Rank != slices.Rank)
            throw new IndexOutOfRangeException($"{name}(): When source and destination are not scalars, their dimensionality must match. Source dimensionality ({source.Layout.Rank}), destination dimensionality ({input.Layout.Rank})");
        if (source.Layout.Rank == 0 ? index.Layout.Count != 1 || x.Rank != 1 : index.Layout.Count != slices.Sizes[dim])
        {
            string counts = $"{name}(): Number of indices ({index.Layout.Count}) should be equal to source.size(dim)";
            if (copies) throw new IndexOutOfRangeException($"{counts} ({slices.Sizes[dim]})");
            throw new InvalidOperationException($"{counts}: ({slices.Sizes[dim]}), for dim: {dim}");
        }
        for (int d = 0; d < x.Rank; d++)
            if (d != dim && x.Sizes[d] != slices.Sizes[d])
                throw new InvalidOperationException($"source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = {Errors.Shape(input)} source.shape = {Errors.Shape(source)}");
        return index;
    }

    /// <summary>
    /// Combines the slices of source into the target. Returns an index out of range, if any. Sizes of source are given where a single number stands for all its elements.
    /// </summary>
    public static long Into<TOp>(TOp op, in Target target, Tensor index, Tensor source, int dim, bool wraps, Layout? sizes = null) where TOp : struct, IBinaryOp
    {
        index = target.Apart(index);
        source = target.Apart(source);
        Operand values = sizes is null ? source.Data.With(DimIndex.AtLeastOneDim(source.Layout)) : source.Data.With(Layout.Scalar.BroadcastTo(sizes.Sizes));
        if (values.Count == 0) return IndexRule.NoFault;
        var x = target.Tensor;
        var into = DimIndex.Moved(x, values.Layout.Sizes, dim);
        return x.Backend.Scatter(op, into, values, DimIndex.Along(index, values.Layout, dim), dim, DimIndex.Rule(x, dim, wraps));
    }
}

sealed class IndexAddNode(Tensor input, Tensor source, int dim, Tensor index, Scalar? alpha) : Node(input, source)
{
    readonly Layout _source = source.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, flow.Grad);
        if (!flow.Needs(1)) return;
        var gradient = GatherOps.IndexSelect(flow.Grad, dim, _index.Get(this)!).reshape(_source.Sizes);
        flow.To(1, alpha is { } factor ? gradient * factor : gradient);
    }

    internal override void Release() => _index.Release();
}

sealed class IndexCopyNode(Tensor input, Tensor source, int dim, Tensor index) : Node(input, source)
{
    readonly Layout _source = source.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        var index = _index.Get(this)!;
        if (flow.Needs(0)) flow.To(0, IndexInto.Fill(flow.Grad, dim, index, 0));
        if (flow.Needs(1)) flow.To(1, GatherOps.IndexSelect(flow.Grad, dim, index).reshape(_source.Sizes));
    }

    internal override void Release() => _index.Release();
}

sealed class IndexFillNode(Tensor input, Tensor value, int dim, Tensor index) : Node(input, value)
{
    readonly DType _value = value.DType;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        var index = _index.Get(this)!;
        if (flow.Needs(0)) flow.To(0, IndexInto.Fill(flow.Grad, dim, index, 0));
        if (!flow.Needs(1)) return;
        // What is filled counts once however often it is named: all of it, less what is left without.
        flow.To(1, Fit.To((flow.Grad - IndexInto.Fill(flow.Grad, dim, index, 0)).sum(), Layout.Scalar, _value));
    }

    internal override void Release() => _index.Release();
}
