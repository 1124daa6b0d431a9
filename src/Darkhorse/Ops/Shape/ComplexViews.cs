using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Complex numbers seen as pairs of real ones, and back: views in another dtype.</summary>
static class ComplexViews
{
    /// <summary>A complex tensor as real numbers, with one more dim of size 2: real and imaginary parts. A view.</summary>
    [Op("view_as_real")]
    public static Tensor ViewAsReal(Tensor input)
    {
        if (!input.DType.IsComplex) throw new InvalidOperationException("view_as_real is only supported for complex tensors");
        int rank = input.Layout.Rank;
        Span<long> sizes = stackalloc long[rank + 1], strides = stackalloc long[rank + 1];
        input.Sizes.CopyTo(sizes);
        for (int d = 0; d < rank; d++) strides[d] = 2 * input.Strides[d];
        (sizes[rank], strides[rank]) = (2, 1);
        var result = input.View(new(sizes, strides), 2 * input.Data.Offset, input.DType.RealPart);
        if (GradMode.Tracks(input)) result.SetGradFn(new ViewAsRealNode(input), 0);
        return result;
    }

    /// <summary>Real numbers whose last dim has size 2 as complex ones. A view.</summary>
    /// <exception cref="InvalidOperationException">The last dim is not of size 2 and stride 1, or other strides are odd.</exception>
    [Op("view_as_complex")]
    public static Tensor ViewAsComplex(Tensor input)
    {
        if (input.DType is not (DType.Float32 or DType.Float64))
            throw new InvalidOperationException($"view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: {input.DType.LegacyName}");
        int rank = input.Layout.Rank - 1;
        if (rank < 0) throw new InvalidOperationException("Input tensor must have one or more dimensions");
        if (input.Sizes[rank] != 2) throw new InvalidOperationException("Tensor must have a last dimension of size 2");
        if (input.Strides[rank] != 1) throw new InvalidOperationException("Tensor must have a last dimension with stride 1");
        Span<long> strides = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            if (input.Strides[d] % 2 != 0) throw new InvalidOperationException("Tensor must have a stride divisible by 2 for all but last dimension");
            strides[d] = input.Strides[d] / 2;
        }
        if (input.Data.Offset % 2 != 0) throw new InvalidOperationException("Tensor must have a storage_offset divisible by 2");
        var result = input.View(new(input.Sizes[..rank], strides), input.Data.Offset / 2, input.DType.AsComplex);
        if (GradMode.Tracks(input)) result.SetGradFn(new ViewAsComplexNode(input), 0);
        return result;
    }

    /// <summary>The real parts of a complex tensor, as a view; a real tensor itself.</summary>
    [Op("real", Variants.Function)]
    public static Tensor Real(Tensor input) => input.DType.IsComplex ? Parts.Select(ViewAsReal(input), -1, 0) : input;

    /// <summary>The imaginary parts of a complex tensor, as a view.</summary>
    [Op("imag", Variants.Function)]
    public static Tensor Imag(Tensor input) => input.DType.IsComplex ? Parts.Select(ViewAsReal(input), -1, 1)
        : throw new InvalidOperationException("imag is not implemented for tensors with non-complex dtypes.");
}

sealed class ViewAsRealNode(Tensor x) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, ComplexViews.ViewAsComplex(flow.Grad.contiguous()));
}

sealed class ViewAsComplexNode(Tensor x) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, ComplexViews.ViewAsReal(flow.Grad));
}
