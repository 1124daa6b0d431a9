namespace Darkhorse.Ops;

/// <summary>
/// Windows for spectral analysis, computed in float64. A periodic window of n is a symmetric one of n + 1 without its last element.
/// Formulas: F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform", 1978.
/// </summary>
static class Windows
{
    /// <summary>0.5 (1 - cos(2 pi n / N)).</summary>
    [Op("hann_window", Variants.Function)]
    public static Tensor Hann(long len, bool periodic = true, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("hann_window", len, periodic, dtype, device, requires_grad, x => 0.5 - 0.5 * Math.Cos(2 * Math.PI * x));

    /// <summary>alpha - beta cos(2 pi n / N).</summary>
    [Op("hamming_window", Variants.Function)]
    public static Tensor Hamming(long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("hamming_window", len, periodic, dtype, device, requires_grad, x => Exact(alpha) - Exact(beta) * Math.Cos(2 * Math.PI * x));

    /// <summary>0.42 - 0.5 cos(2 pi n / N) + 0.08 cos(4 pi n / N).</summary>
    [Op("blackman_window", Variants.Function)]
    public static Tensor Blackman(long len, bool periodic = true, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("blackman_window", len, periodic, dtype, device, requires_grad, x => 0.42 - 0.5 * Math.Cos(2 * Math.PI * x) + 0.08 * Math.Cos(4 * Math.PI * x));

    /// <summary>A triangle: 1 - |2 n / N - 1|.</summary>
    [Op("bartlett_window", Variants.Function)]
    public static Tensor Bartlett(long len, bool periodic = true, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("bartlett_window", len, periodic, dtype, device, requires_grad, x => 1 - Math.Abs(2 * x - 1));

    /// <summary>I0(beta sqrt(1 - (2 n / N - 1)^2)) / I0(beta), with the modified Bessel function I0.</summary>
    [Op("kaiser_window", Variants.Function)]
    public static Tensor Kaiser(long len, bool periodic = true, float beta = 12, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("kaiser_window", len, periodic, dtype, device, requires_grad, x => BesselI0(Exact(beta) * Math.Sqrt(Math.Max(0, 1 - (2 * x - 1) * (2 * x - 1)))) / BesselI0(Exact(beta)));

    static Tensor Make(string op, long length, bool periodic, torch.ScalarType? dtype, Device? device, bool requiresGrad, Func<double, double> window)
    {
        var type = dtype.OrDefault();
        if (!type.IsFloat) throw new InvalidOperationException($"{op} expects floating point dtypes, got: torch.{type.LegacyName}Tensor");
        if (length < 0) throw new InvalidOperationException($"{op} requires non-negative window_length, got window_length={length}");
        var values = new double[length];
        double last = length - (periodic ? 0 : 1);
        for (long i = 0; i < length; i++) values[i] = length == 1 ? 1 : window(i / last);
        return FromData.Of(values, (torch.ScalarType)type, device, requiresGrad);
    }

    /// <summary>The decimal number that was meant: 0.54f is not 0.54.</summary>
    static double Exact(float value) => (double)(decimal)value;

    /// <summary>The sum of (x^2 / 4)^k / (k!)^2, all terms positive: exact to the last bits for every x.</summary>
    static double BesselI0(double x)
    {
        double term = 1, sum = 1, quarter = x * x / 4;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }
        return sum;
    }
}
