using System.Buffers.Binary;
using System.IO.Compression;

namespace Darkhorse.IO;

/// <summary>IDX files, the format of MNIST and its kin: a type, a number of dims, the sizes and the elements, all big-endian; plain or gzipped.</summary>
public static class Idx
{
    // Deflate can not expand its input further than this.
    const long LargestExpansion = 1032;

    /// <summary>Reads a file: uint8, int8, int16, int32, float32 or float64, in the sizes that it says.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or no IDX file.</exception>
    public static Tensor Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            bool gzipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
            file.Position = 0;
            if (!gzipped) return Read(file, file.Length, path);
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            return Read(unzipped, file.Length * LargestExpansion, path);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: the file ends before its data do");
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    static Tensor Read(Stream stream, long longest, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        stream.ReadExactly(magic);
        if (magic[0] != 0 || magic[1] != 0 || TypeOf(magic[2]) is not { } dtype) throw new InvalidDataException($"{path}: no IDX file (it starts with {Convert.ToHexString(magic)})");
        int rank = magic[3];
        if (rank is 0 or > 8) throw new InvalidDataException($"{path}: {rank} dims");
        Span<byte> header = stackalloc byte[4 * rank];
        stream.ReadExactly(header);
        Span<long> sizes = stackalloc long[rank];
        for (int i = 0; i < rank; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * i)..]);
        long count = RawBytes.CheckedCount(sizes);
        if (count < 0 || count > (longest - 4 - 4 * rank) / dtype.ItemSize) throw new InvalidDataException($"{path}: the sizes [{string.Join(", ", sizes.ToArray())}] are more than the file holds");
        var result = RawBytes.Read(stream, dtype, sizes, bigEndian: true);
        if (stream.ReadByte() >= 0) throw new InvalidDataException($"{path}: data go on after the last element");
        return result;
    }

    static DType? TypeOf(byte code) => code switch
    {
        0x08 => DType.UInt8,
        0x09 => DType.Int8,
        0x0B => DType.Int16,
        0x0C => DType.Int32,
        0x0D => DType.Float32,
        0x0E => DType.Float64,
        _ => null,
    };
}
