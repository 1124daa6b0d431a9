using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>A tensor cut along one dim: several views, which may not be changed in place where gradients are recorded.</summary>
static class Splitting
{
    /// <summary>Pieces of the given size along a dim, the last one shorter if need be. Views.</summary>
    [Op("split", Names = "tensor; size")]
    public static Tensor[] Split(Tensor input, long split_size_or_sections, long dim = 0)
    {
        int d = Dim(input, dim, "split");
        long size = split_size_or_sections, length = input.Sizes[d];
        if (size < 0) throw new InvalidOperationException($"split expects split_size be non-negative, but got split_size={size}");
        if (size == 0 && length != 0) throw new InvalidOperationException($"split_size can only be 0 if dimension size is 0, but got dimension size of {length}");
        return Pieces(input, d, size, size == 0 ? 1 : Math.Max((length + size - 1) / size, 1));
    }

    /// <summary>Pieces of the given sizes along a dim. Views.</summary>
    [Op("split", Names = "tensor; sizes")]
    public static Tensor[] Split(Tensor input, ReadOnlySpan<long> split_size_or_sections, long dim = 0)
    {
        int d = Dim(input, dim, "split");
        long sum = 0;
        foreach (long size in split_size_or_sections)
        {
            if (size < 0) throw new InvalidOperationException($"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[{string.Join(", ", split_size_or_sections.ToArray())}]");
            sum += size;
        }
        if (sum != input.Sizes[d])
            throw new InvalidOperationException($"split_with_sizes expects split_sizes to sum exactly to {input.Sizes[d]} (input tensor's size at dimension {d}), but got split_sizes=[{string.Join(", ", split_size_or_sections.ToArray())}]");
        return Cut(input, d, split_size_or_sections.ToArray(), "SplitWithSizes");
    }

    /// <summary>Pieces of the given sizes along the first dim. Views.</summary>
    [Op("split", Variants.Method)]
    public static Tensor[] SplitFirst(Tensor input, params ReadOnlySpan<long> sizes) => Split(input, sizes, 0);

