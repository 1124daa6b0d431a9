using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Signal;

static class ShortTime
{
    static IEnumerable<Row> Forward =>
    [
        new("stft")
        {
            Call = x => [stft(x[0], 6, 2, 4, x[1], return_complex: true)],
            Method = x => [x[0].stft(6, 2, 4, x[1], return_complex: true)],
            Samples = Signals,
            DTypes = DTypes.Float32 | DTypes.Float64 | DTypes.Complexes,
            Differentiable = [0, 1],
            Tolerance = Dft.Tolerance,
        },
        new("stft")
        {
            Variant = "frames",
            Call = x => [stft(x[0], 6, 2, 4, x[1], center: false, normalized: true, onesided: false, return_complex: false)],
            Samples = Signals,
            DTypes = DTypes.Float32 | DTypes.Float64 | DTypes.Complexes,
            ReferenceTensors = x =>
            {
                var window = cat([zeros([1], float64), x[1], zeros([1], float64)]);
                var result = Dft.Along(x[0].unfold(-1, 6, 2) * window, (int)x[0].dim(), 6, false).transpose(-1, -2) / Math.Sqrt(6);
                return [view_as_real(result)];
            },
            Differentiable = [0, 1],
            Tolerance = Dft.Tolerance,
        },
    ];

    static IEnumerable<Row> Inverse =>
    [
        new("istft")
        {
            Call = x => [istft(stft(x[0], 6, 2, 4, x[1], return_complex: true), 6, 2, 4, x[1], length: x[0].shape[^1])],
            Method = x => [stft(x[0], 6, 2, 4, x[1], return_complex: true).istft(6, 2, 4, x[1], length: x[0].shape[^1])],
            Samples = Signals,
            DTypes = DTypes.Float32 | DTypes.Float64,
            ReferenceTensors = x => [x[0]],
            Differentiable = [0],
            Tolerance = Dft.Tolerance,
        },
        new("istft")
        {
            Variant = "complex",
            Call = x => [istft(stft(complex(x[0], -x[0]), 5, 2, normalized: true, return_complex: true), 5, 2, normalized: true, onesided: false, length: x[0].shape[^1], return_complex: true)],
            Samples = Signals,
            DTypes = DTypes.Float32 | DTypes.Float64,
            ReferenceTensors = x => [complex(x[0], -x[0])],
            Differentiable = [0],
            Tolerance = Dft.Tolerance,
        },
    ];

    static IEnumerable<Sample> Signals(ScalarType dtype) => new long[][] { [12], [2, 13] }.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape), Make.Tensor(dtype, 0.5, 2, 4)));
}
