using System.Numerics;

namespace Darkhorse.Ops;

/// <summary>
/// A = L D L^T (or L D L^H) of symmetric (or hermitian) matrices that need not be positive definite: D has blocks of one and two rows. Pivots as Bunch and Kaufman choose them
/// (Math. Comp. 31, 1977), numbered as LAPACK's sytrf does: k + 1 for an exchange with row k, negative twice for a block of two. Not differentiable.
/// </summary>
static class Ldl
{
    // The bound that keeps the growth of elements least.
    static readonly double s_alpha = (1 + Math.Sqrt(17)) / 8;

    /// <summary>L below the diagonal and D on it, in one matrix, and the pivots (int32). The lower triangle of the input counts.</summary>
    [Op("linalg.ldl_factor")]
    public static (Tensor LU, Tensor Pivots) LdlFactor(Tensor input, bool hermitian = true)
    {
        var (ld, pivots, _) = LdlFactorEx(input, hermitian, check_errors: true);
        return (ld, pivots);
    }

    /// <summary>The same, with the number of the first pivot that is 0 (or 0) for each matrix.</summary>
    [Op("linalg.ldl_factor_ex")]
    public static (Tensor LU, Tensor Pivots, Tensor Info) LdlFactorEx(Tensor input, bool hermitian = true, bool check_errors = false)
    {
        LinearErrors.CheckSquare(input, "torch.linalg.ldl_factor_ex");
        LinearErrors.CheckField(input, "torch.linalg.ldl_factor_ex");
        long n = input.Sizes[^1], batch = n == 0 ? 0 : input.Layout.Count / (n * n);
        long[] batches = [.. input.Sizes[..^2]];
        if (input.device_type == DeviceType.META) return (Tensor.Empty(Layout.Contiguous(input.Sizes), input.DType, input), Ints([.. batches, n], input.device), Ints(batches, input.device));
        Complex[] all = Numbers(input.tril());
        int[] pivots = new int[batch * n], infos = new int[Math.Max(batch, Layout.Contiguous(batches).Count)];
        for (long b = 0; b < batch; b++)
            infos[b] = Factor(new(all.AsMemory((int)(b * n * n), (int)(n * n)), (int)n), pivots.AsSpan((int)(b * n), (int)n), hermitian && input.DType.IsComplex);
        if (check_errors && infos.Any(info => info > 0))
            throw new InvalidOperationException($"torch.linalg.ldl_factor_ex: (Batch element {Array.FindIndex(infos, info => info > 0)}): The diagonal element {infos.First(info => info > 0)} of D is exactly zero, and the factorization cannot be used to solve a system of equations.");
        return (Back(all, input, input.Sizes), torch.tensor(pivots).reshape([.. batches, n]), torch.tensor(infos).reshape(batches));
    }

