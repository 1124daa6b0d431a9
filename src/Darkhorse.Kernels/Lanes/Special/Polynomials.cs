namespace Darkhorse.Kernels.Lanes.Special;

/// <summary>Orthogonal polynomials by their three-term recurrences; 0 for negative orders.</summary>
public static class Polynomials
{
    /// <summary>p(n + 1) = 2x p(n) - p(n - 1) from p(0) = 1 and p(1): Chebyshev's four kinds.</summary>
    public static double Chebyshev(double x, double n, double first)
    {
        long order = Order(n);
        if (order < 0) return 0;
        double p = 1, q = first;
        for (long k = 0; k < order; k++) (p, q) = (q, 2 * x * q - p);
        return p;
    }

    /// <summary>H(n + 1) = 2x H(n) - 2n H(n - 1): the physicists' Hermite polynomials.</summary>
    public static double HermiteH(double x, double n)
    {
        long order = Order(n);
        if (order < 0) return 0;
        double p = 1, q = 2 * x;
        for (long k = 1; k <= order; k++) (p, q) = (q, 2 * x * q - 2 * k * p);
        return p;
    }

    /// <summary>He(n + 1) = x He(n) - n He(n - 1): the probabilists' Hermite polynomials.</summary>
    public static double HermiteHe(double x, double n)
    {
        long order = Order(n);
        if (order < 0) return 0;
        double p = 1, q = x;
        for (long k = 1; k <= order; k++) (p, q) = (q, x * q - k * p);
        return p;
    }

    /// <summary>(n + 1) L(n + 1) = (2n + 1 - x) L(n) - n L(n - 1).</summary>
    public static double Laguerre(double x, double n)
    {
        long order = Order(n);
        if (order < 0) return 0;
        double p = 1, q = 1 - x;
        for (long k = 1; k <= order; k++) (p, q) = (q, ((2 * k + 1 - x) * q - k * p) / (k + 1));
        return p;
    }

    /// <summary>(n + 1) P(n + 1) = (2n + 1) x P(n) - n P(n - 1).</summary>
    public static double Legendre(double x, double n)
    {
        long order = Order(n);
        if (order < 0) return 0;
        double p = 1, q = x;
        for (long k = 1; k <= order; k++) (p, q) = (q, ((2 * k + 1) * x * q - k * p) / (k + 1));
        return p;
    }

    static long Order(double n) => double.IsNaN(n) ? -1 : (long)n;
}
