using System.Numerics;
using System.Runtime.CompilerServices;

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

    /// <summary>For members that only floats have; the dtype set of the op keeps integers away from here.</summary>
    public static V Undefined<V>([CallerMemberName] string? function = null) => throw new NotSupportedException($"{function} is not defined for {typeof(T).Name} lanes");
}
