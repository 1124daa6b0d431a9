using System.Buffers.Binary;
using System.IO.Compression;

namespace Digits;

/// <summary>A picture of red, green and blue bytes, and how to write it as PNG (ISO/IEC 15948).</summary>
sealed class Picture(int width, int height)
{
    readonly byte[] _pixels = new byte[3 * width * height];

    public int Width => width;
    public int Height => height;

    public void Fill(int left, int top, int columns, int rows, (byte R, byte G, byte B) color)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(top + rows, height); y++)
            for (int x = Math.Max(left, 0); x < Math.Min(left + columns, width); x++)
                (_pixels[3 * (y * width + x)], _pixels[3 * (y * width + x) + 1], _pixels[3 * (y * width + x) + 2]) = color;
    }

    public void Save(string path)
    {
        using var file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // eight bits a channel, RGB
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(_pixels, y * 3 * width, 3 * width);
            }
        }
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
    }

    static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(type, data));
        file.Write(number);
    }

    static uint Crc(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in type) crc = Step(crc, b);
        foreach (byte b in data) crc = Step(crc, b);
        return ~crc;
    }

    static uint Step(uint crc, byte b)
    {
        crc ^= b;
        for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        return crc;
    }
}
