namespace Darkhorse.Ops;

/// <summary>
/// Fourier transforms along one dim: X_k = sum_j x_j e^(-2 pi i j k / n), and back. Before it, the dim is cut off at n or filled up with zeros. float32, float64, complex64,
/// complex128; integers become the default dtype.
/// </summary>
/// <remarks>Formulas: A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", chapter 8.</remarks>
static class FourierOne
{
    /// <summary>The transform of n points; the result is complex.</summary>
    /// <exception cref="InvalidOperationException">n is 0 or the dtype is not supported.</exception>
    [Op("fft.fft_")]
    public static Tensor Fft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Full(input, n, dim, norm, true);

    /// <summary>The inverse transform of n points; the result is complex.</summary>
    /// <exception cref="InvalidOperationException">n is 0 or the dtype is not supported.</exception>
    [Op("fft.ifft")]
    public static Tensor Ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Full(input, n, dim, norm, false);

    /// <summary>The first n / 2 + 1 results of the transform of n real points; the others are their conjugates.</summary>
    /// <exception cref="InvalidOperationException">The input is complex, n is 0 or the dtype is not supported.</exception>
    [Op("fft.rfft")]
    public static Tensor Rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Half(input, n, dim, norm, "rfft", true);

    /// <summary>The first n / 2 + 1 results of the inverse transform of n real points.</summary>
    /// <exception cref="InvalidOperationException">The input is complex, n is 0 or the dtype is not supported.</exception>
    [Op("fft.ihfft")]
    public static Tensor Ihfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Half(input, n, dim, norm, "ihfft", false);

    /// <summary>n real points from the first n / 2 + 1 results of their transform. n defaults to the even one.</summary>
    /// <exception cref="InvalidOperationException">n is less than 1 or the dtype is not supported.</exception>
    [Op("fft.irfft")]
    public static Tensor Irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Real(input, n, dim, norm, false);

    /// <summary>The real transform of n points that are conjugates of each other, by the first n / 2 + 1 of them. n defaults to the even one.</summary>
    /// <exception cref="InvalidOperationException">n is less than 1 or the dtype is not supported.</exception>
    [Op("fft.hfft")]
    public static Tensor Hfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Real(input, n, dim, norm, true);

    static Tensor Full(Tensor input, long n, long dim, FFTNormType norm, bool forward)
    {
        var x = FourierArguments.Promoted(input, false);
        int d = FourierArguments.Dim(x, dim);
        n = FourierArguments.Points(n == -1 ? x.Sizes[d] : n);
        double scale = FourierArguments.Scale(norm, n, forward);
        x = FourierArguments.Fit(x, d, n);
        if (x.DType.IsComplex) return FourierCore.ComplexToComplex(x, [d], !forward, scale);
        var result = FourierCore.RealToComplex(x, d, false, scale);
        return forward ? result : result.conj();
    }

    static Tensor Half(Tensor input, long n, long dim, FFTNormType norm, string op, bool forward)
    {
        FourierArguments.RequireReal(input, op);
        var x = FourierArguments.Promoted(input, false);
        int d = FourierArguments.Dim(x, dim);
        n = FourierArguments.Points(n == -1 ? x.Sizes[d] : n);
        var result = FourierCore.RealToComplex(FourierArguments.Fit(x, d, n), d, true, FourierArguments.Scale(norm, n, forward));
        return forward ? result : result.conj();
    }

    static Tensor Real(Tensor input, long n, long dim, FFTNormType norm, bool forward)
    {
        var x = FourierArguments.Promoted(input, true);
        int d = FourierArguments.Dim(x, dim);
        n = FourierArguments.Points(n == -1 ? 2 * (x.Sizes[d] - 1) : n);
        x = FourierArguments.Fit(x, d, n / 2 + 1);
        return FourierCore.ComplexToReal(forward ? x.conj() : x, d, n, FourierArguments.Scale(norm, n, forward));
    }
}
