using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>
/// A factorisation with several results. Their values serve the first derivative; where the pass is itself recorded, the factors are computed again from the input, so that they are
/// functions of it.
/// </summary>
abstract class FactorsNode(Tensor input, params ReadOnlySpan<Tensor> factors) : Node(input)
{
    Saved _input = new(input);
    readonly Saved[] _factors = Keep(factors);

    static Saved[] Keep(ReadOnlySpan<Tensor> factors)
    {
        var kept = new Saved[factors.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = new(factors[i].detach());
        return kept;
    }

    internal override int OutputCount => _factors.Length;

    protected Tensor Input => _input.Get(this)!;

    protected Tensor Factor(int index) => _factors[index].Get(this)!;

    internal override void Release()
    {
        _input.Release();
        for (int i = 0; i < _factors.Length; i++) _factors[i].Release();
    }
}

/// <summary>
/// A = Q R: dA = (dQ + Q copy(R dR^H - dQ^H Q)) R^-H, where copy mirrors the lower triangle (Walter and Lehmann 2018). Of a wide matrix the columns beyond the square follow from
/// R2 = Q^H A2.
/// </summary>
sealed class LinalgQrNode(Tensor a, Tensor q, Tensor r, torch.linalg.QRMode mode) : FactorsNode(a, q, r)
{
    internal override void Backward(in Flow flow)
    {
        Tensor a = Input, q = Factor(0), r = Factor(1);
        long m = a.Sizes[^2], n = a.Sizes[^1];
        if (mode == torch.linalg.QRMode.R) throw new InvalidOperationException("The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.");
        if (mode == torch.linalg.QRMode.Complete && m > n) throw new InvalidOperationException("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.");
        if (GradMode.Enabled) (q, r) = Spectra.Qr(a, mode);
        Tensor? gradQ = flow.GradOf(0), gradR = flow.GradOf(1);
        if (m >= n)
        {
            flow.To(0, Square(q, r, gradQ, gradR));
            return;
        }
        var first = gradR?.narrow(-1, 0, m);
        Tensor? last = gradR?.narrow(-1, m, n - m), gradQAll = gradQ;
        if (last is not null)
        {
            var more = a.narrow(-1, m, n - m).matmul(last.mH);
            gradQAll = gradQ is null ? more : gradQ + more;
        }
        var gradX = Square(q, r.narrow(-1, 0, m), gradQAll, first);
        var gradY = last is null ? a.narrow(-1, m, n - m).zeros_like() : q.matmul(last);
        flow.To(0, torch.cat([gradX, gradY], -1));
    }

    static Tensor Square(Tensor q, Tensor r, Tensor? gradQ, Tensor? gradR)
    {
        Tensor? m = null;
        if (gradR is not null) m = r.matmul(gradR.mH);
        if (gradQ is not null) m = m is null ? -gradQ.mH.matmul(q) : m - gradQ.mH.matmul(q);
        var strict = m!.tril(-1);
        var diagonal = torch.diag_embed(m!.diagonal(0, -2, -1).real);
        var rhs = q.matmul(strict + strict.mH + diagonal);
        if (gradQ is not null) rhs += gradQ;
        return Solvers.SolveTriangular(r.mH, rhs, upper: false, left: false);
    }
}

/// <summary>A = V diag(w) V^H: dA = V (diag(dw) + (V^H dV) / E) V^H with E_ij = w_j - w_i.</summary>
sealed class LinalgEighNode(Tensor a, Tensor values, Tensor vectors, char uplo) : FactorsNode(a, values, vectors)
{
    internal override void Backward(in Flow flow)
    {
        Tensor w = Factor(0), v = Factor(1);
        if (GradMode.Enabled) (w, v) = Spectra.Eigh(Input, uplo);
        Tensor? gradW = flow.GradOf(0), gradV = flow.GradOf(1);
        if (gradV is null)
        {
            flow.To(0, (v * gradW!.unsqueeze(-2)).matmul(v.mH));
            return;
        }
        var inner = v.mH.matmul(gradV) / Differences(w);
        inner -= torch.diag_embed(inner.diagonal(0, -2, -1));
        if (gradW is not null) inner += torch.diag_embed(gradW);
        flow.To(0, v.matmul(inner.matmul(v.mH)));
    }

