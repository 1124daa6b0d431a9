using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Linear systems, inverses and determinants. Matrices are the last two dims; those before are batches. float32, float64, complex64, complex128.</summary>
static class Solvers
{
    /// <summary>L and U in one matrix and the exchanged rows, counted from 1: P A = L U. Differentiable.</summary>
    [Op("linalg.lu_factor")]
    public static (Tensor LU, Tensor Pivots) LuFactor(Tensor input, bool pivot = true)
    {
        var (lu, pivots, _) = LuFactorEx(input, pivot);
        return (lu, pivots);
    }

    [Op("linalg.lu_factor_ex")]
    public static (Tensor LU, Tensor Pivots, Tensor info) LuFactorEx(Tensor input, bool pivot = true, bool check_errors = false)
    {
        LinearErrors.CheckMatrix(input, "torch.lu_factor");
        LinearErrors.CheckField(input, "torch.lu_factor");
        var (lu, pivots, info) = Factors.Lu(input, pivot);
        if (check_errors) LinearErrors.CheckInvertible(info, "torch.linalg.lu_factor");
        if (GradMode.Tracks(input)) lu.SetGradFn(new LinalgLuFactorExNode(input, lu, pivots), 0);
        return (lu, pivots, info);
    }

    /// <summary>What lu_factor_ex gives of A; the numbers of the failed pivots only if asked for.</summary>
    /// <param name="A">Matrices [*, m, n].</param>
    /// <param name="pivot">Exchange rows; without, the factors may not exist.</param>
    /// <param name="get_infos">Return int32 [*]: 0, or the number of the first pivot that is 0; otherwise a matrix without a factorisation is refused.</param>
    [Op("lu", Variants.Function)]
    public static (Tensor A_LU, Tensor pivots, Tensor? infos) LuWithInfos(Tensor A, bool pivot = true, bool get_infos = false)
    {
        var (lu, pivots, infos) = LuFactorEx(A, pivot, check_errors: !get_infos);
        return (lu, pivots, get_infos ? infos : null);
    }

    /// <summary>X with A X = B from what lu gives of A.</summary>
    [Op("lu_solve")]
    public static Tensor LuSolveOf(Tensor input, Tensor LU_data, Tensor LU_pivots) => LuSolve(LU_data, LU_pivots, input);

    /// <summary>P, L and U with A = P L U.</summary>
    [Op("linalg.lu")]
    public static (Tensor P, Tensor L, Tensor U) Lu(Tensor input, bool pivot = true)
    {
        LinearErrors.CheckMatrix(input, "linalg.lu");
        LinearErrors.CheckField(input, "linalg.lu");
        var (lu, pivots) = LuFactor(input, pivot);
        return Unpack(lu, pivots);
    }