    /// <summary>At most <paramref name="chunks"/> pieces of one size along a dim, the last one shorter if need be. Views.</summary>
    [Op("chunk")]
    public static Tensor[] Chunk(Tensor input, long chunks, long dim = 0)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("chunk expects at least a 1-dimensional tensor");
        if (chunks <= 0) throw new InvalidOperationException($"chunk expects `chunks` to be greater than 0, got: {chunks}");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        long length = input.Sizes[d], size = (length + chunks - 1) / chunks;
        return size == 0 ? Cut(input, d, new long[chunks], "SplitWithSizes") : Pieces(input, d, size, Math.Max((length + size - 1) / size, 1));
    }

    /// <summary><paramref name="indices_or_sections"/> pieces along a dim; where it does not come out even, the first ones have one more. Views.</summary>
    [Op("tensor_split", Names = "; size")]
    public static Tensor[] TensorSplit(Tensor input, long indices_or_sections, long dim = 0)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (indices_or_sections <= 0) throw new InvalidOperationException($"number of sections must be larger than 0, got {indices_or_sections}");
        var (quotient, rest) = Math.DivRem(input.Sizes[d], indices_or_sections);
        var pieces = new Tensor[indices_or_sections];
        long start = 0;
        for (long i = 0; i < pieces.Length; i++)
        {
            long end = start + quotient + (i < rest ? 1 : 0);
            pieces[i] = Views.Slice(input, d, start, end, 1);
            start = end;
        }
        return pieces;
    }

    /// <summary>Cuts a dim before each of the indices. Views.</summary>
    [Op("tensor_split", Names = "; sizes")]
    public static Tensor[] TensorSplit(Tensor input, ReadOnlySpan<long> indices_or_sections, long dim = 0)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        var pieces = new Tensor[indices_or_sections.Length + 1];
        long start = 0;
        for (int i = 0; i < indices_or_sections.Length; i++)
        {
            pieces[i] = Parts.Slice(input, d, start, indices_or_sections[i], 1);
            start = indices_or_sections[i];
        }
        pieces[^1] = Parts.Slice(input, d, start, input.Sizes[d], 1);
        return pieces;
    }

    /// <summary>The same with the number of pieces (0-dim) or the indices (1-dim) in an int64 tensor. Views.</summary>
    [Op("tensor_split", Names = "; indices")]
    public static Tensor[] TensorSplit(Tensor input, Tensor indices_or_sections, long dim = 0)
    {
        if (indices_or_sections.DType != DType.Int64)
            throw new InvalidOperationException($"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {indices_or_sections.DType.LegacyName}");
        if (indices_or_sections.Layout.Rank > 1)
            throw new InvalidOperationException($"tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with {indices_or_sections.Layout.Rank} dims");
        return indices_or_sections.Layout.Rank == 0 ? TensorSplit(input, indices_or_sections.item<long>(), dim) : TensorSplit(input, indices_or_sections.ToArray<long>(), dim);
    }

    /// <summary>Pieces of one size side by side: along the second dim, of a vector along its only one. Views.</summary>
    [Op("hsplit", Names = "; size")]
    public static Tensor[] HSplit(Tensor input, long indices_or_sections) => Even(input, indices_or_sections, HorizontalDim(input), "hsplit");

    /// <summary>Cuts the second dim (of a vector the only one) before each of the indices. Views.</summary>
    [Op("hsplit", Names = "; sizes")]
    public static Tensor[] HSplit(Tensor input, [Tuples] params ReadOnlySpan<long> indices_or_sections) => TensorSplit(input, indices_or_sections, HorizontalDim(input));

    /// <summary>The same with the number of pieces or the indices in an int64 tensor. Views.</summary>
    [Op("hsplit", Names = "; indices")]
    public static Tensor[] HSplit(Tensor input, Tensor indices_or_sections) => TensorSplit(input, indices_or_sections, HorizontalDim(input));

    /// <summary>Pieces of one size one below the other: along the first dim. Views.</summary>
    [Op("vsplit", Names = "; size")]
    public static Tensor[] VSplit(Tensor input, long indices_or_sections) => Even(input, indices_or_sections, DimOf(input, 0, 2, "vsplit"), "vsplit");

    /// <summary>Cuts the first dim before each of the indices. Views.</summary>
    [Op("vsplit", Names = "; sizes")]
    public static Tensor[] VSplit(Tensor input, [Tuples] params ReadOnlySpan<long> indices_or_sections) => TensorSplit(input, indices_or_sections, DimOf(input, 0, 2, "vsplit"));

    /// <summary>The same with the number of pieces or the indices in an int64 tensor. Views.</summary>
    [Op("vsplit", Names = "; indices")]
    public static Tensor[] VSplit(Tensor input, Tensor indices_or_sections) => TensorSplit(input, indices_or_sections, DimOf(input, 0, 2, "vsplit"));

    /// <summary>Pieces of one size one behind the other: along the third dim. Views.</summary>
    [Op("dsplit", Names = "input, size; size")]
    public static Tensor[] DSplit(Tensor input, long indices_or_sections) => Even(input, indices_or_sections, DimOf(input, 2, 3, "dsplit"), "dsplit");

    /// <summary>Cuts the third dim before each of the indices. Views.</summary>
    [Op("dsplit", Names = "; sizes")]
    public static Tensor[] DSplit(Tensor input, [Tuples] params ReadOnlySpan<long> indices_or_sections) => TensorSplit(input, indices_or_sections, DimOf(input, 2, 3, "dsplit"));

    /// <summary>The same with the number of pieces or the indices in an int64 tensor. Views.</summary>
    [Op("dsplit", Names = "; indices")]
    public static Tensor[] DSplit(Tensor input, Tensor indices_or_sections) => TensorSplit(input, indices_or_sections, DimOf(input, 2, 3, "dsplit"));

    /// <summary>Every position of a dim, which disappears. Views.</summary>
    [Op("unbind", Names = "; dimension")]
    public static Tensor[] Unbind(Tensor input, long dim = 0)
    {
        if (input.Layout.Rank == 0) throw new IndexOutOfRangeException("Dimension specified as 0 but tensor has no dimensions");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        var pieces = new Tensor[input.Sizes[d]];
        if (pieces.Length == 0) return pieces;
        var node = GradMode.Tracks(input) ? new UnbindNode(input, d) : null;
        var layout = Views.SelectLayout(input.Layout, d);
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = input.View(layout, input.Data.Offset + i * input.Strides[d], ViewKind.OneOfSeveral);
            if (node is not null) pieces[i].SetGradFn(node, i);
        }
        return pieces;
    }

    static Tensor[] Pieces(Tensor x, int dim, long size, long count)
    {
        var sizes = new long[count];
        sizes.AsSpan().Fill(size);
        sizes[^1] = x.Sizes[dim] - size * (count - 1);
        return Cut(x, dim, sizes, "Split");
    }

    static Tensor[] Cut(Tensor x, int dim, long[] lengths, string name)
    {
        var pieces = new Tensor[lengths.Length];
        if (pieces.Length == 0) return pieces;
        var node = GradMode.Tracks(x) ? new SplitNode(x, dim, lengths, name) : null;
        Span<long> sizes = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(sizes);
        long start = 0;
        Layout? layout = null;
        for (int i = 0; i < pieces.Length; i++)
        {
            if (layout is null || sizes[dim] != lengths[i])
            {
                sizes[dim] = lengths[i];
                layout = new(sizes, x.Strides);
            }
            pieces[i] = x.View(layout, x.Data.Offset + start * x.Strides[dim], ViewKind.OneOfSeveral);
            if (node is not null) pieces[i].SetGradFn(node, i);
            start += lengths[i];
        }
        return pieces;
    }

    /// <summary>The gradient of some piece.</summary>
    internal static Tensor AnyGrad(in Flow flow, int count)
    {
        int i = 0;
        while (i < count - 1 && flow.GradOf(i) is null) i++;
        return flow.GradOf(i)!;
    }

    static Tensor[] Even(Tensor x, long sections, int dim, string op)
    {
        if (sections <= 0 || x.Sizes[dim] % sections != 0)
            throw new InvalidOperationException($"torch.{op} attempted to split along dimension {dim}, but the size of the dimension {x.Sizes[dim]} is not divisible by the split_size {sections}!");
        return TensorSplit(x, sections, dim);
    }

    static int Dim(Tensor x, long dim, string op)
    {
        if (x.Layout.Rank == 0) throw new InvalidOperationException($"{op} expects at least a 1-dimensional tensor");
        return Dims.Wrap(dim, x.Layout.Rank);
    }

    static int HorizontalDim(Tensor x) => x.Layout.Rank == 1 ? 0 : DimOf(x, 1, 1, "hsplit");

    static int DimOf(Tensor x, int dim, int needed, string op) => x.Layout.Rank >= needed ? dim
        : throw new InvalidOperationException($"torch.{op} requires a tensor with at least {needed} dimension, but got a tensor with {x.Layout.Rank} dimensions!");
}

