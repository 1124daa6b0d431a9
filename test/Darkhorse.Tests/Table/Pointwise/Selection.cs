using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Selection
{
    static Row Where => new("where")
    {
        Call = x => [where(x[0] > 0.1, x[0], x[1])],
        Samples = dtype => Make.Binary(dtype),
        DTypes = DTypes.RealsAndBool,
        Reference2 = (x, y) => x > 0.1 ? x : y,
        Differentiable = [0, 1],
    };

    static Row WhereNumber => new("where")
    {
        Variant = "number",
        Call = x => [where(x[0] > 0.1, x[0], 7)],
        Method = x => [x[0].where(x[0] > 0.1, 7)],
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.RealsAndBool,
        Reference = x => x > 0.1 ? x : 7,
        Differentiable = [0],
    };
}
