namespace Darkhorse.Kernels.Random;

/// <summary>
/// How a gamma number x of shape alpha moves with alpha when its rank stays: -(dF/d alpha) / (dF/dx), F being the distribution function (Figurnov and others, 2018).
/// Draws nothing; it shares the loops over two parameters.
/// </summary>
public readonly struct GammaSlope : IParameterDraw
{
    // Beyond this shape the series is long, and two terms of Cornish and Fisher's expansion are as exact as float64 asks of a gradient.
    const double LargestForSeries = 1e5;

    /// <summary>
    /// F = sum of x^(alpha + n) e^-x / Gamma(alpha + n + 1), so the slope is -sum of r_n (log x - psi(alpha + n + 1)) with r_0 = x / alpha and
    /// r_n = r_(n-1) x / (alpha + n).
    /// </summary>
    public double Next(RandomStream stream, double alpha, double x)
    {
        if (!(alpha > 0) || !(x > 0)) return x == 0 ? 0 : double.NaN;
        if (alpha > LargestForSeries) return (x + alpha) / (2 * alpha);
        double log = Math.Log(x), ratio = x / alpha, psi = Digamma(alpha + 1), sum = 0;
        for (double n = 1; ; n++)
        {
            double term = ratio * (log - psi);
            sum -= term;
            if (alpha + n > x && Math.Abs(term) <= 1e-17 * Math.Abs(sum)) return sum;
            psi += 1 / (alpha + n);
            ratio *= x / (alpha + n);
        }
    }

    /// <summary>The derivative of log Gamma for x &gt; 0: the asymptotic series from 10 on, the recurrence below.</summary>
    static double Digamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++) shift -= 1 / x;
        double z = 1 / (x * x);
        return shift + Math.Log(x) - 0.5 / x - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z / 132))));
    }
}
