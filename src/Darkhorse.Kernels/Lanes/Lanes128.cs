using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>128 bits of <typeparamref name="T"/>: float, double or an integer.</summary>
public readonly struct Lanes128<T>(Vector128<T> bits) : ILanes<Lanes128<T>> where T : unmanaged, INumber<T>
{
    public readonly Vector128<T> Bits = bits;

    public static int Count => Vector128<T>.Count;

    public static int Precision => LaneFacts<T>.Precision;

    /// <summary>Float types first, without CreateTruncating: its temporaries would count against the JIT's limit of locals (see Note [Inlining] in Pointwise.cs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Const(double value)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Create(value).As<double, T>());
        return new(Vector128.Create(T.CreateTruncating(value)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Param(Scalar value) => new(Vector128.Create(value.To<T>()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a.Bits + b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a.Bits - b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a.Bits * b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a.Bits / b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator -(Lanes128<T> a) => new(-a.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator &(Lanes128<T> a, Lanes128<T> b) => new(a.Bits & b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator |(Lanes128<T> a, Lanes128<T> b) => new(a.Bits | b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator ^(Lanes128<T> a, Lanes128<T> b) => new(a.Bits ^ b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> operator ~(Lanes128<T> a) => new(~a.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MulAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());
        return a * b + c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Equal(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Equals(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Less(Lanes128<T> a, Lanes128<T> b) => new(Vector128.LessThan(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LessOrEqual(Lanes128<T> a, Lanes128<T> b) => new(Vector128.LessThanOrEqual(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> condition, Lanes128<T> whenTrue, Lanes128<T> whenFalse)
        => new(Vector128.ConditionalSelect(condition.Bits, whenTrue.Bits, whenFalse.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Max(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Max(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Min(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Min(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Abs(Lanes128<T> a) => new(Vector128.Abs(a.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Floor(Lanes128<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Floor(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Floor(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Ceiling(Lanes128<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Ceiling(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Ceiling(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Truncate(Lanes128<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Truncate(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Truncate(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Round(Lanes128<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Round(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Round(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> CopySign(Lanes128<T> a, Lanes128<T> b) => new(Vector128.CopySign(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Pow2(Lanes128<T> n)
    {
        // The bias goes in as a float, so that one conversion yields the exponent field.
        if (typeof(T) == typeof(float)) return new((Vector128.ConvertToInt32Native(n.Bits.AsSingle() + Vector128.Create(127f)) << 23).As<int, T>());
        if (typeof(T) == typeof(double)) return new(LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble()).As<double, T>());
        return LaneFacts<T>.Undefined<Lanes128<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SplitExponent(Lanes128<T> a, out Lanes128<T> mantissa)
    {
        if (typeof(T) == typeof(float))
        {
            var x = a.Bits.AsInt32();
            mantissa = new(((x & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).As<int, T>());
            return new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(x, 23) - Vector128.Create(127)).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var x = a.Bits.AsInt64();
            mantissa = new(((x & Vector128.Create(0x000FFFFFFFFFFFFF)) | Vector128.Create(0x3FF0000000000000)).As<long, T>());
            return new(Vector128.ConvertToDouble(Vector128.ShiftRightLogical(x, 52) - Vector128.Create(1023L)).As<double, T>());
        }
        mantissa = default;
        return LaneFacts<T>.Undefined<Lanes128<T>>();
    }

    /// <summary>In two steps where the processor has no instruction for it: the first is exact, the second rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Scale(Lanes128<T> a, Lanes128<T> n)
    {
        if (typeof(T) == typeof(float))
        {
            var whole = Vector128.ConvertToInt32Native(n.Bits.AsSingle());
            var half = Vector128.ShiftRightArithmetic(whole, 1);
            var bias = Vector128.Create(127);
            return new((a.Bits.AsSingle() * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle()).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var half = Vector128.Floor(n.Bits.AsDouble() * Vector128.Create(0.5));
            return new((a.Bits.AsDouble() * LaneFacts<T>.PowerOfTwo(half) * LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble() - half)).As<double, T>());
        }
        return LaneFacts<T>.Undefined<Lanes128<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Clamp(Lanes128<T> a, Lanes128<T> low, Lanes128<T> high)
        => new(Vector128.MinNative(high.Bits, Vector128.MaxNative(low.Bits, a.Bits)));

    public static Lanes128<T> Each<F>(Lanes128<T> a) where F : struct, IElementFunction => EachElement.Map<Lanes128<T>, T, F>(a);
    public static Lanes128<T> Each<F>(Lanes128<T> a, Lanes128<T> b) where F : struct, IElementFunction2 => EachElement.Map<Lanes128<T>, T, F>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Patch<F>(Lanes128<T> condition, Lanes128<T> a, Lanes128<T> otherwise) where F : struct, IElementFunction
        => Vector128.EqualsAll(condition.Bits.AsByte(), Vector128<byte>.Zero) ? otherwise : EachElement.Patch<Lanes128<T>, T, F>(condition, a, otherwise);

    public static Lanes128<T> ShiftLeft(Lanes128<T> a, Lanes128<T> count)
    {
        var result = Vector128<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftLeft(a.Bits[i], count.Bits[i]));
        return new(result);
    }

    public static Lanes128<T> ShiftRight(Lanes128<T> a, Lanes128<T> count)
    {
        var result = Vector128<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftRight(a.Bits[i], count.Bits[i]));
        return new(result);
    }
}
