using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Reduction;

namespace Darkhorse.Tests.Table.Neural;

static class LayerNorm
{
    static IEnumerable<Row> Layer =>
    [
        new("nn.functional.layer_norm")
        {
            Call = x => [nn.functional.layer_norm(x[0], [x[0].shape[^1]])],
            Samples = dtype => Inputs(dtype),
            DTypes = DTypes.Floats,
            ReferenceTensors = x => [Plain.Runs(x[0], (int)x[0].ndim - 1, Normal)],
            Differentiable = [0],
            Tolerance = (1e-5, 2e-6),
        },
        new("nn.functional.layer_norm")
        {
            Variant = "weight,bias",
            Call = x => [nn.functional.layer_norm(x[0], [x[0].shape[^1]], x[1], x[2], 0.1)],
            Samples = dtype => Inputs(dtype).Select(s => new Sample(s.Inputs[0], Make.Tensor(dtype, -1, 1, s.Inputs[0].shape[^1]), Make.Tensor(dtype, -2, 1, s.Inputs[0].shape[^1]))),
            DTypes = DTypes.Floats,
            Differentiable = [0, 1, 2],
        },
    ];

    static IEnumerable<Row> Rms =>
    [
        new("nn.functional.rms_norm")
        {
            Call = x => [nn.functional.rms_norm(x[0], [x[0].shape[^1]], x[1])],
            Samples = dtype => Inputs(dtype).Select(s => new Sample(s.Inputs[0], Make.Tensor(dtype, -1, 1, s.Inputs[0].shape[^1]))),
            DTypes = DTypes.Fields,
            Differentiable = [0, 1],
        },
    ];

    static IEnumerable<Sample> Inputs(ScalarType dtype) => new long[][] { [3, 5], [2, 3, 4], [2, 70] }.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape)));

    static double[] Normal(double[] v)
    {
        double mean = v.Average(), variance = v.Sum(e => (e - mean) * (e - mean)) / v.Length;
        return Array.ConvertAll(v, e => (e - mean) / Math.Sqrt(variance + 1e-5));
    }
}
