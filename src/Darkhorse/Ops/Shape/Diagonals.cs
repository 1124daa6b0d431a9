using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Triangles and diagonals of matrices.</summary>
static class Diagonals
{
    /// <summary>The lower triangles of the matrices in the last two dims, zeros elsewhere.</summary>
    /// <param name="input">Two dims or more.</param>
    /// <param name="diagonal">The last diagonal that is kept: 0 for the main one, more for those right of it.</param>
    [Op("tril", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor TriL(Tensor input, long diagonal = 0) => Triangle(input, diagonal, false);

    /// <summary>The upper triangles of the matrices in the last two dims, zeros elsewhere.</summary>
    /// <param name="input">Two dims or more.</param>
    /// <param name="diagonal">The first diagonal that is kept: 0 for the main one, more for those right of it.</param>
    [Op("triu", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor TriU(Tensor input, long diagonal = 0) => Triangle(input, diagonal, true);

    /// <summary>Sets what is right of a diagonal to zero.</summary>
    [Op("tril_")]
    public static Tensor TriLInPlace(Tensor input, long diagonal = 0) => TriangleInPlace(input, diagonal, false);

    /// <summary>Sets what is left of a diagonal to zero.</summary>
    [Op("triu_")]
    public static Tensor TriUInPlace(Tensor input, long diagonal = 0) => TriangleInPlace(input, diagonal, true);

    public static Tensor Triangle(Tensor x, long diagonal, bool upper)
    {
        CheckMatrices(x);
        var result = x.Copied(Layout.Contiguous(x.Sizes), x.DType);
        result.Backend.ClearTriangle(result.Data, diagonal, upper);
        if (GradMode.Tracks(x)) result.SetGradFn(new TriangleNode(x, diagonal, upper), 0);
        return result;
    }

    static Tensor TriangleInPlace(Tensor x, long diagonal, bool upper)
    {
        CheckMatrices(x);
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        var node = GradMode.Tracks(x) ? new TriangleNode(x, diagonal, upper) : null;
        x.Backend.ClearTriangle(x.Data, diagonal, upper);
        InPlace.Finish(x, node);
        return x;
    }

    static void CheckMatrices(Tensor x)
    {
        if (x.Layout.Rank < 2) Dims.Wrap(-2, x.Layout.Rank);
    }

    /// <summary>Rows and columns of the elements of a lower triangle: a matrix of two rows.</summary>
    [Op("tril_indices", Variants.Function)]
    public static Tensor TriLIndices(long row, long col, long offset = 0, torch.ScalarType dtype = torch.ScalarType.Int64, Device? device = null)
        => Indices(row, col, dtype, device, r => (0, Math.Clamp(r + offset + 1, 0, col)));

    /// <summary>Rows and columns of the elements of an upper triangle: a matrix of two rows.</summary>
    [Op("triu_indices", Variants.Function)]
    public static Tensor TriUIndices(long row, long col, long offset = 0, torch.ScalarType dtype = torch.ScalarType.Int64, Device? device = null)
        => Indices(row, col, dtype, device, r => (Math.Clamp(r + offset, 0, col), col));

    static Tensor Indices(long rows, long columns, torch.ScalarType dtype, Device? device, Func<long, (long From, long To)> span)
    {
        if (rows < 0) throw new InvalidOperationException($"row must be non-negative, got{rows}");
        if (columns < 0) throw new InvalidOperationException($"col must be non-negative, got{columns}");
        long count = 0;
        for (long r = 0; r < rows; r++) count += span(r).To - span(r).From;
        var indices = new long[2, count];
        long at = 0;
        for (long r = 0; r < rows; r++)
        {
            var (from, to) = span(r);
            for (long c = from; c < to; c++) (indices[0, at], indices[1, at++]) = (r, c);
        }
        return Sharing.FromArray(indices, dtype, device);
    }

    /// <summary>Of a matrix, a diagonal (copied); of a vector, the matrix with it on a diagonal.</summary>
    [Op("diag")]
    public static Tensor Diag(Tensor input, long diagonal = 0) => input.Layout.Rank switch
    {
        1 => DiagEmbed(input, diagonal, 0, 1),
        2 => Parts.Diagonal(input, diagonal).clone(),
        _ => throw new InvalidOperationException($"diag(): Supports 1D or 2D tensors. Got {input.Layout.Rank}D"),
    };

    /// <summary>The matrix with all elements on a diagonal.</summary>
    [Op("diagflat")]
    public static Tensor DiagFlat(Tensor input, long offset = 0) => DiagEmbed(Reshaping.Ravel(input), offset, 0, 1);

    /// <summary>Matrices in two new dims, with the vectors of the last dim on a diagonal and zeros elsewhere.</summary>
    /// <param name="input">One dim or more.</param>
    /// <param name="offset">Above the main diagonal if positive, below if negative.</param>
    /// <param name="dim1">The dim of the rows in the result.</param>
    /// <param name="dim2">The dim of the columns in the result.</param>
    [Op("diag_embed")]
    public static Tensor DiagEmbed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1)
    {
        int rank = input.Layout.Rank + 1, rows = Dims.Wrap(dim1, rank), columns = Dims.Wrap(dim2, rank);
        if (rows == columns) throw new InvalidOperationException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
        if (rank == 1) throw new IndexOutOfRangeException("Dimension out of range (expected to be in range of [-1, 0], but got -2)");
        long size = input.Sizes[^1] + Math.Abs(offset);
        Span<long> sizes = stackalloc long[rank];
        int at = 0;
        for (int d = 0; d < rank; d++) sizes[d] = d == rows || d == columns ? size : input.Sizes[at++];
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.DType, input);
        using (new GradMode.Scope(false))
        {
            result.Backend.Fill(result.Data, 0);
            result.Backend.Copy(Parts.Diagonal(result, offset, rows, columns).Data, input.Data);
        }
        if (GradMode.Tracks(input)) result.SetGradFn(new DiagEmbedNode(input, offset, rows, columns), 0);
        return result;
    }

    /// <summary>The sum of the main diagonal of a matrix.</summary>
    [Op("trace")]
    public static Tensor Trace(Tensor input) => input.Layout.Rank == 2 ? Parts.Diagonal(input).sum()
        : throw new InvalidOperationException($"trace: expected a matrix, but got tensor with dim {input.Layout.Rank}");
}

sealed class TriangleNode(Tensor x, long diagonal, bool upper) : Node(x)
{
    public override string Name => upper ? "TriuBackward0" : "TrilBackward0";

    internal override void Backward(in Flow flow) => flow.To(0, Diagonals.Triangle(flow.Grad, diagonal, upper));
}

sealed class DiagEmbedNode(Tensor x, long offset, int rows, int columns) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Parts.Diagonal(flow.Grad, offset, rows, columns));
}
