using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Darkhorse.Golden.Values;

/// <summary>A slice in an index.</summary>
public sealed record SlicePart(long? Start, long? Stop, long? Step);

/// <summary>The <c>...</c> of an index.</summary>
public sealed record EllipsisPart
{
    public static readonly EllipsisPart Instance = new();
}

/// <summary>
/// Python values as objects: None null, int <see cref="long"/>, float <see cref="double"/>, complex <see cref="Complex"/>, bool, string, lists and tuples
/// <see cref="List{T}"/>, dictionaries <see cref="Dictionary{TKey, TValue}"/> by string, dtypes <see cref="ScalarType"/>, tensors <see cref="TensorData"/>.
/// </summary>
public static class Value
{
    public static object? Parse(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.Array => json.EnumerateArray().Select(Parse).ToList(),
        _ => ParseObject(json),
    };

    static object Number(string raw) => long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && raw != "-0"
        ? (object)whole : double.Parse(raw, CultureInfo.InvariantCulture);

    static object? ParseObject(JsonElement json)
    {
        if (json.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String)
            return json.TryGetProperty("shape", out _) && json.TryGetProperty("data", out _) ? TensorData.Parse(json) : (ScalarType)TensorData.DTypeOf(dtype.GetString()!);
        if (json.EnumerateObject().Count() == 1 && ParseTagged(json.EnumerateObject().First()) is { } tagged) return tagged;
        return Dictionary(json);
    }

    /// <summary>An object of one field that says what its value is.</summary>
    static object? ParseTagged(JsonProperty field) => (field.Name, field.Value.ValueKind) switch
    {
        ("float", _) => Real(field.Value),
        ("complex", JsonValueKind.Array) => new Complex(Real(field.Value[0]), Real(field.Value[1])),
        ("slice", JsonValueKind.Array) => new SlicePart(Long(field.Value[0]), Long(field.Value[1]), Long(field.Value[2])),
        ("ellipsis", JsonValueKind.True) => EllipsisPart.Instance,
        ("tuple" or "size", JsonValueKind.Array) => Parse(field.Value),
        ("int", JsonValueKind.String) => BigInteger.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture),
        ("dict", _) => Dictionary(field.Value),
        _ => null,
    };
    /// <summary>An object, or a list of [key, value].</summary>
    static Dictionary<string, object?> Dictionary(JsonElement json)
    {
        var result = new Dictionary<string, object?>();
        if (json.ValueKind == JsonValueKind.Array)
            foreach (var entry in json.EnumerateArray()) result[Convert.ToString(Parse(entry[0]), CultureInfo.InvariantCulture)!] = Parse(entry[1]);
        else
            foreach (var entry in json.EnumerateObject()) result[entry.Name] = Parse(entry.Value);
        return result;
    }

    public static double Real(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? json.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, var text => throw new FormatException(text) }
        : json.GetDouble();

    static long? Long(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetInt64();

    /// <summary>The value with every tensor made: what a call is given.</summary>
    public static object? Live(object? value) => value switch
    {
        TensorData data => data.ToTensor(),
        List<object?> list => list.Select(Live).ToList(),
        Dictionary<string, object?> dictionary => dictionary.ToDictionary(entry => entry.Key, entry => Live(entry.Value)),
        _ => value,
    };

    public static string Show(object? value) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        string s => $"'{s}'",
        TensorData data => data.Describe(),
        Tensor tensor => $"{((DType)tensor.dtype).TorchName}[{string.Join(", ", tensor.shape)}]",
        List<object?> list => $"[{string.Join(", ", list.Select(Show))}]",
        Dictionary<string, object?> dictionary => $"{{{string.Join(", ", dictionary.Select(e => $"{e.Key}: {Show(e.Value)}"))}}}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
