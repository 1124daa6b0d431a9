using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Rows of an image are often shorter than a vector, and a call or a loop over their elements costs more than the arithmetic: these go by the widest vectors that fit, the
/// last of which overlaps the one before.
/// </summary>
static unsafe class ShortRow
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T* from, T* to, nint count) where T : unmanaged
    {
        nint bytes = count * sizeof(T);
        if (bytes >= 32) Copy32((byte*)from, (byte*)to, bytes);
        else if (bytes >= 16)
        {
            var last = Vector128.Load((byte*)from + bytes - 16);
            Vector128.Load((byte*)from).Store((byte*)to);
            last.Store((byte*)to + bytes - 16);
        }
        else for (nint i = 0; i < count; i++) to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy32(byte* from, byte* to, nint bytes)
    {
        if (bytes > 256)
        {
            Unsafe.CopyBlockUnaligned(to, from, (uint)bytes);
            return;
        }
        nint i = 0;
        for (; i + 32 <= bytes; i += 32) Vector256.Load(from + i).Store(to + i);
        Vector256.Load(from + bytes - 32).Store(to + bytes - 32);
    }

    /// <summary>Elements that the overrunning copies may touch past the last.</summary>
    public static int Overrun<T>() where T : unmanaged => Vector256<T>.Count - 1;

    /// <summary>Copies in whole vectors, over the elements behind the last: for rows that are written in order, each of which mends what the one before it spoilt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyOver<T>(T* from, T* to, nint count) where T : unmanaged
    {
        for (nint i = 0; i < count; i += Vector256<T>.Count) Vector256.Load(from + i).Store(to + i);
    }

    /// <summary>to = from + added, in whole vectors as <see cref="CopyOver"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOver<T>(T* from, T* to, nint count, T added) where T : unmanaged, INumberBase<T>
    {
        var all = Vector256.Create(added);
        for (nint i = 0; i < count; i += Vector256<T>.Count) (Vector256.Load(from + i) + all).Store(to + i);
    }

    /// <summary>Copies elements a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyEach<T>(T* from, nint stride, T* to, nint count) where T : unmanaged
    {
        nint i = 0;
        if (stride == 2 && sizeof(T) == 4 && Avx2.IsSupported)
        {
            // The last pair of vectors may not reach past the last element wanted, an even one.
            for (; i + 8 < count; i += 8)
            {
                Vector256<float> low = Vector256.Load((float*)(from + 2 * i)), high = Vector256.Load((float*)(from + 2 * i) + 8);
                Avx2.Permute4x64(Avx.Shuffle(low, high, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle().Store((float*)(to + i));
            }
        }
        for (; i < count; i++) to[i] = from[i * stride];
    }

    /// <summary>to = from + added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyAdding<T>(T* from, T* to, nint count, T added) where T : unmanaged, INumberBase<T>
    {
        nint width = Vector256<T>.Count;
        if (count >= width)
        {
            var all = Vector256.Create(added);
            nint i = 0;
            for (; i + width <= count; i += width) (Vector256.Load(from + i) + all).Store(to + i);
            if (i < count) (Vector256.Load(from + count - width) + all).Store(to + count - width);
        }
        else if (count >= width / 2)
        {
            var all = Vector128.Create(added);
            var last = Vector128.Load(from + count - width / 2) + all;
            (Vector128.Load(from) + all).Store(to);
            last.Store(to + count - width / 2);
        }
        else for (nint i = 0; i < count; i++) to[i] = from[i] + added;
    }
}
