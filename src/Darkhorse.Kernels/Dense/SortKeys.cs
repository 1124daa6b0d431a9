using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Elements as unsigned integers in the same order: nan is the largest and all nans are equal, -0 equals 0. Types of up to 32 bits have 32-bit keys.
/// </summary>
static class SortKeys
{
    /// <summary>Whether keys of the type need more than 32 bits.</summary>
    public static bool AreWide<S>() where S : unmanaged => typeof(S) == typeof(double) || typeof(S) == typeof(long);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow<S>(S value) where S : unmanaged
    {
        if (typeof(S) == typeof(float) || typeof(S) == typeof(Half) || typeof(S) == typeof(BFloat16)) return OfSingle(Casting.Cast<S, float>(value));
        return (uint)Casting.Cast<S, int>(value) ^ 0x80000000;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Wide<S>(S value) where S : unmanaged
    {
        if (typeof(S) != typeof(double)) return (ulong)Casting.Cast<S, long>(value) ^ 0x8000000000000000;
        double x = Casting.Cast<S, double>(value);
        if (double.IsNaN(x)) return ulong.MaxValue;
        long bits = BitConverter.DoubleToInt64Bits(x + 0.0); // -0 + 0 = 0
        return (ulong)(bits ^ (bits >> 63 | long.MinValue)); // negative: all bits flipped, else the sign alone; signs are not to be guessed by a branch
    }

    /// <summary>The keys of 16 float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> OfSingles(Vector512<float> x)
    {
        var bits = (x + Vector512<float>.Zero).AsInt32();
        var keys = (bits ^ (bits >> 31 | Vector512.Create(int.MinValue))).AsUInt32();
        return keys | ~Vector512.Equals(x, x).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint OfSingle(float x)
    {
        if (float.IsNaN(x)) return uint.MaxValue;
        int bits = BitConverter.SingleToInt32Bits(x + 0.0f);
        return (uint)(bits ^ (bits >> 31 | int.MinValue));
    }
}
