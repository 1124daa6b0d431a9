using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Several tensors in one.</summary>
static class Joining
{
    /// <summary>Tensors one after the other along a dim; all other sizes must be equal. The dtype is the common one. One-dimensional empty tensors are left out.</summary>
    [Op("cat", Variants.Function | Variants.Out), OverloadResolutionPriority(1)]
    [Op("concat", Variants.Function)]
    [Op("concatenate", Variants.Function, Names = "tensors, axis")]
    public static Tensor Cat(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        if (tensors.Length == 0) throw new InvalidOperationException("torch.cat(): expected a non-empty list of Tensors");
        var first = FirstToCount(tensors);
        int d = Dims.Wrap(dim, first.Layout.Rank);
        var dtype = tensors[0].DType;
        foreach (var tensor in tensors) dtype = Promotion.Promote(dtype, tensor.DType);
        Span<long> sizes = stackalloc long[first.Layout.Rank];
        first.Sizes.CopyTo(sizes);
        if (!IsLeftOut(first)) sizes[d] = TotalSize(tensors, first, d);
        var result = Tensor.Empty(Layout.Contiguous(sizes), dtype, BackendOf(tensors));
        long start = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Layout.Count != 0) result.Backend.Copy(result.Data.With(new(tensor.Sizes, result.Strides), start * result.Strides[d]), tensor.Data);
            if (!IsLeftOut(tensor)) start += tensor.Sizes[d];
        }
        if (GradMode.Tracks(tensors)) result.SetGradFn(new CatNode(tensors, d), 0);
        return result;
    }

    /// <summary>Tensors one after the other along a dim; all other sizes must be equal.</summary>
    [Op("cat", Variants.Function | Variants.Out)]
    [Op("concat", Variants.Function)]
    [Op("concatenate", Variants.Function, Names = "tensors, axis")]
    public static Tensor Cat(IEnumerable<Tensor> tensors, long dim = 0) => Cat(tensors.ToArray().AsSpan(), dim);

    /// <summary>Tensors of one shape along a new dim.</summary>
    [Op("stack", Variants.Function | Variants.Out), OverloadResolutionPriority(1)]
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        if (tensors.Length == 0) throw new InvalidOperationException("stack expects a non-empty TensorList");
        var first = tensors[0];
        int rank = first.Layout.Rank, d = Dims.Wrap(dim, rank + 1);
        var dtype = first.DType;
        for (int i = 1; i < tensors.Length; i++)
        {
            if (!tensors[i].Layout.SameSizes(first.Layout))
                throw new InvalidOperationException($"stack expects each tensor to be equal size, but got {Errors.Shape(first)} at entry 0 and {Errors.Shape(tensors[i])} at entry {i}");
            dtype = Promotion.Promote(dtype, tensors[i].DType);
        }
        Span<long> sizes = stackalloc long[rank + 1];
        first.Sizes[..d].CopyTo(sizes);
        sizes[d] = tensors.Length;
        first.Sizes[d..].CopyTo(sizes[(d + 1)..]);
        var result = Tensor.Empty(Layout.Contiguous(sizes), dtype, BackendOf(tensors));
        var place = Views.SelectLayout(result.Layout, d);
        for (int i = 0; i < tensors.Length; i++) result.Backend.Copy(result.Data.With(place, i * result.Strides[d]), tensors[i].Data);
        if (GradMode.Tracks(tensors)) result.SetGradFn(new StackNode(tensors, d), 0);
        return result;
    }

    /// <summary>Tensors of one shape along a new dim.</summary>
    [Op("stack", Variants.Function | Variants.Out)]
    public static Tensor Stack(IEnumerable<Tensor> tensors, long dim = 0) => Stack(tensors.ToArray().AsSpan(), dim);

    /// <summary>Tensors side by side: along the second dim, vectors along their only one.</summary>
    [Op("hstack", Variants.Function | Variants.Out), OverloadResolutionPriority(1)]
    public static Tensor HStack(params ReadOnlySpan<Tensor> tensors)
    {
        CheckNotEmpty(tensors, "hstack");
        var parts = Reshaping.AtLeast1d(tensors);
        return Cat(parts, parts[0].Layout.Rank == 1 ? 0 : 1);
    }

    /// <summary>Tensors side by side: along the second dim, vectors along their only one.</summary>
    [Op("hstack", Variants.Function | Variants.Out)]
    public static Tensor HStack(IEnumerable<Tensor> tensors) => HStack(tensors.ToArray().AsSpan());

    /// <summary>Tensors one below the other; a vector is one row.</summary>
    [Op("vstack", Variants.Function | Variants.Out), OverloadResolutionPriority(1)]
    [Op("row_stack", Variants.Function)]
    public static Tensor VStack(params ReadOnlySpan<Tensor> tensors)
    {
        CheckNotEmpty(tensors, "vstack");
        return Cat(Reshaping.AtLeast2d(tensors), 0);
    }

    /// <summary>Tensors one below the other; a vector is one row.</summary>
    [Op("vstack", Variants.Function | Variants.Out)]
    [Op("row_stack", Variants.Function)]
    public static Tensor VStack(IEnumerable<Tensor> tensors) => VStack(tensors.ToArray().AsSpan());

    /// <summary>Tensors one behind the other: along the third dim.</summary>
    [Op("dstack", Variants.Function | Variants.Out), OverloadResolutionPriority(1)]
    public static Tensor DStack(params ReadOnlySpan<Tensor> tensors)
    {
        CheckNotEmpty(tensors, "dstack");
        return Cat(Reshaping.AtLeast3d(tensors), 2);
    }

    /// <summary>Tensors one behind the other: along the third dim.</summary>
    [Op("dstack", Variants.Function | Variants.Out)]
    public static Tensor DStack(IEnumerable<Tensor> tensors) => DStack(tensors.ToArray().AsSpan());

    /// <summary>Tensors side by side; a vector is one column.</summary>
    [Op("column_stack", Variants.Function), OverloadResolutionPriority(1)]
    public static Tensor ColumnStack(params ReadOnlySpan<Tensor> tensors)
    {
        CheckNotEmpty(tensors, "column_stack");
        var parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = tensors[i].Layout.Rank <= 1 ? Reshaping.Reshape(tensors[i], tensors[i].Layout.Count, 1) : tensors[i];
        return Cat(parts, 1);
    }

    /// <summary>Tensors side by side; a vector is one column.</summary>
    [Op("column_stack", Variants.Function)]
    public static Tensor ColumnStack(IEnumerable<Tensor> tensors) => ColumnStack(tensors.ToArray().AsSpan());

    /// <summary>Matrices along the diagonal of one that is zero elsewhere; vectors count as rows.</summary>
    [Op("block_diag", Variants.Function)]
    public static Tensor BlockDiag(params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0) return Filled.Empty([1, 0]);
        var blocks = new Tensor[tensors.Length];
        long width = 0, left = 0;
        var dtype = tensors[0].DType;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (tensors[i].Layout.Rank > 2)
                throw new InvalidOperationException($"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {tensors[i].Layout.Rank} dimensions");
            blocks[i] = Reshaping.AtLeast2d(tensors[i]);
            width += blocks[i].Sizes[1];
            dtype = Promotion.Promote(dtype, tensors[i].DType);
        }
        for (int i = 0; i < blocks.Length; i++)
        {
            var block = Elementwise.Converted(blocks[i], dtype);
            long own = block.Sizes[1];
            blocks[i] = Cat([Filled.NewZeros(block, [block.Sizes[0], left]), block, Filled.NewZeros(block, [block.Sizes[0], width - left - own])], 1);
            left += own;
        }
        return Cat(blocks, 0);
    }

    static Tensor FirstToCount(ReadOnlySpan<Tensor> tensors)
    {
        for (int i = 0; i < tensors.Length; i++)
            if (tensors[i].Layout.Rank == 0) throw new InvalidOperationException($"zero-dimensional tensor (at position {i}) cannot be concatenated");
        foreach (var tensor in tensors) if (!IsLeftOut(tensor)) return tensor;
        return tensors[0];
    }

    /// <summary>Shape [0] stood for "nothing" before there were empty tensors of several dims, and still does.</summary>
    static bool IsLeftOut(Tensor x) => x.Layout.Rank == 1 && x.Sizes[0] == 0;

    static long TotalSize(ReadOnlySpan<Tensor> tensors, Tensor first, int dim)
    {
        long total = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            var tensor = tensors[i];
            if (IsLeftOut(tensor)) continue;
            if (tensor.Layout.Rank != first.Layout.Rank)
                throw new InvalidOperationException($"Tensors must have same number of dimensions: got {first.Layout.Rank} and {tensor.Layout.Rank}");
            for (int d = 0; d < first.Layout.Rank; d++)
                if (d != dim && tensor.Sizes[d] != first.Sizes[d])
                    throw new InvalidOperationException($"Sizes of tensors must match except in dimension {dim}. Expected size {first.Sizes[d]} but got size {tensor.Sizes[d]} for tensor number {i} in the list.");
            total += tensor.Sizes[dim];
        }
        return total;
    }

    static Devices.Backend BackendOf(ReadOnlySpan<Tensor> tensors)
    {
        var backend = tensors[0].Backend;
        foreach (var tensor in tensors) if (!ReferenceEquals(tensor.Backend, backend)) Errors.DevicesDiffer(tensors[0], tensor);
        return backend;
    }

    static void CheckNotEmpty(ReadOnlySpan<Tensor> tensors, string op)
    {
        if (tensors.Length == 0) throw new InvalidOperationException($"{op} expects a non-empty TensorList");
    }
}

