using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Rearranging
{
    static Row Flip => Row("flip", x => flip(x, 0, -1), [[2, 3, 4], [3, 2], [0, 2]], (i, s) => [s[0] - 1 - i[0], .. i[1..^1], s[^1] - 1 - i[^1]], x => x.flip(0, -1));
    static Row FlipLast => Row("flip", x => flip(x, -1), [[7], [2, 40]], (i, s) => [.. i[..^1], s[^1] - 1 - i[^1]], x => x.flip(-1), variant: "dim=-1");
    static Row FlipLeftRight => Row("fliplr", x => fliplr(x), [[2, 3], [2, 2, 2]], (i, s) => [i[0], s[1] - 1 - i[1], .. i[2..]], x => x.fliplr());
    static Row FlipUpDown => Row("flipud", x => flipud(x), [[2, 3], [4]], (i, s) => [s[0] - 1 - i[0], .. i[1..]], x => x.flipud());
    static Row Rot90 => Row("rot90", x => rot90(x), [[2, 3], [1, 4, 2]], (i, s) => [i[1], s[1] - 1 - i[0], .. i[2..]], x => x.rot90());
    static Row Rot180 => Row("rot90", x => rot90(x, -2, (1, 0)), [[2, 3]], (i, s) => [s[0] - 1 - i[0], s[1] - 1 - i[1]], x => x.rot90(2), variant: "k=-2");
    static Row Rot270 => Row("rot90", x => rot90(x, 3), [[2, 3]], (i, s) => [s[0] - 1 - i[1], i[0]], x => x.rot90(-1), variant: "k=3");
    static Row Rot0 => Row("rot90", x => rot90(x, 4), [[2, 3]], (i, _) => i, variant: "k=4");
    static Row Roll => Row("roll", x => roll(x, 1, 0), [[3, 2], [4], [0, 2]], (i, s) => [(i[0] + s[0] - 1) % s[0], .. i[1..]], x => x.roll(1, 0));
    static Row RollFlat => Row("roll", x => roll(x, -2), [[3, 2], [], [5]], (i, s) => At((Position(i, s) + 2) % s.Aggregate(1L, (a, b) => a * b), s), x => x.roll(-2), variant: "flat");
    static Row RollTwo => Row("roll", x => roll(x, [1, -1], [0, 1]), [[3, 4, 2]], (i, s) => [(i[0] + 2) % 3, (i[1] + 1) % 4, i[2]], x => x.roll((1, -1), (0, 1)), variant: "two dims");
    static Row Repeat => Row("repeat", x => x.repeat(2, 3), [[2, 2], [3], [], [0, 1]], (i, s) => [.. s.Select((size, d) => i[2 - s.Length + d] % size)]);
    static Row Tile => Row("tile", x => tile(x, 2), [[2, 2], [3], []], (i, s) => s.Length == 0 ? [] : [.. i[..^1], i[^1] % s[^1]], x => x.tile(2));
    static Row Interleave => Row("repeat_interleave", x => repeat_interleave(x, 3, 0), [[2, 3], [4], [2, 0]], (i, _) => [i[0] / 3, .. i[1..]], x => x.repeat_interleave(3, 0));
    static Row InterleaveFlat => Row("repeat_interleave", x => repeat_interleave(x, 2), [[2, 3], []], (i, s) => At(i[0] / 2, s), x => x.repeat_interleave(2), variant: "flat");

    static Row InterleaveByTensor => Row("repeat_interleave", x => repeat_interleave(x, tensor([2L, 0, 1]), 0), [[3, 2], [3]], (i, _) => [i[0] < 2 ? 0 : 2, .. i[1..]], x => x.repeat_interleave(tensor([2L, 0, 1]), 0),
        variant: "tensor", shapeDependsOnData: true);

    static Row Clone => Row("clone", x => clone(x), [[2, 3], [], [0, 1]], (i, _) => i, x => x.clone());
    static Row Contiguous => Row("contiguous", x => x.t().contiguous(), [[2, 3], [4]], (i, _) => [.. i.Reverse()]);
    static Row Zero => Row("zero_", x => x.clone().zero_(), [[2, 3], []], (_, _) => null, inPlace: x => x.zero_());

    static Row Copy => new("copy_")
    {
        Call = x => [x[0].clone().copy_(x[1])],
        InPlace = x => x[0].copy_(x[1]),
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 3), Make.Tensor(dtype, -3, 3, 3)), new(Make.Tensor(dtype, -3, 3), Make.Tensor(dtype, -3, 3))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [x[1].expand(x[0].shape)],
        Differentiable = [0, 1],
    };
}
