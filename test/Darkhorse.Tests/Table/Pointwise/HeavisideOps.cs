using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class HeavisideOps
{
    static Row Heaviside => Of.Two("heaviside", (x, y) => heaviside(x, y), DTypes.RealsAndBool, method: (x, y) => x.heaviside(y),
        inPlace: (x, y) => x.heaviside_(y), reference: (x, y) => x < 0 ? 0 : x > 0 ? 1 : y, differentiable: []);
}
