using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class Spectra
{
    static IEnumerable<Row> Qr =>
    [
        Factors("linalg.qr", "", x => Both(linalg.qr(x)), [3, 3], [4, 2], [2, 4], [2, 3, 2], [0, 2]),
        Factors("linalg.qr", "complete", x => Both(linalg.qr(x, linalg.QRMode.Complete)), [3, 3], [2, 4]),
        Factors("linalg.qr", "by name", x => Both(linalg.qr(x, "reduced")), [3, 2]),
        Rebuilt("linalg.qr", x =>
        {
            var (q, r) = linalg.qr(x);
            return q.matmul(r);
        }, x => x, [3, 3], [4, 2], [2, 4]),
    ];

    static IEnumerable<Row> Reflections =>
    [
        new("geqrf")
        {
            Call = x =>
            {
                var (a, tau) = geqrf(x[0]);
                return [a, tau];
            },
            Samples = dtype => [new(Solvers.Well(dtype, 3, 3)), new(Solvers.Well(dtype, 2, 3, 2))],
            DTypes = Solvers.Precise,
            Tolerance = Solvers.Tolerance,
        },
        new("ormqr")
        {
            Call = x =>
            {
                var (a, tau) = geqrf(x[0].detach());
                return [ormqr(a, tau, x[1]), ormqr(a, tau, x[1].mT, left: false, transpose: true)];
            },
            Samples = dtype => [new(Solvers.Well(dtype, 3, 2), Make.Tensor(dtype, -1, 1, 3, 2)), new(Solvers.Well(dtype, 3, 3), Make.Tensor(dtype, -1, 1, 3, 1))],
            DTypes = Solvers.Precise,
            ReferenceTensors = x =>
            {
                var q = linalg.qr(x[0], linalg.QRMode.Complete).Q;
                return [q.matmul(x[1]), x[1].mT.matmul(q.mT)];
            },
            Differentiable = [1],
            Tolerance = Solvers.Tolerance,
        },
        new("linalg.householder_product")
        {
            Aliases = ["orgqr"],
            Call = x => [linalg.householder_product(x[0], x[1])],
            Samples = dtype => [new(Solvers.Well(dtype, 3, 2), Make.Tensor(dtype, -1, 1, 2)), new(Solvers.Well(dtype, 2, 3, 3), Make.Tensor(dtype, -1, 1, 2, 2))],
            DTypes = Solvers.Precise,
            Differentiable = [0, 1],
            Tolerance = Solvers.Tolerance,
        },
    ];

    static IEnumerable<Row> Symmetric =>
    [
        Factors("linalg.eigh", "", x => Both(linalg.eigh(x + x.mH)), [3, 3], [2, 2, 2], [0, 0]),
        Rebuilt("linalg.eigh", x =>
        {
            var (w, v) = linalg.eigh(x + x.mH, 'U');
            return (v * w.unsqueeze(-2)).matmul(v.mH);
        }, x => x + x.mH, [3, 3], [5, 5]),
        Factors("linalg.eigvalsh", "", x => [linalg.eigvalsh(x + x.mH)], [3, 3], [2, 2, 2]),
        Factors("linalg.cholesky", "", x => [linalg.cholesky(Positive(x))], [3, 3], [2, 2, 2], [0, 0]) ,
        Factors("linalg.cholesky", "upper", x => [linalg.cholesky(Positive(x), upper: true)], [3, 3]),
        Rebuilt("linalg.cholesky", x =>
        {
            var l = cholesky(Positive(x));
            return l.matmul(l.mH);
        }, Positive, [4, 4]),
        Factors("linalg.cholesky_ex", "", x => [linalg.cholesky_ex(Positive(x)).L], [3, 3]),
        Rebuilt("cholesky_inverse", x => cholesky_inverse(cholesky(Positive(x))), x => linalg.inv(Positive(x)), [3, 3]),
        new("cholesky_solve")
        {
            Call = x => [cholesky_solve(x[0], cholesky(Positive(x[1])))],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 3, 2), Solvers.Well(dtype, 3, 3))],
            DTypes = Solvers.Precise,
            ReferenceTensors = x => [linalg.solve(Positive(x[1]), x[0])],
            Differentiable = [0, 1],
            Tolerance = Solvers.Tolerance,
        },
    ];

    static IEnumerable<Row> General =>
    [
        Rebuilt("linalg.eig", x =>
        {
            var (w, v) = linalg.eig(x);
            return (v * w.unsqueeze(-2)).matmul(linalg.inv(v)).real;
        }, x => x, [3, 3], [2, 2, 2], [5, 5]),
        Rebuilt("linalg.eigvals", x => linalg.eigvals(x).sum([-1]).real, x => x.diagonal(0, -2, -1).sum([-1]), [3, 3], [6, 6]),
    ];

    static IEnumerable<Row> Singular =>
    [
        Factors("linalg.svd", "", x => Three(linalg.svd(x, fullMatrices: false)), [3, 3], [3, 2], [2, 3], [2, 2, 2], [0, 2]),
        Rebuilt("linalg.svd", x =>
        {
            var (u, s, vh) = linalg.svd(x, fullMatrices: true);
            long k = s.shape[^1];
            return (u.narrow(-1, 0, k) * s.unsqueeze(-2)).matmul(vh.narrow(-2, 0, k));
        }, x => x, [4, 2], [2, 4], [3, 3]),
        Rebuilt("svd", x =>
        {
            var (u, s, v) = svd(x);
            return (u * s.unsqueeze(-2)).matmul(v.mH);
        }, x => x, [4, 2], [2, 4]),
        Rebuilt("linalg.svdvals", x => linalg.svdvals(x).square().sum([-1]), x => x.square().sum([-2, -1]), [3, 2], [2, 3], [2, 2, 2]),
        Rebuilt("linalg.pinv", x => linalg.pinv(x).matmul(x), x => linalg.solve(x.mH.matmul(x), x.mH.matmul(x)), [3, 2], [3, 3]),
        Factors("linalg.pinv", "", x => [linalg.pinv(x)], [3, 2], [2, 3], [2, 2, 2]),
        Factors("pinverse", "", x => [pinverse(x)], [3, 2], [2, 3]),
        new("linalg.matrix_rank")
        {
            Call = x => [linalg.matrix_rank(x[0]), linalg.matrix_rank(x[0].narrow(-1, 0, 1).matmul(x[0].narrow(-2, 0, 1)))],
            Samples = dtype => [new(Solvers.Well(dtype, 3, 3)), new(Solvers.Well(dtype, 2, 3, 2))],
            DTypes = Solvers.Precise,
        },
        new("linalg.lstsq")
        {
            Call = x => [linalg.lstsq(x[0], x[1]).Solution],
            Samples = dtype => [new(Solvers.Well(dtype, 4, 2), Make.Tensor(dtype, -1, 1, 4, 2)), new(Solvers.Well(dtype, 2, 3), Make.Tensor(dtype, -1, 1, 2, 1))],
            DTypes = Solvers.Precise,
            Differentiable = [0, 1],
            Tolerance = Solvers.Tolerance,
        },
    ];

    static Tensor Positive(Tensor x) => x.matmul(x.mH) + eye(x.shape[^1], dtype: x.dtype, device: x.device);

    static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
    static Tensor[] Three((Tensor, Tensor, Tensor) all) => [all.Item1, all.Item2, all.Item3];

    static Row Factors(string op, string variant, Func<Tensor, Tensor[]> call, params long[][] shapes) => new(op)
    {
        Variant = variant,
        Aliases = op == "linalg.cholesky" ? ["cholesky"] : [],
        Call = x => call(x[0]),
        Samples = dtype => shapes.Select(shape => new Sample(Solvers.Well(dtype, shape))),
        DTypes = Solvers.Precise,
        Differentiable = [0],
        Tolerance = Solvers.Tolerance,
    };

    /// <summary>What is put together again from its factors.</summary>
    static Row Rebuilt(string op, Func<Tensor, Tensor> call, Func<Tensor, Tensor> expected, params long[][] shapes) => new(op)
    {
        Variant = "rebuilt",
        Call = x => [call(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Solvers.Well(dtype, shape))),
        DTypes = Solvers.Precise,
        ReferenceTensors = x => [expected(x[0])],
        Differentiable = [0],
        Tolerance = Solvers.Tolerance,
    };
}
