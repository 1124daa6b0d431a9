using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Linear;

namespace Darkhorse.Tests.Table.Neural;

static class LinearOps
{
    static IEnumerable<Row> Linear =>
    [
        new("nn.functional.linear")
        {
            Call = x => [nn.functional.linear(x[0], x[1], x[2])],
            Samples = dtype => Layers(dtype, ([4, 3], 5), ([3], 5), ([2, 4, 3], 5), ([0, 3], 2), ([33, 20], 40), ([2, 0], 3)),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [MatMul.Product(x[0], x[1].t()) + x[2]],
            Differentiable = [0, 1, 2],
            Tolerance = (1e-5, 1e-5),
        },
        new("nn.functional.linear")
        {
            Variant = "without bias",
            Call = x => [nn.functional.linear(x[0], x[1])],
            Samples = dtype => Layers(dtype, ([4, 3], 5), ([3], 5), ([2, 4, 3], 5)).Select(sample => new Sample(sample.Inputs[0], sample.Inputs[1])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [MatMul.Product(x[0], x[1].t())],
            Differentiable = [0, 1],
            Tolerance = (1e-5, 1e-5),
        },
    ];

    static IEnumerable<Sample> Layers(ScalarType dtype, params (long[] Input, long Out)[] shapes)
        => shapes.Select(s => new Sample(Make.Tensor(dtype, -2, 2, s.Input), Make.Tensor(dtype, -3, 3, s.Out, s.Input[^1]), Make.Tensor(dtype, -1, 2, s.Out)));
}
