using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Exponential
{
    static Row Sigmoid => new("sigmoid")
    {
        Call = x => [sigmoid(x[0])],
        Method = x => [x[0].sigmoid()],
        InPlace = x => x[0].sigmoid_(),
        Out = (x, result) => sigmoid(x[0], result),
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.All,
        Reference = x => 1 / (1 + Math.Exp(-x)),
        Differentiable = [0],
    };
}
