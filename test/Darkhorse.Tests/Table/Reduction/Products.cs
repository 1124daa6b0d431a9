using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Products
{
    static IEnumerable<Row> Prod =>
    [
        new("prod")
        {
            Call = x => [prod(x[0])],
            Method = x => [x[0].prod()],
            Samples = dtype => Make.Unary(dtype, -1.5, 1.5),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.All(x[0], v => v.Aggregate(1.0, (a, b) => a * b))],
            Differentiable = [0],
            Tolerance = (1e-5, 1e-6),
        },
        new("prod")
        {
            Variant = "dim=1",
            Call = x => [prod(x[0], 1)],
            Method = x => [x[0].prod(1)],
            Samples = dtype => Plain.Matrices(dtype, -1.5, 1.5),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Aggregate(1.0, (a, b) => a * b))],
            Differentiable = [0],
            Tolerance = (1e-5, 1e-6),
        },
        new("prod")
        {
            Variant = "zeros",
            Call = x => [prod(x[0] * Scans.zeros_at(x[0]), 1, keepdim: true)],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 5))],
            DTypes = DTypes.All,
            Differentiable = [0],
        },
    ];
}
