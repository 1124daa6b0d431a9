using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class MatrixNorms
{
    static IEnumerable<Row> MatrixNorm =>
    [
        Norm("linalg.matrix_norm", "fro", x => linalg.matrix_norm(x), x => x.square().sum([-2, -1]).sqrt()),
        Norm("linalg.matrix_norm", "nuc", x => linalg.matrix_norm(x, "nuc", [0, -1], true), null),
        Norm("linalg.matrix_norm", "1", x => linalg.matrix_norm(x, 1), x => x.abs().sum([-2]).amax([-1])),
        Norm("linalg.matrix_norm", "-1", x => linalg.matrix_norm(x, -1, [0, 1], true), x => x.abs().sum([0], keepdim: true).amin([1], keepdim: true)),
        Norm("linalg.matrix_norm", "inf", x => linalg.matrix_norm(x, double.PositiveInfinity), x => x.abs().sum([-1]).amax([-1])),
        Norm("linalg.matrix_norm", "2", x => linalg.matrix_norm(x, 2), x => linalg.svdvals(x).select(-1, 0)),
        Norm("linalg.matrix_norm", "-2", x => linalg.matrix_norm(x, -2, [1, 0]), null),
        Norm("linalg.norm", "", x => linalg.norm(x), x => x.square().sum().sqrt()),
        Norm("linalg.norm", "of vectors", x => linalg.norm(x, 1, [-1]), x => x.abs().sum([-1])),
        Norm("linalg.norm", "by name", x => linalg.norm(x, "fro", [0, 1]), x => x.square().sum([0, 1]).sqrt()),
    ];

    static IEnumerable<Row> Cond =>
    [
        Condition("", x => linalg.cond(x)),
        Condition("1", x => linalg.cond(x, 1)),
        Condition("-2", x => linalg.cond(x, -2)),
        Condition("fro", x => linalg.cond(x, "fro")),
    ];

    static Row Norm(string op, string variant, Func<Tensor, Tensor> call, Func<Tensor, Tensor>? reference) => new(op)
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => [new(Solvers.Well(dtype, 3, 2)), new(Solvers.Well(dtype, 2, 3, 3))],
        // Singular values are not computed in half precision.
        DTypes = variant is "nuc" or "2" or "-2" ? Solvers.Precise : DTypes.Fields,
        ReferenceTensors = reference is null ? null : x => [reference(x[0])],
        Differentiable = [0],
        Tolerance = Solvers.Tolerance,
    };

    static Row Condition(string variant, Func<Tensor, Tensor> call) => new("linalg.cond")
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => [new(Solvers.Well(dtype, 3, 3)), new(Solvers.Well(dtype, 2, 2, 2))],
        DTypes = Solvers.Precise,
        Differentiable = [0],
        Tolerance = Solvers.Tolerance,
    };
}
