using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>1 with the element's probability, else 0; 24 bits of the stream an element, or 53 where the probabilities are float64.</summary>
public readonly struct BernoulliOf(bool wide) : IParameterDraw
{
    public double Next(RandomStream stream, double p, double second)
    {
        if (!(p >= 0 && p <= 1)) throw new InvalidOperationException("Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
        return (wide ? stream.NextDouble() : stream.NextSingle()) < p ? 1 : 0;
    }
}

/// <summary>Poisson counts: products of uniforms for rates below 10, else transformed rejection (PTRS, Hörmann 1993).</summary>
public readonly struct PoissonOf : IParameterDraw
{
    public double Next(RandomStream stream, double rate, double second)
    {
        if (!(rate >= 0)) throw new InvalidOperationException("invalid Poisson rate, expected rate to be non-negative");
        if (rate >= 10) return Rejection(stream, rate);
        if (rate == 0) return 0;
        double bound = Math.Exp(-rate), product = 1;
        for (long count = 0; ; count++)
        {
            product *= stream.NextDouble();
            if (product <= bound) return count;
        }
    }

    static double Rejection(RandomStream stream, double rate)
    {
        double logRate = Math.Log(rate), b = 0.931 + 2.53 * Math.Sqrt(rate), a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            double u = stream.NextDouble() - 0.5, v = stream.NextDouble(), us = 0.5 - Math.Abs(u);
            double k = Math.Floor((2 * a / us + b) * u + rate + 0.43);
            if (us >= 0.07 && v <= squeeze) return k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (Math.Log(v) + Math.Log(inverseAlpha) - Math.Log(a / (us * us) + b) <= -rate + k * logRate - LogGamma.OfPositive(k + 1)) return k;
        }
    }
}

/// <summary>Binomial counts of (trials, probability): geometric gaps for few expected successes, else transformed rejection (BTRS, Hörmann 1993).</summary>
public readonly struct BinomialOf : IParameterDraw
{
    public double Next(RandomStream stream, double count, double p)
    {
        if (count <= 0 || p <= 0) return 0;
        if (p >= 1) return count;
        if (double.IsNaN(p) || double.IsNaN(count)) return double.NaN;
        return p <= 0.5 ? Successes(stream, count, p) : count - Successes(stream, count, 1 - p);
    }

    static double Successes(RandomStream stream, double count, double p) => count * p >= 10 ? Rejection(stream, count, p) : Gaps(stream, count, p);

    static double Gaps(RandomStream stream, double count, double p)
    {
        double logMiss = SmallLog.OfOneMinus(p), sum = 0;
        for (double successes = 0; ; successes++)
        {
            sum += Math.Ceiling(Math.Log(stream.NextDouble()) / logMiss);
            if (sum > count) return successes;
        }
    }

    static double Rejection(RandomStream stream, double n, double p)
    {
        double deviation = Math.Sqrt(n * p * (1 - p)), b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
        double squeeze = 0.92 - 4.2 / b, r = p / (1 - p), alpha = (2.83 + 5.1 / b) * deviation, m = Math.Floor((n + 1) * p);
        while (true)
        {
            double u = stream.NextDouble() - 0.5, v = stream.NextDouble(), us = 0.5 - Math.Abs(u);
            double k = Math.Floor((2 * a / us + b) * u + c);
            if (k < 0 || k > n) continue;
            if (us >= 0.07 && v <= squeeze) return k;
            v = Math.Log(v * alpha / (a / (us * us) + b));
            double bound = (m + 0.5) * Math.Log((m + 1) / (r * (n - m + 1))) + (n + 1) * Math.Log((n - m + 1) / (n - k + 1))
                + (k + 0.5) * Math.Log(r * (n - k + 1) / (k + 1)) + StirlingTail(m) + StirlingTail(n - m) - StirlingTail(k) - StirlingTail(n - k);
            if (v <= bound) return k;
        }
    }

    /// <summary>log k! less Stirling's formula, as Hörmann tabulates and approximates it.</summary>
    static double StirlingTail(double k)
    {
        ReadOnlySpan<double> table =
        [
            0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
            0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287,
        ];
        if (k <= 9) return table[(int)k];
        double square = (k + 1) * (k + 1);
        return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
    }
}

/// <summary>Gamma numbers of shape alpha and rate 1 (Marsaglia and Tsang, 2000; below 1 by the boost of alpha + 1).</summary>
/// <param name="dtype">Of the shapes: all but float64 have their own arithmetic done in float32. Samples are at least its smallest normal number.</param>
public readonly struct GammaOf(DType dtype) : IParameterDraw
{
    public double Next(RandomStream stream, double alpha, double second) => Math.Max(Sample(stream, alpha), dtype switch
    {
        DType.Float64 => 2.2250738585072014e-308,
        DType.Float16 => 6.103515625e-05,
        _ => 1.1754943508222875e-38,
    });

    double Sample(RandomStream stream, double alpha)
    {
        bool single = dtype != DType.Float64;
        double scale = 1;
        if (alpha < 1)
        {
            if (alpha == 0) return 0;
            scale = Math.Pow(1 - stream.NextDouble(), single ? 1f / (float)alpha : 1 / alpha);
            alpha = single ? (float)alpha + 1f : alpha + 1;
        }
        double d = single ? (float)alpha - 1f / 3f : alpha - 1f / 3f, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x, y;
            do
            {
                x = stream.NextNormal();
                y = 1 + c * x;
            }
            while (y <= 0);
            double v = y * y * y, u = 1 - stream.NextDouble(), square = x * x;
            if (u < 1 - 0.0331f * square * square || Math.Log(u) < 0.5 * square + d * (1 - v + Math.Log(v))) return scale * d * v;
        }
    }
}

/// <summary>The logarithm of the gamma function, which the platform lacks.</summary>
static class LogGamma
{
    /// <summary>For x &gt;= 1, relative error below 1e-14: Stirling's series from 10 on, the recurrence below.</summary>
    public static double OfPositive(double x)
    {
        double product = 1;
        for (; x < 10; x++) product *= x;
        double z = 1 / (x * x);
        double series = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360 - z / 156)))))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178 + series - Math.Log(product);
    }
}
