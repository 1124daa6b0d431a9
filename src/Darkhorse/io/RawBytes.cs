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
        long length = result.numel() * dtype.ItemSize;
        fixed (byte* data = &result.Storage.Origin)
        {
            for (long done = 0; done < length; done += Chunk) stream.ReadExactly(new Span<byte>(data + done, (int)Math.Min(Chunk, length - done)));
            if (bigEndian != !BitConverter.IsLittleEndian) Swap(data, length, dtype.IsComplex ? dtype.ItemSize / 2 : dtype.ItemSize);
            // Any other byte in a bool is undefined behaviour waiting to happen.
            if (dtype == DType.Bool) for (long i = 0; i < length; i++) data[i] = data[i] != 0 ? (byte)1 : (byte)0;
        }
        GC.KeepAlive(result);
        return result;
    }

    /// <summary>Writes the elements of a tensor, wherever it is and however it is laid out.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("tensors are written on little-endian machines only");
        var source = tensor.detach().to(Device.Cpu).contiguous();
        long length = source.numel() * source.ElementSize;
        fixed (byte* origin = &source.Storage.Origin)
        {
            byte* data = origin + source.Data.Offset * source.ElementSize;
            for (long done = 0; done < length; done += Chunk) stream.Write(new ReadOnlySpan<byte>(data + done, (int)Math.Min(Chunk, length - done)));
        }
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
