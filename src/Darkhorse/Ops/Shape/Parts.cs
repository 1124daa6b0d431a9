using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Views of some of the elements, or of elements several times over.</summary>
static class Parts
{
    /// <summary>One position of one dim, which disappears. A view.</summary>
    [Op("select")]
    public static Tensor Select(Tensor input, long dim, long index)
    {
        if (input.Layout.Rank == 0) throw new IndexOutOfRangeException("select() cannot be applied to a 0-dim tensor.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        long size = input.Sizes[d];
        if (index < -size || index >= size)
            throw new IndexOutOfRangeException($"select(): index {index} out of range for tensor of size {Errors.Shape(input)} at dimension {d}");
        return Views.Select(input, d, index < 0 ? index + size : index);
    }

    /// <summary>Every <paramref name="step"/>-th position of one dim from start to before finish; both count from the end if negative, and are cut to the dim. A view.</summary>
    [Op("slice", Variants.Method)]
    public static Tensor Slice(Tensor input, long dim, long start, long finish, long step)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("slice() cannot be applied to a 0-dim tensor.");
        if (step <= 0) throw new InvalidOperationException("slice step must be positive");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        long size = input.Sizes[d];
        start = Math.Clamp(start < 0 ? start + size : start, 0, size);
        finish = Math.Clamp(finish < 0 ? finish + size : finish, start, size);
        return Views.Slice(input, d, start, finish, step);
    }

    /// <summary><paramref name="length"/> positions of one dim from <paramref name="start"/> on. A view.</summary>
    [Op("narrow")]
    public static Tensor Narrow(Tensor input, long dim, long start, long length)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("narrow() cannot be applied to a 0-dim tensor.");
        if (length < 0) throw new InvalidOperationException("narrow(): length must be non-negative.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        long size = input.Sizes[d];
        if (start < -size || start > size)
            throw new IndexOutOfRangeException($"start out of range (expected to be in range of [{-size}, {size}], but got {start})");
        if (start < 0) start += size;
        if (start > size - length) throw new InvalidOperationException($"start ({start}) + length ({length}) exceeds dimension size ({size}).");
        return Views.Slice(input, d, start, start + length, 1);
    }

