using System.Buffers.Binary;
using System.IO.Compression;
using Digits;

namespace Darkhorse.Tests.Samples;

/// <summary>The parts of the digits sample that everything it shows rests on.</summary>
public sealed class DigitsTests
{
    static byte[] Draw(int digit, ulong seed)
    {
        byte[] pixels = new byte[Handwriting.Side * Handwriting.Side];
        Handwriting.Draw(digit, seed, pixels);
        return pixels;
    }

    [Fact]
    public void A_seed_draws_the_same_image_and_another_seed_another()
    {
        for (int digit = 0; digit < 10; digit++)
        {
            Assert.Equal(Draw(digit, 5), Draw(digit, 5));
            Assert.NotEqual(Draw(digit, 5), Draw(digit, 6));
            Assert.InRange(Draw(digit, 7).Count(p => p > 100), 20, 400);
        }
    }

    [Fact]
    public void Pictures_are_png_files_with_their_pixels()
    {
        string path = Path.GetTempFileName();
        try
        {
            var picture = new Picture(5, 3);
            picture.Fill(1, 1, 10, 1, (10, 20, 30));
            picture.Save(path);
            byte[] file = File.ReadAllBytes(path);
            Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
            Assert.Equal((5, 3), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
            // The end chunk is the same in every PNG file, its checksum too.
            Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(file[^12..]));
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
            using var unpacked = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress)) zlib.CopyTo(unpacked);
            byte[] rows = unpacked.ToArray();
            Assert.Equal(3 * (1 + 15), rows.Length);
            Assert.Equal([0, 0, 0, 0, 10, 20, 30], rows[16..23]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
