using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Parts
{
    static Row Select => Row("select", x => select(x, 1, -1), [[2, 3, 4], [2, 1], [0, 2]], (i, shape) => [i[0], shape[1] - 1, .. i[1..]], x => x.select(1, x.size(1) - 1));
    static Row Slice => Row("slice", x => x.slice(-1, 1, -1, 2), [[2, 7], [5], [2, 1]], (i, _) => [.. i[..^1], 1 + 2 * i[^1]]);
    static Row Narrow => Row("narrow", x => narrow(x, 0, 1, 2), [[4, 3], [3]], (i, _) => [i[0] + 1, .. i[1..]], x => x.narrow(0, 1, 2));
    static Row Diagonal => Row("diagonal", x => diagonal(x), [[3, 3], [2, 4], [4, 2, 2], [0, 3]], (i, _) => [i[^1], i[^1], .. i[..^1]], x => x.diagonal());
    static Row DiagonalBelow => Row("diagonal", x => diagonal(x, -1, -1, 0), [[3, 4], [2, 2]], (i, _) => [i[0], i[0] + 1], x => x.diagonal(-1, 1, 0), variant: "offset=-1");
    static Row Unfold => Row("unfold", x => x.unfold(0, 3, 2), [[7], [5, 2], [3, 1]], (i, _) => [2 * i[0] + i[^1], .. i[1..^1]]);
    static Row UnfoldApart => Row("unfold", x => x.unfold(-1, 2, 3), [[8], [2, 5]], (i, _) => [.. i[..^2], 3 * i[^2] + i[^1]], variant: "apart");
    static Row AsStrided => Row("as_strided", x => as_strided(x.contiguous(), [2, 3], [1, 2], 1), [[8], [2, 4]], (i, shape) => At(1 + i[0] + 2 * i[1], shape), x => x.contiguous().as_strided([2, 3], [1, 2], 1));
    static Row AsStridedOverlap => Row("as_strided", x => as_strided(x.contiguous(), [3, 3], [1, 1]), [[5], [6]], (i, shape) => At(i[0] + i[1], shape), variant: "overlap");
    static Row Expand => Row("expand", x => x.expand(4, -1, 3), [[2, 1], [1, 3], [4, 2, 1]], (i, shape) => Shrunk(i, shape));
    static Row ExpandAs => Row("expand_as", x => x.expand_as(zeros(4, 2, 3)), [[2, 1], [], [4, 2, 3]], (i, shape) => Shrunk(i, shape));
    static Row BroadcastTo => Row("broadcast_to", x => broadcast_to(x, 2, 3), [[3], [2, 1], []], (i, shape) => Shrunk(i, shape), x => x.broadcast_to(2, 3));
    static Row Alias => Row("alias", x => x.alias(), [[2, 3], []], (i, _) => i);

    static Row BroadcastTensors => new("broadcast_tensors")
    {
        Call = x => broadcast_tensors(x),
        Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 1), Make.Tensor(dtype, -1, 1, 3)), new(Make.Tensor(dtype, -1, 1), Make.Tensor(dtype, -1, 1, 2))],
        DTypes = DTypes.All,
        Differentiable = [0, 1],
    };

    static Row BroadcastShapes => new("broadcast_shapes")
    {
        Call = x => [zeros(broadcast_shapes(x[0].shape, [4, 1]), device: x[0].device)],
        Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2)), new(Make.Tensor(dtype, -1, 1, 3, 1, 1))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [zeros(x[0].ndim == 1 ? [4, 2] : [3, 4, 1])],
    };

    static long[] Shrunk(long[] index, long[] shape) => [.. shape.Select((size, d) => size == 1 ? 0 : index[index.Length - shape.Length + d])];
}
