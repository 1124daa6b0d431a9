namespace Darkhorse.IO;

/// <summary>A .npy file as the memory of a tensor.</summary>
static class MappedNpy
{
    public static Tensor Open(string file, string mode)
    {
        bool isReadOnly = mode is "r" or "readonly", writes = mode is "r+" or "readwrite";
        if (!isReadOnly && !writes && mode is not ("c" or "copyonwrite"))
            throw new ArgumentException($"mode must be one of ['r', 'c', 'r+', 'readonly', 'copyonwrite', 'readwrite'] (got '{mode}')");
        using var stream = new FileStream(file, FileMode.Open, writes ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        var header = NpyHeader.Read(stream);
        long count = header.CheckCount(stream.Length), start = stream.Position, byteCount = count * header.DType.ItemSize;
        if (stream.Length - start < byteCount) throw new EndOfStreamException();
        if (stream.Length - start > byteCount) throw new InvalidDataException("data go on after the last element");
        if (header.BigEndian && header.DType.ItemSize > 1) throw new NotSupportedException($"{file}: a big-endian array has to be read, it cannot be mapped");
        if (count == 0) return header.Ordered(RawBytes.Read(stream, header.DType, header.MemorySizes));
        var storage = new MappedFile(stream, writes).Storage(start, byteCount, isReadOnly);
        if (header.DType == DType.Bool && RawBytes.HasOtherThanBools(storage)) throw new InvalidDataException("a bool is neither 0 nor 1");
        return header.Ordered(new(storage, Layout.Contiguous(header.MemorySizes), 0, header.DType));
    }
}
