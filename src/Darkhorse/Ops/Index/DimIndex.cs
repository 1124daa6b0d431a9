using System.Diagnostics.CodeAnalysis;
using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>What ops with an index along one dim have in common. 0-dim tensors count as one dim of size 1.</summary>
static class DimIndex
{
    static readonly Layout One = new([1], [1]);

    public static Layout AtLeastOneDim(Layout layout) => layout.Rank == 0 ? One : layout;

    /// <summary>The index as int64; any dtype but int32 and int64 is refused.</summary>
    public static Tensor Long(Tensor index, string op, string expected = "Expected dtype int64 for index")
    {
        if (index.DType == DType.Int64) return index;
        if (index.DType != DType.Int32) throw new InvalidOperationException($"{op}(): {expected}");
        return index.to(torch.int64);
    }

    /// <summary>The layout of what an index of the given sizes moves along dim: those sizes, the tensor's strides, and 0 for dim.</summary>
    public static Operand Moved(Tensor x, ReadOnlySpan<long> sizes, int dim)
    {
        var layout = AtLeastOneDim(x.Layout);
        Span<long> strides = stackalloc long[layout.Rank];
        layout.Strides.CopyTo(strides);
        strides[dim] = 0;
        return x.Data.With(new Layout(sizes, strides));
    }

    /// <summary>The part of a tensor that has the given, not larger, sizes.</summary>
    public static Operand Part(Tensor x, ReadOnlySpan<long> sizes) => x.Data.With(new Layout(sizes, AtLeastOneDim(x.Layout).Strides));

    public static IndexRule Rule(Tensor x, int dim, bool wraps = false)
    {
        var layout = AtLeastOneDim(x.Layout);
        return new(layout.Strides[dim], layout.Sizes[dim], wraps);
    }

    /// <summary>A vector of indices along dim, the same for all positions of the other dims: what index_select and its relatives take.</summary>
    public static Operand Along(Tensor index, Layout sizes, int dim)
    {
        Span<long> strides = stackalloc long[sizes.Rank];
        strides.Clear();
        strides[dim] = index.Layout.Rank == 0 ? 0 : index.Strides[0];
        return index.Data.With(new Layout(sizes.Sizes, strides));
    }

    /// <summary>Reports an index out of range as gather and scatter do.</summary>
    public static void Check(long fault, Tensor x, int dim)
    {
        if (fault != IndexRule.NoFault) ThrowOutOfBounds(fault, x, dim);
    }

    /// <summary>Reports an index out of range as index_select and its relatives do.</summary>
    public static void CheckSelf(long fault)
    {
        if (fault != IndexRule.NoFault) throw new IndexOutOfRangeException("index out of range in self");
    }

    [DoesNotReturn]
    static void ThrowOutOfBounds(long index, Tensor x, int dim)
        => throw new InvalidOperationException($"index {index} is out of bounds for dimension {dim} with size {AtLeastOneDim(x.Layout).Sizes[dim]}");
}

/// <summary>What an op writes into: a copy of its input or, in place, the input itself.</summary>
readonly ref struct Target
{
    readonly bool _inPlace;

    public readonly Tensor Tensor;

    public Target(Tensor input, bool inPlace)
    {
        _inPlace = inPlace;
        if (inPlace)
        {
            InPlace.Check(input);
            if (input.Layout.HasOverlap) Errors.Overlap();
        }
        Tensor = inPlace ? input : input.Copied(input.Layout.AsDense(), input.DType);
    }

    /// <summary>An operand that does not share memory with what is written.</summary>
    public Tensor Apart(Tensor x) => _inPlace && ReferenceEquals(x.Storage, Tensor.Storage) ? x.Copied(x.Layout.AsDense(), x.DType) : x;

    /// <param name="node">The op's node, made before the write; null if nothing tracks.</param>
    public Tensor Finish(Node? node)
    {
        if (_inPlace) InPlace.Finish(Tensor, node);
        else if (node is not null) Tensor.SetGradFn(node, 0);
        return Tensor;
    }
}