    /// <summary>P, L and U from what lu_factor gives.</summary>
    [Op("lu_unpack", Variants.Function)]
    public static (Tensor P, Tensor L, Tensor U) LuUnpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data = true, bool unpack_pivots = true) => Unpack(LU_data, LU_pivots);

    static (Tensor P, Tensor L, Tensor U) Unpack(Tensor lu, Tensor pivots)
    {
        long m = lu.Sizes[^2], n = lu.Sizes[^1], k = Math.Min(m, n);
        var lower = lu.narrow(-1, 0, k).tril(-1) + Eye(m, k, lu);
        return (Permutation(pivots, m, lu), lower, lu.narrow(-2, 0, k).triu());
    }

    internal static Tensor Eye(long m, long n, Tensor like) => torch.eye(m, n, like.dtype, like.device);

    /// <summary>The matrix P with A = P L U.</summary>
    internal static Tensor Permutation(Tensor pivots, long m, Tensor like)
    {
        long[] sizes = [.. like.Sizes[..^2], m, m];
        if (like.device_type == DeviceType.META) return Tensor.Empty(Layout.Contiguous(sizes), like.DType, like);
        int[] exchanges = pivots.ToArray<int>();
        long k = pivots.Sizes[^1], batch = sizes[..^2].Aggregate(1L, (product, size) => product * size);
        var data = new double[batch * m * m];
        var order = new long[m];
        for (long b = 0; b < batch; b++)
        {
            for (long i = 0; i < m; i++) order[i] = i;
            for (long i = 0; i < k; i++) (order[i], order[exchanges[b * k + i] - 1]) = (order[exchanges[b * k + i] - 1], order[i]);
            for (long i = 0; i < m; i++) data[(b * m + order[i]) * m + i] = 1;
        }
        return torch.tensor(data).reshape(sizes).to(like.dtype);
    }

    /// <summary>X with A X = B (X A = B if not left; A^H for A if adjoint) from what lu_factor gives of A.</summary>
    [Op("linalg.lu_solve")]
    public static Tensor LuSolve(Tensor LU, Tensor pivots, Tensor B, bool left = true, bool adjoint = false, Tensor? @out = null)
        => Results.Into(@out, Substituted(LU, pivots, B, left, adjoint), "linalg.lu_solve");

    static Tensor Substituted(Tensor LU, Tensor pivots, Tensor B, bool left, bool adjoint)
    {
        LinearErrors.CheckSquare(LU, "linalg.lu_solve", "LU");
        LinearErrors.CheckSame(LU, B, "linalg.lu_solve");
        if (!left) return Substituted(LU, pivots, B.mH, true, !adjoint).mH;
        var p = Permutation(pivots, LU.Sizes[^1], LU);
        if (!adjoint) return SolveTriangular(LU, SolveTriangular(LU, p.mT.matmul(B), false, true, true), true);
        return p.matmul(SolveTriangular(LU.mH, SolveTriangular(LU.mH, B, false), true, true, true));
    }

    /// <summary>X with A X = B (X A = B if not left), where the upper or lower triangle of A counts, with ones for its diagonal if <paramref name="unitriangular"/>.</summary>
    [Op("linalg.solve_triangular")]
    public static Tensor SolveTriangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        => Results.Into(@out, Triangular(A, B, upper, left, unitriangular), "linalg.solve_triangular");

    static Tensor Triangular(Tensor A, Tensor B, bool upper, bool left, bool unitriangular)
    {
        LinearErrors.CheckSquare(A, "linalg.solve_triangular");
        LinearErrors.CheckField(A, "linalg.solve_triangular");
        LinearErrors.CheckMatrix(B, "linalg.solve_triangular", "B");
        LinearErrors.CheckSame(A, B, "linalg.solve_triangular");
        if (A.Sizes[^1] != B.Sizes[left ? ^2 : ^1])
            throw new InvalidOperationException($"linalg.solve_triangular: Incompatible shapes of A and B for the equation {(left ? "AX = B" : "XA = B")} ({A.Sizes[^2]}x{A.Sizes[^1]} and {B.Sizes[^2]}x{B.Sizes[^1]})");
        if (!left) return Triangular(A.mT, B.mT, !upper, true, unitriangular).mT;
        (A, B) = Expanded(A, B);
        var x = Factors.SolveTriangular(A, B, upper, unitriangular);
        if (GradMode.Tracks(A, B)) x.SetGradFn(new LinalgSolveTriangularNode(A, B, x, upper, unitriangular), 0);
        return x;
    }

    /// <summary>Both with the same batch.</summary>
    internal static (Tensor, Tensor) Expanded(Tensor a, Tensor b)
    {
        Span<long> batch = stackalloc long[Math.Max(a.Layout.Rank, b.Layout.Rank) - 2];
        if (!Layout.TryBroadcast(a.Sizes[..^2], b.Sizes[..^2], batch, out int dim)) Errors.SizesDiffer(a, b, dim, batch.Length + 2);
        return (a.expand([.. batch, .. a.Sizes[^2..]]), b.expand([.. batch, .. b.Sizes[^2..]]));
    }

    /// <summary>The inverse of square matrices.</summary>
    /// <exception cref="InvalidOperationException">A matrix is not square, or singular.</exception>
    [Op("linalg.inv")]
    [Op("inverse")]
    public static Tensor Inv(Tensor input) => InvEx(input, true, "linalg.inv").inverse;

    /// <summary>The inverse, and 0 where there is one, else the place of the zero that was met. With check_errors as linalg.inv.</summary>
    [Op("linalg.inv_ex")]
    public static (Tensor inverse, Tensor info) InvEx(Tensor input, bool check_errors = false) => InvEx(input, check_errors, "linalg.inv");

    static (Tensor inverse, Tensor info) InvEx(Tensor a, bool check, string op)
    {
        LinearErrors.CheckSquare(a, op);
        LinearErrors.CheckField(a, op);
        long n = a.Sizes[^1];
        var (x, info) = Solved(a.detach(), Eye(n, n, a).expand(a.Sizes));
        if (check) LinearErrors.CheckInvertible(info, op);
        if (GradMode.Tracks(a)) x.SetGradFn(new LinalgInvExNode(a, x), 0);
        return (x, info);
    }

    /// <summary>A X = B in double precision from end to end.</summary>
    static (Tensor X, Tensor Info) Solved(Tensor a, Tensor b)
    {
        var wide = a.DType.IsComplex ? torch.ScalarType.ComplexFloat64 : torch.ScalarType.Float64;
        var (lu, pivots, info) = Factors.Lu(a.to(wide));
        using (new GradMode.Scope(false)) return (LuSolve(lu, pivots, b.to(wide)).to(a.dtype), info);
    }

    /// <summary>X with A X = B (X A = B if not left). B is a batch of matrices, or of vectors if it has one dim, or A's batch and one.</summary>
    /// <exception cref="InvalidOperationException">A is not square or singular, or B does not fit.</exception>
    [Op("linalg.solve")]
    public static Tensor Solve(Tensor A, Tensor B, bool left = true) => SolveEx(A, B, left, true).result;

    [Op("linalg.solve_ex")]
    public static (Tensor result, Tensor info) SolveEx(Tensor A, Tensor B, bool left = true, bool check_errors = false)
    {
        LinearErrors.CheckField(A, "linalg.solve");
        LinearErrors.CheckSquare(A, "linalg.solve");
        LinearErrors.CheckSame(A, B, "linalg.solve");
        bool vector = B.Layout.Rank == 1 || (B.Layout.Rank + 1 == A.Layout.Rank && B.Sizes.SequenceEqual(A.Sizes[..^1]));
        if (vector && !left) throw new InvalidOperationException("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)");
        if (vector) B = Products.WithDim(B, B.Layout.Rank);
        if (B.Layout.Rank < 2 || A.Sizes[^1] != B.Sizes[left ? ^2 : ^1])
            throw new InvalidOperationException($"linalg.solve: Incompatible shapes of A and B for the equation {(left ? "AX = B" : "XA = B")} ({A.Sizes[^2]}x{A.Sizes[^1]} and {(B.Layout.Rank < 2 ? 1 : B.Sizes[^2])}x{(B.Layout.Rank < 1 ? 1 : B.Sizes[^1])})");
        if (!left)
        {
            var (transposed, state) = SolveEx(A.mT, B.mT, true, check_errors);
            return (transposed.mT, state);
        }
        var (a, b) = Expanded(A, B);
        var (x, info) = Solved(a.detach(), b.detach());
        if (check_errors) LinearErrors.CheckInvertible(info, "torch.linalg.solve");
        if (GradMode.Tracks(a, b)) x.SetGradFn(new LinalgSolveExNode(a, b, x), 0);
        return (vector ? x.squeeze(-1) : x, info);
    }

    /// <summary>The determinant of square matrices.</summary>
    [Op("linalg.det", Variants.Function)]
    [Op("det")]
    public static Tensor Det(Tensor input)
    {
        LinearErrors.CheckField(input, "linalg.det");
        LinearErrors.CheckSquare(input, "linalg.det");
        var (sign, product, _) = Diagonal(input, logarithm: false);
        var result = (sign * product).to(input.dtype);
        if (GradMode.Tracks(input)) result.SetGradFn(new LinalgDetNode(input, result), 0);
        return result;
    }

    /// <summary>The determinant's sign (or phase) and the logarithm of its absolute value.</summary>
    [Op("linalg.slogdet", Variants.Function)]
    [Op("slogdet", Names = "A")]
    public static (Tensor sign, Tensor logabsdet) Slogdet(Tensor input)
    {
        LinearErrors.CheckField(input, "linalg.slogdet");
        LinearErrors.CheckSquare(input, "linalg.slogdet");
        var (sign, _, log) = Diagonal(input, logarithm: true);
        (sign, log) = (sign.to(input.dtype), log.to((torch.ScalarType)input.DType.RealPart));
        if (GradMode.Tracks(input))
        {
            var node = new LinalgSlogdetNode(input, sign);
            sign.SetGradFn(node, 0);
            log.SetGradFn(node, 1);
        }
        return (sign, log);
    }

    /// <summary>The logarithm of the determinant; nan where that is negative, -inf where it is zero.</summary>
    [Op("logdet")]
    public static Tensor Logdet(Tensor input)
    {
        var (sign, log) = Slogdet(input);
        return torch.log(sign) + log;
    }

    /// <summary>Of U's diagonal and the exchanges: sign, product, logarithm of the absolute value; in double precision.</summary>
    static (Tensor Sign, Tensor Product, Tensor Log) Diagonal(Tensor a, bool logarithm)
    {
        using (new GradMode.Scope(false))
        {
            var wide = a.DType.IsComplex ? torch.ScalarType.ComplexFloat64 : torch.ScalarType.Float64;
            var (lu, pivots, _) = Factors.Lu(a.to(wide));
            var diagonal = lu.diagonal(0, -2, -1);
            var counted = torch.arange(1, a.Sizes[^1] + 1, dtype: torch.ScalarType.Int32, device: a.device);
            var sign = 1 - 2 * (pivots != counted).to(torch.ScalarType.Float64).sum([-1]).remainder(2);
            if (!logarithm) return (sign, diagonal.prod(-1), sign);
            return (torch.sgn(diagonal).prod(-1) * sign, sign, torch.log(torch.abs(diagonal)).sum([-1]));
        }
    }
}
