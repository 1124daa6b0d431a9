using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>256 bits of <typeparamref name="T"/>: float, double or an integer.</summary>
public readonly struct Lanes256<T>(Vector256<T> bits) : ILanes<Lanes256<T>> where T : unmanaged, INumber<T>
{
    public readonly Vector256<T> Bits = bits;

    public static int Count => Vector256<T>.Count;

    public static int Precision => LaneFacts<T>.Precision;

    /// <summary>Float types first, without CreateTruncating: its temporaries would count against the JIT's limit of locals (see Note [Inlining] in Pointwise.cs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Const(double value)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Create(value).As<double, T>());
        return new(Vector256.Create(T.CreateTruncating(value)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Param(Scalar value) => new(Vector256.Create(value.To<T>()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a.Bits + b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a.Bits - b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a.Bits * b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a.Bits / b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator -(Lanes256<T> a) => new(-a.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator &(Lanes256<T> a, Lanes256<T> b) => new(a.Bits & b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator |(Lanes256<T> a, Lanes256<T> b) => new(a.Bits | b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator ^(Lanes256<T> a, Lanes256<T> b) => new(a.Bits ^ b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> operator ~(Lanes256<T> a) => new(~a.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MulAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());
        return a * b + c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Equal(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Equals(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Less(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThan(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LessOrEqual(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThanOrEqual(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> condition, Lanes256<T> whenTrue, Lanes256<T> whenFalse)
        => new(Vector256.ConditionalSelect(condition.Bits, whenTrue.Bits, whenFalse.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Max(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Max(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Min(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Min(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Abs(Lanes256<T> a) => new(Vector256.Abs(a.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Floor(Lanes256<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Floor(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Floor(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Ceiling(Lanes256<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Ceiling(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Ceiling(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Truncate(Lanes256<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Truncate(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Truncate(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Round(Lanes256<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Round(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Round(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> CopySign(Lanes256<T> a, Lanes256<T> b) => new(Vector256.CopySign(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Pow2(Lanes256<T> n)
    {
        // The bias goes in as a float, so that one conversion yields the exponent field.
        if (typeof(T) == typeof(float)) return new((Vector256.ConvertToInt32Native(n.Bits.AsSingle() + Vector256.Create(127f)) << 23).As<int, T>());
        if (typeof(T) == typeof(double)) return new(LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble()).As<double, T>());
        return LaneFacts<T>.Undefined<Lanes256<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SplitExponent(Lanes256<T> a, out Lanes256<T> mantissa)
    {
        if (typeof(T) == typeof(float))
        {
            var x = a.Bits.AsInt32();
            mantissa = new(((x & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F800000)).As<int, T>());
            return new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(x, 23) - Vector256.Create(127)).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var x = a.Bits.AsInt64();
            mantissa = new(((x & Vector256.Create(0x000FFFFFFFFFFFFF)) | Vector256.Create(0x3FF0000000000000)).As<long, T>());
            return new(Vector256.ConvertToDouble(Vector256.ShiftRightLogical(x, 52) - Vector256.Create(1023L)).As<double, T>());
        }
        mantissa = default;
        return LaneFacts<T>.Undefined<Lanes256<T>>();
    }

    /// <summary>In two steps where the processor has no instruction for it: the first is exact, the second rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Scale(Lanes256<T> a, Lanes256<T> n)
    {
        if (typeof(T) == typeof(float))
        {
            var whole = Vector256.ConvertToInt32Native(n.Bits.AsSingle());
            var half = Vector256.ShiftRightArithmetic(whole, 1);
            var bias = Vector256.Create(127);
            return new((a.Bits.AsSingle() * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle()).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var half = Vector256.Floor(n.Bits.AsDouble() * Vector256.Create(0.5));
            return new((a.Bits.AsDouble() * LaneFacts<T>.PowerOfTwo(half) * LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble() - half)).As<double, T>());
        }
        return LaneFacts<T>.Undefined<Lanes256<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Clamp(Lanes256<T> a, Lanes256<T> low, Lanes256<T> high)
        => new(Vector256.MinNative(high.Bits, Vector256.MaxNative(low.Bits, a.Bits)));

    public static Lanes256<T> Each<F>(Lanes256<T> a) where F : struct, IElementFunction => EachElement.Map<Lanes256<T>, T, F>(a);
    public static Lanes256<T> Each<F>(Lanes256<T> a, Lanes256<T> b) where F : struct, IElementFunction2 => EachElement.Map<Lanes256<T>, T, F>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Patch<F>(Lanes256<T> condition, Lanes256<T> a, Lanes256<T> otherwise) where F : struct, IElementFunction
        => Vector256.EqualsAll(condition.Bits.AsByte(), Vector256<byte>.Zero) ? otherwise : EachElement.Patch<Lanes256<T>, T, F>(condition, a, otherwise);

    public static Lanes256<T> ShiftLeft(Lanes256<T> a, Lanes256<T> count)
    {
        var result = Vector256<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftLeft(a.Bits[i], count.Bits[i]));
        return new(result);
    }

    public static Lanes256<T> ShiftRight(Lanes256<T> a, Lanes256<T> count)
    {
        var result = Vector256<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftRight(a.Bits[i], count.Bits[i]));
        return new(result);
    }
}
