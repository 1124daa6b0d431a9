namespace Darkhorse.Tests.Table.Pointwise;

/// <summary>Special functions by slow and simple ways that have nothing in common with the library's.</summary>
static class Reference
{
    /// <summary>The power series.</summary>
    public static double Erf(double x)
    {
        double sum = 0, term = x;
        for (int n = 0; n < 200; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    /// <summary>Bisection.</summary>
    public static double ErfInverse(double y)
    {
        if (double.Abs(y) >= 1) return y == 1 ? double.PositiveInfinity : y == -1 ? double.NegativeInfinity : double.NaN;
        double low = -4, high = 4;
        for (int i = 0; i < 100; i++) (low, high) = Erf((low + high) / 2) < y ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return low;
    }

    /// <summary>Stirling after a long way up.</summary>
    public static double LogGamma(double x)
    {
        double log = 0;
        for (; x < 60; x++) log += Math.Log(x);
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x) - log;
    }

    public static double Digamma(double x)
    {
        double sum = 0;
        for (; x < 60; x++) sum += 1 / x;
        return Math.Log(x) - 1 / (2 * x) - 1 / (12 * x * x) + 1 / (120 * Math.Pow(x, 4)) - sum;
    }

    /// <summary>(-1)^(n + 1) n! times the sum of (x + k)^-(n + 1), the rest as an integral.</summary>
    public static double Polygamma(int n, double x)
    {
        double factorial = 1;
        for (int i = 2; i <= n; i++) factorial *= i;
        return (n % 2 == 0 ? -1 : 1) * factorial * Zeta(n + 1, x);
    }

    public static double Zeta(double s, double q)
    {
        if (s <= 1) return s == 1 ? double.PositiveInfinity : double.NaN;
        double sum = 0;
        int n = 2000;
        for (int k = 0; k < n; k++) sum += Math.Pow(q + k, -s);
        double a = q + n;
        return sum + Math.Pow(a, 1 - s) / (s - 1) + 0.5 * Math.Pow(a, -s) + s / 12 * Math.Pow(a, -s - 1);
    }

    /// <summary>I of an integer order as a mean over the circle, which the trapezoidal rule gives to the last digit.</summary>
    public static double Bessel(double x, int order) => Mean(t => Math.Exp(x * Math.Cos(t)) * Math.Cos(order * t));

    public static double BesselJ(double x, int order) => Mean(t => Math.Cos(order * t - x * Math.Sin(t)));

    static double Mean(Func<double, double> function) => Enumerable.Range(0, 200).Average(k => function(2 * Math.PI * k / 200));

    /// <summary>The series of the lower incomplete gamma function.</summary>
    public static double LowerGamma(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (int n = 1; n < 500; n++) sum += term *= x / (a + n);
        return sum * Math.Exp(a * Math.Log(x) - x - LogGamma(a));
    }
}
