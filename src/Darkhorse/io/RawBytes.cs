using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Darkhorse.IO;

/// <summary>The elements of tensors as little-endian bytes, row-major.</summary>
static unsafe class RawBytes
{
    const int Chunk = 1 << 26;

    /// <summary>An uninitialised tensor filled from a stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
    public static Tensor Read(Stream stream, DType dtype, ReadOnlySpan<long> sizes, bool bigEndian = false)
    {
        var result = Tensor.Empty(Layout.Contiguous(sizes), dtype, Devices.Backend.For(DeviceType.CPU));
        Fill(stream, result.Storage, 0, result.numel() * dtype.ItemSize);
        Repair(result.Storage, dtype, bigEndian);
        return result;
    }

    /// <summary>Reads bytes into a part of a storage.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Fill(Stream stream, Memory.Storage storage, long start, long length)
    {
        fixed (byte* origin = &storage.Origin)
            for (long done = 0; done < length; done += Chunk) stream.ReadExactly(new Span<byte>(origin + start + done, (int)Math.Min(Chunk, length - done)));
        GC.KeepAlive(storage);
    }

    /// <summary>Makes elements of bytes that were read: in this machine's order, and bools that are 0 or 1. Any other byte in a bool is undefined behaviour waiting to happen.</summary>
    public static void Repair(Memory.Storage storage, DType dtype, bool bigEndian)
    {
        fixed (byte* data = &storage.Origin)
        {
            if (bigEndian == BitConverter.IsLittleEndian) Swap(data, storage.ByteCount, dtype.IsComplex ? dtype.ItemSize / 2 : dtype.ItemSize);
            if (dtype == DType.Bool) for (long i = 0; i < storage.ByteCount; i++) data[i] = data[i] != 0 ? (byte)1 : (byte)0;
        }
        GC.KeepAlive(storage);
    }

    public static bool HasOtherThanBools(Memory.Storage storage)
    {
        bool result = false;
        fixed (byte* data = &storage.Origin)
            for (long done = 0; done < storage.ByteCount && !result; done += Chunk)
                result = new ReadOnlySpan<byte>(data + done, (int)Math.Min(Chunk, storage.ByteCount - done)).ContainsAnyExceptInRange((byte)0, (byte)1);
        GC.KeepAlive(storage);
        return result;
    }

    /// <summary>The CRC-32 of all bytes.</summary>
    public static uint Checksum(Memory.Storage storage)
    {
        uint checksum = 0;
        fixed (byte* data = &storage.Origin)
            for (long done = 0; done < storage.ByteCount; done += Chunk)
                checksum = Crc32.Append(checksum, new(data + done, (int)Math.Min(Chunk, storage.ByteCount - done)));
        GC.KeepAlive(storage);
        return checksum;
    }

    /// <summary>Writes all bytes of a storage in host memory.</summary>
    public static void Write(Stream stream, Memory.Storage storage)
    {
        fixed (byte* data = &storage.Origin) Write(stream, data, storage.ByteCount);
        GC.KeepAlive(storage);
    }

    static void Write(Stream stream, byte* data, long length)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("tensors are written on little-endian machines only");
        for (long done = 0; done < length; done += Chunk) stream.Write(new ReadOnlySpan<byte>(data + done, (int)Math.Min(Chunk, length - done)));
    }

    /// <summary>Writes the elements of a tensor, wherever it is and however it is laid out.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        var source = tensor.detach().to(Device.Cpu).contiguous();
        fixed (byte* origin = &source.Storage.Origin) Write(stream, origin + source.Data.Offset * source.ElementSize, source.numel() * source.ElementSize);
        GC.KeepAlive(source);
    }

    static void Swap(byte* data, long length, int size)
    {
        switch (size)
        {
            case 2:
                for (long i = 0; i < length; i += 2) Unsafe.WriteUnaligned(data + i, BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(data + i)));
                break;
            case 4:
                for (long i = 0; i < length; i += 4) Unsafe.WriteUnaligned(data + i, BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(data + i)));
                break;
            case 8:
                for (long i = 0; i < length; i += 8) Unsafe.WriteUnaligned(data + i, BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(data + i)));
                break;
        }
    }

    /// <summary>The product of sizes, or -1 if one is negative or it passes 2^63.</summary>
    public static long CheckedCount(ReadOnlySpan<long> sizes)
    {
        // A zero anywhere makes the product zero, whatever the others are.
        if (sizes.Contains(0)) return sizes.ContainsAnyInRange(long.MinValue, -1) ? -1 : 0;
        long count = 1;
        foreach (long size in sizes)
        {
            if (size < 0 || count > long.MaxValue / size) return -1;
            count *= size;
        }
        return count;
    }
}
