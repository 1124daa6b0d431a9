using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Signal;

static class FourierOne
{
    static IEnumerable<Row> Fft =>
    [
        One("fft.fft_", "", Dft.Numbers, x => fft.fft_(x), x => Dft.Along(x, (int)x.dim() - 1, x.shape[^1], false), [1], [2], [6], [7], [2, 3, 4], [25], [2, 26], [67]),
        One("fft.fft_", "dim 0, n 5, ortho", Dft.Numbers, x => fft.fft_(x, 5, 0, FFTNormType.Ortho), x => Dft.Along(x, 0, 5, false) / Math.Sqrt(5), [4, 3], [7, 2, 2]),
        One("fft.ifft", "", Dft.Numbers, x => fft.ifft(x), x => Dft.Along(x, (int)x.dim() - 1, x.shape[^1], true) / x.shape[^1], [5], [6], [8], [2, 3, 4], [0, 3], [3, 64]),
        One("fft.ifft", "dim -2, n 8, forward", Dft.Numbers, x => fft.ifft(x, 8, -2, FFTNormType.Forward), x => Dft.Along(x, (int)x.dim() - 2, 8, true), [4, 3], [2, 9, 2]),
        One("fft.rfft", "", Dft.Reals, x => fft.rfft(x), x => Dft.Half(Dft.Along(x, (int)x.dim() - 1, x.shape[^1], false), (int)x.dim() - 1, x.shape[^1]), [1], [2], [5], [6], [8], [2, 3, 4], [0, 3], [134]),
        One("fft.rfft", "dim 0, n 7, forward", Dft.Reals, x => fft.rfft(x, 7, 0, FFTNormType.Forward), x => Dft.Half(Dft.Along(x, 0, 7, false), 0, 7) / 7, [5, 3], [8, 2]),
        One("fft.ihfft", "", Dft.Reals, x => fft.ihfft(x), x => Dft.Half(Dft.Along(x, (int)x.dim() - 1, x.shape[^1], true), (int)x.dim() - 1, x.shape[^1]) / x.shape[^1], [5], [6], [2, 3, 4]),
        One("fft.irfft", "", Dft.Numbers, x => fft.irfft(x), x => Real(x, (int)x.dim() - 1, 2 * (x.shape[^1] - 1)), [2], [4], [5], [2, 3, 4], [68]),
        One("fft.irfft", "dim 0, n 7", Dft.Numbers, x => fft.irfft(x, 7, 0), x => Real(x, 0, 7), [4, 3], [2, 3], [6, 2]),
        One("fft.hfft", "", Dft.Numbers, x => fft.hfft(x), x => Dft.ToReal(Complex(x).conj(), (int)x.dim() - 1, 2 * (x.shape[^1] - 1)), [2], [4], [2, 3, 4]),
        One("fft.hfft", "n 5, ortho", Dft.Numbers, x => fft.hfft(x, 5, norm: FFTNormType.Ortho), x => Dft.ToReal(Complex(x).conj(), (int)x.dim() - 1, 5) / Math.Sqrt(5), [3], [2, 4]),
    ];

    /// <summary>Complex inputs made of real ones: gradients flow through both parts.</summary>
    static IEnumerable<Row> OfComplexNumbers =>
    [
        Pair("fft.fft_", x => fft.fft_(x), x => Dft.Along(x, 0, x.shape[0], false)),
        Pair("fft.ifft", x => fft.ifft(x, 5), x => Dft.Along(x, 0, 5, true) / 5),
        Pair("fft.irfft", x => fft.irfft(x), x => Real(x, 0, 2 * (x.shape[0] - 1))),
        Pair("fft.irfft", x => fft.irfft(x, 5), x => Real(x, 0, 5)),
        Pair("fft.hfft", x => fft.hfft(x), x => Dft.ToReal(x.conj(), 0, 2 * (x.shape[0] - 1))),
    ];

    static Tensor Real(Tensor x, int dim, long n) => Dft.ToReal(x, dim, n) / n;

    static Tensor Complex(Tensor x) => x.to(complex128);

    static Row One(string op, string variant, DTypes dtypes, Func<Tensor, Tensor> call, Func<Tensor, Tensor> reference, params long[][] shapes) => new(op)
    {
        Variant = variant,
        Call = x => [call(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = dtypes,
        ReferenceTensors = x => [reference(x[0])],
        Differentiable = [0],
        Tolerance = Dft.Tolerance,
    };

    static Row Pair(string op, Func<Tensor, Tensor> call, Func<Tensor, Tensor> reference) => new(op)
    {
        Variant = "complex",
        Call = x => [call(complex(x[0], x[1]))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 4), Make.Tensor(dtype, -2, 2, 4)), new(Make.Tensor(dtype, -3, 3, 5), Make.Tensor(dtype, -2, 2, 5))],
        DTypes = DTypes.Float32 | DTypes.Float64,
        ReferenceTensors = x => [reference(complex(x[0], x[1]))],
        Differentiable = [0, 1],
        Tolerance = Dft.Tolerance,
    };
}
