using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Pixels
{
    static Row Shuffle => Row("nn.functional.pixel_shuffle", x => nn.functional.pixel_shuffle(x, 2), [[1, 8, 2, 3], [4, 1, 1]],
        (i, _) => [.. i[..^3], i[^3] * 4 + i[^2] % 2 * 2 + i[^1] % 2, i[^2] / 2, i[^1] / 2], aliases: ["pixel_shuffle"]);

    static Row Unshuffle => Row("nn.functional.pixel_unshuffle", x => nn.functional.pixel_unshuffle(x, 2), [[1, 2, 4, 2], [1, 2, 2]],
        (i, _) => [.. i[..^3], i[^3] / 4, i[^2] * 2 + i[^3] % 4 / 2, i[^1] * 2 + i[^3] % 2], aliases: ["pixel_unshuffle"]);

    static Row ShuffleChannels => Row("nn.functional.channel_shuffle", x => nn.functional.channel_shuffle(x, 2), [[1, 4, 2], [2, 6, 1, 2]],
        (i, s) => [i[0], i[1] % 2 * (s[1] / 2) + i[1] / 2, .. i[2..]], aliases: ["channel_shuffle"]);

    static Row OneHot => new("nn.functional.one_hot")
    {
        Call = x => [nn.functional.one_hot(x[0], 4)],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 3, 2, 3)), new(Make.Tensor(dtype, 0, 3))],
        DTypes = DTypes.Int64,
    };
}
