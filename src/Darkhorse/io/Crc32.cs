using System.Buffers.Binary;

namespace Darkhorse.IO;

/// <summary>The checksum of zip files: CRC-32 of polynomial 0xEDB88320, eight bytes at a time by as many tables ("slicing by 8", Kounavis and Berry 2005).</summary>
static class Crc32
{
    static readonly uint[][] s_tables = Tables();

    static uint[][] Tables()
    {
        var tables = new uint[8][];
        for (int t = 0; t < 8; t++)
        {
            tables[t] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = t == 0 ? i : tables[t - 1][i];
                for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? value >> 1 ^ 0xEDB88320 : value >> 1;
                tables[t][i] = value;
            }
        }
        return tables;
    }

    /// <summary>Goes on from the checksum of what came before, 0 at first.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = s_tables[0], t1 = s_tables[1], t2 = s_tables[2], t3 = s_tables[3], t4 = s_tables[4], t5 = s_tables[5], t6 = s_tables[6], t7 = s_tables[7];
        uint c = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = c ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes), high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
        }
        foreach (byte b in bytes) c = t0[(byte)(c ^ b)] ^ c >> 8;
        return ~c;
    }
}