    /// <summary>X with A X = B from what ldl_factor gives of A.</summary>
    [Op("linalg.ldl_solve")]
    public static Tensor LdlSolve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false)
    {
        LinearErrors.CheckSquare(LD, "torch.linalg.ldl_solve");
        LinearErrors.CheckField(LD, "torch.linalg.ldl_solve");
        LinearErrors.CheckSame(LD, B, "torch.linalg.ldl_solve");
        if (pivots.DType != DType.Int32) throw new InvalidOperationException($"torch.linalg.ldl_solve: Expected pivots to be integers. Got {pivots.DType.LegacyName}");
        if (B.Layout.Rank < 2 || B.Sizes[^2] != LD.Sizes[^1]) throw new InvalidOperationException("torch.linalg.ldl_solve: Expected B to have as many rows as LD");
        (LD, B) = Solvers.Expanded(LD, B);
        if (B.device_type == DeviceType.META) return Tensor.Empty(Layout.Contiguous(B.Sizes), B.DType, B);
        int n = (int)LD.Sizes[^1], columns = (int)B.Sizes[^1];
        Complex[] matrices = Numbers(LD), sides = Numbers(B);
        int[] exchanges = pivots.expand([.. LD.Sizes[..^1]]).contiguous().ToArray<int>();
        for (int b = 0; n > 0 && b < matrices.Length / (n * n); b++)
            for (int column = 0; column < columns; column++)
            {
                var x = new Complex[n];
                for (int i = 0; i < n; i++) x[i] = sides[(b * n + i) * columns + column];
                Solve(new(matrices.AsMemory(b * n * n, n * n), n), exchanges.AsSpan(b * n, n), x, hermitian && LD.DType.IsComplex);
                for (int i = 0; i < n; i++) sides[(b * n + i) * columns + column] = x[i];
            }
        return Back(sides, B, B.Sizes);
    }

    readonly struct Square(Memory<Complex> elements, int size)
    {
        public int Size => size;
        public ref Complex this[int row, int column] => ref elements.Span[row * size + column];
    }

    static Complex[] Numbers(Tensor x) => x.detach().to(torch.ScalarType.ComplexFloat64).contiguous().ToArray<Complex>();

    static Tensor Back(Complex[] numbers, Tensor like, ReadOnlySpan<long> sizes)
    {
        var result = torch.tensor(numbers).reshape(sizes);
        return (like.DType.IsComplex ? result : torch.real(result)).to(like.dtype).contiguous();
    }

    static Tensor Ints(long[] sizes, Device device) => torch.empty(sizes, torch.ScalarType.Int32, device);

    static int Factor(Square a, Span<int> pivots, bool hermitian)
    {
        int n = a.Size, info = 0;
        for (int k = 0; k < n;)
        {
            var (row, width) = Pivot(a, k);
            if (a[row, row] == 0 && width == 1 && info == 0) info = k + 1;
            int last = k + width - 1;
            if (row != last) Exchange(a, k, last, row, hermitian);
            for (int i = k; i <= last; i++) pivots[i] = width == 1 ? row + 1 : -(row + 1);
            if (width == 2) EliminateTwo(a, k, hermitian);
            else if (a[k, k] != 0) EliminateOne(a, k, hermitian);
            k += width;
        }
        return info;
    }

    /// <summary>The row to exchange with, and whether one or two rows make the next block.</summary>
    static (int Row, int Width) Pivot(Square a, int k)
    {
        double own = Complex.Abs(a[k, k]), below = 0;
        int row = k;
        for (int i = k + 1; i < a.Size; i++)
            if (Complex.Abs(a[i, k]) > below) (row, below) = (i, Complex.Abs(a[i, k]));
        if (own >= s_alpha * below) return (k, 1);
        double beside = 0;
        for (int j = k; j < row; j++) beside = Math.Max(beside, Complex.Abs(a[row, j]));
        for (int i = row + 1; i < a.Size; i++) beside = Math.Max(beside, Complex.Abs(a[i, row]));
        if (own >= s_alpha * below * (below / beside)) return (k, 1);
        return Complex.Abs(a[row, row]) >= s_alpha * beside ? (row, 1) : (row, 2);
    }

    /// <summary>Exchanges two rows and the same columns of the lower triangle.</summary>
    static void Exchange(Square a, int k, int from, int to, bool hermitian)
    {
        for (int i = to + 1; i < a.Size; i++) (a[i, from], a[i, to]) = (a[i, to], a[i, from]);
        for (int i = from + 1; i < to; i++) (a[i, from], a[to, i]) = (Mirror(a[to, i], hermitian), Mirror(a[i, from], hermitian));
        a[to, from] = Mirror(a[to, from], hermitian);
        (a[from, from], a[to, to]) = (a[to, to], a[from, from]);
        if (from > k) (a[from, k], a[to, k]) = (a[to, k], a[from, k]);
    }

    static void EliminateOne(Square a, int k, bool hermitian)
    {
        Complex factor = 1 / a[k, k];
        for (int j = k + 1; j < a.Size; j++)
            for (int i = j; i < a.Size; i++) a[i, j] -= a[i, k] * factor * Mirror(a[j, k], hermitian);
        for (int i = k + 1; i < a.Size; i++) a[i, k] *= factor;
    }

    static void EliminateTwo(Square a, int k, bool hermitian)
    {
        Complex lower = a[k + 1, k], upper = Mirror(lower, hermitian), determinant = a[k, k] * a[k + 1, k + 1] - lower * upper;
        for (int j = k + 2; j < a.Size; j++)
        {
            // The row of L: (a_jk, a_j,k+1) D^-1.
            Complex first = (a[j, k] * a[k + 1, k + 1] - a[j, k + 1] * lower) / determinant, second = (a[j, k + 1] * a[k, k] - a[j, k] * upper) / determinant;
            for (int i = j; i < a.Size; i++) a[i, j] -= a[i, k] * Mirror(first, hermitian) + a[i, k + 1] * Mirror(second, hermitian);
            (a[j, k], a[j, k + 1]) = (first, second);
        }
    }

    static void Solve(Square a, ReadOnlySpan<int> pivots, Complex[] x, bool hermitian)
    {
        int n = a.Size;
        for (int k = 0; k < n;)
        {
            int width = pivots[k] > 0 ? 1 : 2, last = k + width - 1, row = Math.Abs(pivots[k]) - 1;
            (x[last], x[row]) = (x[row], x[last]);
            for (int i = last + 1; i < n; i++)
                for (int j = k; j <= last; j++) x[i] -= a[i, j] * x[j];
            if (width == 1) x[k] /= a[k, k];
            else
            {
                Complex lower = a[last, k], upper = Mirror(lower, hermitian), determinant = a[k, k] * a[last, last] - lower * upper;
                (x[k], x[last]) = ((a[last, last] * x[k] - upper * x[last]) / determinant, (a[k, k] * x[last] - lower * x[k]) / determinant);
            }
            k += width;
        }
        for (int k = n - 1; k >= 0;)
        {
            int width = pivots[k] > 0 ? 1 : 2, row = Math.Abs(pivots[k]) - 1;
            for (int j = k - width + 1; j <= k; j++)
                for (int i = k + 1; i < n; i++) x[j] -= Mirror(a[i, j], hermitian) * x[i];
            (x[k], x[row]) = (x[row], x[k]);
            k -= width;
        }
    }

    /// <summary>The element on the other side of the diagonal.</summary>
    static Complex Mirror(Complex value, bool hermitian) => hermitian ? Complex.Conjugate(value) : value;
}