    /// <summary>The diagonals of the matrices in two dims, in a last dim. A view.</summary>
    /// <param name="input">At least two dims.</param>
    /// <param name="offset">Above the main diagonal if positive, below if negative.</param>
    /// <param name="dim1">The rows.</param>
    /// <param name="dim2">The columns.</param>
    [Op("diagonal")]
    public static Tensor Diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1)
    {
        int rank = input.Layout.Rank, rows = Dims.Wrap(dim1, rank), columns = Dims.Wrap(dim2, rank);
        if (rows == columns) throw new InvalidOperationException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
        long length = offset >= 0 ? Math.Min(input.Sizes[rows], input.Sizes[columns] - offset) : Math.Min(input.Sizes[rows] + offset, input.Sizes[columns]);
        length = Math.Max(length, 0);
        long skipped = length == 0 ? 0 : offset >= 0 ? offset * input.Strides[columns] : -offset * input.Strides[rows];
        Span<long> sizes = stackalloc long[rank - 1], strides = stackalloc long[rank - 1];
        int at = 0;
        for (int d = 0; d < rank; d++)
            if (d != rows && d != columns) (sizes[at], strides[at++]) = (input.Sizes[d], input.Strides[d]);
        (sizes[at], strides[at]) = (length, input.Strides[rows] + input.Strides[columns]);
        return Views.Part(input, "Diagonal", new(sizes, strides), input.Data.Offset + skipped, x => Diagonal(x, offset, rows, columns));
    }

    /// <summary>All windows of the given size in one dim, <paramref name="step"/> apart; their elements are a new last dim. A view.</summary>
    [Op("unfold", Variants.Method)]
    public static Tensor Unfold(Tensor input, long dimension, long size, long step)
    {
        int rank = input.Layout.Rank, d = Dims.Wrap(dimension, rank);
        long length = rank == 0 ? 1 : input.Sizes[d], stride = rank == 0 ? 1 : input.Strides[d];
        if (size > length) throw new InvalidOperationException($"maximum size for tensor at dimension {d} is {length} but size is {size}");
        if (size < 0) throw new InvalidOperationException($"size is {size} but must be >= 0");
        if (step <= 0) throw new InvalidOperationException($"step is {step} but must be > 0");
        Span<long> sizes = stackalloc long[rank + 1], strides = stackalloc long[rank + 1];
        input.Sizes.CopyTo(sizes);
        input.Strides.CopyTo(strides);
        if (rank > 0) (sizes[d], strides[d]) = ((length - size) / step + 1, stride * step);
        (sizes[rank], strides[rank]) = (size, stride);
        var result = input.View(new(sizes, strides), input.Data.Offset);
        if (GradMode.Tracks(input)) result.SetGradFn(new AsStridedNode(input, result, "Unfold"), 0);
        return result;
    }

    /// <summary>A view of any sizes and strides over the storage; offset in elements from the storage's start, default the tensor's own.</summary>
    [Op("as_strided")]
    public static Tensor AsStrided(Tensor input, ReadOnlySpan<long> size, ReadOnlySpan<long> strides, long? storageOffset = null)
        => Views.AsStrided(input, size, strides, storageOffset ?? input.Data.Offset);

    /// <summary>Repeats dims of size 1 without copying; -1 keeps a size. A view.</summary>
    [Op("expand", Variants.Method)]
    public static Tensor Expand(Tensor input, params ReadOnlySpan<long> sizes)
    {
        int rank = input.Layout.Rank, shift = sizes.Length - rank;
        if (shift < 0)
            throw new InvalidOperationException($"expand(torch.{input.DType.LegacyName}Tensor{{{Errors.Shape(input)}}}, size=[{string.Join(", ", sizes.ToArray())}]): the number of sizes provided ({sizes.Length}) must be greater or equal to the number of dimensions in the tensor ({rank})");
        Span<long> target = stackalloc long[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            long own = i < shift ? 1 : input.Sizes[i - shift];
            if (sizes[i] == -1 && i < shift)
                throw new InvalidOperationException($"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {i}");
            target[i] = sizes[i] == -1 ? own : sizes[i];
            if (own != 1 && own != target[i])
                throw new InvalidOperationException($"The expanded size of the tensor ({target[i]}) must match the existing size ({own}) at non-singleton dimension {i}.  Target sizes: [{string.Join(", ", sizes.ToArray())}].  Tensor sizes: {Errors.Shape(input)}");
        }
        return Views.Expand(input, target);
    }

    /// <summary>The same; whether the caller means a broadcast that nobody wrote down makes no difference to the result.</summary>
    [Op("expand", Variants.Method)]
    public static Tensor Expand(Tensor input, ReadOnlySpan<long> sizes, bool isImplicit) => Expand(input, sizes);

    /// <summary>Repeats dims of size 1 to the sizes of another tensor. A view.</summary>
    [Op("expand_as", Variants.Method)]
    public static Tensor ExpandAs(Tensor input, Tensor other) => Expand(input, other.Sizes);

    /// <summary>Repeats dims of size 1 to the given sizes. A view.</summary>
    [Op("broadcast_to")]
    public static Tensor BroadcastTo(Tensor input, params ReadOnlySpan<long> shape) => Expand(input, shape);

    /// <summary>The same elements with the history. A view.</summary>
    [Op("alias", Variants.Method)]
    public static Tensor Alias(Tensor input) => Views.Reshaped(input, input.Layout, "Alias");

    /// <summary>Each tensor repeated to the common size of all. Views.</summary>
    [Op("broadcast_tensors", Variants.Function)]
    public static Tensor[] BroadcastTensors(params ReadOnlySpan<Tensor> tensors)
    {
        int rank = 0;
        foreach (var tensor in tensors) rank = Math.Max(rank, tensor.Layout.Rank);
        Span<long> common = stackalloc long[rank], next = stackalloc long[rank];
        common.Fill(1);
        foreach (var tensor in tensors)
        {
            if (!Layout.TryBroadcast(common, tensor.Sizes, next, out int dim))
                throw new InvalidOperationException($"The size of tensor a ({common[dim]}) must match the size of tensor b ({tensor.Sizes[dim - rank + tensor.Layout.Rank]}) at non-singleton dimension {dim}");
            next.CopyTo(common);
        }
        var results = new Tensor[tensors.Length];
        for (int i = 0; i < results.Length; i++) results[i] = Views.Expand(tensors[i], common);
        return results;
    }

    /// <summary>The common size of several shapes.</summary>
    [Op("broadcast_shapes", Variants.Function)]
    public static long[] BroadcastShapes(params ReadOnlySpan<long[]> shapes)
    {
        int rank = 0;
        foreach (long[] shape in shapes) rank = Math.Max(rank, shape.Length);
        long[] common = new long[rank], next = new long[rank];
        common.AsSpan().Fill(1);
        foreach (long[] shape in shapes)
        {
            if (!Layout.TryBroadcast(common, shape, next, out _)) throw new InvalidOperationException("Shape mismatch: objects cannot be broadcast to a single shape");
            next.CopyTo(common, 0);
        }
        return common;
    }
}
