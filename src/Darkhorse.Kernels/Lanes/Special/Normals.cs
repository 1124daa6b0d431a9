namespace Darkhorse.Kernels.Lanes.Special;

/// <summary>Inverses of the error function and of the normal distribution in float64. At most a few ULP.</summary>
public static class Normals
{
    /// <summary>The x with erf(x) = y; infinite at ±1, nan beyond.</summary>
    public static double ErfInverse(double y)
    {
        double a = Math.Abs(y);
        if (!(a <= 1)) return double.NaN;
        if (a == 1) return double.CopySign(double.PositiveInfinity, y);
        if (a > 0.5) return double.CopySign(ErfcInverse(1 - a), y);
        if (a < 1e-8) return y * 0.88622692545275801365;
        double x = Start(a, 1 - a);
        for (int i = 0; i < 2; i++) x = Halley(x, LaneMath.Erf(new Lane<double>(x)).Value - a);
        return double.CopySign(x, y);
    }

    /// <summary>The x &gt;= 0 with erfc(x) = z, for z in (0, 1].</summary>
    static double ErfcInverse(double z)
    {
        double x = Start(1 - z, z);
        if (z < 1e-5)
        {
            // Newton on log erfc(x) = log erfcx(x) - x^2, which denormal numbers do not disturb.
            double log = Math.Log(z);
            for (int i = 0; i < 3; i++)
            {
                double scaled = LaneMath.Erfcx(new Lane<double>(x)).Value;
                x += (Math.Log(scaled) - x * x - log) * scaled / 1.12837916709551257390;
            }
            return x;
        }
        for (int i = 0; i < 3; i++) x = Halley(x, z - LaneMath.Erfc(new Lane<double>(x)).Value);
        return x;
    }

    /// <summary>The normal quantile: infinite at 0 and 1, nan outside.</summary>
    public static double NormalQuantile(double p)
    {
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        if (!(p > 0 && p < 1)) return double.NaN;
        const double root2 = 1.41421356237309504880;
        return p is > 0.25 and < 0.75 ? root2 * ErfInverse(2 * p - 1) : p < 0.5 ? -root2 * ErfcInverse(2 * p) : root2 * ErfcInverse(2 * (1 - p));
    }

    /// <summary>A third-order step for erf(x) - y = error: erf'' = -2x erf'.</summary>
    static double Halley(double x, double error)
    {
        double step = error / (1.12837916709551257390 * Math.Exp(-x * x));
        return double.IsFinite(step) ? x - step / (1 + x * step) : x;
    }

    /// <summary>Seven digits of the inverse of erf at a = 1 - z: Giles, "Approximating the erfinv function", GPU Computing Gems (2012).</summary>
    static double Start(double a, double z)
    {
        double w = -Math.Log(z * (1 + a));
        if (w > 20) return Tail(z);
        if (w < 5)
        {
            w -= 2.5;
            return a * (1.50140941 + w * (0.246640727 + w * (-0.00417768164 + w * (-0.00125372503 + w * (0.00021858087 + w * (-4.39150654e-06
                + w * (-3.5233877e-06 + w * (3.43273939e-07 + w * 2.81022636e-08))))))));
        }
        w = Math.Sqrt(w) - 3;
        return a * (2.83297682 + w * (1.00167406 + w * (0.00943887047 + w * (-0.0076224613 + w * (0.00573950773 + w * (-0.00367342844
            + w * (0.00134934322 + w * (0.000100950558 + w * -0.000200214257))))))));
    }

    /// <summary>erfc(x) is about e^(-x^2) / (x sqrt(pi)): a few rounds of the fixed point.</summary>
    static double Tail(double z)
    {
        double log = -Math.Log(z), x = Math.Sqrt(log);
        for (int i = 0; i < 6; i++) x = Math.Sqrt(log - Math.Log(x * 1.77245385090551602730));
        return x;
    }
}
