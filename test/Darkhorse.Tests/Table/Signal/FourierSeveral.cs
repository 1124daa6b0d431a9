using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Signal;

static class FourierSeveral
{
    static IEnumerable<Row> All =>
    [
        Several("fft.fftn", "", Dft.Numbers, x => fft.fftn(x), x => Every(x, false), [5], [3, 4], [2, 3, 4]),
        Several("fft.fftn", "s, dim", Dft.Numbers, x => fft.fftn(x, [4, 2], [0, 2]), x => Dft.Along(Dft.Along(x, 0, 4, false), 2, 2, false), [2, 3, 4]),
        Several("fft.ifftn", "s", Dft.Numbers, x => fft.ifftn(x, [-1, 5], norm: FFTNormType.Ortho), x => Dft.Along(Dft.Along(x, 1, x.shape[1], true), 2, 5, true) / Math.Sqrt(5 * x.shape[1]), [2, 3, 4]),
        Several("fft.fft2", "", Dft.Numbers, x => fft.fft2(x), x => Every(x, false), [3, 4], [1, 5]),
        Several("fft.ifft2", "", Dft.Numbers, x => fft.ifft2(x), x => Every(x, true) / x.numel(), [3, 4], [5, 2]),
        Several("fft.rfftn", "", Dft.Reals, x => fft.rfftn(x), x => Half(Every(x, false), x), [5], [3, 4], [2, 3, 4]),
        Several("fft.rfft2", "", Dft.Reals, x => fft.rfft2(x, norm: FFTNormType.Forward), x => Half(Every(x, false), x) / x.numel(), [3, 4], [4, 5]),
        Several("fft.ihfftn", "", Dft.Reals, x => fft.ihfftn(x), x => Half(Every(x, true), x) / x.numel(), [5], [3, 4], [2, 3, 4]),
        Several("fft.ihfft2", "", Dft.Reals, x => fft.ihfft2(x), x => Half(Every(x, true), x) / x.numel(), [3, 4], [4, 5]),
        Several("fft.irfftn", "", Dft.Numbers, x => fft.irfftn(x), x => Dft.ToReal(Dft.Along(x, 0, x.shape[0], true), 1, 2 * (x.shape[1] - 1)) / (x.shape[0] * 2 * (x.shape[1] - 1)), [3, 4], [2, 3]),
        Several("fft.irfft2", "s", Dft.Numbers, x => fft.irfft2(x, [4, 5]), x => Dft.ToReal(Dft.Along(x, 0, 4, true), 1, 5) / 20, [3, 4], [4, 3]),
        Several("fft.hfftn", "", Dft.Numbers, x => fft.hfftn(x), x => Dft.ToReal(Dft.Along(x, 0, x.shape[0], false).conj(), 1, 2 * (x.shape[1] - 1)), [3, 4], [2, 3]),
        Several("fft.hfft2", "s", Dft.Numbers, x => fft.hfft2(x, [4, 5]), x => Dft.ToReal(Dft.Along(x, 0, 4, false).conj(), 1, 5), [3, 4], [4, 3]),
    ];

    static Tensor Every(Tensor x, bool inverse)
    {
        var result = x;
        for (int dim = 0; dim < x.dim(); dim++) result = Dft.Along(result, dim, x.shape[dim], inverse);
        return result;
    }

    static Tensor Half(Tensor whole, Tensor x) => Dft.Half(whole, (int)x.dim() - 1, x.shape[^1]);

    static Row Several(string op, string variant, DTypes dtypes, Func<Tensor, Tensor> call, Func<Tensor, Tensor> reference, params long[][] shapes) => new(op)
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = dtypes,
        ReferenceTensors = x => [reference(x[0])],
        Differentiable = [0],
        Tolerance = Dft.Tolerance,
    };
}
