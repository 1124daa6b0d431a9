using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class Ldl
{
    const DTypes Precise = Solvers.Precise;

    static IEnumerable<Sample> Systems(ScalarType dtype) =>
    [
        new(Indefinite(dtype, 5), Make.Tensor(dtype, -2, 2, 5, 2)),
        new(stack([Indefinite(dtype, 4), Indefinite(dtype, 4).mT]), Make.Tensor(dtype, -2, 2, 2, 4, 1)),
        new(Make.Tensor(dtype, 1, 2, 1, 1), Make.Tensor(dtype, -2, 2, 1, 3)),
    ];

    // What is large stands far from the diagonal: some pivots are blocks of two.
    static Tensor Indefinite(ScalarType dtype, long n) => Make.Tensor(dtype, -1, 1, n, n) + 3 * eye(n, dtype: dtype).flip(1);

    static Tensor Whole(Tensor x) => x.tril() + x.tril(-1).mT;

    static Row Factor => new("linalg.ldl_factor")
    {
        Call = x =>
        {
            var (ld, pivots) = linalg.ldl_factor(x[0], hermitian: false);
            return [linalg.ldl_solve(ld, pivots, x[1])];
        },
        Samples = Systems,
        DTypes = Precise,
        ReferenceTensors = x => [linalg.inv(Whole(x[0])).matmul(x[1])],
        Tolerance = (1e-4, 1e-4),
    };

    static Row Solve => new("linalg.ldl_solve")
    {
        Call = x =>
        {
            // A hermitian matrix, and its factors by the other rule.
            var a = x[0] + x[0].mH;
            var (ld, pivots, info) = linalg.ldl_factor_ex(a);
            return [linalg.ldl_solve(ld, pivots, x[1], hermitian: true), info];
        },
        Aliases = ["linalg.ldl_factor_ex"],
        Samples = Systems,
        DTypes = Precise,
        ReferenceTensors = x => [linalg.inv(x[0] + x[0].mH).matmul(x[1]), zeros(x[0].shape[..^2], int32)],
        Tolerance = (1e-4, 1e-4),
    };
}
