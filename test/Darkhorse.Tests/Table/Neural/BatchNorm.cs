using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Neural;

static class BatchNorm
{
    static IEnumerable<Row> Batch =>
    [
        new("nn.functional.batch_norm")
        {
            Variant = "training",
            Call = x => [nn.functional.batch_norm(x[0], null, null, x[1], x[2], training: true, eps: 0.1)],
            Samples = dtype => Inputs(dtype),
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [Reference(x[0], x[0].view(x[0].shape[0], x[0].shape[1], -1).permute(1, 0, 2).reshape(x[0].shape[1], -1), x[1], x[2])],
            Differentiable = [0, 1, 2],
            Tolerance = (2e-5, 5e-6),
        },
        new("nn.functional.batch_norm")
        {
            Variant = "evaluation",
            Call = x => [nn.functional.batch_norm(x[0], x[3], x[4], x[1], x[2])],
            Samples = dtype => Inputs(dtype).Select(s => new Sample([.. s.Inputs, Make.Tensor(dtype, -1, 1, s.Inputs[1].shape), Make.Tensor(dtype, 1, 2, s.Inputs[1].shape)])),
            DTypes = DTypes.Floats,
            Differentiable = [0, 1, 2],
        },
    ];

    static Row Instance => new("nn.functional.instance_norm")
    {
        Call = x => [nn.functional.instance_norm(x[0], null, null, x[1], x[2], eps: 0.1)],
        Samples = dtype => Inputs(dtype).Where(s => s.Inputs[0].ndim > 2),
        DTypes = DTypes.Floats,
        Differentiable = [0, 1, 2],
    };

    static Row Group => new("nn.functional.group_norm")
    {
        Call = x => [nn.functional.group_norm(x[0], 2, x[1], x[2], 0.1)],
        Samples = dtype => Inputs(dtype).Where(s => s.Inputs[0].shape[1] % 2 == 0),
        DTypes = DTypes.Floats,
        Differentiable = [0, 1, 2],
    };

    static IEnumerable<Sample> Inputs(ScalarType dtype) => new long[][] { [3, 4, 2], [5, 3], [4, 6], [2, 2, 3, 2], [3, 2, 5, 7] }
        .Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape), Make.Tensor(dtype, -1, 1, shape[1]), Make.Tensor(dtype, -2, 1, shape[1])));

    static Tensor Reference(Tensor x, Tensor channels, Tensor weight, Tensor bias)
    {
        long[] shape = [x.shape[1], .. Enumerable.Repeat(1L, (int)x.ndim - 2)];
        var mean = channels.mean([1L]).view(shape);
        var variance = channels.var([1L], unbiased: false).view(shape);
        return (x - mean) / (variance + 0.1).sqrt() * weight.view(shape) + bias.view(shape);
    }
}
