using System.Diagnostics.CodeAnalysis;
using Darkhorse.Autograd;
using Part = Darkhorse.torch.TensorIndex.Part;
using TensorIndex = Darkhorse.torch.TensorIndex;

namespace Darkhorse.Ops;

/// <summary>
/// <c>x[…]</c>. Positions, slices, new dims and ellipses are one view, made in one step; what remains, index tensors and masks by dim of that view, is the business of
/// <see cref="AdvancedIndex"/>.
/// </summary>
static class Indexing
{
    /// <summary>x[index]</summary>
    public static Tensor Select(Tensor x, long index)
    {
        if (x.Layout.Rank == 0) ThrowZeroDim();
        return Views.Select(x, 0, Position(index, 0, x.Sizes[0]));
    }

    /// <summary>x[i, j]</summary>
    public static Tensor Select(Tensor x, long i, long j)
    {
        if (x.Layout.Rank != 2 || GradMode.Tracks(x)) return Get(x, [i, j]);
        return x.View(Layout.Scalar, x.Data.Offset + Position(i, 0, x.Sizes[0]) * x.Strides[0] + Position(j, 1, x.Sizes[1]) * x.Strides[1]);
    }

    public static Tensor Get(Tensor x, ReadOnlySpan<TensorIndex> indices)
    {
        var view = View(x, indices, out var tensors);
        return tensors is null ? view : AdvancedIndex.Get(view, tensors);
    }

    public static void Set(Tensor x, ReadOnlySpan<TensorIndex> indices, Tensor value)
    {
        if (indices is [{ Kind: Part.Bool, Start: 0 }]) return;
        var view = View(x, indices, out var tensors);
        if (tensors is null) Assign(view, value);
        else AdvancedIndex.Put(view, tensors, WithoutLeadingOnes(value, 0), accumulate: false);
    }

    public static Tensor Put(Tensor x, ReadOnlySpan<TensorIndex> indices, Tensor value, bool accumulate)
    {
        var view = View(x, indices, out var tensors);
        if (tensors is not null) AdvancedIndex.Put(view, tensors, value, accumulate);
        else if (accumulate) Elementwise.BinaryInPlace(new Add(), view, value);
        else Assign(view, value);
        return x;
    }

    /// <summary>view = value, broadcast; dims of size 1 that the value has in front are dropped.</summary>
    public static void Assign(Tensor view, Tensor value)
    {
        if (!value.Layout.SameSizes(view.Layout) && value.Layout.Rank > 0) value = WithoutLeadingOnes(value, view.Layout.Rank).expand(view.Sizes);
        view.copy_(value);
    }

    public static TensorIndex[] Parts(Tensor?[] indices) => Array.ConvertAll(indices, index => index is null ? TensorIndex.Colon : TensorIndex.Tensor(index));

    public static TensorIndex[] Parts(long[] indices) => Array.ConvertAll(indices, index => (TensorIndex)index);

    static Tensor WithoutLeadingOnes(Tensor value, int rank)
    {
        int ones = 0;
        while (value.Layout.Rank - ones > rank && value.Sizes[ones] == 1) ones++;
        return ones == 0 ? value : value.reshape(value.Sizes[ones..]);
    }

    /// <summary>The view that the basic parts of an index give; index tensors and masks are left by the dim of the view they start at, null if there are none.</summary>
    static Tensor View(Tensor x, ReadOnlySpan<TensorIndex> indices, out Tensor?[]? tensors)
    {
        if (x.Layout.Rank == 0 && indices is [{ Kind: Part.Single }]) ThrowZeroDim();
        int capacity = x.Layout.Rank + indices.Length;
        var walk = new IndexWalk(x, stackalloc long[capacity], stackalloc long[capacity]);
        walk.Run(indices);
        tensors = walk.Tensors;
        if (tensors is not null && !walk.Changes) return x;
        var result = x.View(walk.Layout(), walk.Offset);
        if (GradMode.Tracks(x)) Track(x, result, indices.ToArray(), walk.Name);
        return result;
    }

    // Apart, so that the closure is allocated only where there is a graph.
    static void Track(Tensor x, Tensor result, TensorIndex[] indices, string name) => result.SetGradFn(new PartNode(x, name, t => View(t, indices, out _)), 0);

    public static long Position(long index, int dim, long size)
    {
        if (index < -size || index >= size) ThrowOutOfBounds(index, dim, size);
        return index < 0 ? index + size : index;
    }

    [DoesNotReturn]
    public static void ThrowOutOfBounds(long index, int dim, long size)
        => throw new IndexOutOfRangeException($"index {index} is out of bounds for dimension {dim} with size {size}");

