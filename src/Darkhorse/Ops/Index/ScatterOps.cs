using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Elements placed by indices along one dim: input[index[i][j][k]][j][k] = src[i][j][k] for dim 0, and so on.</summary>
/// <remarks>Where several indices name one element, src is taken in ascending order along dim; in place or not, on any number of threads.</remarks>
static class ScatterOps
{
    /// <summary>A copy of the input with elements replaced by those of src or, as <paramref name="reduce"/> says, multiplied by them or increased by them.</summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">int64 or int32, not negative; as many dims as input and src, sizes not larger than theirs (than the input's: but for dim).</param>
    /// <param name="src">Of the input's dtype.</param>
    /// <param name="reduce"><c>add</c>, <c>multiply</c> or null.</param>
    /// <exception cref="InvalidOperationException">An index is out of bounds, or shapes or dtypes do not fit.</exception>
    [Op("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src, string? reduce = null)
        => Run(input, dim, index, src, reduce, inPlace: false);

    /// <summary>The same with one number for all elements of src.</summary>
    [Op("scatter")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Scalar value, string? reduce = null)
        => Run(input, dim, index, Everywhere(input, index, value), reduce, inPlace: false);

    /// <summary>In-place scatter.</summary>
    [Op("scatter_")]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Tensor src, string? reduce = null)
        => Run(input, dim, index, src, reduce, inPlace: true);

    [Op("scatter_")]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Scalar value, string? reduce = null)
        => Run(input, dim, index, Everywhere(input, index, value), reduce, inPlace: true);

    /// <summary>A copy of the input with the elements of src added where the index says, each as often as it is named.</summary>
    [Op("scatter_add")]
    public static Tensor Add(Tensor input, long dim, Tensor index, Tensor src) => Run(input, dim, index, src, "add", inPlace: false, "scatter_add");

    /// <summary>In-place scatter_add.</summary>
    [Op("scatter_add_")]
    public static Tensor Add_(Tensor input, long dim, Tensor index, Tensor src) => Run(input, dim, index, src, "add", inPlace: true, "scatter_add");

    static Tensor Run(Tensor input, long dim, Tensor index, Tensor src, string? reduce, bool inPlace, string name = "scatter")
    {
        if (reduce == "multiply") return ReduceOps.Scatter(input, dim, index, src, "prod", include_self: true, inPlace);
        if (reduce is not (null or "add")) throw new InvalidOperationException("reduce argument must be either add or multiply.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = Checked(input, d, index, src, name);
        var target = new Target(input, inPlace);
        Node? node = !GradMode.Tracks(input, src) ? null : reduce is null ? new ScatterNode(input, src, d, index) : new ScatterAddNode(input, src, d, index);
        DimIndex.Check(reduce is null ? Into(new Overwrite(), target, index, src, d) : Into(new Add(), target, index, src, d), input, d);
        return target.Finish(node);
    }

    /// <summary>The index as int64, its shape and src's dtype checked.</summary>
    public static Tensor Checked(Tensor input, int dim, Tensor index, Tensor src, string name)
    {
        index = DimIndex.Long(index, name);
        if (src.DType != input.DType) throw new InvalidOperationException($"scatter(): Expected self.dtype to be equal to src.dtype");
        if (index.Layout.Count == 0) return index;
        Layout sizes = DimIndex.AtLeastOneDim(index.Layout), target = DimIndex.AtLeastOneDim(input.Layout), source = DimIndex.AtLeastOneDim(src.Layout);
        if (sizes.Rank != target.Rank) throw new InvalidOperationException("Index tensor must have the same number of dimensions as self tensor");
        if (sizes.Rank != source.Rank) throw new InvalidOperationException("Index tensor must have the same number of dimensions as src tensor");
        for (int d = 0; d < sizes.Rank; d++)
            if ((d != dim && sizes.Sizes[d] > target.Sizes[d]) || sizes.Sizes[d] > source.Sizes[d])
                throw new InvalidOperationException($"Expected index {Errors.Shape(index)} to be smaller than self {Errors.Shape(input)} apart from dimension {dim} and to be smaller size than src {Errors.Shape(src)}");
        return index;
    }

    /// <summary>Combines the elements of src into the target. Returns an index out of range, if any.</summary>
    public static long Into<TOp>(TOp op, in Target target, Tensor index, Tensor src, int dim) where TOp : struct, IBinaryOp
    {
        if (index.Layout.Count == 0) return IndexRule.NoFault;
        index = target.Apart(index);
        src = target.Apart(src);
        var sizes = DimIndex.AtLeastOneDim(index.Layout);
        var x = target.Tensor;
        return x.Backend.Scatter(op, DimIndex.Moved(x, sizes.Sizes, dim), DimIndex.Part(src, sizes.Sizes), index.Data.With(sizes), dim, DimIndex.Rule(x, dim));
    }

    /// <summary>A number seen in the shape of the index.</summary>
    static Tensor Everywhere(Tensor input, Tensor index, Scalar value) => Numbers.Wrap(value, input.DType, input).expand(index.Sizes);
}

sealed class ScatterNode(Tensor input, Tensor src, int dim, Tensor index) : Node(input, src)
{
    readonly Layout _src = src.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        var index = _index.Get(this)!;
        if (flow.Needs(0)) flow.To(0, ScatterOps.Scatter(flow.Grad, dim, index, 0));
        if (flow.Needs(1)) flow.To(1, Shapes.Padded(GatherOps.Gather(flow.Grad, dim, index), _src));
    }

    internal override void Release() => _index.Release();
}

sealed class ScatterAddNode(Tensor input, Tensor src, int dim, Tensor index) : Node(input, src)
{
    readonly Layout _src = src.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, flow.Grad);
        if (flow.Needs(1)) flow.To(1, Shapes.Padded(GatherOps.Gather(flow.Grad, dim, _index.Get(this)!), _src));
    }

    internal override void Release() => _index.Release();
}

/// <summary>Gradients of a part in the shape of the whole.</summary>
static class Shapes
{
    /// <summary>The values in the lowest corner of zeros of a larger shape; themselves if the shape is theirs.</summary>
    public static Tensor Padded(Tensor values, Layout layout)
    {
        if (values.Layout.SameSizes(layout)) return values;
        long[] sizes = values.shape;
        return Views.Embed(values, layout, "Slice", whole => Corner(whole, sizes));
    }

    /// <summary>The lowest corner of a tensor.</summary>
    public static Tensor Corner(Tensor x, long[] sizes)
    {
        for (int d = 0; d < sizes.Length; d++)
            if (x.Sizes[d] != sizes[d]) x = Views.Slice(x, d, 0, sizes[d], 1);
        return x;
    }
}
