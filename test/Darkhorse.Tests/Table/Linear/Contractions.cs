using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Linear;

static class Contractions
{
    static readonly (double, double) s_tolerance = (1e-5, 1e-5);

    static IEnumerable<Row> Tensordot =>
    [
        new("tensordot")
        {
            Call = x => [tensordot(x[0], x[1])],
            Method = x => [x[0].tensordot(x[1])],
            Samples = dtype => MatMul.Pairs(dtype, ([2, 3, 4], [3, 4, 2]), ([3, 4], [3, 4])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [einsum(x[0].ndim == 3 ? "abc,bcd->ad" : "bc,bc->", x)],
            Differentiable = [0, 1],
            Tolerance = s_tolerance,
        },
        new("tensordot")
        {
            Variant = "pairs of dims",
            Call = x => [tensordot(x[0], x[1], [1, -1], [1, 0])],
            Method = x => [x[0].tensordot(x[1], [(1, 1), (2, 0)])],
            Samples = dtype => MatMul.Pairs(dtype, ([2, 3, 4], [4, 3, 2]), ([2, 1, 4], [4, 3, 2])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [einsum("abc,cbd->ad", x)],
            Differentiable = [0, 1],
            Tolerance = s_tolerance,
        },
    ];

    static Row Kron => new("kron")
    {
        Call = x => [kron(x[0], x[1])],
        Method = x => [x[0].kron(x[1])],
        Samples = dtype => MatMul.Pairs(dtype, ([2, 2], [1, 3]), ([2], [2, 3]), ([], [3]), ([0], [2])),
        DTypes = DTypes.All,
        Differentiable = [0, 1],
    };

    static Row ChainMatmul => new("chain_matmul")
    {
        Call = x => [chain_matmul(x)],
        Samples = dtype => [Chain(dtype, [2, 3], [3, 4], [4, 1], [1, 2]), Chain(dtype, [2, 3])],
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [x.Aggregate(MatMul.Product)],
        Differentiable = [0, 1, 2, 3],
        Tolerance = s_tolerance,
    };

    static Row MultiDot => new("linalg.multi_dot")
    {
        Call = x => [linalg.multi_dot(x)],
        Samples = dtype => [Chain(dtype, [2, 3], [3, 4], [4, 1]), Chain(dtype, [3], [3, 4], [4]), Chain(dtype, [2, 3], [3]), Chain(dtype, [3], [3, 2])],
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [x.Aggregate(MatMul.Product)],
        Differentiable = [0, 1, 2],
        Tolerance = s_tolerance,
    };

    static Row Bilinear => new("nn.functional.bilinear")
    {
        Call = x => [nn.functional.bilinear(x[0], x[1], x[2], x[3])],
        Samples = dtype => [Chain(dtype, [2, 3], [2, 2], [4, 3, 2], [4]), Chain(dtype, [3], [2], [4, 3, 2], [4]), Chain(dtype, [2, 1, 3], [2, 1, 2], [1, 3, 2], [1])],
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [einsum("...i,oij,...j->...o", x[0], x[2], x[1]) + x[3]],
        Differentiable = [0, 1, 2, 3],
        Tolerance = s_tolerance,
    };

    static Sample Chain(ScalarType dtype, params long[][] shapes) => new([.. shapes.Select((shape, i) => Make.Tensor(dtype, i - 2, 2, shape))]);
}
