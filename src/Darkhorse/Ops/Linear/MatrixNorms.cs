namespace Darkhorse.Ops;

/// <summary>Norms of matrices, and what is made of them.</summary>
static class MatrixNorms
{
    /// <summary>The norm of the matrices in two dims: "fro", the root of the sum of squares; "nuc", the sum of singular values.</summary>
    [Op("linalg.matrix_norm")]
    public static Tensor MatrixNorm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null)
    {
        var x = Checked(input, dtype, out int rows, out int columns, dims);
        if (ord == "fro") return torch.linalg.vector_norm(x, 2, [rows, columns], keepdim);
        if (ord != "nuc") throw new InvalidOperationException($"linalg.matrix_norm: Order {ord} not supported.");
        return Kept(Spectra.Svdvals(Moved(x, rows, columns)).sum([-1]), rows, columns, keepdim);
    }

    /// <summary>The norm of the matrices in two dims: 1 and inf, the largest sum of absolute values of a column and of a row; 2, the largest singular value; -1, -inf and -2 the smallest.</summary>
    [Op("linalg.matrix_norm")]
    public static Tensor MatrixNorm(Tensor input, double ord, long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null)
    {
        var x = Checked(input, dtype, out int rows, out int columns, dims);
        double size = Math.Abs(ord);
        if (size is not (1 or 2 or double.PositiveInfinity)) throw new InvalidOperationException($"linalg.matrix_norm: Order {ord} not supported.");
        if (size == 2)
        {
            var s = Spectra.Svdvals(Moved(x, rows, columns));
            return Kept(ord > 0 ? s.amax([-1]) : s.amin([-1]), rows, columns, keepdim);
        }
        int summed = size == 1 ? rows : columns, compared = size == 1 ? columns : rows;
        var sums = torch.abs(x).sum([summed], keepdim: true);
        var result = ord > 0 ? sums.amax([compared], keepdim: true) : sums.amin([compared], keepdim: true);
        if (keepdim) return result;
        return rows < columns ? result.squeeze(columns).squeeze(rows) : result.squeeze(rows).squeeze(columns);
    }

    static Tensor Checked(Tensor input, torch.ScalarType? dtype, out int rows, out int columns, long[]? dims)
    {
        LinearErrors.CheckMatrix(input, "linalg.matrix_norm");
        LinearErrors.CheckField(input, "linalg.matrix_norm", low: false);
        dims ??= [-2, -1];
        if (dims.Length != 2) throw new InvalidOperationException($"linalg.matrix_norm: dim must be a 2-tuple. Got {string.Join(" ", dims)}");
        (rows, columns) = (Dims.Wrap(dims[0], input.Layout.Rank), Dims.Wrap(dims[1], input.Layout.Rank));
        if (rows == columns) throw new InvalidOperationException($"linalg.matrix_norm: dims must be different. Got ({dims[0]}, {dims[1]})");
        return dtype is { } type ? input.to(type) : input;
    }

    static Tensor Moved(Tensor x, int rows, int columns)
        => x.permute([.. Enumerable.Range(0, x.Layout.Rank).Where(d => d != rows && d != columns).Select(d => (long)d), rows, columns]);

    static Tensor Kept(Tensor x, int rows, int columns, bool keepdim)
        => keepdim ? x.unsqueeze(Math.Min(rows, columns)).unsqueeze(Math.Max(rows, columns)) : x;

    /// <summary>The root of the sum of squares, of all elements or over some dims.</summary>
    [Op("linalg.norm")]
    public static Tensor Norm(Tensor input, long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null) => torch.linalg.vector_norm(input, 2, dims, keepdim, dtype);

    /// <summary>A vector norm over one dim (or of a vector), a matrix norm over two (or of a matrix).</summary>
    [Op("linalg.norm")]
    public static Tensor Norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null)
    {
        if (dims is null && input.Layout.Rank is not (1 or 2))
            throw new InvalidOperationException($"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.Layout.Rank}D.");
        return (dims?.Length ?? input.Layout.Rank) == 1 ? torch.linalg.vector_norm(input, ord, dims, keepdim, dtype) : MatrixNorm(input, ord, dims, keepdim, dtype);
    }

    /// <summary>A matrix norm by name.</summary>
    [Op("linalg.norm")]
    public static Tensor Norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null)
    {
        if (dims is null && input.Layout.Rank != 2)
            throw new InvalidOperationException($"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.Layout.Rank}D.");
        return MatrixNorm(input, ord, dims, keepdim, dtype);
    }

    /// <summary>The condition number: the largest singular value by the smallest.</summary>
    [Op("linalg.cond")]
    public static Tensor Cond(Tensor input)
    {
        LinearErrors.CheckMatrix(input, "linalg.cond");
        var s = Spectra.Svdvals(input);
        return s.select(-1, 0) / s.select(-1, s.Sizes[^1] - 1);
    }

    /// <summary>The condition number by another matrix norm: that of A times that of its inverse.</summary>
    [Op("linalg.cond")]
    public static Tensor Cond(Tensor input, double p)
    {
        if (Math.Abs(p) == 2)
        {
            var s = Spectra.Svdvals(input);
            Tensor first = s.select(-1, 0), last = s.select(-1, s.Sizes[^1] - 1);
            return p > 0 ? first / last : last / first;
        }
        return ByInverse(input, x => MatrixNorm(x, p));
    }

    [Op("linalg.cond")]
    public static Tensor Cond(Tensor input, string? p) => p is null ? Cond(input) : ByInverse(input, x => MatrixNorm(x, p));

    /// <summary>Singular matrices have an infinite condition number.</summary>
    static Tensor ByInverse(Tensor a, Func<Tensor, Tensor> norm)
    {
        LinearErrors.CheckSquare(a, "linalg.cond");
        var (inverse, info) = Solvers.InvEx(a);
        var result = norm(a) * norm(inverse);
        return torch.where(info == 0, result, Numbers.Wrap(double.PositiveInfinity, result.DType, result));
    }
}
