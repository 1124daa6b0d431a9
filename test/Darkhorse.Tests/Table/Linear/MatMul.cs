using System.Numerics;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Linear;

static class MatMul
{
    static readonly (double, double) s_tolerance = (1e-5, 1e-5);

    static Row Matmul => new("matmul")
    {
        Call = x => [matmul(x[0], x[1])],
        Method = x => [x[0].matmul(x[1])],
        Out = (x, result) => matmul(x[0], x[1], result),
        Samples = dtype => Pairs(dtype, ([3], [3]), ([2, 3], [3]), ([3], [3, 2]), ([2, 3], [3, 4]), ([5, 2, 3], [3, 4]), ([2, 3], [5, 3, 4]), ([5, 2, 3], [5, 3, 4]),
            ([2, 1, 2, 3], [4, 3, 2]), ([3, 1, 4], [4]), ([4], [2, 4, 3]), ([0, 3], [3, 2]), ([2, 0], [0, 3]), ([0, 2, 3], [3, 2]), ([0], [0]), ([20, 40], [40, 33])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0], x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Mm => new("mm")
    {
        Call = x => [mm(x[0], x[1])],
        Method = x => [x[0].mm(x[1])],
        Samples = dtype => Pairs(dtype, ([2, 3], [3, 4]), ([1, 1], [1, 1]), ([17, 9], [9, 35]), ([0, 3], [3, 2]), ([2, 0], [0, 3])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0], x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Bmm => new("bmm")
    {
        Call = x => [bmm(x[0], x[1])],
        Method = x => [x[0].bmm(x[1])],
        Samples = dtype => Pairs(dtype, ([2, 2, 3], [2, 3, 4]), ([0, 2, 3], [0, 3, 1]), ([3, 5, 1], [3, 1, 5])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0], x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Mv => new("mv")
    {
        Call = x => [mv(x[0], x[1])],
        Method = x => [x[0].mv(x[1])],
        Samples = dtype => Pairs(dtype, ([2, 3], [3]), ([0, 3], [3]), ([2, 0], [0]), ([37, 41], [41])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0], x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Dot => new("dot")
    {
        Call = x => [dot(x[0], x[1])],
        Method = x => [x[0].dot(x[1])],
        Samples = dtype => Pairs(dtype, ([3], [3]), ([0], [0]), ([1], [1]), ([137], [137])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0], x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Vdot => new("vdot")
    {
        Call = x => [vdot(x[0], x[1])],
        Method = x => [x[0].vdot(x[1])],
        Samples = dtype => Pairs(dtype, ([3], [3]), ([0], [0]), ([37], [37])),
        DTypes = DTypes.Numbers,
        ReferenceTensors = x => [Product(x[0].conj(), x[1])],
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Inner => new("inner")
    {
        Call = x => [inner(x[0], x[1])],
        Method = x => [x[0].inner(x[1])],
        Samples = dtype => Pairs(dtype, ([3], [3]), ([2, 3], [4, 3]), ([2, 2, 3], [3]), ([], [2]), ([0, 2], [3, 2])),
        DTypes = DTypes.Numbers,
        Differentiable = [0, 1],
        Tolerance = s_tolerance,
    };

    static Row Outer => new("outer")
    {
        Aliases = ["ger"],
        Call = x => [outer(x[0], x[1])],
        Method = x => [x[0].outer(x[1])],
        Samples = dtype => Pairs(dtype, ([3], [2]), ([0], [2]), ([5], [7])),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Product(x[0].view(-1, 1), x[1].view(1, -1))],
        Differentiable = [0, 1],
    };

    internal static IEnumerable<Sample> Pairs(ScalarType dtype, params (long[] A, long[] B)[] shapes)
        => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape.A), Make.Tensor(dtype, -2, 2, shape.B)));

    /// <summary>The product by its definition, one batch, row and column after the other.</summary>
    internal static Tensor Product(Tensor a, Tensor b)
    {
        bool vectorA = a.ndim == 1, vectorB = b.ndim == 1;
        if (vectorA) a = a.view(1, -1);
        if (vectorB) b = b.view(-1, 1);
        long[] batch = Same.Broadcast(a.shape[..^2], b.shape[..^2]);
        long m = a.shape[^2], n = b.shape[^1], depth = a.shape[^1], count = batch.Aggregate(1L, (x, y) => x * y);
        Complex[] x = Same.Values(a.expand([.. batch, m, depth]).contiguous()), y = Same.Values(b.expand([.. batch, depth, n]).contiguous());
        var result = new double[count * m * n];
        for (long i = 0; i < result.Length; i++)
        {
            long from = i / (m * n), row = i / n % m, column = i % n;
            for (long k = 0; k < depth; k++) result[i] += (x[(from * m + row) * depth + k] * y[(from * depth + k) * n + column]).Real;
        }
        long[] shape = [.. batch, .. vectorA ? Array.Empty<long>() : [m], .. vectorB ? Array.Empty<long>() : [n]];
        return Same.FromArray(result, shape);
    }
}
