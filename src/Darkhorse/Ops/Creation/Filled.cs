using Darkhorse.Devices;

namespace Darkhorse.Ops;

/// <summary>Tensors of one number, or of none yet.</summary>
static class Filled
{
    /// <summary>A tensor of zeros.</summary>
    [Op("zeros", Variants.Function)]
    public static Tensor Zeros([Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(Empty(size, dtype, device), 0, requires_grad);

    /// <summary>A tensor of ones.</summary>
    [Op("ones", Variants.Function)]
    public static Tensor Ones([Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(Empty(size, dtype, device), 1, requires_grad);

    /// <summary>A tensor whose elements are whatever its memory held.</summary>
    [Op("empty", Variants.Function)]
    public static Tensor Empty([Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = Tensor.Empty(Layout.Contiguous(size), dtype.OrDefault(), BackendOf(device));
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>A tensor of one number. Without a dtype it follows from the number: bool, int64, the default dtype, or the complex dtype that goes with it.</summary>
    [Op("full", Variants.Function)]
    public static Tensor Full([Sizes] ReadOnlySpan<long> size, Scalar value, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(Empty(size, dtype ?? (torch.ScalarType)Inferred(value), device), value, requires_grad, check: true);

    /// <summary>A 0-dim tensor of one number.</summary>
    [Op("scalar_tensor", Variants.Function)]
    public static Tensor ScalarTensor(Scalar value, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(Empty([], dtype, device), value, requires_grad, check: true);

    /// <summary>An uninitialised tensor of given strides.</summary>
    [Op("empty_strided", Variants.Function)]
    public static Tensor EmptyStrided(ReadOnlySpan<long> size, ReadOnlySpan<long> strides, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (size.Length != strides.Length)
            throw new InvalidOperationException($"mismatch in length of strides and shape: {strides.Length} != {size.Length}");
        foreach (long stride in strides)
            if (stride < 0) throw new InvalidOperationException("empty_strided: Negative strides are not supported at the moment");
        var layout = new Layout(size, strides);
        var backend = BackendOf(device);
        var type = dtype.OrDefault();
        var result = new Tensor(backend.Allocate(layout.Extent * type.ItemSize), layout, 0, type);
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>A matrix with ones on the diagonal and zeros elsewhere; square if <paramref name="columns"/> is left out.</summary>
    [Op("eye", Variants.Function)]
    public static Tensor Eye(long rows, long columns = -1, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (rows < 0) throw new InvalidOperationException($"n must be greater or equal to 0, got {rows}");
        if (columns < -1) throw new InvalidOperationException($"m must be greater or equal to 0, got {columns}");
        if (columns == -1) columns = rows;
        var result = Zeros([rows, columns], dtype, device);
        var diagonal = new Layout([Math.Min(rows, columns)], [columns + 1]);
        result.Backend.Fill(result.Data.With(diagonal), 1);
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>Zeros in the sizes of another tensor; its dtype and device too, unless given. Dims lie in memory as they do there.</summary>
    [Op("zeros_like")]
    public static Tensor ZerosLike(Tensor input, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(EmptyLike(input, dtype, device), 0, requires_grad);

    /// <summary>Ones in the sizes of another tensor.</summary>
    [Op("ones_like")]
    public static Tensor OnesLike(Tensor input, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(EmptyLike(input, dtype, device), 1, requires_grad);

    /// <summary>One number in the sizes of another tensor, and its dtype unless given.</summary>
    [Op("full_like")]
    public static Tensor FullLike(Tensor input, Scalar value, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(EmptyLike(input, dtype, device), value, requires_grad, check: true);

    /// <summary>An uninitialised tensor in the sizes of another.</summary>
    [Op("empty_like")]
    public static Tensor EmptyLike(Tensor input, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = Tensor.Empty(input.Layout.AsDense(), dtype?.ToDType() ?? input.DType, device is null ? input.Backend : BackendOf(device));
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>Zeros of the given sizes, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_zeros", Variants.Method)]
    public static Tensor NewZeros(Tensor input, [Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(NewEmpty(input, size, dtype, device), 0, requires_grad);

    /// <summary>Ones of the given sizes, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_ones", Variants.Method)]
    public static Tensor NewOnes(Tensor input, [Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(NewEmpty(input, size, dtype, device), 1, requires_grad);

    /// <summary>One number, in the given sizes, this tensor's dtype and on its device unless given.</summary>
    [Op("new_full", Variants.Method)]
    public static Tensor NewFull(Tensor input, [Sizes] ReadOnlySpan<long> size, Scalar value, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => With(NewEmpty(input, size, dtype, device), value, requires_grad, check: true);

    /// <summary>An uninitialised tensor of the given sizes, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_empty", Variants.Method)]
    public static Tensor NewEmpty(Tensor input, [Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = Tensor.Empty(Layout.Contiguous(size), dtype?.ToDType() ?? input.DType, device is null ? input.Backend : BackendOf(device));
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>The dtype of a tensor made of one C# number by PyTorch's rule: its category's default.</summary>
    public static DType Inferred(Scalar value)
        => value.DType == DType.Bool ? DType.Bool : value.IsIntegral ? DType.Int64 : value.IsComplex ? torch.DefaultDType.AsComplex : torch.DefaultDType;

    public static Backend BackendOf(Device? device) => Backend.For((device ?? torch.DefaultDevice)?.type ?? DeviceType.CPU);

    static Tensor With(Tensor empty, Scalar value, bool requiresGrad, bool check = false)
    {
        if (check) value.CheckedFor(empty.DType);
        empty.Backend.Fill(empty.Data, value);
        return requiresGrad ? empty.requires_grad_() : empty;
    }
}
