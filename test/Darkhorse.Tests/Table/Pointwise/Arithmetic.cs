using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Arithmetic
{
    static Row Mul => new("mul")
    {
        Aliases = ["multiply"],
        Call = x => [mul(x[0], x[1])],
        Method = x => [x[0].mul(x[1])],
        InPlace = x => x[0].mul_(x[1]),
        Out = (x, result) => mul(x[0], x[1], result),
        Samples = dtype => Make.Binary(dtype),
        DTypes = DTypes.All,
        Reference2 = (x, y) => x * y,
        Differentiable = [0, 1],
    };
}
