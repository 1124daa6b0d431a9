using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Division
{
    static Row FloorDivide => Of.Two("floor_divide", (x, y) => floor_divide(x, y), DTypes.Reals, method: (x, y) => x.floor_divide(y),
        inPlace: (x, y) => x.floor_divide_(y), @out: (x, y, result) => floor_divide(x, y, result), ranges: (-9, 9, 1.1, 3), differentiable: []);

    static Row Remainder => Of.Two("remainder", (x, y) => remainder(x, y), DTypes.Reals, method: (x, y) => x.remainder(y), inPlace: (x, y) => x.remainder_(y),
        @out: (x, y, result) => remainder(x, y, result), reference: (x, y) => x - y * Math.Floor(x / y), ranges: (-3, 3, 1.1, 2.9));

    static Row Fmod => Of.Two("fmod", (x, y) => fmod(x, y), DTypes.Reals, method: (x, y) => x.fmod(y), inPlace: (x, y) => x.fmod_(y),
        @out: (x, y, result) => fmod(x, y, result), reference: (x, y) => x % y, ranges: (-3, 3, 1.1, 2.9));

    static Row Div => Of.Two("div", (x, y) => div(x, y), DTypes.All, method: (x, y) => x.div(y), inPlace: (x, y) => x.div_(y),
        @out: (x, y, result) => div(x, y, result), reference: (x, y) => x / y, ranges: (-3, 3, 0.5, 2), aliases: ["divide", "true_divide"]);

    static Row DivFloor => Of.Two("div", (x, y) => div(x, y, RoundingMode.floor), DTypes.Reals, method: (x, y) => x.div(y, RoundingMode.floor),
        inPlace: (x, y) => x.div_(y, RoundingMode.floor), reference: (x, y) => Math.Floor(x / y), ranges: (-9, 9, 1.1, 3), differentiable: [],
        variant: "floor");

    static Row DivTrunc => Of.Two("div", (x, y) => div(x, y, RoundingMode.trunc), DTypes.Reals, method: (x, y) => x.div(y, RoundingMode.trunc),
        inPlace: (x, y) => x.div_(y, RoundingMode.trunc), reference: (x, y) => Math.Truncate(x / y), ranges: (-9, 9, 1.1, 3), differentiable: [],
        variant: "trunc");
}