/// <summary>Each tensor's gradient is its piece of the result's.</summary>
sealed class CatNode : Node
{
    readonly (Layout Layout, DType DType)[] _inputs;
    readonly int _dim;

    public CatNode(ReadOnlySpan<Tensor> tensors, int dim) : base(tensors)
    {
        _inputs = new (Layout, DType)[tensors.Length];
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = (tensors[i].Layout, tensors[i].DType);
        _dim = dim;
    }

    internal override void Backward(in Flow flow)
    {
        long start = 0;
        for (int i = 0; i < _inputs.Length; i++)
        {
            var (layout, dtype) = _inputs[i];
            bool leftOut = layout.Rank != flow.Grad.Layout.Rank;
            long length = leftOut ? 0 : layout.Sizes[_dim];
            if (flow.Needs(i)) flow.To(i, leftOut ? Filled.NewZeros(flow.Grad, layout.Sizes, (torch.ScalarType)dtype) : Fit.To(Views.Slice(flow.Grad, _dim, start, start + length, 1), layout, dtype));
            start += length;
        }
    }
}

/// <summary>Each tensor's gradient is its position of the result's.</summary>
sealed class StackNode : Node
{
    readonly (Layout Layout, DType DType)[] _inputs;
    readonly int _dim;

    public StackNode(ReadOnlySpan<Tensor> tensors, int dim) : base(tensors)
    {
        _inputs = new (Layout, DType)[tensors.Length];
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = (tensors[i].Layout, tensors[i].DType);
        _dim = dim;
    }

    internal override void Backward(in Flow flow)
    {
        for (int i = 0; i < _inputs.Length; i++)
            if (flow.Needs(i)) flow.To(i, Fit.To(Views.Select(flow.Grad, _dim, i), _inputs[i].Layout, _inputs[i].DType));
    }
}
