using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The angle of the point (other, input), in [-pi, pi].</summary>
[Op("atan2", Variants.All | Variants.Tensors)]
[Op("arctan2", Variants.All | Variants.Tensors)]
public readonly struct Atan2 : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => LaneMath.Atan2(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (y / (x * x + y * y));
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * (x / (x * x + y * y));
}

/// <summary>sqrt(x^2 + y^2) without overflow on the way.</summary>
[Op("hypot", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct Hypot : IBinary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V a = V.Abs(x), b = V.Abs(y);
        V large = V.Max(a, b), small = V.Min(a, b);
        V ratio = small / large;
        V result = V.Select(V.Equal(large, V.Zero), large, large * V.Sqrt(V.MulAdd(ratio, ratio, V.One)));
        V infinity = V.Const(double.PositiveInfinity);
        return V.Select(V.Equal(a, infinity) | V.Equal(b, infinity), infinity, result);
    }

    public static Saves Saves => Saves.Input | Saves.Other | Saves.Result;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (x / result);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (y / result);
}

/// <summary>The modulus of the first with the sign of the second.</summary>
[Op("copysign")]
public readonly struct Copysign : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.CopySign(x, y);

    public static Saves Saves => Saves.Input | Saves.Result;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x.eq(0), 0.0, grad * (result / x));
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The next number from the first towards the second.</summary>
[Op("nextafter", Variants.All | Variants.Tensors)]
public readonly struct Nextafter : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<NextNumber>(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>log(e^x + e^y) without overflow.</summary>
[Op("logaddexp", Variants.All | Variants.Tensors, Names = "left, right")]
[Op("special.logaddexp", Variants.Function)]
public readonly struct Logaddexp : IBinary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V high = V.Max(x, y);
        V same = V.Equal(x, y) & V.Equal(V.Abs(x), V.Const(double.PositiveInfinity));
        return V.Select(same, x, high + V.Log1p(V.Exp(-V.Abs(x - y))));
    }

    public static Saves Saves => Saves.Input | Saves.Other | Saves.Result;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (x - result).exp();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (y - result).exp();
}

/// <summary>log2(2^x + 2^y) without overflow.</summary>
[Op("logaddexp2", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct Logaddexp2 : IBinary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V high = V.Max(x, y);
        V same = V.Equal(x, y) & V.Equal(V.Abs(x), V.Const(double.PositiveInfinity));
        return V.Select(same, x, high + V.Log1p(LaneMath.Exp2(-V.Abs(x - y))) * V.Const(1.44269504088896340736));
    }

    public static Saves Saves => Saves.Input | Saves.Other | Saves.Result;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (x - result).exp2();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (y - result).exp2();
}

/// <summary>x log y, 0 where x is 0 unless y is nan.</summary>
[Op("xlogy", Names = "x, y; y")]
[Op("special.xlogy", Variants.Function)]
public readonly struct Xlogy : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.IsNaN(y), y, V.Select(V.Equal(x, V.Zero), V.Zero, x * V.Log(y)));

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x.eq(0).logical_and(y <= 0), 0.0, grad * y.log());
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * x / y;
}

/// <summary>x log(1 + y), 0 where x is 0 unless y is nan.</summary>
[Op("special.xlog1py", Variants.Function)]
public readonly struct Xlog1py : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.IsNaN(y), y, V.Select(V.Equal(x, V.Zero), V.Zero, x * V.Log1p(y)));

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x.eq(0).logical_and(y <= -1), 0.0, grad * y.log1p());
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * x / (y + 1);
}

/// <summary>The greatest common divisor of two integers, not negative.</summary>
[Op("gcd", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct Gcd : IBinary
{
    public static DTypes Domain => DTypes.Integers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<GreatestDivisor>(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The least common multiple of two integers, not negative.</summary>
[Op("lcm", Variants.All | Variants.Tensors)]
public readonly struct Lcm : IBinary
{
    public static DTypes Domain => DTypes.Integers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V divisor = V.Each<GreatestDivisor>(x, y);
        return V.Select(V.Equal(divisor, V.Zero), V.Zero, V.Abs(x / V.Select(V.Equal(divisor, V.Zero), V.One, divisor) * y));
    }

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The next representable number, one step up or down.</summary>
readonly struct NextNumber : IElementFunction2
{
    public static string Name => "nextafterf";

    public static T Of<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T>
    {
        if (T.IsNaN(x) || T.IsNaN(y)) return x + y;
        if (x == y) return y;
        if (typeof(T) == typeof(float)) return (T)(object)(x < y ? MathF.BitIncrement((float)(object)x) : MathF.BitDecrement((float)(object)x));
        return (T)(object)(x < y ? Math.BitIncrement((double)(object)x) : Math.BitDecrement((double)(object)x));
    }

    public static T SlopeX<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T> => T.One;
}

/// <summary>Euclid's algorithm.</summary>
readonly struct GreatestDivisor : IElementFunction2
{
    public static string Name => "dh_gcd";

    public static T Of<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T>
    {
        // On unsigned moduli, so that the most negative number has one.
        ulong a = Modulus(x), b = Modulus(y);
        while (b != 0) (a, b) = (b, a % b);
        return T.CreateTruncating(a);
    }

    static ulong Modulus<T>(T x) where T : unmanaged, System.Numerics.INumber<T>
    {
        long value = long.CreateTruncating(x);
        return value < 0 ? unchecked((ulong)-value) : (ulong)value;
    }
}
