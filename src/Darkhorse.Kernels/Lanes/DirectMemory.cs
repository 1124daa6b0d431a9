using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Lanes;

/// <summary>Elements that are computed as they are stored, 512 bits at a time.</summary>
public readonly unsafe struct Direct512<T> : IMemory<T, Lanes512<T>> where T : unmanaged, INumber<T>
{
    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void Store(T* target, Lanes512<T> value) => value.Bits.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(bool* target, Lanes512<T> mask)
    {
        if (Avx512F.IsSupported && sizeof(T) == 4) Avx512F.ConvertToVector128Byte(mask.Bits.AsUInt32() & Vector512<uint>.One).Store((byte*)target);
        else if (Avx512F.IsSupported && sizeof(T) == 8) Avx512F.ConvertToVector128Byte(mask.Bits.AsUInt64() & Vector512<ulong>.One).GetLower().Store((byte*)target);
        else MaskBytes.Store(target, mask.Bits.ExtractMostSignificantBits(), Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));
}

/// <summary>Elements that are computed as they are stored, 256 bits at a time.</summary>
public readonly unsafe struct Direct256<T> : IMemory<T, Lanes256<T>> where T : unmanaged, INumber<T>
{
    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void Store(T* target, Lanes256<T> value) => value.Bits.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(bool* target, Lanes256<T> mask) => MaskBytes.Store(target, mask.Bits.ExtractMostSignificantBits(), Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));
}

/// <summary>Elements that are computed as they are stored, 128 bits at a time.</summary>
public readonly unsafe struct Direct128<T> : IMemory<T, Lanes128<T>> where T : unmanaged, INumber<T>
{
    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void Store(T* target, Lanes128<T> value) => value.Bits.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(bool* target, Lanes128<T> mask) => MaskBytes.Store(target, mask.Bits.ExtractMostSignificantBits(), Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));
}

/// <summary>One element as it is stored.</summary>
public readonly unsafe struct Direct<T> : IMemory<T, Lane<T>> where T : unmanaged, INumber<T>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Load(T* source) => new(*source);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void Store(T* target, Lane<T> value) => *target = value.Value;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreMask(bool* target, Lane<T> mask) => *target = mask.IsTrue;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Broadcast(T value) => new(value);
}

/// <summary>Spreads condition bits into bytes.</summary>
static unsafe class MaskBytes
{
    /// <summary>Writes bit i of <paramref name="bits"/> as byte i (0 or 1), for <paramref name="count"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(bool* target, ulong bits, int count)
    {
        if (count < 8)
        {
            for (int i = 0; i < count; i++) target[i] = (bits >> i & 1) != 0;
            return;
        }
        // Byte i of the product keeps bit i alone; adding 0x7F carries any of them into the byte's top bit.
        for (int i = 0; i < count; i += 8)
            *(ulong*)(target + i) = (((bits >> i & 0xFF) * 0x0101010101010101 & 0x8040201008040201) + 0x7F7F7F7F7F7F7F7F) >> 7 & 0x0101010101010101;
    }
}
