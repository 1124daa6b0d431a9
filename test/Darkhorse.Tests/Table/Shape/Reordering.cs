using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Reordering
{
    static readonly long[][] s_shapes = [[2, 3, 4], [3, 2], [0, 3], [1, 4]];

    static Row Transpose => Row("transpose", x => transpose(x, 0, -1), s_shapes, (i, _) => [i[^1], .. i[1..^1], i[0]], x => x.transpose(-1, 0));
    static Row TransposeInPlace => Row("transpose_", x => x.clone().transpose_(0, 1), s_shapes, (i, _) => [i[1], i[0], .. i[2..]], inPlace: x => x.transpose_(0, 1));
    static Row SwapAxes => Row("swapaxes", x => swapaxes(x, 0, 1), s_shapes, (i, _) => [i[1], i[0], .. i[2..]], x => x.swapaxes(1, 0));
    static Row SwapDims => Row("swapdims", x => swapdims(x, 0, 1), s_shapes, (i, _) => [i[1], i[0], .. i[2..]], x => x.swapdims(1, 0));
    static Row SwapAxesInPlace => Row("swapaxes_", x => x.clone().swapaxes_(0, 1), s_shapes, inPlace: x => x.swapaxes_(0, 1));
    static Row SwapDimsInPlace => Row("swapdims_", x => x.clone().swapdims_(0, 1), s_shapes, inPlace: x => x.swapdims_(0, 1));
    static Row T => Row("t", x => t(x), [[2, 3], [4], [], [0, 2]], (i, _) => [.. i.Reverse()], x => x.t());
    static Row TInPlace => Row("t_", x => x.clone().t_(), [[2, 3], [4]], (i, _) => [.. i.Reverse()], inPlace: x => x.t_());
    static Row Adjoint => Row("adjoint", x => adjoint(x), s_shapes, (i, _) => [.. i[..^2], i[^1], i[^2]], x => x.adjoint());
    static Row Permute => Row("permute", x => permute(x, 2, 0, -2), [[2, 3, 4], [1, 0, 3]], (i, _) => [i[1], i[2], i[0]], x => x.permute(2, 0, 1));
    static Row MoveDim => Row("movedim", x => movedim(x, 0, -1), s_shapes, (i, _) => [i[^1], .. i[..^1]], x => x.movedim([0], [-1]), aliases: ["moveaxis"]);
    static Row MoveDims => Row("movedim", x => movedim(x, [0, 1], [1, 2]), [[2, 3, 4]], (i, _) => [i[1], i[2], i[0]], x => x.movedim([1, 0], [2, 1]), variant: "two");
}
