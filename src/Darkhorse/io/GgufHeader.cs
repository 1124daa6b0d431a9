using System.Text;

namespace Darkhorse.IO;

/// <summary>A tensor in a GGUF file: its type by number, its sizes outermost first, and where its bytes begin in the file.</summary>
sealed record GgufEntry(string Name, uint Type, long[] Sizes, long At);

/// <summary>
/// The start of a GGUF file of version 2 or 3, little-endian: magic, version, the numbers of tensors and of pairs of metadata, these, the tensors' names, sizes, types and offsets, and from
/// the next multiple of <c>general.alignment</c> on the data (github.com/ggml-org/ggml/blob/master/docs/gguf.md).
/// </summary>
sealed class GgufHeader
{
    const uint Magic = 0x46554747;
    const int MostDims = 8, Deepest = 8;
    const long MostItems = 100_000_000;

    readonly BinaryReader _reader;

    GgufHeader(Stream stream) => _reader = new(stream, Encoding.UTF8, leaveOpen: true);

    public Dictionary<string, object> Metadata { get; } = [];

    public List<GgufEntry> Tensors { get; } = [];

    /// <exception cref="InvalidDataException">The header is damaged.</exception>
    public static GgufHeader Read(Stream stream)
    {
        var header = new GgufHeader(stream);
        header.Read();
        return header;
    }

    void Read()
    {
        if (_reader.ReadUInt32() != Magic) throw Bad("the file does not begin as one");
        uint version = _reader.ReadUInt32();
        if (version is not (2 or 3)) throw version is 0x02000000 or 0x03000000 ? new NotSupportedException("gguf: a big-endian file") : Bad($"version {version} is unknown");
        // A tensor takes 24 bytes at least, and a pair 13.
        long tensors = Count(24), pairs = Count(13);
        for (; pairs > 0; pairs--)
            if (!Metadata.TryAdd(Text(), Value(_reader.ReadUInt32(), 0))) throw Bad("a key of the metadata is there twice");
        for (; tensors > 0; tensors--) Tensors.Add(Tensor());
        ulong alignment = Metadata.TryGetValue("general.alignment", out object? given) ? given as ulong? ?? 0 : 32;
        if (alignment is 0 or > 1 << 20) throw Bad("the alignment of the data is no number");
        long start = (_reader.BaseStream.Position + (long)alignment - 1) / (long)alignment * (long)alignment;
        for (int i = 0; i < Tensors.Count; i++)
            Tensors[i] = Tensors[i] with { At = Tensors[i].At <= Length - start ? start + Tensors[i].At : throw Bad($"'{Tensors[i].Name}' begins beyond the end of the file") };
        if (Tensors.DistinctBy(tensor => tensor.Name).Count() != Tensors.Count) throw Bad("the name of a tensor is there twice");
    }

    static InvalidDataException Bad(string what) => new("gguf: " + what);

    long Length => _reader.BaseStream.Length;

    /// <summary>The number of things that follow, which must have room in the file.</summary>
    long Count(int bytesEach)
    {
        ulong count = _reader.ReadUInt64();
        return count <= (ulong)Math.Min(MostItems, (Length - _reader.BaseStream.Position) / bytesEach) ? (long)count : throw Bad($"the file has no room for {count} items");
    }

    string Text() => Encoding.UTF8.GetString(_reader.ReadBytes((int)Count(1)));

    GgufEntry Tensor()
    {
        string name = Text();
        uint dims = _reader.ReadUInt32();
        if (dims > MostDims) throw Bad($"'{name}' has {dims} dims");
        long[] sizes = new long[dims];
        for (int i = 0; i < sizes.Length; i++) sizes[^(i + 1)] = _reader.ReadInt64();
        uint type = _reader.ReadUInt32();
        long at = _reader.ReadInt64();
        return at >= 0 ? new(name, type, sizes, at) : throw Bad($"'{name}' begins before the data");
    }

    object Value(uint type, int depth) => type switch
    {
        0 => (ulong)_reader.ReadByte(),
        1 => (long)_reader.ReadSByte(),
        2 => (ulong)_reader.ReadUInt16(),
        3 => (long)_reader.ReadInt16(),
        4 => (ulong)_reader.ReadUInt32(),
        5 => (long)_reader.ReadInt32(),
        6 => (double)_reader.ReadSingle(),
        7 => _reader.ReadByte() != 0,
        8 => Text(),
        9 when depth < Deepest => List(depth),
        10 => _reader.ReadUInt64(),
        11 => _reader.ReadInt64(),
        12 => _reader.ReadDouble(),
        _ => throw Bad($"the metadata have a value of the unknown type {type}"),
    };

    List<object> List(int depth)
    {
        uint type = _reader.ReadUInt32();
        long count = Count(1);
        var items = new List<object>();
        for (; count > 0; count--) items.Add(Value(type, depth + 1));
        return items;
    }
}
