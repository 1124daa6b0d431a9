using System.Globalization;
using System.Numerics;

namespace Darkhorse;

/// <summary>Numbers as Python writes them: exact digits, rounded half to even, which .NET's own formats are not.</summary>
static class PrintingNumbers
{
    /// <summary>Python's <c>f"{value:.{precision}f}"</c>.</summary>
    public static string Fixed(double value, int precision)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        var (mantissa, exponent) = Parts(value);
        var digits = RoundedQuotient(mantissa * BigInteger.Pow(10, precision) << Math.Max(exponent, 0), BigInteger.One << Math.Max(-exponent, 0)).ToString(CultureInfo.InvariantCulture);
        return Sign(value) + Point(digits.PadLeft(precision + 1, '0'), precision);
    }

    /// <summary>Python's <c>f"{value:.{precision}e}"</c>.</summary>
    public static string Scientific(double value, int precision)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        var (digits, exponent) = Digits(value, precision);
        string text = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{Sign(value)}{Point(digits, precision)}e{(exponent < 0 ? '-' : '+')}{text}";
    }

    /// <summary>C's <c>%.{digits}g</c>: so many significant digits, without trailing zeros, with an exponent where the point would be far away.</summary>
    public static string General(double value, int digits)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        string text = Scientific(value, digits - 1);
        int e = text.IndexOf('e'), exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= digits ? Trimmed(text[..e]) + text[e..] : Trimmed(Fixed(value, digits - 1 - exponent));
    }

    static string Trimmed(string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>Python's <c>repr(value)</c>: the shortest decimal that reads back as the same float64, with a point or an exponent.</summary>
    public static string Repr(double value)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        if (value == 0) return Sign(value) + "0.0";
        string shortest = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        for (int precision = 0; precision < 17; precision++)
        {
            shortest = Math.Abs(value).ToString("E" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == Math.Abs(value)) break;
        }
        int e = shortest.IndexOf('E'), exponent = int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = shortest[..e].Replace(".", "");
        if (exponent is < -4 or >= 16) return $"{Sign(value)}{Point(digits, digits.Length - 1)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        if (exponent < 0) return $"{Sign(value)}0.{new string('0', -exponent - 1)}{digits}";
        digits = digits.PadRight(exponent + 2, '0');
        return $"{Sign(value)}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Python's <c>repr</c> of a complex number: <c>(1+2j)</c>.</summary>
    public static string Repr(Complex value)
    {
        string imaginary = Short(value.Imaginary) + "j";
        if (value.Real == 0 && !double.IsNegative(value.Real)) return imaginary;
        return $"({Short(value.Real)}{(imaginary[0] is '-' ? "" : "+")}{imaginary})";
    }

    // The parts of a complex number lose a trailing ".0".
    static string Short(double value) => Repr(value) is var text && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;

    static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

    static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    static string Point(string digits, int decimals) => decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";

    /// <summary>|value| = mantissa * 2^exponent.</summary>
    static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52 & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        return exponent == 0 ? (mantissa, -1074) : (mantissa | 1L << 52, exponent - 1075);
    }

    /// <summary>The first precision + 1 decimal digits of |value|, and the power of ten of the first.</summary>
    static (string Digits, int Exponent) Digits(double value, int precision)
    {
        if (value == 0) return (new string('0', precision + 1), 0);
        var (mantissa, exponent) = Parts(value);
        var (above, below) = (mantissa << Math.Max(exponent, 0), BigInteger.One << Math.Max(-exponent, 0));
        // The logarithm is right to within one, and rounding may carry into another digit: try from below.
        for (int power = (int)Math.Floor(Math.Log10(Math.Abs(value))) - 1; ; power++)
        {
            int shift = precision - power;
            string digits = RoundedQuotient(above * BigInteger.Pow(10, Math.Max(shift, 0)), below * BigInteger.Pow(10, Math.Max(-shift, 0))).ToString(CultureInfo.InvariantCulture);
            if (digits.Length <= precision + 1) return (digits, power);
        }
    }

    static BigInteger RoundedQuotient(BigInteger above, BigInteger below)
    {
        var quotient = BigInteger.DivRem(above, below, out var rest);
        int half = (rest * 2).CompareTo(below);
        return half > 0 || half == 0 && !quotient.IsEven ? quotient + 1 : quotient;
    }
}
