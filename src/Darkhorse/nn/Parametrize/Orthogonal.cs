using Darkhorse.Autograd;

namespace Darkhorse.Modules;

/// <summary>How a square matrix becomes an orthogonal one.</summary>
enum OrthogonalMap
{
    /// <summary>e^A of the skew part A.</summary>
    MatrixExponential,

    /// <summary>(I - A / 2)^-1 (I + A / 2).</summary>
    Cayley,

    /// <summary>A product of reflections.</summary>
    Householder,
}

/// <summary>
/// A matrix with orthonormal columns (rows, if it is wide), Lezcano-Casado and Martínez-Rubio, arXiv 1901.08428. With a base the map starts from the present
/// matrix: dynamic trivialization, arXiv 1909.09501.
/// </summary>
class Orthogonal(OrthogonalMap map) : torch.nn.Module<Tensor, Tensor>("_Orthogonal")
{

    public override Tensor forward(Tensor x)
    {
        long n = x.Sizes[^2], k = x.Sizes[^1];
        bool isWide = n < k;
        if (isWide) (x, n, k) = (x.mT, k, n);
        var q = map == OrthogonalMap.Householder ? Reflections(x) : Rotation(x, n, k);
        if (BufferOf("base") is { } start) q = torch.matmul(start, q);
        return isWide ? q.mT : q;
    }

    Tensor Rotation(Tensor x, long n, long k)
    {
        x = x.tril();
        if (n != k) x = torch.cat([x, x.new_zeros([.. x.shape[..^2], n, n - k])], -1);
        var skew = x - x.mH;
        Tensor q;
        if (map == OrthogonalMap.MatrixExponential)
        {
            q = torch.matrix_exp(skew);
        }
        else
        {
            var identity = torch.eye(n, dtype: x.dtype, device: x.device);
            q = torch.linalg.solve(identity - 0.5 * skew, identity + 0.5 * skew);
        }
        return n == k ? q : q.narrow(-1, 0, k);
    }

    static Tensor Reflections(Tensor x)
    {
        var below = x.tril(-1);
        var tau = 2.0 / (1.0 + (below * below.conj()).sum(-2));
        // The diagonal holds the signs of the columns.
        return torch.linalg.householder_product(below, tau) * x.diagonal(0, -2, -1).to(torch.int32).unsqueeze(-2);
    }
}

/// <summary>One that can start from a given matrix: all maps with a base, and reflections without.</summary>
sealed class InvertibleOrthogonal : Orthogonal, torch.nn.utils.parametrize.IRightInverse
{
    readonly bool _hasBase;

    public InvertibleOrthogonal(OrthogonalMap map, bool hasBase) : base(map)
    {
        _hasBase = hasBase;
        if (hasBase) register_buffer("base", null);
    }

    public Tensor right_inverse(Tensor value)
    {
        using var _ = new GradMode.Scope(false);
        long n = value.Sizes[^2], k = value.Sizes[^1];
        bool isWide = n < k;
        var q = isWide ? value.mT : value;
        if (isWide) (n, k) = (k, n);
        if (!_hasBase)
        {
            var (a, tau) = torch.geqrf(q);
            var signs = a.diagonal(0, -2, -1);
            signs.copy_(signs.sgn() * torch.where(tau == 0, tau.new_full([], -1), tau.new_full([], 1)));
            return isWide ? a.mT : a;
        }
        if (n != k) q = torch.cat([q, torch.randn([.. q.shape[..^2], n, n - k], dtype: q.dtype, device: q.device)], -1);
        register_buffer("base", n == k && IsOrthogonal(q) ? q.clone() : Nearby(q));
        // The base is reached from -I, which all three maps send to I.
        var start = torch.zeros_like(value);
        start.diagonal(0, -2, -1).fill_(-1);
        return start;
    }

    static bool IsOrthogonal(Tensor q)
    {
        long n = q.Sizes[^2], k = q.Sizes[^1];
        var identity = torch.eye(k, dtype: q.dtype, device: q.device);
        double tolerance = 10 * n * torch.finfo(q.dtype).eps;
        return torch.allclose(torch.matmul(q.mH, q), identity, 1e-5, tolerance);
    }

    static Tensor Nearby(Tensor a)
    {
        var (x, tau) = torch.geqrf(a);
        return torch.linalg.householder_product(x, tau) * x.diagonal(0, -2, -1).sgn().unsqueeze(-2);
    }
}
