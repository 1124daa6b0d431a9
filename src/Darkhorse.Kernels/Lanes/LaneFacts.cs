using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>What every width of lanes needs to know about its element type.</summary>
static class LaneFacts<T> where T : unmanaged, INumber<T>
{
    public static int Precision
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 24 : typeof(T) == typeof(double) ? 53 : 0;
    }

    static int BitCount => Unsafe.SizeOf<T>() * 8;

    /// <summary>Shifting by the width or more gives 0; a negative count is cut to its low bits, as the processor does it and PyTorch lets it.</summary>
    public static T ShiftLeft(T value, T count)
    {
        int n = int.CreateSaturating(count);
        if (n < 0) n &= Math.Max(BitCount, 32) - 1;
        return n >= BitCount ? T.Zero : T.CreateTruncating(long.CreateTruncating(value) << n);
    }

    /// <summary>Shifting by the width or more leaves the sign: 0 or -1.</summary>
    public static T ShiftRight(T value, T count)
    {
        int n = int.CreateSaturating(count);
        if (n < 0) n &= Math.Max(BitCount, 32) - 1;
        return T.CreateTruncating(long.CreateTruncating(value) >> (n >= BitCount ? 63 : n));
    }

    /// <summary>2^n: adding 1.5 * 2^52 leaves the integer in the low bits of the sum, which spares AVX2 a conversion that it has no instruction for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> PowerOfTwo(Vector128<double> n) => ((n + Vector128.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();

    /// <summary>2^n: adding 1.5 * 2^52 leaves the integer in the low bits of the sum, which spares AVX2 a conversion that it has no instruction for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> PowerOfTwo(Vector256<double> n) => ((n + Vector256.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();

    /// <summary>2^n: adding 1.5 * 2^52 leaves the integer in the low bits of the sum, which spares AVX2 a conversion that it has no instruction for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowerOfTwo(Vector512<double> n) => ((n + Vector512.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();

    /// <summary>For members that only floats have; the dtype set of the op keeps integers away from here.</summary>
    public static V Undefined<V>([CallerMemberName] string? function = null)
        => throw new NotSupportedException($"{function} is not defined for {typeof(T).Name} lanes");
}
