using System.Globalization;
using System.Numerics;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Comparing;

/// <summary>Compares what was expected with what came: throws <see cref="MismatchException"/> on the first difference.</summary>
public static class Agreement
{
    public static void Check(object? expected, object? actual, Func<DType, Closeness> closeness, string where = "", bool strides = false)
    {
        if (actual is List<object?> parts && parts.Contains(null)) actual = WithoutUnasked(expected, parts);
        switch (expected)
        {
            case null:
                if (actual is not null) throw new MismatchException($"{where}expected None, got {Value.Show(actual)}");
                break;
            case TensorData data:
                if (actual is not Tensor tensor) throw new MismatchException($"{where}expected {data.Describe()}, got {Value.Show(actual)}");
                Check(data, TensorData.Of(tensor), closeness(data.DType), where, strides);
                break;
            case List<object?> list:
                if (actual is Tensor { ndim: 1 } vector && list.All(x => x is long or double)) actual = vector.tolist1d();
                if (actual is not List<object?> items || items.Count != list.Count) throw new MismatchException($"{where}expected {Value.Show(list)}, got {Value.Show(actual)}");
                for (int i = 0; i < list.Count; i++) Check(list[i], items[i], closeness, $"{where}[{i}] ", strides);
                break;
            case Dictionary<string, object?> dictionary:
                if (actual is not Dictionary<string, object?> entries) throw new MismatchException($"{where}expected a dictionary, got {Value.Show(actual)}");
                if (!dictionary.Keys.SequenceEqual(entries.Keys)) throw new MismatchException($"{where}expected keys {string.Join(", ", dictionary.Keys)}, got {string.Join(", ", entries.Keys)}");
                foreach (var (key, value) in dictionary) Check(value, entries[key], closeness, $"{where}[{key}] ", strides);
                break;
            default:
                CheckNumber(expected, actual, closeness(DType.Float64), where);
                break;
        }
    }

    /// <summary>C#'s tuples keep a place, null, for results that were not asked for; Python's are shorter.</summary>
    static object? WithoutUnasked(object? expected, List<object?> parts)
    {
        List<object?> asked = [.. parts.Where(part => part is not null)];
        return expected is TensorData && asked.Count == 1 ? asked[0] : expected is List<object?> list && list.Count == asked.Count ? asked : parts;
    }

    static List<object?> tolist1d(this Tensor tensor)
    {
        var data = TensorData.Of(tensor);
        return data.DType.IsIntegral ? [.. data.Integers.Cast<object?>()] : [.. data.Reals.Cast<object?>()];
    }

    static void CheckNumber(object expected, object? actual, Closeness closeness, string where)
    {
        // A one-element tensor is what C# returns for some of Python's numbers.
        if (actual is Tensor { } tensor && tensor.numel() == 1 && expected is long or double or bool or "inf" or "-inf" or "nan")
            actual = tensor.tolist1d() is [var only] ? expected is bool && only is long n ? n != 0 : only : actual;
        // Plain lists of numbers in a file cannot hold these but as text.
        if (expected is "inf" or "-inf" or "nan" && actual is double) expected = expected is "nan" ? double.NaN : expected is "inf" ? double.PositiveInfinity : double.NegativeInfinity;
        bool same = (expected, actual) switch
        {
            (double a, double b) => Near(a, b, closeness),
            (double a, long b) => a == b,
            (long a, double b) => a == b,
            (Complex a, Complex b) => a == b,
            _ => expected.Equals(actual),
        };
        if (!same) throw new MismatchException($"{where}expected {Value.Show(expected)}, got {Value.Show(actual)}");
    }

    public static void Check(TensorData expected, TensorData actual, Closeness closeness, string where, bool strides)
    {
        if (expected.DType != actual.DType) throw new MismatchException($"{where}dtype: expected {expected.DType.TorchName}, got {actual.DType.TorchName}");
        if (!expected.Shape.SequenceEqual(actual.Shape)) throw new MismatchException($"{where}shape: expected [{string.Join(", ", expected.Shape)}], got [{string.Join(", ", actual.Shape)}]");
        if (strides && expected.Strides is { } wanted && (!wanted.SequenceEqual(actual.Strides!) || expected.Offset != actual.Offset))
            throw new MismatchException($"{where}strides: expected [{string.Join(", ", wanted)}] + {expected.Offset}, got [{string.Join(", ", actual.Strides!)}] + {actual.Offset}");
        for (int i = 0; i < expected.Integers.Length; i++)
            if (expected.Integers[i] != actual.Integers[i]) throw new MismatchException(Difference(where, i, expected.Integers[i], actual.Integers[i]));
        int step = expected.DType.IsComplex ? 2 : 1;
        for (int i = 0; i < expected.Reals.Length; i += step)
        {
            bool near = step == 1 ? Near(expected.Reals[i], actual.Reals[i], closeness) : NearComplex(expected.Reals.AsSpan(i, 2), actual.Reals.AsSpan(i, 2), closeness);
            if (!near) throw new MismatchException(Difference(where, i / step, Show(expected.Reals.AsSpan(i, step)), Show(actual.Reals.AsSpan(i, step))));
        }
    }

    static string Difference(string where, int at, object expected, object actual) => string.Create(CultureInfo.InvariantCulture, $"{where}element {at}: expected {expected}, got {actual}");

    static string Show(ReadOnlySpan<double> parts) => string.Join(", ", parts.ToArray().Select(x => x.ToString("R", CultureInfo.InvariantCulture)));

    public static bool Near(double expected, double actual, Closeness closeness)
    {
        if (double.IsNaN(expected)) return double.IsNaN(actual);
        if (double.IsInfinity(expected) || double.IsInfinity(actual)) return expected == actual;
        if (closeness.ZeroSigns && expected == 0 && actual == 0) return double.IsNegative(expected) == double.IsNegative(actual);
        return Math.Abs(actual - expected) <= closeness.Absolute + closeness.Relative * Math.Abs(expected);
    }

    // Finite complex numbers are compared as such; where a part is not finite, part by part.
    static bool NearComplex(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, Closeness closeness)
    {
        var (a, b) = (new Complex(expected[0], expected[1]), new Complex(actual[0], actual[1]));
        if (Complex.IsFinite(a) && Complex.IsFinite(b)) return Complex.Abs(a - b) <= closeness.Absolute + closeness.Relative * Complex.Abs(a);
        return Near(a.Real, b.Real, closeness) && Near(a.Imaginary, b.Imaginary, closeness);
    }
}
