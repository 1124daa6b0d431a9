namespace Darkhorse.Kernels.Lanes.Special;

/// <summary>
/// Bessel functions of orders 0 and 1 in float64, from their series and integrals (Abramowitz and Stegun, chapter 9). Absolute error about 1e-15 of
/// the function's scale.
/// </summary>
public static class Bessels
{
    const double Euler = 0.57721566490153286061;

    /// <summary>e^-|x| I0(x): the power series, from 30 on Hankel's expansion.</summary>
    public static double I0Scaled(double x)
    {
        x = Math.Abs(x);
        return x < 30 ? Math.Exp(-x) * ISeries(x, 0) : Hankel(x, 0, -1) / Math.Sqrt(2 * Math.PI * x);
    }

    /// <summary>e^-|x| I1(x).</summary>
    public static double I1Scaled(double x)
    {
        double a = Math.Abs(x), value = a < 30 ? Math.Exp(-a) * 0.5 * a * ISeries(a, 1) : Hankel(a, 1, -1) / Math.Sqrt(2 * Math.PI * a);
        return x < 0 ? -value : value;
    }

    public static double I0(double x)
    {
        double a = Math.Abs(x);
        return a < 30 ? ISeries(a, 0) : I0Scaled(a) * Math.Exp(a / 2) * Math.Exp(a / 2);
    }

    public static double I1(double x)
    {
        double a = Math.Abs(x);
        return a < 30 ? 0.5 * x * ISeries(a, 1) : I1Scaled(x) * Math.Exp(a / 2) * Math.Exp(a / 2);
    }

    /// <summary>The sum of (x^2/4)^k / (k! (k + order)!), all terms positive.</summary>
    static double ISeries(double x, int order)
    {
        double z = x * x / 4, term = 1, sum = 1;
        for (int k = 1; term > 1e-17 * sum; k++) sum += term *= z / (k * (double)(k + order));
        return sum;
    }

    /// <summary>The sum of sign^k a_k / x^k with a_k = a_(k-1) (4 order^2 - (2k - 1)^2) / 8k, to its smallest term.</summary>
    static double Hankel(double x, int order, int sign)
    {
        if (double.IsInfinity(x)) return 1;
        double term = 1, sum = 1;
        for (int k = 1; k < 60; k++)
        {
            double next = term * sign * (4.0 * order * order - (2.0 * k - 1) * (2.0 * k - 1)) / (8.0 * k * x);
            if (Math.Abs(next) >= Math.Abs(term)) break;
            sum += term = next;
            if (Math.Abs(term) < 1e-17) break;
        }
        return sum;
    }

    public static double K0(double x) => K0Scaled(x) * Math.Exp(-x);
    public static double K1(double x) => K1Scaled(x) * Math.Exp(-x);

    /// <summary>e^x K0(x); infinite at 0, nan below.</summary>
    public static double K0Scaled(double x)
    {
        if (x == 0) return double.PositiveInfinity;
        if (!(x > 0)) return double.NaN;
        if (x > 2) return KIntegral(x, 0);
        // -(log(x/2) + gamma) I0 + sum of (x^2/4)^k H_k / k!^2
        double z = x * x / 4, term = 1, harmonic = 0, sum = 0;
        for (int k = 1; term > 1e-18; k++)
        {
            term *= z / ((double)k * k);
            harmonic += 1.0 / k;
            sum += term * harmonic;
        }
        return Math.Exp(x) * (sum - (Math.Log(x / 2) + Euler) * ISeries(x, 0));
    }

    /// <summary>e^x K1(x); by the Wronskian I0 K1 + I1 K0 = 1/x for small x.</summary>
    public static double K1Scaled(double x)
    {
        if (x == 0) return double.PositiveInfinity;
        if (!(x > 0)) return double.NaN;
        return x > 2 ? KIntegral(x, 1) : Math.Exp(x) * (1 / x - 0.5 * x * ISeries(x, 1) * (K0Scaled(x) * Math.Exp(-x))) / ISeries(x, 0);
    }

    /// <summary>
    /// The integral of e^(-x (cosh t - 1)) cosh(order t) over t &gt; 0 by the trapezoidal rule, which converges exponentially here: the error is about e^(-pi^2 / h).
    /// </summary>
    internal static double KIntegral(double x, double order)
    {
        if (double.IsInfinity(x)) return 0;
        double h = Math.Min(0.125, 0.5 / Math.Sqrt(x)), sum = 0.5;
        for (int k = 1; ; k++)
        {
            double t = k * h, s = Math.Sinh(t / 2);
            double term = Math.Exp(-2 * x * s * s) * Math.Cosh(order * t);
            sum += term;
            if (term < 1e-18 * sum) return h * sum;
        }
    }

    public static double J0(double x)
    {
        x = Math.Abs(x);
        if (double.IsInfinity(x)) return 0;
        return x < 25 ? Miller(x).J0 : Asymptotic(x, 0, secondKind: false);
    }

    public static double J1(double x)
    {
        double a = Math.Abs(x);
        if (double.IsInfinity(x)) return 0;
        double value = a < 25 ? Miller(a).J1 : Asymptotic(a, 1, secondKind: false);
        return x < 0 ? -value : value;
    }

