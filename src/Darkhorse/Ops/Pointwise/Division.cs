using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The quotient of two elements, rounded down. Integers must not be divided by 0.</summary>
[Op("floor_divide")]
public readonly struct FloorDivide : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<FloorQuotient>(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The quotient of two elements, rounded towards 0.</summary>
public readonly struct TruncDivide : IBinary
{
    public static DTypes Domain => DTypes.Reals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Precision > 0 ? V.Truncate(x / y) : V.Each<IntegerQuotient>(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>What is left of the first element after division by the second; it has the sign of the second.</summary>
[Op("remainder", Names = "left, right; target/scalar")]
public readonly struct Remainder : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<FloorRemainder>(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * Elementwise.Binary(new FloorDivide(), x, y);
}

/// <summary>What is left of the first element after division by the second; it has the sign of the first.</summary>
[Op("fmod", Names = "left, right; target/scalar")]
public readonly struct Fmod : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<TruncRemainder>(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * Elementwise.Binary(new TruncDivide(), x, y);
}

/// <summary>Quotients with a choice of rounding.</summary>
static class Division
{
    /// <summary>The quotient; rounded (none: integers give floats; floor, trunc: the dtype of the operands).</summary>
    [Op("div", Names = "left, right; target")]
    [Op("divide", Names = "left, right; target")]
    public static Tensor Divide(Tensor input, Tensor other, torch.RoundingMode rounding_mode) => rounding_mode switch
    {
        torch.RoundingMode.floor => Elementwise.Binary(new FloorDivide(), input, other),
        torch.RoundingMode.trunc => Elementwise.Binary(new TruncDivide(), input, other),
        _ => Elementwise.Binary(new Div(), input, other),
    };

    [Op("div", Names = "left, right; target")]
    [Op("divide", Names = "left, right; target")]
    public static Tensor Divide(Tensor input, Scalar other, torch.RoundingMode rounding_mode) => rounding_mode switch
    {
        torch.RoundingMode.floor => Elementwise.Binary(new FloorDivide(), input, other),
        torch.RoundingMode.trunc => Elementwise.Binary(new TruncDivide(), input, other),
        _ => Elementwise.Binary(new Div(), input, other),
    };

    [Op("div_", Names = "left, right; target")]
    [Op("divide_", Names = "left, right; target")]
    public static Tensor Divide_(Tensor input, Tensor other, torch.RoundingMode rounding_mode) => rounding_mode switch
    {
        torch.RoundingMode.floor => Elementwise.BinaryInPlace(new FloorDivide(), input, other),
        torch.RoundingMode.trunc => Elementwise.BinaryInPlace(new TruncDivide(), input, other),
        _ => Elementwise.BinaryInPlace(new Div(), input, other),
    };

    [Op("div_", Names = "left, right; target")]
    [Op("divide_", Names = "left, right; target")]
    public static Tensor Divide_(Tensor input, Scalar other, torch.RoundingMode rounding_mode) => rounding_mode switch
    {
        torch.RoundingMode.floor => Elementwise.BinaryInPlace(new FloorDivide(), input, other),
        torch.RoundingMode.trunc => Elementwise.BinaryInPlace(new TruncDivide(), input, other),
        _ => Elementwise.BinaryInPlace(new Div(), input, other),
    };

    internal static T NotByZero<T>(T divisor) where T : unmanaged, INumber<T>
        => T.IsZero(divisor) ? throw new InvalidOperationException("ZeroDivisionError") : divisor;

    /// <summary>The divisor by which the most negative number overflows.</summary>
    internal static bool IsMinusOne<T>(T divisor) where T : unmanaged, INumber<T> => T.IsNegative(divisor) && T.IsZero(divisor + T.One);

    /// <summary>
    /// x % y. Of float32 it is found by a division in float64, which a call to fmod takes three times as long for: where the quotient is below 2^28, its integer part is
    /// exact (two numbers of 24 bits have no quotient closer to an integer than 2^-51 of it, but for integers), and so is its product with y.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Rest<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(float)) return x % y;
        double a = (float)(object)x, b = (float)(object)y, quotient = a / b;
        // False for nan, for division by 0 and of infinity; by infinity the product would be nan.
        if (!(Math.Abs(quotient) < 1 << 28) || double.IsInfinity(b)) return x % y;
        return (T)(object)(float)Math.CopySign(a - Math.Truncate(quotient) * b, a);
    }

    internal static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);
}

/// <summary>The quotient of integers, cut; the most negative number by -1 wraps around.</summary>
readonly struct IntegerQuotient : IElementFunction2
{
    public static string Name => "dh_divi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        Division.NotByZero(y);
        return Division.IsMinusOne(y) ? unchecked(-x) : x / y;
    }
}

/// <summary>The quotient rounded down: by the remainder, so that it is exact where the quotient itself would round up to an integer (Python's divmod).</summary>
readonly struct FloorQuotient : IElementFunction2
{
    public static string Name => "dh_floordivf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (!Division.IsFloat<T>())
        {
            T q = IntegerQuotient.Of(x, y);
            return T.IsNegative(x) != T.IsNegative(y) && q * y != x ? q - T.One : q;
        }
        if (T.IsZero(y)) return x / y;
        T mod = Division.Rest(x, y), quotient = (x - mod) / y;
        if (!T.IsZero(mod) && (y < T.Zero) != (mod < T.Zero)) quotient -= T.One;
        if (T.IsZero(quotient)) return T.CopySign(T.Zero, x / y);
        T floor = Floor(quotient);
        return quotient - floor > T.CreateTruncating(0.5) ? floor + T.One : floor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Floor<T>(T x) where T : unmanaged, INumber<T>
        => typeof(T) == typeof(float) ? (T)(object)MathF.Floor((float)(object)x) : typeof(T) == typeof(double) ? (T)(object)Math.Floor((double)(object)x) : x;
}

/// <summary>The remainder of the quotient rounded towards 0.</summary>
readonly struct TruncRemainder : IElementFunction2
{
    public static string Name => "fmodf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (Division.IsFloat<T>()) return Division.Rest(x, y);
        Division.NotByZero(y);
        return Division.IsMinusOne(y) ? T.Zero : x % y;
    }

    public static T SlopeX<T>(T x, T y) where T : unmanaged, INumber<T> => T.One;
    public static T SlopeY<T>(T x, T y) where T : unmanaged, INumber<T> => -IntegerPart.Of(x / y);
}

/// <summary>The remainder of the quotient rounded down.</summary>
readonly struct FloorRemainder : IElementFunction2
{
    public static string Name => "dh_remainderf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        T mod = TruncRemainder.Of(x, y);
        return !T.IsZero(mod) && (mod < T.Zero) != (y < T.Zero) ? mod + y : mod;
    }

    public static T SlopeX<T>(T x, T y) where T : unmanaged, INumber<T> => T.One;
    public static T SlopeY<T>(T x, T y) where T : unmanaged, INumber<T> => -FloorQuotient.Of(x, y);
}

/// <summary>A number cut to an integer.</summary>
static class IntegerPart
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T>
        => typeof(T) == typeof(float) ? (T)(object)MathF.Truncate((float)(object)x) : typeof(T) == typeof(double) ? (T)(object)Math.Truncate((double)(object)x) : x;
}
