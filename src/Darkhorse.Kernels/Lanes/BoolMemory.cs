using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// bool computed as bytes of 0 and 1. Every store maps "not zero" to 1, which makes + the logical or, * the logical and, as PyTorch defines them.
/// </summary>
public readonly unsafe struct Bool256 : IMemory<bool, Lanes256<byte>>
{
    public static int Count => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<byte> Load(bool* source) => new(Vector256.Load((byte*)source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(bool* target, Lanes256<byte> value) => Vector256.Min(value.Bits, Vector256<byte>.One).Store((byte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(bool* target, Lanes256<byte> mask) => (mask.Bits & Vector256<byte>.One).Store((byte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<byte> Broadcast(bool value) => new(Vector256.Create(value ? (byte)1 : (byte)0));
}

/// <summary>One bool.</summary>
public readonly unsafe struct Bool1 : IMemory<bool, Lane<byte>>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<byte> Load(bool* source) => new(*(byte*)source);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void Store(bool* target, Lane<byte> value) => *target = value.Value != 0;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreMask(bool* target, Lane<byte> mask) => *target = mask.IsTrue;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<byte> Broadcast(bool value) => new(value ? (byte)1 : (byte)0);
}
