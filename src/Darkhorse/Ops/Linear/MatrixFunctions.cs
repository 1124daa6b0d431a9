namespace Darkhorse.Ops;

/// <summary>Powers, exponentials, vector products and other functions made of matrix products and solvers.</summary>
static class MatrixFunctions
{
    /// <summary>A multiplied by itself n times; for a negative n its inverse, for 0 the identity.</summary>
    [Op("linalg.matrix_power")]
    [Op("matrix_power")]
    public static Tensor MatrixPower(Tensor input, long n)
    {
        LinearErrors.CheckSquare(input, "linalg.matrix_power");
        if (n == 0) return Solvers.Eye(input.Sizes[^1], input.Sizes[^1], input).expand(input.Sizes).clone();
        if (n == 1) return input.clone();
        var square = n < 0 ? Solvers.Inv(input) : input;
        n = Math.Abs(n);
        Tensor? result = null;
        while (true)
        {
            if ((n & 1) != 0) result = result is null ? square : result.matmul(square);
            n >>= 1;
            if (n == 0) return result!;
            square = square.matmul(square);
        }
    }

    /// <summary>e^A, by Taylor's series of A / 2^s squared s times.</summary>
    [Op("matrix_exp")]
    [Op("linalg.matrix_exp", Variants.Function)]
    public static Tensor MatrixExp(Tensor input)
    {
        LinearErrors.CheckSquare(input, "linalg.matrix_exp");
        LinearErrors.CheckField(input, "linalg.matrix_exp", low: false);
        if (input.Layout.Count == 0 || input.device_type == DeviceType.META) return input.clone();
        double norm = torch.abs(input.detach()).sum([-2]).max().to(torch.ScalarType.Float64).item<double>();
        int squarings = double.IsFinite(norm) && norm > 0.5 ? (int)Math.Ceiling(Math.Log2(norm)) + 1 : 0;
        // With a norm of at most 1/2 the terms from 2^-15 / 15! on are below 1e-17.
        const int terms = 15;
        var scaled = input * Math.ScaleB(1, -squarings);
        var identity = Solvers.Eye(input.Sizes[^1], input.Sizes[^1], input);
        var result = identity + scaled / terms;
        for (int k = terms - 1; k > 0; k--) result = identity + scaled.matmul(result) / k;
        for (int i = 0; i < squarings; i++) result = result.matmul(result);
        return result;
    }

    /// <summary>The vector product over a dim of size 3.</summary>
    [Op("linalg.cross", Variants.Function)]
    public static Tensor LinalgCross(Tensor input, Tensor other, long dim = -1)
    {
        if (input.Layout.Rank != other.Layout.Rank) throw new InvalidOperationException($"linalg.cross: inputs must have the same number of dimensions.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (input.Layout.Rank == 0 || input.Sizes[d] != 3 || other.Sizes[d] != 3)
            throw new InvalidOperationException($"linalg.cross: inputs dimension {dim} must have length 3. Got {(input.Layout.Rank == 0 ? 0 : input.Sizes[d])} and {(other.Layout.Rank == 0 ? 0 : other.Sizes[d])}");
        Tensor[] a = Parts(input, d), b = Parts(other, d);
        return torch.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]], d);
    }

    static Tensor[] Parts(Tensor x, int dim) => [Views.Select(x, dim, 0), Views.Select(x, dim, 1), Views.Select(x, dim, 2)];

    /// <summary>The vector product over a dim of size 3: the first such dim, if none is named.</summary>
    [Op("cross")]
    public static Tensor Cross(Tensor input, Tensor other, long? dim = null)
    {
        if (dim is { } given) return LinalgCross(input, other, given);
        for (int d = 0; d < input.Layout.Rank; d++) if (input.Sizes[d] == 3) return LinalgCross(input, other, d);
        throw new InvalidOperationException($"no dimension of size 3 in input");
    }

    /// <summary>The sum over a dim of conj(x) y.</summary>
    [Op("linalg.vecdot", Variants.Function)]
    public static Tensor Vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null)
    {
        LinearErrors.CheckField(x, "linalg.vecdot", low: false);
        return Results.Into(@out, ((x.DType.IsComplex ? x.conj() : x) * y).sum([dim]), "linalg.vecdot");
    }

    /// <summary>The diagonals of the matrices in two dims. A view.</summary>
    [Op("linalg.diagonal", Variants.Function)]
    public static Tensor Diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) => input.diagonal(offset, dim1, dim2);

    /// <summary>Powers 0 to N - 1 of each element, in a last dim.</summary>
    [Op("linalg.vander", Variants.Function)]
    public static Tensor Vander(Tensor input, long? N = null)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("Expected a 1D tensor or batch of 1D tensors, but got a 0D tensor.");
        long count = N ?? input.Sizes[^1];
        if (count <= 1) throw new InvalidOperationException($"N must be greater than 1.");
        var column = input.unsqueeze(-1);
        var ones = column.ones_like();
        return torch.cat([ones, column.expand([.. input.Sizes, count - 1]).cumprod(-1)], -1);
    }

    /// <summary>X with tensordot(A, X, the dims of X) = B.</summary>
    [Op("linalg.tensorsolve", Variants.Function)]
    public static Tensor Tensorsolve(Tensor A, Tensor B, long[]? dims = null)
    {
        if (dims is not null)
        {
            int[] last = Array.ConvertAll(dims, d => Dims.Wrap(d, A.Layout.Rank));
            A = A.permute([.. Enumerable.Range(0, A.Layout.Rank).Where(d => !last.Contains(d)).Select(d => (long)d), .. last.Select(d => (long)d)]);
        }
        if (B.Layout.Rank > A.Layout.Rank) throw new InvalidOperationException($"Expected other to have at most as many dimensions as self, but got {B.Layout.Rank} and {A.Layout.Rank}");
        long[] rest = [.. A.Sizes[B.Layout.Rank..]];
        long columns = rest.Aggregate(1L, (product, size) => product * size);
        if (columns != B.Layout.Count)
            throw new InvalidOperationException($"Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got {columns} != {B.Layout.Count}");
        return Solvers.Solve(A.reshape(B.Layout.Count, columns), B.reshape(B.Layout.Count)).reshape(rest);
    }

    /// <summary>The inverse of a tensor as a map from its last dims to its first <paramref name="ind"/>.</summary>
    [Op("linalg.tensorinv", Variants.Function)]
    public static Tensor Tensorinv(Tensor input, long ind = 2)
    {
        if (ind <= 0) throw new InvalidOperationException("Expected a strictly positive integer for 'ind'");
        if (ind > input.Layout.Rank) throw new InvalidOperationException($"Expected self to have at least {ind} dimensions, but got {input.Layout.Rank}");
        long[] first = [.. input.Sizes[..(int)ind]], last = [.. input.Sizes[(int)ind..]];
        long rows = first.Aggregate(1L, (product, size) => product * size), columns = last.Aggregate(1L, (product, size) => product * size);
        if (rows != columns) throw new InvalidOperationException($"Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got {columns} != {rows}");
        return Solvers.Inv(input.reshape(rows, columns)).reshape([.. last, .. first]);
    }
}
