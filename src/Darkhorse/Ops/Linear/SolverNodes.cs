using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>P A = L U. Of the square part: dA = P L^-H (tril(L^H dL, -1) + triu(dU U^H)) U^-H; rows and columns beyond it follow from L2 = A2 U^-1 and U2 = L^-1 A2.</summary>
sealed class LinalgLuFactorExNode(Tensor a, Tensor lu, Tensor pivots) : Node(a)
{
    Saved _lu = new(lu, isOutput: true), _pivots = new(pivots);

    internal override void Backward(in Flow flow)
    {
        Tensor lu = _lu.Get(this)!, grad = flow.Grad;
        long m = lu.Sizes[^2], n = lu.Sizes[^1], k = Math.Min(m, n);
        Tensor square = lu.narrow(-2, 0, k).narrow(-1, 0, k), gradL = grad.narrow(-2, 0, k).narrow(-1, 0, k).tril(-1), gradU = grad.narrow(-2, 0, k).narrow(-1, 0, k).triu();
        Tensor lower = square.tril(-1) + Solvers.Eye(k, k, lu), upper = square.triu();
        Tensor? below = null, right = null;
        if (m > k)
        {
            below = Solvers.SolveTriangular(upper.mH, grad.narrow(-2, k, m - k), upper: false, left: false);
            gradU -= lu.narrow(-2, k, m - k).mH.matmul(below).triu();
        }
        if (n > k)
        {
            right = Solvers.SolveTriangular(lower.mH, grad.narrow(-1, k, n - k), upper: true, unitriangular: true);
            gradL -= right.matmul(lu.narrow(-1, k, n - k).mH).tril(-1);
        }
        var middle = lower.mH.matmul(gradL).tril(-1) + gradU.matmul(upper.mH).triu();
        var result = Solvers.SolveTriangular(upper.mH, Solvers.SolveTriangular(lower.mH, middle, upper: true, unitriangular: true), upper: false, left: false);
        if (below is not null) result = torch.cat([result, below], -2);
        if (right is not null) result = torch.cat([result, right], -1);
        flow.To(0, Solvers.Permutation(_pivots.Get(this)!, m, lu).matmul(result));
    }

    internal override void Release()
    {
        _lu.Release();
        _pivots.Release();
    }
}

/// <summary>X = A^-1 B for a triangle A: dB = A^-H dX, dA = the triangle of -dB X^H.</summary>
sealed class LinalgSolveTriangularNode(Tensor a, Tensor b, Tensor x, bool upper, bool unit) : Node(a, b)
{
    Saved _a = new(a), _x = new(x, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var grad = Solvers.SolveTriangular(_a.Get(this)!.mH, flow.Grad, !upper, true, unit);
        if (flow.Needs(0))
        {
            var product = -grad.matmul(_x.Get(this)!.mH);
            flow.To(0, upper ? product.triu(unit ? 1 : 0) : product.tril(unit ? -1 : 0));
        }
        if (flow.Needs(1)) flow.To(1, grad);
    }

    internal override void Release()
    {
        _a.Release();
        _x.Release();
    }
}

/// <summary>Y = A^-1: dA = -Y^H dY Y^H.</summary>
sealed class LinalgInvExNode(Tensor a, Tensor y) : Node(a)
{
    Saved _y = new(y, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var adjoint = _y.Get(this)!.mH;
        flow.To(0, -adjoint.matmul(flow.Grad.matmul(adjoint)));
    }

    internal override void Release() => _y.Release();
}

/// <summary>X = A^-1 B: dB = A^-H dX, dA = -dB X^H.</summary>
sealed class LinalgSolveExNode(Tensor a, Tensor b, Tensor x) : Node(a, b)
{
    Saved _a = new(a), _x = new(x, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var grad = Solvers.Solve(_a.Get(this)!.mH, flow.Grad);
        if (flow.Needs(0)) flow.To(0, -grad.matmul(_x.Get(this)!.mH));
        if (flow.Needs(1)) flow.To(1, grad);
    }

    internal override void Release()
    {
        _a.Release();
        _x.Release();
    }
}

/// <summary>d = det A: dA = dd conj(d) A^-H; for singular matrices by their singular values, d = det(U) prod(S) det(Vh).</summary>
sealed class LinalgDetNode(Tensor a, Tensor result) : Node(a)
{
    Saved _a = new(a), _det = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        Tensor a = _a.Get(this)!, det = _det.Get(this)!, grad = flow.Grad;
        bool singular = det.device_type != DeviceType.META && (det.detach() == 0).any().item<bool>();
        flow.To(0, singular ? BySingularValues(a, grad) : Scalar(grad * det.conj()) * Solvers.Inv(a).mH);
    }

    static Tensor Scalar(Tensor x) => x.unsqueeze(-1).unsqueeze(-1);

    /// <summary>U diag(the product of the other singular values) Vh, times the phase of det(U) det(Vh).</summary>
    static Tensor BySingularValues(Tensor a, Tensor grad)
    {
        var (u, s, vh) = Spectra.Svd(a);
        long n = s.Sizes[^1];
        var others = new Tensor[n];
        for (long i = 0; i < n; i++) others[i] = torch.cat([s.narrow(-1, 0, i), s.narrow(-1, i + 1, n - i - 1)], -1).prod(-1);
        var phase = Solvers.Det(u.detach()) * Solvers.Det(vh.detach());
        return Scalar(grad * phase.conj()) * (u * torch.stack(others, -1).unsqueeze(-2)).matmul(vh);
    }

    internal override void Release()
    {
        _a.Release();
        _det.Release();
    }
}

/// <summary>With t = tr(A^-1 dA): the logarithm changes by Re t, the phase turns by Im t.</summary>
sealed class LinalgSlogdetNode(Tensor a, Tensor sign) : Node(a)
{
    Saved _a = new(a), _sign = new(sign.detach());

    internal override int OutputCount => 2;

    internal override void Backward(in Flow flow)
    {
        Tensor a = _a.Get(this)!, sign = _sign.Get(this)!;
        var factor = flow.GradOf(1);
        if (a.DType.IsComplex && flow.GradOf(0) is { } turn)
        {
            var phase = GradMode.Enabled ? Solvers.Slogdet(a).sign : sign;
            var part = -(turn.conj() * phase).imag * System.Numerics.Complex.ImaginaryOne;
            factor = factor is null ? part : factor + part;
        }
        if (factor is null) flow.To(0, a.zeros_like());
        else flow.To(0, factor.unsqueeze(-1).unsqueeze(-1) * Solvers.Inv(a).mH);
    }

    internal override void Release()
    {
        _a.Release();
        _sign.Release();
    }
}
