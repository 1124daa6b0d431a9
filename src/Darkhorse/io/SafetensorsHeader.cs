using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Darkhorse.IO;

/// <summary>A tensor in a safetensors file: where its bytes are after the header.</summary>
sealed record SafetensorsEntry(string Name, DType DType, long[] Sizes, long Begin, long End);

/// <summary>The JSON at the start of a safetensors file, checked by every rule of the format: a file that passes has no bytes that no tensor accounts for.</summary>
static class SafetensorsHeader
{
    const long LongestHeader = 100_000_000;

    // In the order of the reference implementation, which sorts tensors by it, last first.
    static readonly (string Name, DType DType)[] s_types =
    [
        ("BOOL", DType.Bool), ("U8", DType.UInt8), ("I8", DType.Int8), ("I16", DType.Int16), ("U16", DType.UInt16), ("F16", DType.Float16), ("BF16", DType.BFloat16),
        ("I32", DType.Int32), ("U32", DType.UInt32), ("F32", DType.Float32), ("C64", DType.Complex64), ("F64", DType.Float64), ("I64", DType.Int64), ("U64", DType.UInt64),
    ];

    static readonly HashSet<string> s_foreign = ["F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"];

    static int Rank(DType dtype) => Array.FindIndex(s_types, type => type.DType == dtype);

    /// <summary>Reads the header; the stream then stands at the first byte of data. Entries come in the order of their bytes.</summary>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Read(Stream stream, long length)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Bad("the file is shorter than a header");
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > LongestHeader) throw Bad($"the header would have {size} bytes, more than the {LongestHeader} allowed");
        if ((long)size > length - 8) throw Bad($"the header would have {size} bytes, more than the file");
        byte[] text = new byte[(int)size];
        stream.ReadExactly(text);
        if (text.Length == 0 || text[0] != (byte)'{') throw Bad("the header does not start with {");
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            var (entries, metadata) = Read(document.RootElement);
            CheckCoverage(entries, length - 8 - (long)size);
            return (entries, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // the latter for text that is no Unicode
        {
            throw new InvalidDataException($"safetensors: the header is no valid JSON: {error.Message}", error);
        }
    }

    static InvalidDataException Bad(string what) => new("safetensors: " + what);

    static (List<SafetensorsEntry>, Dictionary<string, string>) Read(JsonElement root)
    {
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != "__metadata__")
            {
                entries.Add(ReadEntry(property.Name, property.Value));
                continue;
            }
            if (property.Value.ValueKind != JsonValueKind.Object) throw Bad("__metadata__ is no object");
            foreach (var pair in property.Value.EnumerateObject())
                metadata[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : throw Bad($"the metadata '{pair.Name}' are no string");
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        return (entries, metadata);
    }

    static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Bad($"the entry '{name}' is no object");
        string? type = null;
        long[]? sizes = null, offsets = null;
        foreach (var property in value.EnumerateObject())
        {
            if (property.NameEquals("dtype") && property.Value.ValueKind == JsonValueKind.String) type = property.Value.GetString();
            else if (property.NameEquals("shape")) sizes = Numbers(name, property.Value);
            else if (property.NameEquals("data_offsets")) offsets = Numbers(name, property.Value);
            else throw Bad($"the entry '{name}' has an unexpected '{property.Name}'");
        }
        if (type is null || sizes is null || offsets is not [long begin, long end]) throw Bad($"the entry '{name}' lacks its dtype, shape or two offsets");
        int at = Array.FindIndex(s_types, known => known.Name == type);
        if (at < 0) throw s_foreign.Contains(type) ? new NotSupportedException($"safetensors: '{name}' is {type}, which no tensor can hold") : Bad($"'{name}' has the unknown dtype {type}");
        var dtype = s_types[at].DType;
        long count = RawBytes.CheckedCount(sizes);
        if (count < 0 || count > long.MaxValue / dtype.ItemSize) throw Bad($"the shape of '{name}' overflows");
        if (begin > end || end - begin != count * dtype.ItemSize) throw Bad($"the offsets [{begin}, {end}] of '{name}' do not fit {count} elements of {type}");
        return new(name, dtype, sizes, begin, end);
    }

    static long[] Numbers(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) throw Bad($"the entry '{name}' has something else where numbers should be");
        var numbers = new long[value.GetArrayLength()];
        int i = 0;
        foreach (var number in value.EnumerateArray())
            numbers[i++] = number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out long n) && n >= 0 ? n : throw Bad($"the entry '{name}' has a number that is no size or offset");
        return numbers;
    }

    /// <summary>The tensors must cover the data from the first byte to the last, without a hole or an overlap: nothing can hide in the file.</summary>
    static void CheckCoverage(List<SafetensorsEntry> entries, long length)
    {
        long at = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != at) throw Bad($"'{entry.Name}' starts at byte {entry.Begin} of the data, but should at {at}");
            at = entry.End;
        }
        if (at != length) throw Bad($"the tensors have {at} bytes, but the file has {length}");
    }

    /// <summary>The header for tensors in the order in which their bytes are to follow: wide dtypes first, then by name, so that all are aligned.</summary>
    /// <exception cref="NotSupportedException">A dtype has no name in the format.</exception>
    public static (byte[] Header, List<KeyValuePair<string, Tensor>> Order) Write(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var order = tensors.ToList();
        foreach (var (name, tensor) in order)
        {
            if (Rank(tensor.DType) < 0) throw new NotSupportedException($"safetensors: '{name}' is {tensor.DType.TorchName}, which the format does not know");
            if (name == "__metadata__") throw new ArgumentException("safetensors: a tensor cannot be named __metadata__");
        }
        order.Sort((a, b) => Rank(b.Value.DType) != Rank(a.Value.DType) ? Rank(b.Value.DType) - Rank(a.Value.DType) : string.CompareOrdinal(a.Key, b.Key));
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, order, metadata);
        // Spaces to a multiple of 8: the data then start aligned.
        int padded = (text.WrittenCount + 7) & ~7;
        byte[] header = new byte[8 + padded];
        header.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        text.WrittenSpan.CopyTo(header.AsSpan(8));
        return (header, order);
    }

    static void Write(Utf8JsonWriter json, List<KeyValuePair<string, Tensor>> order, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject("__metadata__");
            foreach (var (name, value) in metadata) json.WriteString(name, value);
            json.WriteEndObject();
        }
        long at = 0;
        foreach (var (name, tensor) in order)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", s_types[Rank(tensor.DType)].Name);
            json.WriteStartArray("shape");
            foreach (long size in tensor.Sizes) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(at);
            json.WriteNumberValue(at += tensor.numel() * tensor.ElementSize);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
