using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Runs of elements that lie side by side in the target, moved by vectors. On the processor of docs/performance.md the runtime's fill of 64 KB to 1 MB took four times
/// as long; its copy takes as long, but is a call too many for short runs.
/// </summary>
static unsafe class Runs
{
    /// <summary>From here on the runtime's copy, which goes past the caches, is the quicker one.</summary>
    const long Large = 8L << 20;

    /// <summary>Copies bytes. The two do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(byte* source, byte* target, long bytes)
    {
        if (bytes < 32)
        {
            CopyShort(source, target, bytes);
            return;
        }
        if (bytes >= Large)
        {
            Buffer.MemoryCopy(source, target, bytes, bytes);
            return;
        }
        var last = Vector256.Load(source + bytes - 32);
        long i = 0;
        for (; i <= bytes - 128; i += 128)
        {
            var a = Vector256.Load(source + i);
            var b = Vector256.Load(source + i + 32);
            var c = Vector256.Load(source + i + 64);
            var d = Vector256.Load(source + i + 96);
            a.Store(target + i);
            b.Store(target + i + 32);
            c.Store(target + i + 64);
            d.Store(target + i + 96);
        }
        for (; i <= bytes - 32; i += 32) Vector256.Load(source + i).Store(target + i);
        last.Store(target + bytes - 32);
    }

    /// <summary>Fewer than 32 bytes, by two moves that may overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CopyShort(byte* source, byte* target, long bytes)
    {
        if (bytes >= 16)
        {
            var last = Vector128.Load(source + bytes - 16);
            Vector128.Load(source).Store(target);
            last.Store(target + bytes - 16);
        }
        else if (bytes >= 8)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(source + bytes - 8);
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source));
            Unsafe.WriteUnaligned(target + bytes - 8, last);
        }
        else
        {
            for (long i = 0; i < bytes; i++) target[i] = source[i];
        }
    }

    /// <summary>Sets elements of up to 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Fill<S>(S* target, long count, S value) where S : unmanaged
    {
        S* pattern = stackalloc S[32 / sizeof(S)];
        for (int k = 0; k < 32 / sizeof(S); k++) pattern[k] = value;
        var vector = Vector256.Load((byte*)pattern);
        long bytes = count * sizeof(S), i = 0;
        byte* t = (byte*)target;
        for (; i <= bytes - 128; i += 128)
        {
            vector.Store(t + i);
            vector.Store(t + i + 32);
            vector.Store(t + i + 64);
            vector.Store(t + i + 96);
        }
        for (; i <= bytes - 32; i += 32) vector.Store(t + i);
        for (i /= sizeof(S); i < count; i++) target[i] = value;
    }

    /// <summary>target[i] = source[-i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reverse<S>(S* source, S* target, long count) where S : unmanaged
    {
        long i = 0;
        if (sizeof(S) == 8)
        {
            for (; i <= count - 4; i += 4) Vector256.Shuffle(Vector256.Load((ulong*)(source - i - 3)), Vector256.Create(3UL, 2, 1, 0)).Store((ulong*)(target + i));
        }
        else if (sizeof(S) == 4)
        {
            for (; i <= count - 8; i += 8) Vector256.Shuffle(Vector256.Load((uint*)(source - i - 7)), Vector256.Create(7U, 6, 5, 4, 3, 2, 1, 0)).Store((uint*)(target + i));
        }
        else if (sizeof(S) == 2)
        {
            for (; i <= count - 8; i += 8) Vector128.Shuffle(Vector128.Load((ushort*)(source - i - 7)), Vector128.Create((ushort)7, 6, 5, 4, 3, 2, 1, 0)).Store((ushort*)(target + i));
        }
        else if (sizeof(S) == 1)
        {
            for (; i <= count - 16; i += 16)
                Vector128.Shuffle(Vector128.Load((byte*)(source - i - 15)), Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).Store((byte*)(target + i));
        }
        for (; i < count; i++) target[i] = source[-i];
    }

    /// <summary>target[i] = source[2 i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EverySecond<S>(S* source, S* target, long count) where S : unmanaged
    {
        // The low half of each pair; the last pair is not read, for its second half may lie beyond the end.
        long i = 0;
        if (sizeof(S) == 4)
        {
            for (; i < count - 8; i += 8) Vector256.Narrow(Vector256.Load((ulong*)(source + 2 * i)), Vector256.Load((ulong*)(source + 2 * i) + 4)).Store((uint*)(target + i));
        }
        else if (sizeof(S) == 2)
        {
            for (; i < count - 16; i += 16) Vector256.Narrow(Vector256.Load((uint*)(source + 2 * i)), Vector256.Load((uint*)(source + 2 * i) + 8)).Store((ushort*)(target + i));
        }
        else if (sizeof(S) == 1)
        {
            for (; i < count - 32; i += 32) Vector256.Narrow(Vector256.Load((ushort*)(source + 2 * i)), Vector256.Load((ushort*)(source + 2 * i) + 16)).Store((byte*)(target + i));
        }
        for (; i < count; i++) target[i] = source[2 * i];
    }
}
