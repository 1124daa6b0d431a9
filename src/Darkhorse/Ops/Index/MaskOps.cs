using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Elements picked and placed by masks.</summary>
static class MaskOps
{
    /// <summary>The elements where the mask is true, as one dim. Input and mask are broadcast against each other.</summary>
    /// <exception cref="InvalidOperationException">The mask is neither bool nor uint8, or the shapes cannot be broadcast.</exception>
    [Op("masked_select", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor MaskedSelect(Tensor input, Tensor mask)
    {
        if (mask.DType is not (DType.Bool or DType.UInt8)) throw new InvalidOperationException("masked_select: expected BoolTensor or ByteTensor for mask");
        Spread(ref input, ref mask);
        mask = Contiguous(mask);
        var source = input.contiguous();
        var result = Tensor.Empty(Layout.Contiguous([mask.Backend.CountTrue(mask.Data)]), input.DType, input);
        result.Backend.Compress(result.Data, source.Data, mask.Data);
        if (GradMode.Tracks(input)) result.SetGradFn(new MaskedSelectNode(input, mask), 0);
        return result;
    }

    /// <summary>A copy of the input with one number where the mask is true; both are broadcast against each other.</summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="mask">bool.</param>
    /// <param name="value">Cast to the input's dtype.</param>
    /// <exception cref="InvalidOperationException">The mask is not bool, or the shapes cannot be broadcast.</exception>
    [Op("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Scalar value) => Fill(input, mask, Numbers.Wrap(value.CheckedFor(input.DType), input.DType, input), inPlace: false);

    /// <summary>The number as a 0-dim tensor, with a gradient of its own.</summary>
    [Op("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Tensor value) => Fill(input, mask, value, inPlace: false);

    /// <summary>In-place masked_fill; the mask is broadcast to the input.</summary>
    [Op("masked_fill_")]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Scalar value) => Fill(input, mask, Numbers.Wrap(value.CheckedFor(input.DType), input.DType, input), inPlace: true);

    [Op("masked_fill_")]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Tensor value) => Fill(input, mask, value, inPlace: true);

    static Tensor Fill(Tensor input, Tensor mask, Tensor value, bool inPlace)
    {
        if (mask.DType != DType.Bool)
            throw new InvalidOperationException($"masked_fill_ only supports boolean masks, but got mask with dtype {mask.DType.LegacyName}");
        if (value.Layout.Rank > 0)
            throw new InvalidOperationException($"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.Layout.Rank} dimension(s).");
        if (inPlace) mask = ToSizesOf(mask, input);
        else Spread(ref input, ref mask);
        var number = Elementwise.Converted(value.detach(), input.DType);
        if (inPlace)
        {
            InPlace.Check(input);
            if (input.Layout.HasOverlap) Errors.Overlap();
            if (ReferenceEquals(mask.Storage, input.Storage)) mask = mask.Copied(mask.Layout.AsDense(), DType.Bool);
        }
        var node = GradMode.Tracks(input, value) ? new MaskedFillNode(input, value, mask) : null;
        var result = inPlace ? input : Tensor.Empty(input.Layout.AsDense(), input.DType, input);
        result.Backend.Select(result.Data, mask.Data, number.Data, input.Data);
        if (inPlace) InPlace.Finish(result, node);
        else if (node is not null) result.SetGradFn(node, 0);
        return result;
    }

    /// <summary>A copy of the input in which the elements where the mask is true are those of <paramref name="value"/>, one after the other.</summary>
    /// <param name="input">Any dtype; broadcast against the mask.</param>
    /// <param name="mask">bool.</param>
    /// <param name="value">Of the input's dtype, with at least as many elements as the mask has true ones.</param>
    /// <exception cref="InvalidOperationException">There are too few values, or dtypes or shapes do not fit.</exception>
    [Op("masked_scatter")]
    public static Tensor MaskedScatter(Tensor input, Tensor mask, Tensor value) => Scatter(input, mask, value, inPlace: false);

    /// <summary>In-place masked_scatter; the mask is broadcast to the input.</summary>
    [Op("masked_scatter_")]
    public static Tensor MaskedScatter_(Tensor input, Tensor mask, Tensor value) => Scatter(input, mask, value, inPlace: true);

    static Tensor Scatter(Tensor input, Tensor mask, Tensor value, bool inPlace)
    {
        if (value.DType != input.DType)
            throw new InvalidOperationException($"masked_scatter: expected self and source to have same dtypes but got {input.DType.LegacyName} and {value.DType.LegacyName}");
        if (mask.DType is not (DType.Bool or DType.UInt8))
            throw new InvalidOperationException($"masked_scatter: expected BoolTensor or ByteTensor for mask, but got {mask.DType.LegacyName}");
        if (inPlace) mask = ToSizesOf(mask, input);
        else Spread(ref input, ref mask);
        mask = Contiguous(mask);
        if (mask.Backend.CountTrue(mask.Data) > value.Layout.Count)
            throw new InvalidOperationException("masked_scatter: expected self and source to have same number of elements: Number of elements of source < number of ones in mask");
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, value) ? new MaskedScatterNode(input, value, mask) : null;
        var x = target.Tensor;
        var flat = x.Layout.IsContiguous ? x : x.Copied(x.Layout.AsContiguous(), x.DType);
        using (new GradMode.Scope(false)) flat.Backend.Expand(flat.Data, target.Apart(value).contiguous().Data, target.Apart(mask).Data);
        if (!ReferenceEquals(flat, x)) x.Backend.Copy(x.Data, flat.Data);
        return target.Finish(node);
    }

    /// <summary>Zeros with the values, one after the other, where the mask is true. Differentiable.</summary>
    public static Tensor Expand(Tensor values, Tensor mask)
    {
        var source = values.contiguous();
        var result = Tensor.Empty(mask.Layout, values.DType, values);
        result.Backend.Fill(result.Data, 0);
        result.Backend.Expand(result.Data, source.Data, mask.Data);
        if (GradMode.Tracks(values)) result.SetGradFn(new MaskedEmbedNode(values, mask), 0);
        return result;
    }

    /// <summary>Whether each element is not zero, row-major.</summary>
    public static Tensor Contiguous(Tensor mask)
    {
        using (new GradMode.Scope(false)) return (mask.DType == DType.Bool ? mask : Elementwise.Compare(new Ne(), mask, 0)).contiguous();
    }

    static Tensor ToSizesOf(Tensor mask, Tensor input)
    {
        using (new GradMode.Scope(false)) return mask.Layout.SameSizes(input.Layout) ? mask : mask.expand(input.Sizes);
    }

    /// <summary>Broadcasts two tensors against each other.</summary>
    public static void Spread(ref Tensor x, ref Tensor y)
    {
        if (x.Layout.SameSizes(y.Layout)) return;
        int rank = Math.Max(x.Layout.Rank, y.Layout.Rank);
        Span<long> sizes = stackalloc long[rank];
        if (!Layout.TryBroadcast(x.Sizes, y.Sizes, sizes, out int dim)) Errors.SizesDiffer(x, y, dim, rank);
        if (!x.Sizes.SequenceEqual(sizes)) x = x.expand(sizes);
        if (!y.Sizes.SequenceEqual(sizes)) y = y.expand(sizes);
    }
}

sealed class MaskedSelectNode(Tensor input, Tensor mask) : Node(input)
{
    Saved _mask = new(mask);

    internal override void Backward(in Flow flow) => flow.To(0, MaskOps.Expand(flow.Grad, _mask.Get(this)!));

    internal override void Release() => _mask.Release();
}

/// <summary>The reverse of <see cref="MaskedSelectNode"/>.</summary>
sealed class MaskedEmbedNode(Tensor values, Tensor mask) : Node(values)
{
    Saved _mask = new(mask);

    internal override void Backward(in Flow flow) => flow.To(0, MaskOps.MaskedSelect(flow.Grad, _mask.Get(this)!));

    internal override void Release() => _mask.Release();
}

sealed class MaskedFillNode(Tensor input, Tensor value, Tensor mask) : Node(input, value)
{
    readonly DType _value = value.DType;
    Saved _mask = new(mask);

    internal override void Backward(in Flow flow)
    {
        var mask = _mask.Get(this)!;
        if (flow.Needs(0)) flow.To(0, MaskOps.MaskedFill(flow.Grad, mask, 0));
        if (flow.Needs(1)) flow.To(1, Fit.To(MaskOps.MaskedSelect(flow.Grad, mask).sum(), Layout.Scalar, _value));
    }

    internal override void Release() => _mask.Release();
}

sealed class MaskedScatterNode(Tensor input, Tensor value, Tensor mask) : Node(input, value)
{
    readonly Layout _value = value.Layout;
    Saved _mask = new(mask);

    internal override void Backward(in Flow flow)
    {
        var mask = _mask.Get(this)!;
        if (flow.Needs(0)) flow.To(0, MaskOps.MaskedFill(flow.Grad, mask, 0));
        if (flow.Needs(1)) flow.To(1, Shapes.Padded(MaskOps.MaskedSelect(flow.Grad, mask), Layout.Contiguous([_value.Count])).reshape(_value.Sizes));
    }

    internal override void Release() => _mask.Release();
}
