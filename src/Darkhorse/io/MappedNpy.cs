using System.IO.MemoryMappedFiles;
using Darkhorse.Memory;

namespace Darkhorse.IO;

/// <summary>A .npy file as the memory of a tensor.</summary>
static class MappedNpy
{
    public static unsafe Tensor Open(string file, string mode)
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
        // Pages that must not be written are private copies all the same: a write through a span then harms nobody, where it would end the process otherwise.
        var access = writes ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.CopyOnWrite;
        using var map = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(0, 0, access);
        // The handle unmaps when it is collected: it is what the storage keeps alive.
        var handle = view.SafeMemoryMappedViewHandle;
        byte* data = (byte*)handle.DangerousGetHandle() + view.PointerOffset + start;
        if (header.DType == DType.Bool && HasOtherThanBools(data, byteCount)) throw new InvalidDataException("a bool is neither 0 nor 1");
        return header.Ordered(new(Storage.Share(data, byteCount, handle, isReadOnly), Layout.Contiguous(header.MemorySizes), 0, header.DType));
    }

    static unsafe bool HasOtherThanBools(byte* data, long count)
    {
        const int chunk = 1 << 30;
        for (long done = 0; done < count; done += chunk)
            if (new ReadOnlySpan<byte>(data + done, (int)Math.Min(chunk, count - done)).ContainsAnyExceptInRange((byte)0, (byte)1)) return true;
        return false;
    }
}
