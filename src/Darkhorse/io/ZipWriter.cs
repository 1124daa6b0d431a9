using System.Buffers.Binary;
using System.Text;

namespace Darkhorse.IO;

/// <summary>Writes a zip archive whose entries are stored as they are, each from a multiple of 64 bytes on, so that a reader can map them: as PyTorch's own writer does.</summary>
sealed class ZipWriter(Stream stream)
{
    const int Alignment = 64, Utf8Flag = 0x800, Zip64Version = 45;
    const ushort Zip64Field = 1, PaddingField = 'F' | 'B' << 8;

    readonly List<(byte[] Name, uint Checksum, long Size, long At)> _entries = [];
    long _position;

    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        Begin(name, Crc32.Append(0, bytes), bytes.Length);
        Write(bytes);
    }

    /// <summary>Adds the bytes of a storage in host memory.</summary>
    public void Add(string name, Memory.Storage storage)
    {
        Begin(name, RawBytes.Checksum(storage), storage.ByteCount);
        RawBytes.Write(stream, storage);
        _position += storage.ByteCount;
    }

    void Begin(string name, uint checksum, long size)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        _entries.Add((text, checksum, size, _position));
        bool isWide = size >= uint.MaxValue;
        var header = new Fields();
        header.Add(0x04034b50).Add(Version(isWide)).Add(Utf8Flag, 0).Add(0).Add(checksum);
        uint narrow = isWide ? uint.MaxValue : (uint)size;
        header.Add(narrow).Add(narrow);
        int wide = isWide ? 20 : 0, dataAt = (int)((_position + 30 + text.Length + wide + 4) % Alignment), padding = (Alignment - dataAt) % Alignment;
        header.Add((ushort)text.Length, (ushort)(wide + 4 + padding)).Add(text);
        if (isWide) header.Add(Zip64Field, 16).Add(size).Add(size);
        header.Add(PaddingField, (ushort)padding).Add(Padding(padding));
        Write(header.Bytes);
    }

    static byte[] Padding(int count)
    {
        byte[] bytes = new byte[count];
        bytes.AsSpan().Fill((byte)'Z');
        return bytes;
    }

    static ushort Version(bool isWide) => (ushort)(isWide ? Zip64Version : 0);

    /// <summary>Writes the directory; the archive is then whole.</summary>
    public void Finish()
    {
        long start = _position;
        foreach (var entry in _entries) WriteDirectoryEntry(entry);
        long size = _position - start, end = _position;
        bool isWide = _entries.Count >= ushort.MaxValue || start >= uint.MaxValue || size >= uint.MaxValue;
        var record = new Fields();
        if (isWide)
        {
            record.Add(0x06064b50).Add(44L).Add(Zip64Version, Zip64Version).Add(0).Add(0).Add((long)_entries.Count).Add((long)_entries.Count).Add(size).Add(start);
            record.Add(0x07064b50).Add(0).Add(end).Add(1);
        }
        ushort count = isWide ? ushort.MaxValue : (ushort)_entries.Count;
        record.Add(0x06054b50).Add(0, 0).Add(count, count).Add(isWide ? uint.MaxValue : (uint)size).Add(isWide ? uint.MaxValue : (uint)start).Add((ushort)0);
        Write(record.Bytes);
    }

    void WriteDirectoryEntry((byte[] Name, uint Checksum, long Size, long At) entry)
    {
        bool wideSize = entry.Size >= uint.MaxValue, wideAt = entry.At >= uint.MaxValue, isWide = wideSize || wideAt;
        var wide = new Fields();
        if (isWide) wide.Add(Zip64Field, (ushort)((wideSize ? 16 : 0) + (wideAt ? 8 : 0)));
        if (wideSize) wide.Add(entry.Size).Add(entry.Size);
        if (wideAt) wide.Add(entry.At);
        uint size = wideSize ? uint.MaxValue : (uint)entry.Size;
        var header = new Fields();
        header.Add(0x02014b50).Add(Version(isWide), Version(isWide)).Add(Utf8Flag, 0).Add(0).Add(entry.Checksum).Add(size).Add(size);
        header.Add((ushort)entry.Name.Length, (ushort)wide.Bytes.Length).Add(0, 0).Add((ushort)0).Add(0).Add(wideAt ? uint.MaxValue : (uint)entry.At).Add(entry.Name).Add(wide.Bytes);
        Write(header.Bytes);
    }

    void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _position += bytes.Length;
    }

    /// <summary>Little-endian numbers, one behind the other.</summary>
    sealed class Fields
    {
        readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new();

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public Fields Add(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), value);
            _bytes.Advance(2);
            return this;
        }

        public Fields Add(ushort first, ushort second) => Add(first).Add(second);

        public Fields Add(uint value) => Add((ushort)value, (ushort)(value >> 16));

        public Fields Add(int value) => Add((uint)value);

        public Fields Add(long value) => Add((uint)value).Add((uint)(value >> 32));

        public Fields Add(ReadOnlySpan<byte> bytes)
        {
            System.Buffers.BuffersExtensions.Write(_bytes, bytes);
            return this;
        }
    }
}
