using System.Text;

namespace Darkhorse.IO;

/// <summary>
/// A zip archive of PyTorch 1.6 and later, or of TorchScript: <c>data.pkl</c> holds the values, <c>data/0</c>, <c>data/1</c>, … the storages of their tensors, all in
/// one folder of any name.
/// </summary>
sealed class TorchArchive
{
    const int NewestVersion = 10;

    readonly Stream _stream;
    readonly ZipReader _zip;
    readonly string _folder;
    readonly bool _isScript, _bigEndian;
    readonly Dictionary<string, (DType DType, Memory.Storage Storage)> _storages = [];
    readonly bool _mapped;
    MappedFile? _map;

    TorchArchive(Stream stream, bool mapped)
    {
        (_stream, _mapped, _zip) = (stream, mapped, new(stream));
        const string pickle = "data.pkl";
        string? path = _zip.Records.Select(record => record.Name).FirstOrDefault(name => name.EndsWith('/' + pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - pickle.Length - 1);
        _folder = path?[..^pickle.Length] ?? throw new InvalidDataException("the archive has no data.pkl: it is no file of torch.save");
        _isScript = _zip.Find(_folder + "constants.pkl") is not null;
        string version = Text(".data/version") ?? Text("version") ?? throw new InvalidDataException("the archive has no version: it is no file of torch.save");
        if (!int.TryParse(version, out int number) || number is < 1 or > NewestVersion) throw new InvalidDataException($"the archive has the unknown version '{version}'");
        _bigEndian = Text("byteorder") switch
        {
            null or "little" => false,
            "big" => true,
            var other => throw new InvalidDataException($"Unknown endianness type: {other}"),
        };
    }

    /// <summary>Reads what was saved; see <see cref="TorchFile"/>.</summary>
    public static object? Load(Stream stream, bool mapped)
    {
        var archive = new TorchArchive(stream, mapped);
        byte[] pickle = archive._zip.ReadAll(archive._zip.Find(archive._folder + "data.pkl")!, PickleReader.LongestPickle);
        object? value = new PickleReader(new MemoryStream(pickle), archive.Fetch, new(archive._isScript)).Read();
        return archive._isScript ? ScriptState.Of(value) : value;
    }

    /// <summary>Writes a value as torch.save does, so that PyTorch reads it.</summary>
    /// <param name="folder">The folder in the archive.</param>
    public static void Save(object? value, Stream stream, string folder)
    {
        var pickle = new PickleWriter();
        var zip = new ZipWriter(stream);
        zip.Add(folder + "/data.pkl", pickle.Write(value));
        zip.Add(folder + "/.format_version", "1"u8);
        zip.Add(folder + "/.storage_alignment", "64"u8);
        zip.Add(folder + "/byteorder", "little"u8);
        int key = 0;
        foreach (var storage in pickle.Storages)
        {
            var bytes = storage.DeviceType == DeviceType.CPU ? storage : new Tensor(storage, Layout.Contiguous([storage.ByteCount]), 0, DType.UInt8).to(Device.Cpu).Storage;
            zip.Add($"{folder}/data/{key++}", bytes);
        }
        zip.Add(folder + "/version", "3\n"u8);
        zip.Finish();
    }

    string? Text(string name) => _zip.Find(_folder + name) is { } record ? Encoding.UTF8.GetString(_zip.ReadAll(record, 1000)).Trim() : null;

    // ("storage", class, key, location, count)
    PickledStorage Fetch(object?[] id)
    {
        if (id is not ["storage", StorageClass type, string key, string, long count]) throw PickleReader.Bad("a persistent id that names no storage");
        if (count < 0) throw PickleReader.Bad("a storage of negative length");
        return new(type, count, 0, dtype => Storage(key, (Int128)count * (type.DType?.ItemSize ?? 1), dtype));
    }

    Memory.Storage Storage(string key, Int128 length, DType dtype)
    {
        if (_storages.TryGetValue(key, out var known))
        {
            if (known.DType != dtype && (_bigEndian || dtype == DType.Bool)) throw new NotSupportedException($"the storage '{key}' is of {known.DType.TorchName} and of {dtype.TorchName}");
            if (known.Storage.ByteCount != length) throw PickleReader.Bad($"the storage '{key}' has two lengths");
            return known.Storage;
        }
        var record = _zip.Find($"{_folder}data/{key}");
        if ((record?.Size ?? 0) != length) throw PickleReader.Bad($"the storage '{key}' should have {length} bytes, and has {record?.Size ?? 0}");
        var storage = record is null or { Size: 0 } ? Memory.Storage.Allocate(0) : Map(record, dtype) ?? Read(record, dtype);
        _storages[key] = (dtype, storage);
        return storage;
    }

    Memory.Storage Read(ZipRecord record, DType dtype)
    {
        var flat = RawBytes.Read(_zip.Open(record), DType.UInt8, [record.Size]);
        ZipReader.Check(record, RawBytes.Checksum(flat.Storage));
        RawBytes.Repair(flat.Storage, dtype, _bigEndian);
        return flat.Storage;
    }

    /// <summary>The bytes where they are in the file, if they can be used as they are.</summary>
    Memory.Storage? Map(ZipRecord record, DType dtype)
    {
        long at = _zip.DataOffset(record);
        if (!_mapped || record.IsDeflated || _bigEndian || at % dtype.ItemSize != 0) return null;
        _map ??= new((FileStream)_stream, writes: false);
        var storage = _map.Storage(at, record.Size);
        if (dtype == DType.Bool && RawBytes.HasOtherThanBools(storage)) throw PickleReader.Bad("a bool is neither 0 nor 1");
        return storage;
    }
}
