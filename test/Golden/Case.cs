using System.Text.Json;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden;

/// <summary>One case of a file.</summary>
public sealed class Case(string area, string folder, JsonElement json)
{
    public string Area => area;
    public string Folder => folder;
    public JsonElement Json => json;
    public string Id { get; } = json.GetProperty("id").GetString()!;
    public string Op { get; } = json.GetProperty("op").GetString()!;
    public string? Compare => Text("compare");
    public (double Relative, double Absolute)? Tolerance => json.TryGetProperty("tol", out var tol) ? (tol[0].GetDouble(), tol[1].GetDouble()) : null;

    public bool Has(string field) => json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;
    public string? Text(string field) => json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A field as a Python value; null if it is absent.</summary>
    public object? Field(string field) => json.TryGetProperty(field, out var value) ? Value.Parse(value) : null;

    public List<object?> Args => (List<object?>?)Value.Live(Field("args")) ?? [];
    public Dictionary<string, object?> Kwargs => Areas.Layers.Dictionary(json, "kwargs");

    public static List<Case> Load(string path)
    {
        // The document lives as long as its cases.
        var document = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        string area = document.GetProperty("area").GetString()!, folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. document.GetProperty("cases").EnumerateArray().Select(json => new Case(area, folder, json))];
    }
}

/// <summary>The op, or something else that the case needs, is not on the surface: the case is skipped.</summary>
public sealed class MissingException(string what) : Exception(what);

/// <summary>The library's answer is not the expected one.</summary>
public sealed class MismatchException(string difference) : Exception(difference);