/// <summary>The pieces' gradients side by side; a piece without one counts as zeros.</summary>
sealed class SplitNode(Tensor x, int dim, long[] lengths, string name) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override int OutputCount => lengths.Length;

    public override string Name => name + "Backward0";

    internal override void Backward(in Flow flow)
    {
        var parts = new Tensor[lengths.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = flow.GradOf(i) ?? Zeros(Splitting.AnyGrad(flow, parts.Length), lengths[i]);
        flow.To(0, Joining.Cat(parts, dim));
    }

    Tensor Zeros(Tensor like, long length)
    {
        Span<long> sizes = stackalloc long[_input.Rank];
        _input.Sizes.CopyTo(sizes);
        sizes[dim] = length;
        return Filled.NewZeros(like, sizes);
    }
}

/// <summary>The pieces' gradients stacked; a piece without one counts as zeros.</summary>
sealed class UnbindNode(Tensor x, int dim) : Node(x)
{
    readonly int _count = (int)x.Sizes[dim];

    internal override int OutputCount => _count;

    internal override void Backward(in Flow flow)
    {
        var like = Splitting.AnyGrad(flow, _count);
        Tensor? zeros = null;
        var parts = new Tensor[_count];
        for (int i = 0; i < parts.Length; i++) parts[i] = flow.GradOf(i) ?? (zeros ??= Filled.ZerosLike(like));
        flow.To(0, Joining.Stack(parts, dim));
    }
}
