using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Pseudo-inverses, ranks and least squares.</summary>
static class Pseudoinverse
{
    /// <summary>Moore and Penrose's inverse. Singular values up to max(atol, rtol * the largest) count as zero; rtol is max(m, n) * eps unless one of them is given.</summary>
    [Op("linalg.pinv")]
    public static Tensor Pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Pinv(input, Number(atol, input), Number(rtol, input), hermitian);

    /// <summary>As linalg.pinv, with a tolerance for each matrix.</summary>
    [Op("linalg.pinv")]
    public static Tensor Pinv(Tensor input, Tensor? atol, Tensor? rtol = null, bool hermitian = false)
    {
        LinearErrors.CheckMatrix(input, "linalg.pinv");
        LinearErrors.CheckField(input, "linalg.pinv");
        Tensor result;
        using (new GradMode.Scope(false))
        {
            var (u, s, vh) = Parts(input.detach(), hermitian);
            var kept = torch.abs(s) > Tolerance(input, torch.abs(s), atol, rtol);
            var inverse = torch.where(kept, 1 / torch.where(kept, s, s.ones_like()), s.zeros_like());
            result = (vh.mH * inverse.unsqueeze(-2)).matmul(u.mH);
        }
        if (GradMode.Tracks(input)) result.SetGradFn(new LinalgPinvNode(input, result), 0);
        return result;
    }

    [Op("pinverse")]
    public static Tensor Pinverse(Tensor input, double rcond = 1e-15, bool hermitian = false) => Pinv(input, 0.0, rcond, hermitian);

    static (Tensor U, Tensor S, Tensor Vh) Parts(Tensor a, bool hermitian)
    {
        if (!hermitian) return Spectra.Svd(a);
        var (values, vectors) = Spectra.Eigh(a);
        return (vectors, values, vectors.mH);
    }

    static Tensor? Number(double? value, Tensor like) => value is { } v ? Numbers.Wrap(v, DType.Float64, like) : null;

    /// <summary>max(atol, rtol * the largest singular value), with a dim to compare with each.</summary>
    static Tensor Tolerance(Tensor a, Tensor s, Tensor? atol, Tensor? rtol)
    {
        var real = (torch.ScalarType)a.DType.RealPart;
        double epsilon = real == torch.ScalarType.Float64 ? 2.220446049250313e-16 : 1.1920928955078125e-07;
        // A given absolute tolerance switches the default relative one off, where it is not zero.
        var largest = s.Sizes[^1] == 0 ? s.sum([-1]) : s.amax([-1]);
        var byDefault = Numbers.Wrap(epsilon * Math.Max(a.Sizes[^1], a.Sizes[^2]), a.DType.RealPart, a);
        var relative = rtol is not null ? rtol.to(real) : atol is null ? byDefault : torch.where(atol.to(real) > 0, byDefault.zeros_like(), byDefault);
        var bound = relative * largest;
        return (atol is null ? bound : torch.maximum(atol.to(real), bound)).unsqueeze(-1);
    }

    /// <summary>How many singular values are above the tolerance of linalg.pinv.</summary>
    [Op("linalg.matrix_rank")]
    public static Tensor MatrixRank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => MatrixRank(input, Number(atol, input), Number(rtol, input), hermitian);

    [Op("linalg.matrix_rank")]
    public static Tensor MatrixRank(Tensor input, Tensor? atol, Tensor? rtol = null, bool hermitian = false)
    {
        LinearErrors.CheckMatrix(input, "linalg.matrix_rank");
        LinearErrors.CheckField(input, "linalg.matrix_rank");
        using var scope = new GradMode.Scope(false);
        var s = torch.abs(hermitian ? Spectra.Eigvalsh(input.detach()) : Spectra.Svdvals(input.detach()));
        return (s > Tolerance(input, s, atol, rtol)).sum([-1]);
    }

