using System.Globalization;

namespace Darkhorse;

/// <summary>Values as Python writes them, for what is printed and for the texts of errors.</summary>
static class PythonText
{
    /// <summary>A Python float: <c>0.1</c>, <c>1.0</c>, <c>1e-05</c>.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        string digits = value.ToString("E16", CultureInfo.InvariantCulture);
        int exponent = int.Parse(digits.AsSpan(digits.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            string plain = shortest.Contains('E') ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.') ? plain : plain + ".0";
        }
        int mark = shortest.IndexOf('E');
        string mantissa = mark >= 0 ? shortest[..mark] : Normalised(shortest);
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    // 0.00001234 or 12345678901234567 with the point after the first digit.
    static string Normalised(string plain)
    {
        string sign = plain[0] == '-' ? "-" : "";
        string digits = plain.TrimStart('-').Replace(".", "").TrimStart('0').TrimEnd('0');
        return digits.Length == 1 ? sign + digits : $"{sign}{digits[0]}.{digits[1..]}";
    }

    /// <summary>A number whose Python default is an integer: zero is <c>0</c>.</summary>
    public static string OrZero(double value) => value == 0 ? "0" : Of(value);

    /// <summary>A number that is given as an integer where it is one: <c>20</c>, <c>0.5</c>.</summary>
    public static string Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("F0", CultureInfo.InvariantCulture) : Of(value);

    public static string Of(bool value) => value ? "True" : "False";

    /// <summary>A tuple: <c>(3,)</c>, <c>(3, 5)</c>.</summary>
    public static string Tuple(ReadOnlySpan<long> values)
        => values.Length == 1 ? $"({values[0]},)" : $"({string.Join(", ", values.ToArray())})";

    /// <summary>A size: <c>torch.Size([2, 3])</c>.</summary>
    public static string Size(ReadOnlySpan<long> values) => $"torch.Size([{string.Join(", ", values.ToArray())}])";
}
