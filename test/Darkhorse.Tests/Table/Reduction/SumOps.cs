using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Reduction;

static class SumOps
{
    static Row Sum => new("sum")
    {
        Call = x => [x[0].sum()],
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Same.FromArray([x[0].ToArray<double>().Sum()], [])],
        Differentiable = [0],
    };
}
