using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Reduction;

namespace Darkhorse.Tests.Table.Neural;

static class LocalResponseNorm
{
    static Row Norm => new("nn.functional.local_response_norm")
    {
        Call = x => [nn.functional.local_response_norm(x[0], 3, 0.5)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 4, 3)), new(Make.Tensor(dtype, -3, 3, 1, 5, 2, 2))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Plain.Runs(x[0], 1, v => [.. v.Select((e, i) => e / Math.Pow(1 + 0.5 / 3 * Enumerable.Range(i - 1, 3).Where(j => j >= 0 && j < v.Length).Sum(j => v[j] * v[j]), 0.75))])],
        Differentiable = [0],
        Tolerance = (1e-5, 1e-6),
    };
}
