using System.Buffers.Binary;

namespace Darkhorse.IO;

/// <summary>
/// The files of PyTorch before 1.6: five pickles one behind the other (a magic number, the version, facts about the writer, the values, the keys of the storages), then
/// the storages in the order of the keys, each its length in elements and its bytes.
/// </summary>
sealed class TorchLegacy
{
    const long Version = 1001;

    /// <summary>The first pickle: the number 0x1950a86a20f9469cfc6c.</summary>
    public static ReadOnlySpan<byte> Start => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    readonly Stream _stream;
    readonly Dictionary<string, (DType DType, Memory.Storage Storage)> _storages = [];
    long _room;

    TorchLegacy(Stream stream) => (_stream, _room) = (stream, stream.Length - stream.Position);

    /// <summary>Reads what was saved; see <see cref="TorchFile"/>.</summary>
    public static object? Load(Stream stream) => new TorchLegacy(stream).Load();

    object? Load()
    {
        Span<byte> start = stackalloc byte[Start.Length];
        _stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start.SequenceEqual(Start)) throw new InvalidDataException("the file begins neither as a zip archive nor as an old file of torch.save");
        if (Next() is not Version) throw new InvalidDataException("the file has an unknown version");
        bool bigEndian = Next() is Dictionary<object, object?> system && system.GetValueOrDefault("little_endian") is false;
        // A first reading finds the storages, a second one makes tensors of their elements.
        long values = _stream.Position;
        Next();
        if (Next() is not List<object?> keys || keys.Any(key => key is not string) || keys.Distinct().Count() != keys.Count) throw PickleReader.Bad("the keys of the storages are missing");
        foreach (string key in keys.Cast<string>()) Fill(key, bigEndian);
        if (_storages.Keys.Except(keys.Cast<string>()).FirstOrDefault() is { } missing) throw PickleReader.Bad($"the storage '{missing}' is missing");
        _stream.Position = values;
        return Next();
    }

    object? Next() => new PickleReader(_stream, Fetch, new(isScript: false)).Read();

    // ("storage", class, key, location, count[, view]) where the view, if there is one, is (key, offset, count).
    PickledStorage Fetch(object?[] id)
    {
        if (id is not ["storage", StorageClass { DType: { } dtype } type, string key, string, long count, ..]) throw PickleReader.Bad("a persistent id that names no storage");
        var storage = Allocate(key, dtype, count);
        var (start, length) = id.Length < 6 || id[5] is null ? (0, count) : id[5] is object?[] and [_, long from, long size] ? (from, size) : throw PickleReader.Bad("a view of a storage that is none");
        if (start < 0 || length < 0 || start > count - length) throw PickleReader.Bad("a view reaches beyond its storage");
        return new(type, length, start, _ => storage);
    }

    /// <summary>The bytes follow at the end of the file: memory for no more than it can have.</summary>
    Memory.Storage Allocate(string key, DType dtype, long count)
    {
        if (_storages.TryGetValue(key, out var known))
            return known.DType == dtype && known.Storage.ByteCount == count * dtype.ItemSize ? known.Storage : throw PickleReader.Bad($"the storage '{key}' is of two kinds");
        if (count < 0 || count > _room / dtype.ItemSize) throw PickleReader.Bad($"the file ends before the storage '{key}' does");
        _room -= count * dtype.ItemSize;
        var storage = Memory.Storage.Allocate(count * dtype.ItemSize);
        _storages[key] = (dtype, storage);
        return storage;
    }

    void Fill(string key, bool bigEndian)
    {
        Span<byte> prefix = stackalloc byte[8];
        _stream.ReadExactly(prefix);
        long count = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(prefix) : BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (!_storages.TryGetValue(key, out var known)) throw PickleReader.Bad($"no tensor has the storage '{key}'");
        if (count != known.Storage.ByteCount / known.DType.ItemSize) throw PickleReader.Bad($"the storage '{key}' has {count} elements");
        RawBytes.Fill(_stream, known.Storage, 0, known.Storage.ByteCount);
        RawBytes.Repair(known.Storage, known.DType, bigEndian);
    }
}
