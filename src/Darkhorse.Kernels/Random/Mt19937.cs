using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Random;

/// <summary>
/// The 32-bit Mersenne Twister (Matsumoto and Nishimura, 1998, <c>init_genrand</c> seeding). A whole block of 624 words is twisted and tempered at once,
/// in vectors; the words come out one by one or in bulk, in the same order.
/// </summary>
public sealed class Mt19937
{
    /// <summary>Words of state, and of output between two twists.</summary>
    public const int BlockSize = 624;

    const int Shift = 397;

    readonly uint[] _state = new uint[BlockSize], _words = new uint[BlockSize];
    int _next = BlockSize;

    public Mt19937(ulong seed = 5489) => Reseed(seed);

    /// <summary>The number last seeded with. Only its low 32 bits enter the state.</summary>
    public ulong Seed { get; private set; }

    /// <summary>The raw state words.</summary>
    public ReadOnlySpan<uint> State => _state;

    /// <summary>Words already drawn of the current block; <see cref="BlockSize"/> if the next draw twists first.</summary>
    public int Position => _next;

    /// <summary>Whether nothing was drawn since seeding.</summary>
    public bool IsFresh { get; private set; } = true;

    public void Reseed(ulong seed)
    {
        Seed = seed;
        uint word = (uint)seed;
        _state[0] = word;
        for (uint i = 1; i < BlockSize; i++) _state[i] = word = 1812433253 * (word ^ (word >> 30)) + i;
        _next = BlockSize;
        IsFresh = true;
    }

    /// <summary>Goes to a state that was read from <see cref="State"/> and <see cref="Position"/>.</summary>
    public void Restore(ulong seed, ReadOnlySpan<uint> state, int position, bool isFresh)
    {
        (Seed, IsFresh) = (seed, isFresh);
        state.CopyTo(_state);
        _next = position;
        if (position < BlockSize) Temper();
    }

    /// <summary>The next 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next()
    {
        if (_next == BlockSize) Refill();
        return _words[_next++];
    }

    /// <summary>The next 64 bits: the first word drawn is the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next64()
    {
        ulong high = Next();
        return high << 32 | Next();
    }

    /// <summary>The next words, at least one and as many as are left of the block or wanted. Read them before the next draw.</summary>
    public ReadOnlySpan<uint> Take(long wanted)
    {
        if (_next == BlockSize) Refill();
        int count = (int)Math.Min(wanted, BlockSize - _next);
        var words = _words.AsSpan(_next, count);
        _next += count;
        return words;
    }

    void Refill()
    {
        Twist();
        Temper();
        _next = 0;
        IsFresh = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Twist()
    {
        ref uint state = ref MemoryMarshal.GetArrayDataReference(_state);
        int i = 0;
        // A vector reads its own words and those right after, which are still old, and words 227 before or 397 after: never ones it writes itself.
        for (; i <= BlockSize - Shift - Vector256<uint>.Count; i += Vector256<uint>.Count) TwistVector(ref state, i, i + Shift);
        for (; i < BlockSize - Shift; i++) TwistWord(ref state, i, i + 1, i + Shift);
        for (; i <= BlockSize - 1 - Vector256<uint>.Count; i += Vector256<uint>.Count) TwistVector(ref state, i, i + Shift - BlockSize);
        for (; i < BlockSize - 1; i++) TwistWord(ref state, i, i + 1, i + Shift - BlockSize);
        TwistWord(ref state, BlockSize - 1, 0, Shift - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void TwistWord(ref uint state, int at, int after, int far)
    {
        uint mixed = (Unsafe.Add(ref state, at) & 0x80000000) | (Unsafe.Add(ref state, after) & 0x7FFFFFFF);
        Unsafe.Add(ref state, at) = Unsafe.Add(ref state, far) ^ (mixed >> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908B0DFu);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void TwistVector(ref uint state, int at, int far)
    {
        var current = Vector256.LoadUnsafe(ref state, (nuint)at);
        var after = Vector256.LoadUnsafe(ref state, (nuint)at + 1);
        var mixed = (current & Vector256.Create(0x80000000)) | (after & Vector256.Create(0x7FFFFFFFu));
        var odd = Vector256<uint>.Zero - (mixed & Vector256<uint>.One);
        (Vector256.LoadUnsafe(ref state, (nuint)far) ^ (mixed >>> 1) ^ (odd & Vector256.Create(0x9908B0DFu))).StoreUnsafe(ref state, (nuint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Temper()
    {
        ref uint state = ref MemoryMarshal.GetArrayDataReference(_state);
        ref uint words = ref MemoryMarshal.GetArrayDataReference(_words);
        for (int i = 0; i < BlockSize; i += Vector256<uint>.Count)
        {
            var y = Vector256.LoadUnsafe(ref state, (nuint)i);
            y ^= y >>> 11;
            y ^= (y << 7) & Vector256.Create(0x9D2C5680u);
            y ^= (y << 15) & Vector256.Create(0xEFC60000u);
            y ^= y >>> 18;
            y.StoreUnsafe(ref words, (nuint)i);
        }
    }
}
