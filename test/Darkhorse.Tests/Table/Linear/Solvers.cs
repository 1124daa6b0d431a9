using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class Solvers
{
    internal const DTypes Precise = DTypes.Float32 | DTypes.Float64 | DTypes.Complexes;
    internal static readonly (double, double) Tolerance = (1e-4, 1e-4);

    static Row Inv => Square("linalg.inv", x => [linalg.inv(x[0])], "inverse");

    static Row InvEx => Square("linalg.inv_ex", x =>
    {
        var (inverse, info) = linalg.inv_ex(x[0]);
        return [inverse, info];
    });

    static Row Det => Square("linalg.det", x => [linalg.det(x[0])], "det");

    static Row Logdet => Square("logdet", x => [logdet(x[0].matmul(x[0].mT))]);

    static Row Slogdet => Square("linalg.slogdet", x =>
    {
        var (sign, log) = linalg.slogdet(x[0]);
        return [sign, log];
    }, "slogdet");

    static Row LuFactor => Square("linalg.lu_factor", x =>
    {
        var (lu, pivots) = linalg.lu_factor(x[0]);
        return [lu, pivots];
    });

    static Row LuFactorEx => Square("linalg.lu_factor_ex", x =>
    {
        var (lu, pivots, info) = linalg.lu_factor_ex(x[0]);
        return [lu, pivots, info];
    });

    static Row LuWithInfos => Square("lu", x =>
    {
        var (lu, pivots, infos) = torch.lu(x[0], get_infos: true);
        return [lu, pivots, infos!];
    });

    static Row LuSolveLast => new("lu_solve")
    {
        Call = x =>
        {
            var (lu, pivots) = linalg.lu_factor(x[1]);
            return [lu_solve(x[0], lu, pivots)];
        },
        Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 3, 2), Well(dtype, 3, 3))],
        DTypes = Precise,
        ReferenceTensors = x => [linalg.inv(x[1]).matmul(x[0])],
        Differentiable = [0, 1],
        Tolerance = Tolerance,
    };

    static Row Lu => new("linalg.lu")
    {
        Call = x =>
        {
            var (p, l, u) = linalg.lu(x[0]);
            return [p, l, u];
        },
        Samples = dtype => [new(Well(dtype, 3, 3)), new(Well(dtype, 4, 2)), new(Well(dtype, 2, 3)), new(Well(dtype, 2, 2, 2)), new(Well(dtype, 0, 3))],
        DTypes = Precise,
        Differentiable = [0],
        Tolerance = Tolerance,
    };

    static Row LuUnpack => new("lu_unpack")
    {
        Call = x =>
        {
            var (lu, pivots) = linalg.lu_factor(x[0]);
            var (p, l, u) = lu_unpack(lu, pivots);
            return [p.matmul(l).matmul(u)];
        },
        Samples = dtype => [new(Well(dtype, 3, 3)), new(Well(dtype, 2, 4, 2))],
        DTypes = Precise,
        ReferenceTensors = x => [x[0]],
        Differentiable = [0],
        Tolerance = Tolerance,
    };

    static Row LuSolve => new("linalg.lu_solve")
    {
        Call = x =>
        {
            var (lu, pivots) = linalg.lu_factor(x[0]);
            return [linalg.lu_solve(lu, pivots, x[1]), linalg.lu_solve(lu, pivots, x[1], adjoint: true), linalg.lu_solve(lu, pivots, x[1].mT, left: false)];
        },
        Samples = dtype => [new(Well(dtype, 3, 3), Make.Tensor(dtype, -2, 2, 3, 2)), new(Well(dtype, 2, 2, 2), Make.Tensor(dtype, -2, 2, 2, 2, 1))],
        DTypes = Precise,
        ReferenceTensors = x => [linalg.inv(x[0]).matmul(x[1]), linalg.inv(x[0]).mH.matmul(x[1]), x[1].mT.matmul(linalg.inv(x[0]))],
        Differentiable = [0, 1],
        Tolerance = Tolerance,
    };

    static IEnumerable<Row> SolveTriangular =>
    [
        new("linalg.solve_triangular")
        {
            Call = x => [linalg.solve_triangular(x[0], x[1], upper: true), linalg.solve_triangular(x[0], x[1].mT, upper: false, left: false, unitriangular: true)],
            Samples = dtype => [new(Well(dtype, 3, 3), Make.Tensor(dtype, -2, 2, 3, 2)), new(Well(dtype, 2, 2, 2), Make.Tensor(dtype, -2, 2, 2, 2))],
            DTypes = Precise,
            ReferenceTensors = x => [linalg.inv(x[0].triu()).matmul(x[1]), x[1].mT.matmul(linalg.inv(x[0].tril(-1) + eye(x[0].shape[^1], dtype: x[0].dtype)))],
            Differentiable = [0, 1],
            Tolerance = Tolerance,
        },
    ];

    static IEnumerable<Row> Solve =>
    [
        new("linalg.solve")
        {
            Call = x => [linalg.solve(x[0], x[1])],
            Samples = dtype => [new(Well(dtype, 3, 3), Make.Tensor(dtype, -2, 2, 3, 2)), new(Well(dtype, 3, 3), Make.Tensor(dtype, -2, 2, 3)), new(Well(dtype, 2, 2, 2), Make.Tensor(dtype, -2, 2, 2, 1)),
                new(Well(dtype, 2, 2, 2), Make.Tensor(dtype, -2, 2, 2, 2)), new(Well(dtype, 0, 0), Make.Tensor(dtype, -2, 2, 0, 2))],
            DTypes = Precise,
            Differentiable = [0, 1],
            Tolerance = Tolerance,
        },
        new("linalg.solve_ex")
        {
            Call = x => [linalg.solve_ex(x[0], x[1], left: false).result],
            Samples = dtype => [new(Well(dtype, 3, 3), Make.Tensor(dtype, -2, 2, 2, 3))],
            DTypes = Precise,
            ReferenceTensors = x => [x[1].matmul(linalg.inv(x[0]))],
            Differentiable = [0, 1],
            Tolerance = Tolerance,
        },
    ];

    static Row Square(string op, Func<Tensor[], Tensor[]> call, params string[] aliases) => new(op)
    {
        Aliases = aliases,
        Call = call,
        Samples = dtype => [new(Well(dtype, 3, 3)), new(Well(dtype, 2, 2, 2)), new(Well(dtype, 1, 1)), new(Well(dtype, 0, 0))],
        DTypes = Precise,
        Differentiable = [0],
        Tolerance = Tolerance,
    };

    /// <summary>A matrix that is far from singular, and needs its rows exchanged.</summary>
    internal static Tensor Well(ScalarType dtype, params long[] shape)
    {
        var x = Make.Tensor(float64, -1, 1, shape);
        return (x + 2 * eye(shape[^2], shape[^1], dtype: float64).flip(-2)).to(dtype);
    }
}
