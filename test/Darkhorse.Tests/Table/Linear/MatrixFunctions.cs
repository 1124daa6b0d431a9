using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class MatrixFunctions
{
    static IEnumerable<Row> Powers =>
    [
        new("linalg.matrix_power")
        {
            Aliases = ["matrix_power"],
            Call = x => [linalg.matrix_power(x[0], 5), linalg.matrix_power(x[0], 0), x[0].matrix_power(1)],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 2)), new(Make.Tensor(dtype, -1, 1, 2, 3, 3))],
            DTypes = DTypes.Numbers,
            Differentiable = [0],
            Tolerance = Solvers.Tolerance,
        },
        new("linalg.matrix_power")
        {
            Variant = "of the inverse",
            Call = x => [linalg.matrix_power(x[0], -2)],
            Samples = dtype => [new(Solvers.Well(dtype, 2, 2))],
            DTypes = Solvers.Precise,
            ReferenceTensors = x => [linalg.inv(x[0].matmul(x[0]))],
            Differentiable = [0],
            Tolerance = Solvers.Tolerance,
        },
        new("matrix_exp")
        {
            Aliases = ["linalg.matrix_exp"],
            Call = x => [matrix_exp(x[0])],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 2)), new(Make.Tensor(dtype, -3, 3, 2, 3, 3)), new(Make.Tensor(dtype, -3, 3, 0, 0))],
            DTypes = DTypes.Fields,
            Differentiable = [0],
            Tolerance = (1e-4, 1e-3),
        },
    ];

    static IEnumerable<Row> Vectors =>
    [
        new("linalg.cross")
        {
            Aliases = ["cross"],
            Call = x => [linalg.cross(x[0], x[1]), cross(x[0], x[1], 1)],
            Samples = dtype => MatMul.Pairs(dtype, ([2, 3], [2, 3]), ([4, 3], [1, 3])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [Cross(x[0], x[1]), Cross(x[0], x[1])],
            Differentiable = [0, 1],
        },
        new("linalg.vecdot")
        {
            Call = x => [linalg.vecdot(x[0], x[1])],
            Samples = dtype => MatMul.Pairs(dtype, ([2, 3], [2, 3]), ([4, 3], [3])),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [(x[0] * x[1]).sum([-1])],
            Differentiable = [0, 1],
            Tolerance = Solvers.Tolerance,
        },
        new("linalg.vander")
        {
            Call = x => [linalg.vander(x[0], 4)],
            Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 3)), new(Make.Tensor(dtype, -2, 2, 2, 2))],
            DTypes = DTypes.All,
            Differentiable = [0],
        },
        new("linalg.diagonal")
        {
            Call = x => [linalg.diagonal(x[0], 1)],
            Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 2, 3, 4))],
            DTypes = DTypes.All,
            Differentiable = [0],
        },
    ];

    static IEnumerable<Row> Tensors =>
    [
        new("linalg.tensorsolve")
        {
            Call = x => [linalg.tensorsolve(x[0], x[1])],
            Samples = dtype => [new(Solvers.Well(dtype, 4, 4).view(2, 2, 4), Make.Tensor(dtype, -1, 1, 2, 2))],
            DTypes = Solvers.Precise,
            Differentiable = [0, 1],
            Tolerance = Solvers.Tolerance,
        },
        new("linalg.tensorinv")
        {
            Call = x => [linalg.tensorinv(x[0], 2)],
            Samples = dtype => [new(Solvers.Well(dtype, 4, 4).view(2, 2, 4))],
            DTypes = Solvers.Precise,
            Differentiable = [0],
            Tolerance = Solvers.Tolerance,
        },
    ];

    static Tensor Cross(Tensor x, Tensor y)
    {
        Tensor[] a = [x.select(1, 0), x.select(1, 1), x.select(1, 2)], b = [y.select(1, 0), y.select(1, 1), y.select(1, 2)];
        return stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]], 1);
    }
}
