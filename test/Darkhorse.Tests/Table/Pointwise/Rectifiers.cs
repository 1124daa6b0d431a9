using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Rectifiers
{
    static Row Relu => Of.One("relu", x => relu(x), DTypes.Reals, method: x => x.relu(), inPlace: x => x.relu_(), @out: (x, result) => relu(x, result),
        reference: x => Math.Max(x, 0), low: -2.9, high: 2.8);
}