    /// <summary>X that makes A X - B least, the squared residuals, the rank of A and its singular values; the last three empty where the method does not give them.</summary>
    [Op("linalg.lstsq")]
    public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) Lstsq(Tensor input, Tensor other) => LeastSquares(input, other, null);

    [Op("linalg.lstsq")]
    public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) Lstsq(Tensor input, Tensor other, double rcond) => LeastSquares(input, other, rcond);

    static (Tensor, Tensor, Tensor, Tensor) LeastSquares(Tensor a, Tensor b, double? rcond)
    {
        LinearErrors.CheckMatrix(a, "torch.linalg.lstsq", "input");
        LinearErrors.CheckField(a, "torch.linalg.lstsq");
        LinearErrors.CheckSame(a, b, "torch.linalg.lstsq");
        bool vector = b.Layout.Rank == 1 || (b.Layout.Rank + 1 == a.Layout.Rank && b.Sizes.SequenceEqual(a.Sizes[..^1]));
        if (b.Layout.Rank < 1) throw new InvalidOperationException("torch.linalg.lstsq: other must have at least 1 dimension.");
        if (vector) b = Products.WithDim(b, b.Layout.Rank);
        if (b.Layout.Rank < 2 || a.Sizes[^2] != b.Sizes[^2]) throw new InvalidOperationException("torch.linalg.lstsq: input.size(-2) should match other.size(-" + (vector ? 1 : 2) + ")");
        long m = a.Sizes[^2], n = a.Sizes[^1];
        var (x, rank) = OfFullRank(a, b, rcond) ?? (Pinv(a, null, rcond).matmul(b), MatrixRank(a, null, rcond));
        var nothing = Tensor.Empty(Layout.Contiguous([0]), a.DType.RealPart, a);
        bool full = m > n && a.device_type != DeviceType.META && (rank == n).all().item<bool>();
        var residuals = full ? torch.abs(a.matmul(x) - b).square().sum([-2]) : nothing;
        return (vector ? x.squeeze(-1) : x, residuals, rank, nothing.clone());
    }

    /// <summary>
    /// R X = Q^H B, where the diagonal of R leaves no doubt about the rank; else nothing. The margin of a thousand is for what the diagonal, without exchanges of
    /// columns, does not tell about the singular values.
    /// </summary>
    static (Tensor, Tensor)? OfFullRank(Tensor a, Tensor b, double? rcond)
    {
        long m = a.Sizes[^2], n = a.Sizes[^1];
        if (m < n || a.numel() == 0 || b.numel() == 0 || a.device_type == DeviceType.META || !a.Sizes[..^2].SequenceEqual(b.Sizes[..^2])) return null;
        var (q, r) = torch.linalg.qr(a);
        var diagonal = torch.abs(r.detach().diagonal(0, -2, -1));
        double tolerance = 1000 * Math.Max(rcond ?? 0, m * (a.DType.RealPart == DType.Float32 ? 1.2e-7 : 2.2e-16));
        if (!(diagonal.amin([-1]) > diagonal.amax([-1]) * tolerance).all().item<bool>()) return null;
        return (Solvers.SolveTriangular(r, q.mH.matmul(b), upper: true), diagonal.new_full(a.Sizes[..^2], n, torch.ScalarType.Int64));
    }
}

/// <summary>P = A^+: Golub and Pereyra's derivative (1973), adjoint.</summary>
sealed class LinalgPinvNode(Tensor a, Tensor p) : Node(a)
{
    Saved _a = new(a), _p = new(p, isOutput: true);

    public override string Name => "LinalgPinvBackward0";

    internal override void Backward(in Flow flow)
    {
        Tensor a = _a.Get(this)!, p = _p.Get(this)!, adjoint = p.mH, grad = flow.Grad.mH;
        if (a.Sizes[^2] <= a.Sizes[^1])
        {
            Tensor k = grad.matmul(p), kp = k.matmul(adjoint);
            flow.To(0, -p.matmul(k).mH + kp - a.matmul(p).matmul(kp) + adjoint.matmul(p).matmul(grad - k.matmul(a)));
        }
        else
        {
            Tensor k = p.matmul(grad), pk = adjoint.matmul(k);
            flow.To(0, -k.matmul(p).mH + (grad - a.matmul(k)).matmul(p).matmul(adjoint) + pk - pk.matmul(p).matmul(a));
        }
    }

    internal override void Release()
    {
        _a.Release();
        _p.Release();
    }
}
