using System.Text;

namespace Darkhorse.Tests.Files;

public sealed class GgufTests
{
    /// <summary>A file of one tensor, with some metadata.</summary>
    internal static byte[] File(uint type, long[] sizes, byte[] data, Action<BinaryWriter>? more = null, ulong pairs = 3)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        void Text(string text)
        {
            writer.Write((ulong)Encoding.UTF8.GetByteCount(text));
            writer.Write(Encoding.UTF8.GetBytes(text));
        }
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write(1UL);
        writer.Write(pairs);
        Text("general.name");
        writer.Write(8u);
        Text("é");
        Text("list");
        writer.Write(9u);
        writer.Write(5u);
        writer.Write(2UL);
        writer.Write(-1);
        writer.Write(7);
        Text("general.alignment");
        writer.Write(4u);
        writer.Write(64u);
        more?.Invoke(writer);
        Text("w");
        writer.Write((uint)sizes.Length);
        foreach (long size in sizes.Reverse()) writer.Write(size);
        writer.Write(type);
        writer.Write(0UL);
        while (stream.Length % 64 != 0) writer.Write((byte)0);
        writer.Write(data);
        return stream.ToArray();
    }

    static T Read<T>(byte[] file, Func<string, T> read)
    {
        using var folder = new Folder();
        System.IO.File.WriteAllBytes(folder["m.gguf"], file);
        return read(folder["m.gguf"]);
    }

    static Tensor Tensor(uint type, long[] sizes, byte[] data) => Read(File(type, sizes, data), path => torch.gguf.load_file(path)["w"]);

    static byte[] Half(double value) => BitConverter.GetBytes((Half)value);

    static byte[] Nibbles(int[] q, Func<int, int> first, int shift) => [.. Enumerable.Range(0, q.Length / 2).Select(i => (byte)(q[first(i)] & 15 | (q[first(i) + shift] & 15) << 4))];

    static byte[] Bits(int[] q) => BitConverter.GetBytes(Enumerable.Range(0, 32).Aggregate(0u, (bits, i) => bits | (uint)(q[i] >> 4 & 1) << i));

    [Fact]
    public void Plain_numbers_and_metadata_are_read()
    {
        byte[] data = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f), .. BitConverter.GetBytes(5f), .. BitConverter.GetBytes(6f)];
        var (tensors, metadata) = Read(File(0, [2, 3], data), path => (torch.gguf.load_file(path, out var facts), facts));
        Assert.Equal([2L, 3L], tensors["w"].shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], tensors["w"].ToArray<float>());
        Assert.Equal("é", metadata["general.name"]);
        Assert.Equal([-1L, 7L], (List<object>)metadata["list"]);
        Assert.Equal(1.5f, Tensor(1, [1], Half(1.5)).to(float32).item<float>());
        Assert.Equal(bfloat16, Tensor(30, [1], [0x80, 0x3f]).dtype);
    }

    [Fact]
    public void Blocks_of_32_are_widened()
    {
        int[] q = [.. Enumerable.Range(0, 32).Select(i => i * 7 % 32)];
        byte[] nibbles = Nibbles(q, i => i, 16);
        Assert.Equal(q.Select(n => 0.5f * (n - 16)), Tensor(8, [32], [.. Half(0.5), .. q.Select(n => (byte)(n - 16))]).ToArray<float>());
        Assert.Equal(q.Select(n => 0.5f * ((n & 15) - 8)), Tensor(2, [32], [.. Half(0.5), .. nibbles]).ToArray<float>());
        Assert.Equal(q.Select(n => 0.5f * (n & 15) - 2), Tensor(3, [32], [.. Half(0.5), .. Half(-2), .. nibbles]).ToArray<float>());
        Assert.Equal(q.Select(n => 0.5f * (n - 16)), Tensor(6, [32], [.. Half(0.5), .. Bits(q), .. nibbles]).ToArray<float>());
        Assert.Equal(q.Select(n => 0.5f * n - 2), Tensor(7, [32], [.. Half(0.5), .. Half(-2), .. Bits(q), .. nibbles]).ToArray<float>());
    }

    [Fact]
    public void Blocks_of_256_are_widened()
    {
        int[] q = [.. Enumerable.Range(0, 256).Select(i => i * 11 % 64)], scale = [1, 20, 3, 63, 50, 6, 17, 40], offset = [0, 1, 33, 3, 4, 63, 16, 50];
        byte[] packed = new byte[12];
        for (int g = 0; g < 4; g++)
        {
            packed[g] = (byte)(scale[g] | scale[g + 4] >> 4 << 6);
            packed[g + 4] = (byte)(offset[g] | offset[g + 4] >> 4 << 6);
            packed[g + 8] = (byte)(scale[g + 4] & 15 | (offset[g + 4] & 15) << 4);
        }
        byte[] lines = Nibbles(q, i => i / 32 * 64 + i % 32, 32);
        Assert.Equal(q.Select((n, i) => 0.5f * scale[i / 32] * (n & 15) - 0.25f * offset[i / 32]), Tensor(12, [256], [.. Half(0.5), .. Half(0.25), .. packed, .. lines]).ToArray<float>());

        byte[] low = Nibbles(q, i => i / 64 * 128 + i % 64, 64), high = [.. Enumerable.Range(0, 64).Select(i => (byte)Enumerable.Range(0, 4).Sum(line => (q[i / 32 * 128 + line * 32 + i % 32] >> 4) << 2 * line))];
        byte[] scales = [.. Enumerable.Range(0, 16).Select(i => (byte)(i - 8))];
        Assert.Equal(q.Select((n, i) => 0.5f * (i / 16 - 8) * (n - 32)), Tensor(14, [256], [.. low, .. high, .. scales, .. Half(0.5)]).ToArray<float>());
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        byte[] good = File(0, [2], new byte[8]);
        foreach (byte[] bad in new[] { [], good[..7], good[..^1], [(byte)'X', .. good[1..]], [.. good[..4], 9, .. good[5..]], File(0, [3], new byte[8]), File(0, [-1], new byte[8]), File(0, [long.MaxValue, 3], new byte[8]), File(8, [16, 2], new byte[34]), File(0, [2], new byte[8], pairs: ulong.MaxValue) })
            Assert.Throws<InvalidDataException>(() => Read(bad, path => torch.gguf.load_file(path)));
        Assert.Throws<NotSupportedException>(() => Tensor(10, [256], new byte[84]));
    }
}
