using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Padding
{
    static readonly long[][] s_shapes = [[1, 2, 4], [3, 3]];

    static Row Constant => Row("nn.functional.pad", x => nn.functional.pad(x, (1, 2)), [[2, 3], [2], [1, 0], [2, 2, 2]], (i, s) => Inside(i[^1] - 1, s[^1], i));
    static Row Cut => Row("nn.functional.pad", x => nn.functional.pad(x, (-1, 1, 0, -1)), [[3, 4]], (i, s) => Inside(i[1] + 1, s[1], i), variant: "negative");
    static Row Reflect => Row("nn.functional.pad", x => nn.functional.pad(x, (2, 1), PaddingModes.Reflect), s_shapes, (i, s) => [.. i[..^1], Mirrored(i[^1] - 2, s[^1])], variant: "reflect");
    static Row Replicate => Row("nn.functional.pad", x => nn.functional.pad(x, (2, 1), PaddingModes.Replicate), s_shapes, (i, s) => [.. i[..^1], Math.Clamp(i[^1] - 2, 0, s[^1] - 1)], variant: "replicate");
    static Row Circular => Row("nn.functional.pad", x => nn.functional.pad(x, (2, 1), PaddingModes.Circular), s_shapes, (i, s) => [.. i[..^1], (i[^1] - 2 + s[^1]) % s[^1]], variant: "circular");

    static Row ReflectTwo => Row("nn.functional.pad", x => nn.functional.pad(x, (1, 1, 2, 0), PaddingModes.Reflect), [[1, 1, 3, 3]],
        (i, s) => [i[0], i[1], Mirrored(i[2] - 2, s[2]), Mirrored(i[3] - 1, s[3])], variant: "reflect two dims");

    static Row ConstantPadNd => Row("constant_pad_nd", x => constant_pad_nd(x, [1, 2]), [[2, 3], [2]], (i, s) => Inside(i[^1] - 1, s[^1], i));

    static long[]? Inside(long at, long size, long[] index) => at >= 0 && at < size ? [.. index[..^1], at] : null;

    static long Mirrored(long at, long size) => at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
}
