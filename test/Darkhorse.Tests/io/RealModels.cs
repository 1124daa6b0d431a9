using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Files;

/// <summary>Files that other projects test their readers with, against what PyTorch reads from them. They are not part of the repository.</summary>
public sealed class RealModels
{
    static string? Folder => Environment.GetEnvironmentVariable("DARKHORSE_MODELS") is { Length: > 0 } given ? given
        : Api.Repository.Root is { } root && Path.Combine(root, "..", "shared", "data", "models") is var path && Directory.Exists(path) ? path : null;

    public static IEnumerable<TheoryDataRow<string>> Names()
    {
        if (Folder is not { } folder || !File.Exists(Path.Combine(folder, "expected.json"))) yield break;
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        foreach (var file in expected.RootElement.EnumerateObject()) yield return new(file.Name);
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Names))]
    public void Hold_what_PyTorch_reads_from_them(string name)
    {
        using var all = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder!, "expected.json")));
        var expected = all.RootElement.GetProperty(name);
        string path = Path.Combine(Folder!, name);
        if (expected.TryGetProperty("error", out _))
        {
            Assert.Throws<InvalidDataException>(() => torch.load<object>(path));
            return;
        }
        if (expected.TryGetProperty("torchscript", out _))
        {
            Assert.All(torch.load<Dictionary<string, Tensor>>(path), entry => Assert.NotEmpty(entry.Key));
            return;
        }
        object? value = Path.GetExtension(path) switch
        {
            ".safetensors" => torch.safetensors.load_file(path),
            ".npy" => torch.load_npy(path),
            ".npz" => torch.load_npz(path),
            _ => torch.load<object>(path),
        };
        if (expected.TryGetProperty("sha256", out _)) Check(expected, value);
        else
            foreach (var entry in expected.EnumerateObject()) Check(entry.Value, At(value, entry.Name));
    }

    [Fact]
    public void A_vocabulary_is_read()
    {
        string path = Path.Combine(Folder ?? "", "gguf", "ggml-vocab-llama-spm.gguf");
        Assert.SkipUnless(File.Exists(path), "the file is not here");
        Assert.Empty(torch.gguf.load_file(path, out var metadata));
        Assert.Equal(32000, Assert.IsType<List<object>>(metadata["tokenizer.ggml.tokens"]).Count);
    }

    /// <summary>The value at a path of names and numbers, <c>model/0/weight</c>; a lone tensor is at any path.</summary>
    static object? At(object? value, string path)
    {
        foreach (string step in path.Split('/'))
            value = value switch
            {
                IDictionary<string, Tensor> tensors => tensors[step],
                Dictionary<string, object?> named => named[step],
                Dictionary<object, object?> other => other.First(entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture) == step).Value,
                IList<object?> list => list[int.Parse(step, CultureInfo.InvariantCulture)],
                _ => value,
            };
        return value;
    }

    static void Check(JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.String: Assert.Equal(expected.GetString(), actual); return;
            case JsonValueKind.True or JsonValueKind.False: Assert.Equal(expected.GetBoolean(), actual); return;
            case JsonValueKind.Number: Assert.Equal(expected.GetDouble(), Convert.ToDouble(actual, CultureInfo.InvariantCulture)); return;
        }
        var tensor = Assert.IsAssignableFrom<Tensor>(actual);
        Assert.Equal(expected.GetProperty("dtype").GetString(), ((DType)tensor.dtype).TorchName);
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.shape);
        using var bytes = new MemoryStream();
        tensor.WriteBytesToStream(bytes);
        Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
    }
}