    /// <summary>x_j - x_i, and 1 on the diagonal.</summary>
    internal static Tensor Differences(Tensor x) => x.unsqueeze(-2) - x.unsqueeze(-1) + Solvers.Eye(x.Sizes[^1], x.Sizes[^1], x);
}

/// <summary>A V = V diag(w): dA = V^-H (diag(dw) + (V^H dV - V^H V diag(Re V^H dV)) / conj(E)) V^H with E_ij = w_j - w_i.</summary>
sealed class LinalgEigNode(Tensor a, Tensor values, Tensor vectors) : FactorsNode(a, values, vectors)
{
    internal override void Backward(in Flow flow)
    {
        var a = Input;
        Tensor w = Factor(0), v = Factor(1);
        if (GradMode.Enabled) (w, v) = Spectra.Eig(a);
        Tensor? gradW = flow.GradOf(0), gradV = flow.GradOf(1);
        Tensor? inner = null;
        if (gradV is not null)
        {
            var product = v.mH.matmul(gradV);
            var cleaned = product - v.mH.matmul(v) * product.diagonal(0, -2, -1).real.unsqueeze(-2);
            inner = cleaned / LinalgEighNode.Differences(w).conj();
            inner -= torch.diag_embed(inner.diagonal(0, -2, -1));
        }
        if (gradW is not null) inner = inner is null ? torch.diag_embed(gradW) : inner + torch.diag_embed(gradW);
        var result = Solvers.Solve(v.mH, inner!.matmul(v.mH));
        flow.To(0, a.DType.IsComplex ? result : result.real);
    }
}

/// <summary>
/// A = U diag(s) V^H: inside the spaces of both, dA = U ((skew(U^H dU) / E) S + S (skew(V^H dV) / E) + diag(ds)) V^H with E_ij = s_j^2 - s_i^2; beyond them the parts of dU and dV that
/// are orthogonal to U and V.
/// </summary>
sealed class LinalgSvdNode(Tensor a, Tensor u, Tensor s, Tensor vh) : FactorsNode(a, u, s, vh)
{
    internal override void Backward(in Flow flow)
    {
        var a = Input;
        Tensor u = Factor(0), s = Factor(1), vh = Factor(2);
        if (GradMode.Enabled) (u, s, vh) = Spectra.Svd(a);
        long m = a.Sizes[^2], n = a.Sizes[^1], k = s.Sizes[^1];
        (u, vh) = (u.narrow(-1, 0, k), vh.narrow(-2, 0, k));
        Tensor? gradU = flow.GradOf(0)?.narrow(-1, 0, k), gradS = flow.GradOf(1), gradVh = flow.GradOf(2)?.narrow(-2, 0, k);
        if (gradU is null && gradVh is null)
        {
            flow.To(0, (u * gradS!.unsqueeze(-2)).matmul(vh));
            return;
        }
        var differences = LinalgEighNode.Differences(s * s);
        Tensor inner = torch.diag_embed(gradS ?? s.zeros_like()).to(a.dtype);
        if (gradU is not null)
        {
            var skew = Skew(u.mH.matmul(gradU));
            inner += skew / differences * s.unsqueeze(-2);
            if (a.DType.IsComplex)
            {
                // On the diagonal the differences are 1, not 0: only the phase of the vectors turns there.
                var phase = skew.diagonal(0, -2, -1);
                inner += torch.diag_embed(phase / (2 * s) - phase * s);
            }
        }
        if (gradVh is not null)
        {
            var skew = Skew(vh.matmul(gradVh.mH));
            inner += s.unsqueeze(-1) * (skew / differences);
            if (a.DType.IsComplex) inner -= torch.diag_embed(skew.diagonal(0, -2, -1) * s);
        }
        var result = u.matmul(inner).matmul(vh);
        if (m > k && gradU is not null) result += ((gradU - u.matmul(u.mH.matmul(gradU))) / s.unsqueeze(-2)).matmul(vh);
        if (n > k && gradVh is not null) result += u.matmul((gradVh - gradVh.matmul(vh.mH).matmul(vh)) / s.unsqueeze(-1));
        flow.To(0, result);
    }

    static Tensor Skew(Tensor x) => x - x.mH;
}

/// <summary>A = L L^H: dA = L^-H P L^-1, made Hermitian, where P is the lower triangle of L^H dL with half its diagonal.</summary>
sealed class LinalgCholeskyExNode(Tensor a, Tensor lower) : Node(a)
{
    Saved _lower = new(lower, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var lower = _lower.Get(this)!;
        var p = lower.mH.matmul(flow.Grad).tril();
        p = (p + p.tril(-1).mH) / 2;
        var diagonal = p.diagonal(0, -2, -1);
        if (p.DType.IsComplex) p -= torch.diag_embed(diagonal - diagonal.real);
        flow.To(0, Solvers.SolveTriangular(lower, Solvers.SolveTriangular(lower.mH, p, upper: true), upper: false, left: false));
    }

    internal override void Release() => _lower.Release();
}
