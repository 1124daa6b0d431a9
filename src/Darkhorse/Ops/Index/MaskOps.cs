using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Elements picked and placed by masks.</summary>
static class MaskOps
{
    /// <summary>The elements where the mask is true, as one dim. Input and mask are broadcast against each other.</summary>
    /// <exception cref="InvalidOperationException">The mask is neither bool nor uint8, or the shapes cannot be broadcast.</exception>
    [Op("masked_select")]
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