    public static double Y0(double x)
    {
        if (x == 0) return double.NegativeInfinity;
        if (!(x > 0)) return double.NaN;
        if (double.IsInfinity(x)) return 0;
        return x < 25 ? Miller(x).Y0 : Asymptotic(x, 0, secondKind: true);
    }

    public static double Y1(double x)
    {
        if (x == 0) return double.NegativeInfinity;
        if (!(x > 0)) return double.NaN;
        if (double.IsInfinity(x)) return 0;
        return x < 25 ? Miller(x).Y1 : Asymptotic(x, 1, secondKind: true);
    }

    /// <summary>
    /// J by downward recurrence, normalised by 1 = J0 + 2 (J2 + J4 + …); Y by Neumann's series over the same J.
    /// </summary>
    static (double J0, double J1, double Y0, double Y1) Miller(double x)
    {
        if (x == 0) return (1, 0, double.NegativeInfinity, double.NegativeInfinity);
        int n = 2 * ((int)x / 2 + 25);
        double above = 0, here = 1e-300, norm = 0, even = 0, odd = 0;
        for (int k = n; k >= 1; k--)
        {
            // here = J_k
            if (k % 2 == 0)
            {
                norm += 2 * here;
                even += (k / 2 % 2 == 0 ? 1 : -1) * here / (k / 2);
            }
            else if (k >= 3)
            {
                int m = (k - 1) / 2;
                odd += (m % 2 == 0 ? 1 : -1) * here * k / (m * (m + 1.0));
            }
            double below = 2.0 * k / x * here - above;
            (above, here) = (here, below);
            if (Math.Abs(here) > 1e200) (above, here, norm, even, odd) = (above * 1e-200, here * 1e-200, norm * 1e-200, even * 1e-200, odd * 1e-200);
        }
        norm += here;
        double j0 = here / norm, j1 = above / norm, log = Math.Log(x / 2) + Euler;
        double y0 = 2 / Math.PI * (log * j0 - 2 * (even / norm));
        double y1 = 2 / Math.PI * (-j0 / x + (log - 1) * j1 - odd / norm);
        return (j0, j1, y0, y1);
    }

    /// <summary>Hankel's expansion: sqrt(2 / pi x) (P cos chi - Q sin chi), or P sin chi + Q cos chi for the second kind.</summary>
    static double Asymptotic(double x, int order, bool secondKind)
    {
        double p = 1, q = 0, term = 1;
        for (int k = 1; k < 60; k++)
        {
            double next = term * (4.0 * order * order - (2.0 * k - 1) * (2.0 * k - 1)) / (8.0 * k * x);
            if (Math.Abs(next) >= Math.Abs(term) || Math.Abs(next) < 1e-18) break;
            term = next;
            double signed = k / 2 % 2 == 0 ? term : -term;
            if (k % 2 == 0) p += signed;
            else q += signed;
        }
        // sin and cos of x - pi/4 (order 0) or x - 3 pi/4 (order 1), from those of x.
        double s = Math.Sin(x), c = Math.Cos(x);
        var (sin, cos) = order == 0 ? (s - c, s + c) : (-s - c, s - c);
        double root = Math.Sqrt(1 / (Math.PI * x));
        return root * (secondKind ? p * sin + q * cos : p * cos - q * sin);
    }

    /// <summary>sin(x) / x.</summary>
    public static double SphericalJ0(double x)
    {
        if (double.IsInfinity(x)) return 0;
        double z = x * x;
        return Math.Abs(x) < 0.5 ? 1 - z / 6 * (1 - z / 20 * (1 - z / 42 * (1 - z / 72 * (1 - z / 110 * (1 - z / 156))))) : Math.Sin(x) / x;
    }

    /// <summary>Airy's function: its power series near 0, K of order 1/3 for positive x, the oscillating expansion for negative.</summary>
    public static double AiryAi(double x)
    {
        if (double.IsInfinity(x)) return 0;
        if (double.IsNaN(x)) return x;
        double zeta = 2.0 / 3 * Math.Abs(x) * Math.Sqrt(Math.Abs(x));
        if (x > 1.5) return Math.Sqrt(x / 3) / Math.PI * KIntegral(zeta, 1.0 / 3) * Math.Exp(-zeta);
        if (x > -7) return AirySeries(x);
        double even = 1, odd = 0, term = 1;
        for (int k = 1; k < 60; k++)
        {
            double next = term * (6.0 * k - 5) * (6.0 * k - 1) / (72.0 * k * zeta);
            if (next >= term || next < 1e-18) break;
            term = next;
            double signed = k / 2 % 2 == 0 ? term : -term;
            if (k % 2 == 0) even += signed;
            else odd += signed;
        }
        double angle = zeta - Math.PI / 4;
        return (Math.Cos(angle) * even + Math.Sin(angle) * odd) / Math.Sqrt(Math.PI * Math.Sqrt(-x));
    }

    static double AirySeries(double x)
    {
        double cube = x * x * x, f = 1, g = x, sumF = 1, sumG = x;
        for (int k = 1; k < 200; k++)
        {
            sumF += f *= cube / ((3.0 * k - 1) * (3.0 * k));
            sumG += g *= cube / ((3.0 * k) * (3.0 * k + 1));
            if (Math.Abs(f) + Math.Abs(g) < 1e-18) break;
        }
        return 0.35502805388781723926 * sumF - 0.25881940379280679841 * sumG;
    }
}
