using System.Text.Json;

namespace Darkhorse.IO;

/// <summary>The tensors of a large model in several files: <c>{"weight_map": {"name": "model-00001-of-00002.safetensors", …}}</c>.</summary>
static class SafetensorsIndex
{
    const long LongestIndex = 100_000_000;

    /// <exception cref="InvalidDataException">The index is damaged, names a file outside of its folder, or a tensor that is not there.</exception>
    public static Dictionary<string, Tensor> Load(string path, Device? device, bool mapped)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var tensors = new Dictionary<string, Tensor>();
        foreach (var file in Read(path).GroupBy(entry => entry.File))
        {
            var found = torch.safetensors.load_file(Path.Combine(folder, file.Key), out _, device, mapped);
            foreach (var (name, _) in file)
                if (!found.TryGetValue(name, out var tensor) || !tensors.TryAdd(name, tensor)) throw new InvalidDataException($"{path}: '{name}' is not in {file.Key}");
        }
        return tensors;
    }

    static List<(string Name, string File)> Read(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > LongestIndex) throw new InvalidDataException($"{path}: the index is larger than {LongestIndex} bytes");
        try
        {
            using var document = JsonDocument.Parse(stream, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            return [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => (entry.Name, Plain(path, entry.Value.GetString())))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: no index of tensors: {error.Message}", error);
        }
    }

    // A name alone: an index must not lead a reader out of its folder.
    static string Plain(string path, string? file)
        => file is { Length: > 0 } && file is not ("." or "..") && file.AsSpan().IndexOfAny('/', '\\', ':') < 0 ? file : throw new InvalidDataException($"{path}: '{file}' is no file of the folder");
}
