using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>float16 and bfloat16: stored in 16 bits, computed in float32, rounded once on the way back.</summary>
public readonly unsafe struct Widened512<S> : IMemory<S, Lanes512<float>> where S : unmanaged
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<float> Load(S* source)
    {
        var x = Vector512.WidenLower(Vector256.Load((ushort*)source).ToVector512());
        return new(typeof(S) == typeof(BFloat16) ? (x << 16).AsSingle() : HalfBits.ToSingle(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(S* target, Lanes512<float> value)
    {
        var x = typeof(S) == typeof(BFloat16) ? BFloat16Bits.Round(value.Bits) : HalfBits.Round(value.Bits);
        Vector256.Narrow(x.GetLower(), x.GetUpper()).Store((ushort*)target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMask(bool* target, Lanes512<float> mask) => Direct512<float>.StoreMask(target, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<float> Broadcast(S value) => new(Vector512.Create(Casting.ToSingle(value)));
}

/// <summary>One float16 or bfloat16, computed in float32.</summary>
public readonly unsafe struct Widened<S> : IMemory<S, Lane<float>> where S : unmanaged
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<float> Load(S* source) => new(Casting.ToSingle(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(S* target, Lane<float> value) => *target = Numbers.Casting.Cast<float, S>(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreMask(bool* target, Lane<float> mask) => *target = mask.IsTrue;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<float> Broadcast(S value) => new(Casting.ToSingle(value));
}

file static class Casting
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle<S>(S value) where S : unmanaged => Numbers.Casting.Cast<S, float>(value);
}

/// <summary>float32 to and from bfloat16 in the low halves of 32-bit lanes.</summary>
static class BFloat16Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Round(Vector512<float> value)
    {
        var u = value.AsUInt32();
        var rounded = (u + Vector512.Create(0x7FFFu) + (Vector512.ShiftRightLogical(u, 16) & Vector512<uint>.One)) >>> 16;
        return Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, Vector512.Create(0x7FC0u));
    }
}

/// <summary>
/// float32 to and from IEEE binary16 in the low halves of 32-bit lanes. Multiplying by 2^112 (or 2^-112) lets the float unit do the denormals.
/// </summary>
static class HalfBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToSingle(Vector512<uint> half)
    {
        var sign = (half & Vector512.Create(0x8000u)) << 16;
        var magnitude = (half & Vector512.Create(0x7FFFu)) << 13;
        var value = magnitude.AsSingle() * Vector512.Create(BitConverter.UInt32BitsToSingle(0x77800000)); // 2^112
        var special = magnitude | Vector512.Create(0x7F800000u); // infinities and nans keep their payload
        var bits = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x0F800000u)), special, value.AsUInt32());
        return (bits | sign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Round(Vector512<float> value)
    {
        var sign = Vector512.ShiftRightLogical(value.AsUInt32(), 16) & Vector512.Create(0x8000u);
        var x = Vector512.Abs(value);
        var u = x.AsUInt32();
        // Normal halves: rebias the exponent by -112 and round to nearest even at bit 13; overflow carries into the infinity pattern.
        var normal = Vector512.ShiftRightLogical(u + Vector512.Create(0xC8000FFFu) + (Vector512.ShiftRightLogical(u, 13) & Vector512<uint>.One), 13);
        // Denormal halves: adding 0.5 aligns the last bit of the sum with 2^-24, and the float unit rounds to even.
        var denormal = (x + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0x3F000000u);
        var result = Vector512.ConditionalSelect(Vector512.LessThan(u, Vector512.Create(0x38800000u)), denormal, normal);
        result = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(u, Vector512.Create(0x477FF000u)), Vector512.Create(0x7C00u), result);
        result = Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), result, Vector512.Create(0x7E00u));
        return result | sign;
    }
}
