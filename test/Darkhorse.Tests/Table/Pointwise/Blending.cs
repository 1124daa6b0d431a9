using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Blending
{
    static Row LerpNumber => Of.Two("lerp", (x, y) => lerp(x, y, 0.3), DTypes.Fields, method: (x, y) => x.lerp(y, 0.3), inPlace: (x, y) => x.lerp_(y, 0.3),
        reference: (x, y) => x + 0.3 * (y - x), variant: "number");

    static Row AddCMul => new("addcmul")
    {
        Call = x => [addcmul(x[0], x[1], x[0], 2)],
        Method = x => [x[0].addcmul(x[1], x[0], 2)],
        Samples = dtype => Make.Binary(dtype),
        DTypes = DTypes.Numbers,
        Reference2 = (x, y) => x + 2 * y * x,
        Differentiable = [0, 1],
    };

    static Row AddCDiv => new("addcdiv")
    {
        Call = x => [addcdiv(x[0], x[0], x[1], 2)],
        Method = x => [x[0].addcdiv(x[0], x[1], 2)],
        Samples = dtype => Make.Binary(dtype, -3, 3, 0.5, 2),
        DTypes = DTypes.Fields,
        Reference2 = (x, y) => x + 2 * x / y,
        Differentiable = [0, 1],
    };

    static Row LerpTensor => new("lerp")
    {
        Variant = "tensor",
        Call = x => [lerp(x[0], x[1], x[0])],
        Method = x => [x[0].lerp(x[1], x[0])],
        Samples = dtype => Make.Binary(dtype, 0.05, 0.95, -2, 2),
        DTypes = DTypes.Fields,
        Reference2 = (x, y) => x + x * (y - x),
        Differentiable = [0, 1],
        Tolerance = (1e-5, 1e-5),
    };
}
