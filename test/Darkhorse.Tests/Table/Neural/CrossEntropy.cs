using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Reduction;

namespace Darkhorse.Tests.Table.Neural;

static class CrossEntropy
{
    static IEnumerable<Row> NllLoss => new[] { nn.Reduction.None, nn.Reduction.Mean, nn.Reduction.Sum }.Select(reduction => new Row("nn.functional.nll_loss")
    {
        Variant = $"{reduction}",
        Call = x => [nn.functional.nll_loss(x[0], Targets(x[0]), x[1].detach(), reduction, ignore_index: 1)],
        Samples = dtype => Scores(dtype),
        DTypes = DTypes.Floats,
        Differentiable = [0],
    });

    static IEnumerable<Row> Entropy => new[] { nn.Reduction.None, nn.Reduction.Mean, nn.Reduction.Sum }.SelectMany(reduction => new Row[]
    {
        new("nn.functional.cross_entropy")
        {
            Variant = $"{reduction}",
            Call = x => [nn.functional.cross_entropy(x[0], Targets(x[0]), x[1].detach(), reduction: reduction, label_smoothing: 0.1)],
            Samples = dtype => Scores(dtype),
            DTypes = DTypes.Floats,
            Differentiable = [0],
        },
        new("nn.functional.cross_entropy")
        {
            Variant = $"{reduction},probabilities",
            Call = x => [nn.functional.cross_entropy(x[0], softmax(x[2].detach(), 1), x[1].detach(), reduction: reduction, label_smoothing: 0.2)],
            Samples = dtype => Scores(dtype),
            DTypes = DTypes.Floats,
            Differentiable = [0],
        },
    });

    static Row Plainest => new("nn.functional.cross_entropy")
    {
        Call = x => [nn.functional.cross_entropy(x[0], zeros([x[0].shape[0]], int64, device: x[0].device))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 5))],
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Plain.All(Plain.Along(x[0], 1, v => Math.Log(v.Sum(Math.Exp)) - v[0]), v => v.Average())],
        Differentiable = [0],
    };

    static IEnumerable<Sample> Scores(ScalarType dtype) => new long[][] { [4, 3], [2, 3, 4], [2, 4, 2, 3] }.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape), Make.Tensor(dtype, 0.5, 2, shape[1]), Make.Tensor(dtype, -1, 1, shape)));

    static Tensor Targets(Tensor x)
    {
        long[] shape = [x.shape[0], .. x.shape[2..]];
        long count = shape.Aggregate(1L, (a, b) => a * b);
        return tensor(Enumerable.Range(0, (int)count).Select(i => i * 7L % x.shape[1]).ToArray()).view(shape).to(x.device);
    }
}
