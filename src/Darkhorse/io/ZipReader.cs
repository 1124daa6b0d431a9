using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Darkhorse.IO;

/// <summary>A file in a zip archive: where its header is, its size there and in full, and its checksum.</summary>
sealed record ZipRecord(string Name, bool IsDeflated, uint Checksum, long StoredSize, long Size, long HeaderAt);

/// <summary>
/// The directory of a zip archive. Unlike <see cref="ZipArchive"/> it tells where the bytes of an entry are, so that they can be mapped, and it refuses what is not plain:
/// names that are there twice, entries that share bytes, encryption.
/// </summary>
sealed class ZipReader
{
    const int EndSize = 22, End64Size = 56, Locator64Size = 20, HeaderSize = 30, DirectoryHeaderSize = 46;
    const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, HeaderMark = 0x04034b50, DirectoryMark = 0x02014b50;

    // Deflate cannot do better than this: whatever declares more is a bomb.
    const long BestRatio = 1032;

    readonly Stream _stream;
    readonly Dictionary<string, ZipRecord> _records = [];

    /// <exception cref="InvalidDataException">The archive is damaged, or made to deceive.</exception>
    public ZipReader(Stream stream)
    {
        _stream = stream;
        var (at, size, count) = FindDirectory();
        if (at < 0 || size < 0 || at > stream.Length - size || count < 0 || count > size / DirectoryHeaderSize || size > Array.MaxLength) throw Bad("the directory is not in the file");
        ReadDirectory(Read(at, (int)size), count);
    }

    public IEnumerable<ZipRecord> Records => _records.Values;

    public ZipRecord? Find(string name) => _records.GetValueOrDefault(name);

    /// <summary>Where the bytes of a record begin.</summary>
    public long DataOffset(ZipRecord record)
    {
        if (record.HeaderAt > _stream.Length - HeaderSize) throw Bad($"'{record.Name}' is not in the file");
        byte[] header = Read(record.HeaderAt, HeaderSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark) throw Bad($"the header of '{record.Name}' is damaged");
        long start = record.HeaderAt + HeaderSize + UInt16(header, 26) + UInt16(header, 28);
        if (start > _stream.Length - record.StoredSize) throw Bad($"'{record.Name}' is longer than the file");
        return start;
    }

    /// <summary>The full bytes of a record, to be read up to its size.</summary>
    public Stream Open(ZipRecord record)
    {
        _stream.Position = DataOffset(record);
        return record.IsDeflated ? new DeflateStream(_stream, CompressionMode.Decompress, leaveOpen: true) : _stream;
    }

    /// <exception cref="InvalidDataException">The record is longer than allowed, or damaged.</exception>
    public byte[] ReadAll(ZipRecord record, long longest)
    {
        if (record.Size > longest) throw Bad($"'{record.Name}' has {record.Size} bytes, more than the {longest} allowed");
        byte[] bytes = new byte[record.Size];
        try
        {
            Open(record).ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Bad($"'{record.Name}' is shorter than it says");
        }
        Check(record, Crc32.Append(0, bytes));
        return bytes;
    }

    public static void Check(ZipRecord record, uint checksum)
    {
        if (checksum != record.Checksum) throw Bad($"the checksum of '{record.Name}' is another: the file is damaged");
    }

    static InvalidDataException Bad(string what) => new("zip: " + what);

    static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
    static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
    static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    byte[] Read(long at, int count)
    {
        byte[] bytes = new byte[count];
        _stream.Position = at;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The end record is the last thing in the file, but for a comment of up to 65,535 bytes.</summary>
    (long At, long Size, long Count) FindDirectory()
    {
        int length = (int)Math.Min(_stream.Length, EndSize + ushort.MaxValue);
        if (length < EndSize) throw Bad("the file is too short");
        byte[] tail = Read(_stream.Length - length, length);
        for (int i = length - EndSize; i >= 0; i--)
        {
            if (UInt32(tail, i) != EndMark || i + EndSize + UInt16(tail, i + 20) != length) continue;
            long at = UInt32(tail, i + 16), size = UInt32(tail, i + 12), count = UInt16(tail, i + 10);
            return at == uint.MaxValue || size == uint.MaxValue || count == ushort.MaxValue ? FindDirectory64(_stream.Length - length + i) : (at, size, count);
        }
        throw Bad("the end of the archive is missing");
    }

    (long At, long Size, long Count) FindDirectory64(long end)
    {
        if (end < Locator64Size) throw Bad("the directory is not in the file");
        byte[] locator = Read(end - Locator64Size, Locator64Size);
        long at = Int64(locator, 8);
        if (UInt32(locator, 0) != Locator64Mark || at < 0 || at > end - Locator64Size - End64Size) throw Bad("the directory is not in the file");
        byte[] record = Read(at, End64Size);
        if (UInt32(record, 0) != End64Mark) throw Bad("the directory is not in the file");
        return (Int64(record, 48), Int64(record, 40), Int64(record, 32));
    }

    void ReadDirectory(ReadOnlySpan<byte> directory, long count)
    {
        long rest = _stream.Length;
        for (; count > 0; count--)
        {
            if (directory.Length < DirectoryHeaderSize || UInt32(directory, 0) != DirectoryMark) throw Bad("the directory is damaged");
            int name = UInt16(directory, 28), extra = UInt16(directory, 30), whole = DirectoryHeaderSize + name + extra + UInt16(directory, 32);
            if (directory.Length < whole) throw Bad("the directory is damaged");
            var record = ReadRecord(directory[..DirectoryHeaderSize], Encoding.UTF8.GetString(directory.Slice(DirectoryHeaderSize, name)), directory.Slice(DirectoryHeaderSize + name, extra));
            if (!_records.TryAdd(record.Name, record)) throw Bad($"the name '{record.Name}' is there twice");
            if ((rest -= record.StoredSize) < 0) throw Bad("the entries are longer than the file");
            directory = directory[whole..];
        }
    }

    static ZipRecord ReadRecord(ReadOnlySpan<byte> header, string name, ReadOnlySpan<byte> extra)
    {
        int flags = UInt16(header, 8), method = UInt16(header, 10);
        if ((flags & 1) != 0) throw new NotSupportedException($"zip: '{name}' is encrypted");
        if (method is not (0 or 8)) throw new NotSupportedException($"zip: '{name}' is compressed by method {method}");
        long stored = UInt32(header, 20), size = UInt32(header, 24), at = UInt32(header, 42);
        // Fields that do not fit 32 bits are all ones, and follow in an extra field in this order.
        for (; extra.Length >= 4; extra = extra[(4 + UInt16(extra, 2))..])
        {
            if (extra.Length < 4 + UInt16(extra, 2)) break;
            if (UInt16(extra, 0) != 1) continue;
            var wide = extra.Slice(4, UInt16(extra, 2));
            if (size == uint.MaxValue) size = Next(ref wide);
            if (stored == uint.MaxValue) stored = Next(ref wide);
            if (at == uint.MaxValue) at = Next(ref wide);
        }
        bool deflated = method == 8;
        if (stored < 0 || size < 0 || at < 0 || (deflated ? size / BestRatio > stored : size != stored)) throw Bad($"the sizes of '{name}' contradict each other");
        return new(name, deflated, UInt32(header, 16), stored, size, at);

        static long Next(ref ReadOnlySpan<byte> fields)
        {
            if (fields.Length < 8) throw Bad("the directory is damaged");
            long value = Int64(fields, 0);
            fields = fields[8..];
            return value;
        }
    }
}
