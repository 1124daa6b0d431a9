using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The same elements, in the same order, in other sizes.</summary>
static class Reshaping
{
    /// <summary>The same elements in other sizes, sharing memory. One size may be -1: it follows from the others.</summary>
    /// <exception cref="InvalidOperationException">The sizes do not fit the number of elements, or the strides do not allow a view.</exception>
    [Op("view", Variants.Method)]
    public static Tensor View(Tensor input, params ReadOnlySpan<long> shape)
    {
        Span<long> sizes = stackalloc long[shape.Length];
        ResolveSizes(input, shape, sizes);
        return Views.Reshaped(input, ViewLayout(input, sizes) ?? throw new InvalidOperationException("view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead."));
    }

    /// <summary>The same bytes read as another dtype; if its elements are of another size, the last dim becomes longer or shorter. A view without gradient.</summary>
    [Op("view", Variants.Method)]
    public static Tensor View(Tensor input, torch.ScalarType dtype)
    {
        int own = input.DType.ItemSize, other = dtype.ToDType().ItemSize;
        if (own == other) return input.View(input.Layout, input.Data.Offset, dtype.ToDType(), ViewKind.NoGrad);
        int rank = input.Layout.Rank;
        if (rank == 0) throw new InvalidOperationException($"self.dim() cannot be 0 to view {input.DType.LegacyName} as {dtype.ToDType().LegacyName} (different element sizes)");
        if (input.Strides[^1] != 1) throw new InvalidOperationException($"self.stride(-1) must be 1 to view {input.DType.LegacyName} as {dtype.ToDType().LegacyName} (different element sizes), but got {input.Strides[^1]}");
        Span<long> sizes = stackalloc long[rank], strides = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            bool last = d == rank - 1;
            if (last && input.Sizes[d] * own % other != 0)
                throw new InvalidOperationException($"self.size(-1) must be divisible by {other / own} to view {input.DType.LegacyName} as {dtype.ToDType().LegacyName} (different element sizes), but got {input.Sizes[d]}");
            if (!last && input.Strides[d] * own % other != 0)
                throw new InvalidOperationException($"self.stride({d}) must be divisible by {other / own} to view {input.DType.LegacyName} as {dtype.ToDType().LegacyName} (different element sizes), but got {input.Strides[d]}");
            sizes[d] = last ? input.Sizes[d] * own / other : input.Sizes[d];
            strides[d] = last ? 1 : input.Strides[d] * own / other;
        }
        if (input.Data.Offset * own % other != 0) throw new InvalidOperationException($"self.storage_offset() must be divisible by {other / own} to view {input.DType.LegacyName} as {dtype.ToDType().LegacyName} (different element sizes), but got {input.Data.Offset}");
        return input.View(new(sizes, strides), input.Data.Offset * own / other, dtype.ToDType(), ViewKind.NoGrad);
    }

    /// <summary>A view in the sizes of another tensor.</summary>
    [Op("view_as", Variants.Method)]
    public static Tensor ViewAs(Tensor input, Tensor other) => View(input, other.Sizes);

    /// <summary>The same elements in other sizes: a view where the strides allow it, else a copy.</summary>
    [Op("reshape")]
    public static Tensor Reshape(Tensor input, params ReadOnlySpan<long> shape)
    {
        Span<long> sizes = stackalloc long[shape.Length];
        ResolveSizes(input, shape, sizes);
        return ViewLayout(input, sizes) is { } layout ? Views.Reshaped(input, layout) : Views.Reshaped(input.contiguous(), Layout.Contiguous(sizes));
    }

    /// <summary>The elements in the sizes of another tensor: a view where the strides allow it, else a copy.</summary>
    [Op("reshape_as", Variants.Method)]
    public static Tensor ReshapeAs(Tensor input, Tensor other) => Reshape(input, other.Sizes);

    /// <summary>One dim in place of those from <paramref name="start_dim"/> to <paramref name="end_dim"/>: a view where the strides allow it, else a copy.</summary>
    [Op("flatten")]
    public static Tensor Flatten(Tensor input, long start_dim = 0, long end_dim = -1)
    {
        int rank = input.Layout.Rank, start = Dims.Wrap(start_dim, rank), end = Dims.Wrap(end_dim, rank);
        if (start > end) throw new InvalidOperationException("flatten() has invalid args: start_dim cannot come after end_dim");
        if (rank == 0) return Reshape(input, 1);
        if (start == end) return input;
        Span<long> sizes = stackalloc long[rank - (end - start)];
        input.Sizes[..start].CopyTo(sizes);
        input.Sizes[(end + 1)..].CopyTo(sizes[(start + 1)..]);
        sizes[start] = 1;
        for (int d = start; d <= end; d++) sizes[start] *= input.Sizes[d];
        return Reshape(input, sizes);
    }

    /// <summary>All elements in one dim: a view where the strides allow it, else a copy.</summary>
    [Op("ravel")]
    public static Tensor Ravel(Tensor input) => Reshape(input, -1);

    /// <summary>Several dims in place of one. One size may be -1. A view.</summary>
    [Op("unflatten")]
    public static Tensor Unflatten(Tensor input, long dim, params ReadOnlySpan<long> sizes)
    {
        int rank = input.Layout.Rank, d = Dims.Wrap(dim, rank);
        if (sizes.Length == 0) throw new InvalidOperationException("unflatten: sizes must be non-empty");
        if (rank == 0) throw new IndexOutOfRangeException("unflatten: a 0-dim tensor has no dimension to unflatten");
        Span<long> shape = stackalloc long[rank - 1 + sizes.Length];
        input.Sizes[..d].CopyTo(shape);
        sizes.CopyTo(shape[d..]);
        input.Sizes[(d + 1)..].CopyTo(shape[(d + sizes.Length)..]);
        long known = 1;
        int open = -1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == -1 && open < 0) open = i;
            else known *= sizes[i];
        }
        long size = input.Sizes[d];
        if (open >= 0 ? known == 0 || size % known != 0 : known != size)
            throw new InvalidOperationException($"unflatten: Provided sizes [{string.Join(", ", sizes.ToArray())}] don't multiply up to the size of dim {d} ({size}) in the input tensor");
        if (open >= 0) shape[d + open] = size / known;
        return View(input, shape);
    }

    /// <summary>Without the dims of size 1; given a dim, without that one if its size is 1. A view.</summary>
    [Op("squeeze")]
    public static Tensor Squeeze(Tensor input, long? dim = null) => Views.Reshaped(input, SqueezedLayout(input, dim), dim is null ? "Squeeze" : "Squeeze1");

    /// <summary>Without those of the given dims that are of size 1. A view.</summary>
    [Op("squeeze")]
    public static Tensor Squeeze(Tensor input, ReadOnlySpan<long> dim) => Views.Reshaped(input, Without(input, DimMask(input, dim)), "Squeeze2");

    /// <summary>Drops its dims of size 1, or the given one.</summary>
    [Op("squeeze_")]
    public static Tensor SqueezeInPlace(Tensor input, long? dim = null) => Views.Reshape_(input, SqueezedLayout(input, dim));

    /// <summary>With one more dim, of size 1, at the given place. A view.</summary>
    [Op("unsqueeze")]
    public static Tensor Unsqueeze(Tensor input, long dim) => Views.Reshaped(input, UnsqueezedLayout(input, dim), "Unsqueeze");

    /// <summary>Gives itself one more dim, of size 1, at the given place.</summary>
    [Op("unsqueeze_")]
    public static Tensor UnsqueezeInPlace(Tensor input, long dim) => Views.Reshape_(input, UnsqueezedLayout(input, dim));

    /// <summary>With at least one dim. A view if there was none.</summary>
    [Op("atleast_1d")]
    public static Tensor AtLeast1d(Tensor input) => input.Layout.Rank == 0 ? Reshape(input, 1) : input;

    /// <summary>With at least two dims: of a vector, one row. A view if there were fewer.</summary>
    [Op("atleast_2d")]
    public static Tensor AtLeast2d(Tensor input) => input.Layout.Rank switch { 0 => Reshape(input, 1, 1), 1 => Unsqueeze(input, 0), _ => input };

    /// <summary>With at least three dims: a vector lies in the middle one, a matrix in the first two. A view if there were fewer.</summary>
    [Op("atleast_3d")]
    public static Tensor AtLeast3d(Tensor input) => input.Layout.Rank switch
    {
        0 => Reshape(input, 1, 1, 1),
        1 => Unsqueeze(Unsqueeze(input, 0), -1),
        2 => Unsqueeze(input, -1),
        _ => input,
    };

    /// <summary>Each with at least one dim.</summary>
    [Op("atleast_1d", Variants.Function)]
    public static Tensor[] AtLeast1d(params ReadOnlySpan<Tensor> input) => Each(input, AtLeast1d);

    /// <summary>Each with at least two dims.</summary>
    [Op("atleast_2d", Variants.Function)]
    public static Tensor[] AtLeast2d(params ReadOnlySpan<Tensor> input) => Each(input, AtLeast2d);

    /// <summary>Each with at least three dims.</summary>
    [Op("atleast_3d", Variants.Function)]
    public static Tensor[] AtLeast3d(params ReadOnlySpan<Tensor> input) => Each(input, AtLeast3d);

    static Tensor[] Each(ReadOnlySpan<Tensor> inputs, Func<Tensor, Tensor> function)
    {
        var results = new Tensor[inputs.Length];
        for (int i = 0; i < results.Length; i++) results[i] = function(inputs[i]);
        return results;
    }

    static Layout SqueezedLayout(Tensor x, long? dim) => Without(x, dim is { } d ? 1UL << Dims.Wrap(d, x.Layout.Rank) : ulong.MaxValue);

    static ulong DimMask(Tensor x, ReadOnlySpan<long> dims)
    {
        ulong mask = 0;
        foreach (long dim in dims) mask |= 1UL << Dims.Wrap(dim, x.Layout.Rank);
        return mask;
    }

    /// <summary>Without the dims of the mask that have size 1.</summary>
    static Layout Without(Tensor x, ulong mask)
    {
        int rank = x.Layout.Rank, left = 0;
        Span<long> sizes = stackalloc long[rank], strides = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            if ((mask >> d & 1) != 0 && x.Sizes[d] == 1) continue;
            (sizes[left], strides[left++]) = (x.Sizes[d], x.Strides[d]);
        }
        return left == rank ? x.Layout : new(sizes[..left], strides[..left]);
    }

    static Layout UnsqueezedLayout(Tensor x, long dim)
    {
        int rank = x.Layout.Rank, at = Dims.Wrap(dim, rank + 1);
        Span<long> sizes = stackalloc long[rank + 1], strides = stackalloc long[rank + 1];
        x.Sizes[..at].CopyTo(sizes);
        x.Strides[..at].CopyTo(strides);
        sizes[at] = 1;
        strides[at] = at < rank ? x.Sizes[at] * x.Strides[at] : 1;
        x.Sizes[at..].CopyTo(sizes[(at + 1)..]);
        x.Strides[at..].CopyTo(strides[(at + 1)..]);
        return new(sizes, strides);
    }

    static void ResolveSizes(Tensor x, ReadOnlySpan<long> shape, Span<long> sizes)
    {
        shape.CopyTo(sizes);
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == -1)
            {
                if (open >= 0) throw new InvalidOperationException("only one dimension can be inferred");
                open = i;
            }
            else
            {
                if (sizes[i] < 0) throw new InvalidOperationException($"invalid shape dimension {sizes[i]}");
                known *= sizes[i];
            }
        }
        long count = x.Layout.Count;
        if (open < 0 ? known != count : known == 0 ? count != 0 : count % known != 0)
            throw new InvalidOperationException($"shape '[{string.Join(", ", shape.ToArray())}]' is invalid for input of size {count}");
        if (open < 0) return;
        if (known == 0)
            throw new InvalidOperationException($"cannot reshape tensor of 0 elements into shape [{string.Join(", ", shape.ToArray())}] because the unspecified dimension size -1 can be any value and is ambiguous");
        sizes[open] = count / known;
    }

    /// <summary>The strides by which the elements, in order, have the given sizes; null if no strides do.</summary>
    static Layout? ViewLayout(Tensor x, ReadOnlySpan<long> sizes)
    {
        if (x.Sizes.SequenceEqual(sizes)) return x.Layout;
        if (x.Layout.Count == 0 || x.Layout.Rank == 0) return Layout.Contiguous(sizes);
        Span<long> strides = stackalloc long[sizes.Length];
        int target = sizes.Length - 1;
        int end = x.Layout.Rank - 1;
        // Each run of dims that are contiguous among themselves must be filled by whole target dims.
        while (end >= 0)
        {
            long block = 1, stride = x.Strides[end];
            int d = end;
            do block *= x.Sizes[d];
            while (--d >= 0 && (x.Sizes[d] == 1 || x.Strides[d] == stride * block));
            long filled = 1;
            while (target >= 0 && (filled < block || sizes[target] == 1))
            {
                strides[target] = stride * filled;
                filled *= sizes[target--];
            }
            if (filled != block) return null;
            end = d;
        }
        return new(sizes, strides);
    }
}
