using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// A single element: the tail of every loop, the reference, and what a debugger shows. It computes what the wide lanes compute to the bit, so that
/// a result never depends on where in a tensor an element stands.
/// </summary>
public readonly struct Lane<T>(T value) : ILanes<Lane<T>> where T : unmanaged, INumber<T>
{
    public readonly T Value = value;

    /// <summary>Whether it is a condition that holds.</summary>
    public bool IsTrue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (typeof(T) == typeof(float)) return BitConverter.SingleToInt32Bits((float)(object)Value) != 0;
            if (typeof(T) == typeof(double)) return BitConverter.DoubleToInt64Bits((double)(object)Value) != 0;
            return ToBits(this) != 0;
        }
    }

    public static int Precision => LaneFacts<T>.Precision;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Const(double value)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)(float)value);
        if (typeof(T) == typeof(double)) return new((T)(object)value);
        return new(T.CreateTruncating(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Param(Scalar value) => new(value.To<T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator +(Lane<T> a, Lane<T> b) => new(unchecked(a.Value + b.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator -(Lane<T> a, Lane<T> b) => new(unchecked(a.Value - b.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator *(Lane<T> a, Lane<T> b) => new(unchecked(a.Value * b.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator /(Lane<T> a, Lane<T> b) => new(a.Value / b.Value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator -(Lane<T> a) => new(unchecked(-a.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator &(Lane<T> a, Lane<T> b) => FromBits(ToBits(a) & ToBits(b));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator |(Lane<T> a, Lane<T> b) => FromBits(ToBits(a) | ToBits(b));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator ^(Lane<T> a, Lane<T> b) => FromBits(ToBits(a) ^ ToBits(b));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> operator ~(Lane<T> a) => FromBits(~ToBits(a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> MulAdd(Lane<T> a, Lane<T> b, Lane<T> c)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)float.MultiplyAddEstimate((float)(object)a.Value, (float)(object)b.Value, (float)(object)c.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)double.MultiplyAddEstimate((double)(object)a.Value, (double)(object)b.Value, (double)(object)c.Value));
        return a * b + c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Equal(Lane<T> a, Lane<T> b) => Mask(a.Value == b.Value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Less(Lane<T> a, Lane<T> b) => Mask(a.Value < b.Value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> LessOrEqual(Lane<T> a, Lane<T> b) => Mask(a.Value <= b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Select(Lane<T> condition, Lane<T> whenTrue, Lane<T> whenFalse) => condition.IsTrue ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Max(Lane<T> a, Lane<T> b) => new(T.Max(a.Value, b.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> Min(Lane<T> a, Lane<T> b) => new(T.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Abs(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Abs((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Abs((double)(object)a.Value));
        return T.IsNegative(a.Value) ? -a : a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Sqrt(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Sqrt((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Sqrt((double)(object)a.Value));
        return LaneFacts<T>.Undefined<Lane<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Floor(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Floor((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Floor((double)(object)a.Value));
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Ceiling(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Ceiling((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Ceiling((double)(object)a.Value));
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Truncate(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Truncate((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Truncate((double)(object)a.Value));
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Round(Lane<T> a)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)MathF.Round((float)(object)a.Value));
        if (typeof(T) == typeof(double)) return new((T)(object)Math.Round((double)(object)a.Value));
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lane<T> CopySign(Lane<T> a, Lane<T> b) => new(T.CopySign(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Pow2(Lane<T> n)
    {
        if (typeof(T) == typeof(float)) return FromBits((long)(int)((float)(object)n.Value + 127f) << 23);
        if (typeof(T) == typeof(double)) return FromBits((long)((double)(object)n.Value + 1023.0) << 52);
        return LaneFacts<T>.Undefined<Lane<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> SplitExponent(Lane<T> a, out Lane<T> mantissa)
    {
        long bits = ToBits(a);
        if (typeof(T) == typeof(float))
        {
            mantissa = FromBits((bits & 0x007FFFFF) | 0x3F800000);
            return Const(((uint)bits >> 23) - 127.0);
        }
        if (typeof(T) == typeof(double))
        {
            mantissa = FromBits((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
            return Const(((ulong)bits >> 52) - 1023.0);
        }
        mantissa = default;
        return LaneFacts<T>.Undefined<Lane<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Scale(Lane<T> a, Lane<T> n)
    {
        var half = Floor(n * Const(0.5));
        return a * Pow2(half) * Pow2(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Clamp(Lane<T> a, Lane<T> low, Lane<T> high) => a.Value < low.Value ? low : a.Value > high.Value ? high : a;

    public static Lane<T> Each<F>(Lane<T> a) where F : struct, IElementFunction => EachElement.Map<Lane<T>, T, F>(a);
    public static Lane<T> Each<F>(Lane<T> a, Lane<T> b) where F : struct, IElementFunction2 => EachElement.Map<Lane<T>, T, F>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane<T> Patch<F>(Lane<T> condition, Lane<T> a, Lane<T> otherwise) where F : struct, IElementFunction
        => condition.IsTrue ? Each<F>(a) : otherwise;

    public static Lane<T> ShiftLeft(Lane<T> a, Lane<T> count) => new(LaneFacts<T>.ShiftLeft(a.Value, count.Value));
    public static Lane<T> ShiftRight(Lane<T> a, Lane<T> count) => new(LaneFacts<T>.ShiftRight(a.Value, count.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Lane<T> Mask(bool condition)
    {
        if (typeof(T) == typeof(float)) return new((T)(object)BitConverter.Int32BitsToSingle(condition ? -1 : 0));
        if (typeof(T) == typeof(double)) return new((T)(object)BitConverter.Int64BitsToDouble(condition ? -1 : 0));
        return FromBits(condition ? -1L : 0L);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long ToBits(Lane<T> a) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<T, byte>(a.Value),
        2 => Unsafe.BitCast<T, ushort>(a.Value),
        4 => Unsafe.BitCast<T, uint>(a.Value),
        _ => Unsafe.BitCast<T, long>(a.Value),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Lane<T> FromBits(long bits) => new(Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<byte, T>((byte)bits),
        2 => Unsafe.BitCast<ushort, T>((ushort)bits),
        4 => Unsafe.BitCast<uint, T>((uint)bits),
        _ => Unsafe.BitCast<long, T>(bits),
    });
}
