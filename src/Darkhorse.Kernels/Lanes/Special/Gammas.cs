namespace Darkhorse.Kernels.Lanes.Special;

/// <summary>The gamma function's family in float64. A few ULP, more next to zeros of a result that are no special point.</summary>
public static class Gammas
{
    const double Euler = 0.57721566490153286061;

    // zeta(k) - 1 for k from 2 on.
    static ReadOnlySpan<double> ZetaMinusOne =>
    [
        0.64493406684822643647, 0.20205690315959428540, 0.08232323371113819152, 0.03692775514336992633, 0.01734306198444913971, 0.00834927738192282684,
        0.00407735619794433938, 0.00200839282608221442, 0.00099457512781808534, 0.00049418860411946456, 0.00024608655330804830, 0.00012271334757848915,
        6.124813505870482926e-5, 3.058823630702049355e-5, 1.528225940865187173e-5, 7.637197637899762274e-6, 3.817293264999839857e-6, 1.908212716553938926e-6,
        9.539620338727961131e-7, 4.769329867878064631e-7, 2.384505027277329901e-7, 1.192199259653110730e-7, 5.960818905125947962e-8, 2.980350351465228019e-8,
        1.490155482836504124e-8, 7.450711789835429492e-9, 3.725334024788457055e-9, 1.862659723513049006e-9,
    ];

    // B(2k) / (2k (2k - 1)), k from 1 on: Stirling's series.
    static ReadOnlySpan<double> Stirling => [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    // B(2k) / 2k
    static ReadOnlySpan<double> DigammaSeries => [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12];

    // B(2k) / (2k)!
    static ReadOnlySpan<double> EulerMaclaurin =>
    [
        1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160, -691.0 / 1307674368000, 1.0 / 74724249600, -3617.0 / 10670622842880000,
        8.5860620562778445641e-15, -2.1748686985580618730e-16, 5.5090028283602295153e-18, -1.3954464685812523341e-19,
    ];

    /// <summary>log |gamma(x)|: around 1 and 2 by the series in zeta(k) - 1, from 8 on by Stirling, below 1/2 by recurrence or reflection.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) return double.PositiveInfinity;
        if (x <= 0) return Reflected(x);
        if (x < 0.5) return LogGamma(1 + x) - Math.Log(x);
        if (x < 1.5) return NearTwo(x - 1) - LaneMath.Log1p(new Lane<double>(x - 1)).Value;
        if (x >= 8) return OfLarge(x);
        double product = 1;
        while (x > 2.5) product *= x -= 1;
        return NearTwo(x - 2) + Math.Log(product);
    }

    static double Reflected(double x)
    {
        if (x == Math.Floor(x)) return double.PositiveInfinity;
        return Math.Log(Math.PI / Math.Abs(x * SinPi(x))) - LogGamma(-x);
    }

    /// <summary>log gamma(2 + e) for |e| &lt;= 1/2.</summary>
    static double NearTwo(double e)
    {
        double sum = 0;
        for (int k = ZetaMinusOne.Length - 1; k >= 0; k--) sum = ZetaMinusOne[k] / (k + 2) - e * sum;
        return e * (1 - Euler + e * sum);
    }

    static double OfLarge(double x)
    {
        double z = 1 / (x * x), sum = 0;
        for (int k = Stirling.Length - 1; k >= 0; k--) sum = Stirling[k] + z * sum;
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178 + sum / x;
    }