    [DoesNotReturn]
    static void ThrowZeroDim()
        => throw new IndexOutOfRangeException("invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number");
}

/// <summary>One pass over the parts of an index, from the dims of a tensor to those of the view.</summary>
ref struct IndexWalk(Tensor x, Span<long> sizes, Span<long> strides)
{
    readonly Tensor _x = x;
    readonly Span<long> _sizes = sizes, _strides = strides;
    int _rank, _dim; // dims of the view so far, dims of x taken

    public long Offset = x.Data.Offset;
    public string Name = "Alias";

    /// <summary>Whether the view differs from the tensor.</summary>
    public bool Changes;

    public Tensor?[]? Tensors;

    public readonly Layout Layout() => Changes ? new(_sizes[.._rank], _strides[.._rank]) : _x.Layout;

    public void Run(ReadOnlySpan<TensorIndex> indices)
    {
        int open = _x.Layout.Rank - Named(indices);
        if (open < 0) throw new IndexOutOfRangeException($"too many indices for tensor of dimension {_x.Layout.Rank}");
        bool ellipsis = false;
        foreach (ref readonly var index in indices)
        {
            switch (index.Kind)
            {
                case Part.Null: NewDim(1, "Unsqueeze"); break;
                case Part.Bool: Mark(index.Start != 0); break;
                case Part.Single: Select(index.Start); break;
                case Part.Slice: Slice(index); break;
                case Part.Tensor: Take(index.Indices!); break;
                default:
                    if (ellipsis) throw new IndexOutOfRangeException("an index can only have a single ellipsis ('...')");
                    ellipsis = true;
                    for (int i = 0; i < open; i++) Keep();
                    break;
            }
        }
        while (_dim < _x.Layout.Rank) Keep();
    }

    /// <summary>Dims of the tensor that the parts speak of.</summary>
    static int Named(ReadOnlySpan<TensorIndex> indices)
    {
        int named = 0;
        foreach (ref readonly var index in indices)
            named += index.Kind switch { Part.Single or Part.Slice => 1, Part.Tensor => IsMask(index.Indices!) ? index.Indices!.Layout.Rank : 1, _ => 0 };
        return named;
    }

    static bool IsMask(Tensor index) => index.DType is DType.Bool or DType.UInt8;

    void Keep() => Add(_x.Sizes[_dim], _x.Strides[_dim++]);

    void Add(long size, long stride) => (_sizes[_rank], _strides[_rank++]) = (size, stride);

    void NewDim(long size, string name)
    {
        Add(size, _dim < _x.Layout.Rank ? _x.Sizes[_dim] * _x.Strides[_dim] : 1);
        (Name, Changes) = (name, true);
    }

    void Select(long index)
    {
        // PyTorch numbers the dims of the view as it is at this part.
        Offset += Indexing.Position(index, _dim, _x.Sizes[_dim]) * _x.Strides[_dim];
        _dim++;
        (Name, Changes) = ("Select", true);
    }

    void Slice(in TensorIndex index)
    {
        if (index.Step <= 0) throw new ArgumentException("step must be greater than zero");
        long size = _x.Sizes[_dim], start = Clamp(index.Start, 0, size), stop = Math.Max(start, Clamp(index.Stop, size, size));
        if (start == 0 && stop == size && index.Step == 1)
        {
            Keep();
            return;
        }
        Offset += start * _x.Strides[_dim];
        Add((stop - start + index.Step - 1) / index.Step, _x.Strides[_dim++] * index.Step);
        (Name, Changes) = ("Slice", true);
    }

    static long Clamp(long bound, long whenOpen, long size) => bound == TensorIndex.Open ? whenOpen : Math.Clamp(bound < 0 ? bound + size : bound, 0, size);

    void Take(Tensor index)
    {
        if (index.Layout.Rank == 0 && index.DType.IsIntegral)
        {
            if (IsMask(index)) Mark(index.ItemScalar().ToBoolean());
            else Select(index.ItemScalar().ToInt64());
            return;
        }
        (Tensors ??= new Tensor?[_sizes.Length])[_rank] = index;
        int dims = IsMask(index) ? index.Layout.Rank : 1;
        for (int d = 0; d < dims; d++) Keep();
    }

    /// <summary>A bool as an index: a new dim with its one position taken, or not.</summary>
    void Mark(bool taken)
    {
        (Tensors ??= new Tensor?[_sizes.Length])[_rank] = taken ? torch.zeros([1], torch.int64) : torch.zeros([0], torch.int64);
        NewDim(1, "Unsqueeze");
    }
}
