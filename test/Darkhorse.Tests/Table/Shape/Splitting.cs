using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Splitting
{
    static readonly long[][] s_shapes = [[6, 2], [6], [6, 4, 2]];

    static Row Split => Several("split", x => split(x, 4), s_shapes, x => x.split(4), x => [x.narrow(0, 0, 4), x.narrow(0, 4, 2)]);
    static Row SplitSizes => Several("split", x => split(x, [1, 0, 5]), s_shapes, x => x.split([1, 0, 5], 0), x => [x.narrow(0, 0, 1), x.narrow(0, 1, 0), x.narrow(0, 1, 5)], "sizes");
    static Row Chunk => Several("chunk", x => chunk(x, 4), s_shapes, x => x.chunk(4), x => [x.narrow(0, 0, 2), x.narrow(0, 2, 2), x.narrow(0, 4, 2)]);
    static Row TensorSplit => Several("tensor_split", x => tensor_split(x, 4), s_shapes, x => x.tensor_split(4), x => [x.narrow(0, 0, 2), x.narrow(0, 2, 2), x.narrow(0, 4, 1), x.narrow(0, 5, 1)]);
    static Row TensorSplitAt => Several("tensor_split", x => tensor_split(x, [2, 5]), s_shapes, x => x.tensor_split(tensor([2L, 5])), x => [x.narrow(0, 0, 2), x.narrow(0, 2, 3), x.narrow(0, 5, 1)], "indices");
    static Row HSplit => Several("hsplit", x => hsplit(x, 2), s_shapes, x => x.hsplit(2), x => x.chunk(2, x.ndim == 1 ? 0 : 1));
    static Row VSplit => Several("vsplit", x => vsplit(x, [2]), [[6, 2], [4, 1, 2]], x => x.vsplit([2]), x => [x.narrow(0, 0, 2), x.narrow(0, 2, x.size(0) - 2)]);
    static Row DSplit => Several("dsplit", x => dsplit(x, 2), [[2, 3, 4]], x => x.dsplit(2), x => x.chunk(2, 2));
    static Row Unbind => Several("unbind", x => unbind(x), s_shapes, x => x.unbind(), x => [.. Enumerable.Range(0, 6).Select(i => x.select(0, i))]);
    static Row UnbindLast => Several("unbind", x => unbind(x, -1), [[2, 3], [1]], x => x.unbind(-1), null, "dim=-1");
}
