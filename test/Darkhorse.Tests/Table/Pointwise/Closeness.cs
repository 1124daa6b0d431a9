using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Closeness
{
    static Row IsClose => new("isclose")
    {
        Call = x => [isclose(x[0], x[1], 0.3, 0.2)],
        Method = x => [x[0].isclose(x[1], 0.3, 0.2)],
        Samples = dtype => Make.Binary(dtype),
        DTypes = DTypes.All,
    };
}
