using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Lanes;

/// <summary>512 bits of <typeparamref name="T"/>: float, double or an integer.</summary>
public readonly struct Lanes512<T>(Vector512<T> bits) : ILanes<Lanes512<T>> where T : unmanaged, INumber<T>
{
    public readonly Vector512<T> Bits = bits;

    public static int Count => Vector512<T>.Count;

    public static int Precision => LaneFacts<T>.Precision;

    /// <summary>Float types first, without CreateTruncating: its temporaries would count against the JIT's limit of locals (see Note [Inlining] in Pointwise.cs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Const(double value)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Create(value).As<double, T>());
        return new(Vector512.Create(T.CreateTruncating(value)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Param(Scalar value) => new(Vector512.Create(value.To<T>()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a.Bits + b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a.Bits - b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a.Bits * b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a.Bits / b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator -(Lanes512<T> a) => new(-a.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator &(Lanes512<T> a, Lanes512<T> b) => new(a.Bits & b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator |(Lanes512<T> a, Lanes512<T> b) => new(a.Bits | b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator ^(Lanes512<T> a, Lanes512<T> b) => new(a.Bits ^ b.Bits);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> operator ~(Lanes512<T> a) => new(~a.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MulAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.MultiplyAddEstimate(a.Bits.AsSingle(), b.Bits.AsSingle(), c.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.MultiplyAddEstimate(a.Bits.AsDouble(), b.Bits.AsDouble(), c.Bits.AsDouble()).As<double, T>());
        return a * b + c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Equal(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Equals(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThan(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LessOrEqual(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThanOrEqual(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> condition, Lanes512<T> whenTrue, Lanes512<T> whenFalse)
        => new(Vector512.ConditionalSelect(condition.Bits, whenTrue.Bits, whenFalse.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Max(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Min(a.Bits, b.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Abs(Lanes512<T> a) => new(Vector512.Abs(a.Bits));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Floor(Lanes512<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Floor(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Floor(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Ceiling(Lanes512<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Ceiling(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Ceiling(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Truncate(Lanes512<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Truncate(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Truncate(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Round(Lanes512<T> a)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Round(a.Bits.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Round(a.Bits.AsDouble()).As<double, T>());
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CopySign(Lanes512<T> a, Lanes512<T> b) => new(Vector512.CopySign(a.Bits, b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Pow2(Lanes512<T> n)
    {
        // The bias goes in as a float, so that one conversion yields the exponent field.
        if (typeof(T) == typeof(float)) return new((Vector512.ConvertToInt32Native(n.Bits.AsSingle() + Vector512.Create(127f)) << 23).As<int, T>());
        if (typeof(T) == typeof(double)) return new(LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble()).As<double, T>());
        return LaneFacts<T>.Undefined<Lanes512<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SplitExponent(Lanes512<T> a, out Lanes512<T> mantissa)
    {
        if (typeof(T) == typeof(float))
        {
            var x = a.Bits.AsInt32();
            mantissa = new(((x & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).As<int, T>());
            return new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(x, 23) - Vector512.Create(127)).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var x = a.Bits.AsInt64();
            mantissa = new(((x & Vector512.Create(0x000FFFFFFFFFFFFF)) | Vector512.Create(0x3FF0000000000000)).As<long, T>());
            return new(Vector512.ConvertToDouble(Vector512.ShiftRightLogical(x, 52) - Vector512.Create(1023L)).As<double, T>());
        }
        mantissa = default;
        return LaneFacts<T>.Undefined<Lanes512<T>>();
    }

    /// <summary>In two steps where the processor has no instruction for it: the first is exact, the second rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Scale(Lanes512<T> a, Lanes512<T> n)
    {
        if (Avx512F.IsSupported && typeof(T) == typeof(float)) return new(Avx512F.Scale(a.Bits.AsSingle(), n.Bits.AsSingle()).As<float, T>());
        if (Avx512F.IsSupported && typeof(T) == typeof(double)) return new(Avx512F.Scale(a.Bits.AsDouble(), n.Bits.AsDouble()).As<double, T>());
        if (typeof(T) == typeof(float))
        {
            var whole = Vector512.ConvertToInt32Native(n.Bits.AsSingle());
            var half = Vector512.ShiftRightArithmetic(whole, 1);
            var bias = Vector512.Create(127);
            return new((a.Bits.AsSingle() * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle()).As<float, T>());
        }
        if (typeof(T) == typeof(double))
        {
            var half = Vector512.Floor(n.Bits.AsDouble() * Vector512.Create(0.5));
            return new((a.Bits.AsDouble() * LaneFacts<T>.PowerOfTwo(half) * LaneFacts<T>.PowerOfTwo(n.Bits.AsDouble() - half)).As<double, T>());
        }
        return LaneFacts<T>.Undefined<Lanes512<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Clamp(Lanes512<T> a, Lanes512<T> low, Lanes512<T> high)
        => new(Vector512.MinNative(high.Bits, Vector512.MaxNative(low.Bits, a.Bits)));

    public static Lanes512<T> Each<F>(Lanes512<T> a) where F : struct, IElementFunction => EachElement.Map<Lanes512<T>, T, F>(a);
    public static Lanes512<T> Each<F>(Lanes512<T> a, Lanes512<T> b) where F : struct, IElementFunction2 => EachElement.Map<Lanes512<T>, T, F>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Patch<F>(Lanes512<T> condition, Lanes512<T> a, Lanes512<T> otherwise) where F : struct, IElementFunction
        => Vector512.EqualsAll(condition.Bits.AsByte(), Vector512<byte>.Zero) ? otherwise : EachElement.Patch<Lanes512<T>, T, F>(condition, a, otherwise);

    public static Lanes512<T> ShiftLeft(Lanes512<T> a, Lanes512<T> count)
    {
        var result = Vector512<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftLeft(a.Bits[i], count.Bits[i]));
        return new(result);
    }

    public static Lanes512<T> ShiftRight(Lanes512<T> a, Lanes512<T> count)
    {
        var result = Vector512<T>.Zero;
        for (int i = 0; i < Count; i++) result = result.WithElement(i, LaneFacts<T>.ShiftRight(a.Bits[i], count.Bits[i]));
        return new(result);
    }
}
