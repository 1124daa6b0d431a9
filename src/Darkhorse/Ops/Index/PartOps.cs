using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>A copy of a tensor with one part, which a view picks, replaced.</summary>
static class PartOps
{
    /// <summary>A copy of the input with <paramref name="src"/> at one position of a dim.</summary>
    /// <exception cref="InvalidOperationException">The shape of src is not that of the part.</exception>
    [Op("select_scatter")]
    public static Tensor SelectScatter(Tensor input, Tensor src, long dim, long index)
    {
        var result = input.clone();
        Replace(result.select(dim, index), src);
        return result;
    }

    /// <summary>A copy of the input with <paramref name="src"/> at positions start, start + step, … before end of a dim. Negative bounds count from the end, bounds outside are cut off.</summary>
    /// <exception cref="InvalidOperationException">The shape of src is not that of the part.</exception>
    [Op("slice_scatter")]
    public static Tensor SliceScatter(Tensor input, Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
    {
        if (step <= 0) throw new InvalidOperationException("slice step must be positive");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        var result = input.clone();
        long size = result.Sizes[d], first = Bound(start ?? 0, size), last = Math.Max(first, Bound(end ?? size, size));
        Replace(Views.Slice(result, d, first, last, step), src);
        return result;
    }

    static long Bound(long bound, long size) => Math.Clamp(bound < 0 ? bound + size : bound, 0, size);

    /// <summary>A copy of the input with <paramref name="src"/> on a diagonal of two dims.</summary>
    /// <param name="input">Two dims or more.</param>
    /// <param name="src">The other dims, then the length of the diagonal.</param>
    /// <param name="offset">Above (positive) or below the main diagonal.</param>
    /// <param name="dim1">The rows.</param>
    /// <param name="dim2">The columns.</param>
    /// <exception cref="InvalidOperationException">The shape of src is not that of the part.</exception>
    [Op("diagonal_scatter")]
    public static Tensor DiagonalScatter(Tensor input, Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1)
    {
        int rank = input.Layout.Rank, a = Dims.Wrap(dim1, rank), b = Dims.Wrap(dim2, rank);
        if (a == b) throw new InvalidOperationException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
        var result = input.clone();
        Span<long> sizes = stackalloc long[rank - 1], strides = stackalloc long[rank - 1];
        for (int d = 0, k = 0; d < rank; d++)
            if (d != a && d != b) (sizes[k], strides[k++]) = (result.Sizes[d], result.Strides[d]);
        long length = offset >= 0 ? Math.Min(result.Sizes[a], result.Sizes[b] - offset) : Math.Min(result.Sizes[a] + offset, result.Sizes[b]);
        (sizes[^1], strides[^1]) = (Math.Max(0, length), result.Strides[a] + result.Strides[b]);
        long first = length <= 0 ? 0 : offset >= 0 ? offset * result.Strides[b] : -offset * result.Strides[a];
        Replace(result.as_strided(sizes, strides, result.Data.Offset + first), src);
        return result;
    }

    /// <summary>Writes a number on the main diagonal: of a matrix, or of a tensor with more dims, all of one size.</summary>
    /// <param name="input">Two dims or more. In place.</param>
    /// <param name="fill_value">Cast to the input's dtype.</param>
    /// <param name="wrap">Whether the diagonal of a tall matrix begins again after each block of columns + 1 rows.</param>
    /// <exception cref="InvalidOperationException">Fewer than two dims, or more with different sizes.</exception>
    [Op("fill_diagonal_")]
    public static Tensor FillDiagonal_(Tensor input, Scalar fill_value, bool wrap = false)
    {
        int rank = input.Layout.Rank;
        if (rank < 2) throw new InvalidOperationException("dimensions must larger than 1");
        long height = input.Sizes[0], width = input.Sizes[1], stride = 0, shortest = long.MaxValue;
        for (int d = 0; d < rank; d++)
        {
            if (rank > 2 && input.Sizes[d] != height) throw new InvalidOperationException("all dimensions of input must be of equal length");
            stride += input.Strides[d];
            shortest = Math.Min(shortest, input.Sizes[d]);
        }
        input.as_strided([shortest], [stride]).fill_(fill_value);
        if (!wrap || rank != 2 || height <= width + 1) return input;
        // The first block is done; each further one begins a row below the end of the last.
        for (long row = width + 1; row < height; row += width + 1)
            input.as_strided([Math.Min(width, height - row)], [stride], input.Data.Offset + row * input.Strides[0]).fill_(fill_value);
        return input;
    }

    static void Replace(Tensor part, Tensor src)
    {
        if (!part.Layout.SameSizes(src.Layout))
            throw new InvalidOperationException($"expected src to have a size equal to the slice of self. src size = {Errors.Shape(src)}, slice size = {Errors.Shape(part)}");
        part.copy_(src);
    }
}
