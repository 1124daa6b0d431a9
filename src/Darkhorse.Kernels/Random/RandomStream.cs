using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Random;

/// <summary>
/// A stream of random numbers as PyTorch's CPU generator draws them: the Mersenne Twister, and the second normal of the last pair kept for the next draw.
/// Not thread-safe: hold <see cref="Gate"/> while drawing.
/// </summary>
public sealed class RandomStream(ulong seed)
{
    /// <summary>Bytes of a saved state; the layout of PyTorch's <c>get_rng_state</c>.</summary>
    public const int StateBytes = 5056;

    const int WordsAt = 24, NormalAt = WordsAt + 8 * Mt19937.BlockSize, ValidAt = NormalAt + 24;

    readonly Mt19937 _engine = new(seed);
    double? _normal;

    public Lock Gate { get; } = new();

    public Mt19937 Engine => _engine;

    public ulong Seed => _engine.Seed;

    public void Reseed(ulong seed)
    {
        _engine.Reseed(seed);
        _normal = null;
    }

    /// <summary>53 random bits in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (_engine.Next64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>24 random bits in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextSingle() => (_engine.Next() & 0xFFFFFF) * (1f / 0x1000000);

    /// <summary>A standard normal number. They come in pairs (Box and Muller, 1958), of which the second is kept for the next call.</summary>
    public double NextNormal()
    {
        if (_normal is { } kept)
        {
            _normal = null;
            return kept;
        }
        double angle = 2 * Math.PI * NextDouble();
        double radius = Math.Sqrt(-2 * SmallLog.OfOneMinus(NextDouble()));
        _normal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Writes the state, little-endian: seed, words left until the next twist, a "seeded" flag, the next word's place, the 624 words in 64 bits each, the kept normal.</summary>
    public void Save(Span<byte> target)
    {
        target[..StateBytes].Clear();
        int position = _engine.Position;
        BinaryPrimitives.WriteUInt64LittleEndian(target, _engine.Seed);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Mt19937.BlockSize + 1 - position);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], _engine.IsFresh ? 0 : (ulong)position);
        for (int i = 0; i < Mt19937.BlockSize; i++) BinaryPrimitives.WriteUInt64LittleEndian(target[(WordsAt + 8 * i)..], _engine.State[i]);
        if (_normal is not { } kept) return;
        BinaryPrimitives.WriteDoubleLittleEndian(target[(NormalAt + 8)..], kept);
        BinaryPrimitives.WriteInt32LittleEndian(target[ValidAt..], 1);
    }

    /// <summary>Goes back to a saved state.</summary>
    /// <exception cref="ArgumentException">The bytes are no state.</exception>
    public void Restore(ReadOnlySpan<byte> source)
    {
        if (source.Length != StateBytes) throw new ArgumentException("RNG state is wrong size");
        int left = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]);
        if (left < 1 || left > Mt19937.BlockSize || next > Mt19937.BlockSize) throw new ArgumentException("Invalid mt19937 state");
        Span<uint> words = stackalloc uint[Mt19937.BlockSize];
        for (int i = 0; i < words.Length; i++) words[i] = (uint)BinaryPrimitives.ReadUInt64LittleEndian(source[(WordsAt + 8 * i)..]);
        _engine.Restore(BinaryPrimitives.ReadUInt64LittleEndian(source), words, left == 1 ? Mt19937.BlockSize : (int)next, next == 0);
        _normal = BinaryPrimitives.ReadInt32LittleEndian(source[ValidAt..]) != 0 ? BinaryPrimitives.ReadDoubleLittleEndian(source[(NormalAt + 8)..]) : null;
    }
}