    /// <summary>The derivative of log gamma. At 0 minus the signed infinity, nan at negative integers.</summary>
    public static double Digamma(double x)
    {
        if (x == 0) return double.CopySign(double.PositiveInfinity, -x);
        if (double.IsNegativeInfinity(x)) return double.NaN;
        if (x < 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            double fraction = x - Math.Truncate(x);
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * fraction);
        }
        double shift = 0;
        for (; x < 10; x += 1) shift += 1 / x;
        if (double.IsPositiveInfinity(x)) return x;
        double z = 1 / (x * x), sum = 0;
        for (int k = DigammaSeries.Length - 1; k >= 0; k--) sum = DigammaSeries[k] + z * sum;
        return Math.Log(x) - 0.5 / x - z * sum - shift;
    }

    /// <summary>The derivative of order n + 1 of log gamma: (-1)^(n + 1) n! zeta(n + 1, x).</summary>
    public static double Polygamma(long n, double x)
    {
        if (n == 0) return Digamma(x);
        // Below 0 by reflection, as derivatives of pi cot(pi x); the first one is common enough for a formula.
        if (n == 1 && x < 0.5)
        {
            double s = SinPi(x);
            return -Polygamma(1, 1 - x) + Math.PI * Math.PI / (s * s);
        }
        return (n % 2 == 0 ? -1 : 1) * Math.Exp(LogGamma(n + 1.0)) * Zeta(n + 1.0, x);
    }

    /// <summary>Hurwitz' zeta: the sum of (q + k)^-s. Nine terms, then Euler and Maclaurin.</summary>
    public static double Zeta(double s, double q)
    {
        if (s == 1) return double.PositiveInfinity;
        if (!(s > 1)) return double.NaN;
        if (q <= 0)
        {
            if (q == Math.Floor(q)) return double.PositiveInfinity;
            if (s != Math.Floor(s)) return double.NaN;
        }
        double sum = Math.Pow(q, -s), a = q, term = 0;
        for (int i = 0; i < 9 || a <= 9; i++)
        {
            a += 1;
            term = Math.Pow(a, -s);
            sum += term;
            if (Math.Abs(term) < 1e-17 * Math.Abs(sum)) return sum;
        }
        sum += term * a / (s - 1) - 0.5 * term;
        double factor = s * term / a;
        for (int k = 0; k < EulerMaclaurin.Length; k++)
        {
            double t = factor * EulerMaclaurin[k];
            sum += t;
            if (Math.Abs(t) < 1e-17 * Math.Abs(sum)) break;
            factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (a * a);
        }
        return sum;
    }

    /// <summary>The regularised lower incomplete gamma function P(a, x).</summary>
    public static double Lower(double a, double x)
    {
        if (!(x >= 0) || !(a >= 0)) return double.NaN;
        if (a == 0) return x > 0 ? 1 : double.NaN;
        if (x == 0) return 0;
        if (double.IsInfinity(a)) return double.IsInfinity(x) ? double.NaN : 0;
        if (double.IsInfinity(x)) return 1;
        return x < a + 1 ? Series(a, x) : 1 - Fraction(a, x);
    }

    /// <summary>The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x).</summary>
    public static double Upper(double a, double x)
    {
        if (!(x >= 0) || !(a >= 0)) return double.NaN;
        if (a == 0) return x > 0 ? 0 : double.NaN;
        if (x == 0) return 1;
        if (double.IsInfinity(a)) return double.IsInfinity(x) ? double.NaN : 1;
        if (double.IsInfinity(x)) return 0;
        return x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);
    }

    /// <summary>x^a e^-x / gamma(a), by a form that keeps its digits where a and x are large and near each other.</summary>
    static double Front(double a, double x)
    {
        if (a < 200) return Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        double mu = (x - a) / a;
        double exponent = a * (LaneMath.Log1p(new Lane<double>(mu)).Value - mu);
        return Math.Exp(exponent - (OfLarge(a) - ((a - 0.5) * Math.Log(a) - a + 0.91893853320467274178))) * Math.Sqrt(a / (2 * Math.PI));
    }

    static double Series(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (double n = a + 1; Math.Abs(term) > 1e-17 * sum; n += 1) sum += term *= x / n;
        return sum * Front(a, x);
    }

    /// <summary>Lentz' evaluation of the continued fraction.</summary>
    static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
        for (int i = 1; i < 100_000; i++)
        {
            double an = -i * (i - a);
            b += 2;
            d = an * d + b;
            if (Math.Abs(d) < tiny) d = tiny;
            c = b + an / c;
            if (Math.Abs(c) < tiny) c = tiny;
            d = 1 / d;
            double step = d * c;
            h *= step;
            if (Math.Abs(step - 1) < 1e-16) break;
        }
        return h * Front(a, x);
    }

    /// <summary>sin(pi x) of the exactly reduced argument.</summary>
    static double SinPi(double x)
    {
        double r = Math.Abs(x) % 2;
        double s = r <= 0.5 ? Math.Sin(Math.PI * r) : r <= 1.5 ? Math.Sin(Math.PI * (1 - r)) : Math.Sin(Math.PI * (r - 2));
        return x < 0 ? -s : s;
    }
}
