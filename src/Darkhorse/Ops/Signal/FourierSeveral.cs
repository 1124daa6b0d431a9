namespace Darkhorse.Ops;

/// <summary>Fourier transforms along several dims. Before it, each dim is cut off at its length in s or filled up with zeros; -1 keeps the size. The dtypes are those of one dim.</summary>
static class FourierSeveral
{
    /// <summary>The transform along all dims, the last ones that s has lengths for, or the given ones; the result is complex.</summary>
    [Op("fft.fftn")]
    public static Tensor Fftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Full(input, s, dim, norm, true);

    /// <summary>The inverse transform along several dims; the result is complex.</summary>
    [Op("fft.ifftn")]
    public static Tensor Ifftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Full(input, s, dim, norm, false);

    /// <summary>The transform of real numbers along several dims; of the last one, the first n / 2 + 1 results.</summary>
    [Op("fft.rfftn")]
    public static Tensor Rfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Half(input, s, dim, norm, "rfftn", true);

    /// <summary>The inverse transform of real numbers along several dims; of the last one, the first n / 2 + 1 results.</summary>
    [Op("fft.ihfftn")]
    public static Tensor Ihfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Half(input, s, dim, norm, "ihfftn", false);

    /// <summary>The inverse of <c>rfftn</c>. The last length defaults to the even one.</summary>
    [Op("fft.irfftn")]
    public static Tensor Irfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Real(input, s, dim, norm, "irfftn", false);

    /// <summary>The real transform along several dims of a signal that is conjugate-symmetric, by its first half in the last dim.</summary>
    [Op("fft.hfftn")]
    public static Tensor Hfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Real(input, s, dim, norm, "hfftn", true);

    /// <summary><c>fftn</c> along the last two dims.</summary>
    [Op("fft.fft2")]
    public static Tensor Fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Fftn(input, s, dim ?? [-2, -1], norm);

    /// <summary><c>ifftn</c> along the last two dims.</summary>
    [Op("fft.ifft2")]
    public static Tensor Ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Ifftn(input, s, dim ?? [-2, -1], norm);

    /// <summary><c>rfftn</c> along the last two dims.</summary>
    [Op("fft.rfft2")]
    public static Tensor Rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Rfftn(input, s, dim ?? [-2, -1], norm);

    /// <summary><c>irfftn</c> along the last two dims.</summary>
    [Op("fft.irfft2")]
    public static Tensor Irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Irfftn(input, s, dim ?? [-2, -1], norm);

    /// <summary><c>hfftn</c> along the last two dims.</summary>
    [Op("fft.hfft2")]
    public static Tensor Hfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Hfftn(input, s, dim ?? [-2, -1], norm);

    /// <summary><c>ihfftn</c> along the last two dims.</summary>
    [Op("fft.ihfft2")]
    public static Tensor Ihfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Ihfftn(input, s, dim ?? [-2, -1], norm);

    static Tensor Full(Tensor input, long[]? s, long[]? dim, FFTNormType norm, bool forward)
    {
        var (dims, lengths) = FourierArguments.Several(input, s, dim);
        var x = Fit(FourierArguments.Promoted(input, true), dims, lengths);
        return FourierCore.ComplexToComplex(x, dims, !forward, FourierArguments.Scale(norm, FourierArguments.Product(lengths), forward));
    }

    static Tensor Half(Tensor input, long[]? s, long[]? dim, FFTNormType norm, string op, bool forward)
    {
        FourierArguments.RequireReal(input, op, "real-valued");
        var (dims, lengths) = FourierArguments.Several(input, s, dim);
        if (dims.Length == 0) throw new InvalidOperationException($"{op} must transform at least one axis");
        var x = Fit(FourierArguments.Promoted(input, false), dims, lengths);
        var result = FourierCore.RealToComplex(x, dims[^1], true, FourierArguments.Scale(norm, FourierArguments.Product(lengths), forward));
        if (!forward) result = result.conj();
        return dims.Length == 1 ? result : FourierCore.ComplexToComplex(result, dims.AsSpan(..^1), !forward, 1);
    }

    static Tensor Real(Tensor input, long[]? s, long[]? dim, FFTNormType norm, string op, bool forward)
    {
        var (dims, lengths) = FourierArguments.Several(input, s, dim);
        if (dims.Length == 0) throw new InvalidOperationException($"{op} must transform at least one axis");
        long last = lengths[^1] = FourierArguments.Points(s is null || s[^1] == -1 ? 2 * (input.Sizes[dims[^1]] - 1) : s[^1]);
        double scale = FourierArguments.Scale(norm, FourierArguments.Product(lengths), forward);
        lengths[^1] = last / 2 + 1;
        var x = Fit(FourierArguments.Promoted(input, true), dims, lengths);
        if (dims.Length > 1) x = FourierCore.ComplexToComplex(x, dims.AsSpan(..^1), !forward, 1);
        return FourierCore.ComplexToReal(forward ? x.conj() : x, dims[^1], last, scale);
    }

    static Tensor Fit(Tensor x, int[] dims, long[] lengths)
    {
        for (int i = 0; i < dims.Length; i++) x = FourierArguments.Fit(x, dims[i], lengths[i]);
        return x;
    }
}
