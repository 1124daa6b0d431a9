using System.Buffers.Binary;

namespace Darkhorse.IO;

/// <summary>
/// The elements of GGUF's tensors. Quantised ones are in blocks of 32 or 256, with a scale d in float16 and perhaps an offset m: an element is d q, or d q + m. The layouts of the bits are those of ggml's
/// reference (ggml-quants.c).
/// </summary>
static unsafe class GgufTensor
{
    /// <summary>Reads one block of bytes as elements.</summary>
    delegate void Decoder(ReadOnlySpan<byte> block, Span<float> values);

    // By ggml's numbers: elements and bytes of a block.
    static readonly Dictionary<uint, (int Elements, int Bytes, Decoder Decode)> s_blocks = new()
    {
        [2] = (32, 18, Q4_0), [3] = (32, 20, Q4_1), [6] = (32, 22, Q5_0), [7] = (32, 24, Q5_1), [8] = (32, 34, Q8_0), [12] = (256, 144, Q4_K), [14] = (256, 210, Q6_K),
    };

    static readonly Dictionary<uint, DType> s_plain = new()
    {
        [0] = DType.Float32, [1] = DType.Float16, [24] = DType.Int8, [25] = DType.Int16, [26] = DType.Int32, [27] = DType.Int64, [28] = DType.Float64, [30] = DType.BFloat16,
    };

    /// <exception cref="InvalidDataException">The tensor is longer than the file.</exception>
    public static Tensor Read(Stream stream, GgufEntry entry)
    {
        bool isPlain = s_plain.TryGetValue(entry.Type, out var dtype);
        if (!isPlain && !s_blocks.ContainsKey(entry.Type)) throw new NotSupportedException($"gguf: '{entry.Name}' is quantised by method {entry.Type}, which is not known here");
        var (elements, bytes, decode) = isPlain ? (1, dtype.ItemSize, null) : s_blocks[entry.Type];
        long count = RawBytes.CheckedCount(entry.Sizes);
        if (count < 0 || count / elements > (stream.Length - entry.At) / bytes || (entry.Sizes.Length == 0 ? 1 : entry.Sizes[^1]) % elements != 0)
            throw new InvalidDataException($"gguf: the shape [{string.Join(", ", entry.Sizes)}] of '{entry.Name}' does not fit the file");
        stream.Position = entry.At;
        if (decode is null) return RawBytes.Read(stream, dtype, entry.Sizes);
        var result = Tensor.Empty(Layout.Contiguous(entry.Sizes), DType.Float32, Devices.Backend.For(DeviceType.CPU));
        Span<byte> block = stackalloc byte[bytes];
        fixed (byte* data = &result.Storage.Origin)
            for (long done = 0; done < count; done += elements)
            {
                stream.ReadExactly(block);
                decode(block, new((float*)data + done, elements));
            }
        GC.KeepAlive(result);
        return result;
    }

    static float Half(ReadOnlySpan<byte> block, int at) => (float)BinaryPrimitives.ReadHalfLittleEndian(block[at..]);

    static void Q8_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int i = 0; i < 32; i++) values[i] = d * (sbyte)block[2 + i];
    }

    // Four bits an element: the first half of a block in the low ones, the second in the high ones.
    static int Nibble(ReadOnlySpan<byte> nibbles, int i) => i < 16 ? nibbles[i] & 15 : nibbles[i - 16] >> 4;

    static void Q4_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int i = 0; i < 32; i++) values[i] = d * (Nibble(block[2..], i) - 8);
    }

    static void Q4_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0), m = Half(block, 2);
        for (int i = 0; i < 32; i++) values[i] = d * Nibble(block[4..], i) + m;
    }

    // The fifth bits are together in 32 bits.
    static int Fifth(ReadOnlySpan<byte> bits, int i) => (bits[i >> 3] >> (i & 7) & 1) << 4;

    static void Q5_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int i = 0; i < 32; i++) values[i] = d * ((Nibble(block[6..], i) | Fifth(block[2..], i)) - 16);
    }

    static void Q5_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0), m = Half(block, 2);
        for (int i = 0; i < 32; i++) values[i] = d * (Nibble(block[8..], i) | Fifth(block[4..], i)) + m;
    }

    // Eight groups of 32 with a scale and an offset of six bits each, in twelve bytes: the upper two bits of the last four are in the first eight bytes.
    static void Q4_K(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0), m = Half(block, 2);
        var packed = block.Slice(4, 12);
        for (int group = 0; group < 8; group++)
        {
            int scale = group < 4 ? packed[group] & 63 : packed[group + 4] & 15 | packed[group - 4] >> 6 << 4;
            int offset = group < 4 ? packed[group + 4] & 63 : packed[group + 4] >> 4 | packed[group] >> 6 << 4;
            var nibbles = block.Slice(16 + group / 2 * 32, 32);
            for (int i = 0; i < 32; i++) values[group * 32 + i] = d * scale * (group % 2 == 0 ? nibbles[i] & 15 : nibbles[i] >> 4) - m * offset;
        }
    }

    // Two halves of 128, each of four lines of 32: lines 0 and 2 share their low bits' bytes, as do 1 and 3, and all four those of the high bits. Scales are of 16 elements.
    static void Q6_K(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 208);
        for (int i = 0; i < 256; i++)
        {
            int half = i / 128, line = i / 32 % 4, at = i % 32;
            int low = block[half * 64 + line % 2 * 32 + at] >> (line / 2 * 4) & 15, high = block[128 + half * 32 + at] >> (line * 2) & 3;
            values[i] = d * (sbyte)block[192 + i / 16] * ((low | high << 4) - 32);
        }
    }
}
