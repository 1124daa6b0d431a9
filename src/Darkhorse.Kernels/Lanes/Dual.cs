using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// A value and its derivative along one direction: forward-mode differentiation of any op body, and a second opinion on every handwritten backward.
/// Conditions look at the value alone; where a function has a kink, the derivative is that of the branch taken.
/// </summary>
public readonly struct Dual<V>(V value, V derivative) : ILanes<Dual<V>> where V : struct, ILanes<V>
{
    public readonly V Value = value, Derivative = derivative;

    public static int Precision => V.Precision;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Const(double value) => new(V.Const(value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Param(Scalar value) => new(V.Param(value), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> operator +(Dual<V> a, Dual<V> b) => new(a.Value + b.Value, a.Derivative + b.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> operator -(Dual<V> a, Dual<V> b) => new(a.Value - b.Value, a.Derivative - b.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> operator *(Dual<V> a, Dual<V> b) => new(a.Value * b.Value, a.Derivative * b.Value + a.Value * b.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> operator /(Dual<V> a, Dual<V> b)
    {
        V quotient = a.Value / b.Value;
        return new(quotient, (a.Derivative - quotient * b.Derivative) / b.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> operator -(Dual<V> a) => new(-a.Value, -a.Derivative);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> operator &(Dual<V> a, Dual<V> b) => new(a.Value & b.Value, V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> operator |(Dual<V> a, Dual<V> b) => new(a.Value | b.Value, V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> operator ^(Dual<V> a, Dual<V> b) => new(a.Value ^ b.Value, V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> operator ~(Dual<V> a) => new(~a.Value, V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> MulAdd(Dual<V> a, Dual<V> b, Dual<V> c) => a * b + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Equal(Dual<V> a, Dual<V> b) => new(V.Equal(a.Value, b.Value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Less(Dual<V> a, Dual<V> b) => new(V.Less(a.Value, b.Value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> LessOrEqual(Dual<V> a, Dual<V> b) => new(V.LessOrEqual(a.Value, b.Value), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Select(Dual<V> condition, Dual<V> whenTrue, Dual<V> whenFalse)
        => new(V.Select(condition.Value, whenTrue.Value, whenFalse.Value), V.Select(condition.Value, whenTrue.Derivative, whenFalse.Derivative));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Max(Dual<V> a, Dual<V> b) => new(V.Max(a.Value, b.Value), Extreme(V.Greater(a.Value, b.Value), a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Min(Dual<V> a, Dual<V> b) => new(V.Min(a.Value, b.Value), Extreme(V.Less(a.Value, b.Value), a, b));

    /// <summary>Of equal operands each has half the slope: PyTorch's choice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Extreme(V first, Dual<V> a, Dual<V> b)
        => V.Select(V.Equal(a.Value, b.Value), (a.Derivative + b.Derivative) * V.Const(0.5), V.Select(first, a.Derivative, b.Derivative));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Abs(Dual<V> a) => new(V.Abs(a.Value), V.Select(V.Equal(a.Value, V.Zero), V.Zero, V.CopySign(V.One, a.Value) * a.Derivative));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Sqrt(Dual<V> a)
    {
        V root = V.Sqrt(a.Value);
        return new(root, a.Derivative / (root + root));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Floor(Dual<V> a) => new(V.Floor(a.Value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Ceiling(Dual<V> a) => new(V.Ceiling(a.Value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Truncate(Dual<V> a) => new(V.Truncate(a.Value), V.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Round(Dual<V> a) => new(V.Round(a.Value), V.Zero);

    /// <summary>The slope is ±1: whether the signs of a and b agree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> CopySign(Dual<V> a, Dual<V> b)
    {
        V result = V.CopySign(a.Value, b.Value);
        return new(result, V.Select(V.Equal(result, a.Value), a.Derivative, -a.Derivative));
    }

    /// <summary>Bit patterns, constant between integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Pow2(Dual<V> n) => new(V.Pow2(n.Value), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> SplitExponent(Dual<V> a, out Dual<V> mantissa)
    {
        V exponent = V.SplitExponent(a.Value, out V m);
        mantissa = new(m, a.Derivative * (m / a.Value));
        return new(exponent, V.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Scale(Dual<V> a, Dual<V> n) => new(V.Scale(a.Value, n.Value), V.Scale(a.Derivative, n.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Clamp(Dual<V> a, Dual<V> low, Dual<V> high) => Select(Less(a, low), low, Select(Less(high, a), high, a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Each<F>(Dual<V> a) where F : struct, IElementFunction => new(V.Each<F>(a.Value), V.Each<SlopeOf<F>>(a.Value) * a.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Each<F>(Dual<V> a, Dual<V> b) where F : struct, IElementFunction2
        => new(V.Each<F>(a.Value, b.Value), V.Each<SlopeX<F>>(a.Value, b.Value) * a.Derivative + V.Each<SlopeY<F>>(a.Value, b.Value) * b.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Patch<F>(Dual<V> condition, Dual<V> a, Dual<V> otherwise) where F : struct, IElementFunction
        => Select(condition, Each<F>(a), otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> ShiftLeft(Dual<V> a, Dual<V> count) => new(V.ShiftLeft(a.Value, count.Value), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> ShiftRight(Dual<V> a, Dual<V> count) => new(V.ShiftRight(a.Value, count.Value), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Exp(Dual<V> a)
    {
        V e = V.Exp(a.Value);
        return new(e, e * a.Derivative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Expm1(Dual<V> a)
    {
        V e = V.Expm1(a.Value);
        return new(e, (e + V.One) * a.Derivative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Log(Dual<V> a) => new(V.Log(a.Value), a.Derivative / a.Value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Log1p(Dual<V> a) => new(V.Log1p(a.Value), a.Derivative / (V.One + a.Value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Sin(Dual<V> a) => new(V.Sin(a.Value), V.Cos(a.Value) * a.Derivative);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Cos(Dual<V> a) => new(V.Cos(a.Value), -(V.Sin(a.Value) * a.Derivative));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Tan(Dual<V> a)
    {
        V t = V.Tan(a.Value);
        return new(t, V.MulAdd(t, t, V.One) * a.Derivative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Atan(Dual<V> a) => new(V.Atan(a.Value), a.Derivative / V.MulAdd(a.Value, a.Value, V.One));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Asin(Dual<V> a) => new(V.Asin(a.Value), a.Derivative / V.Sqrt(V.One - a.Value * a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Acos(Dual<V> a) => new(V.Acos(a.Value), -a.Derivative / V.Sqrt(V.One - a.Value * a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Sinh(Dual<V> a) => new(V.Sinh(a.Value), V.Cosh(a.Value) * a.Derivative);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Dual<V> Cosh(Dual<V> a) => new(V.Cosh(a.Value), V.Sinh(a.Value) * a.Derivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Asinh(Dual<V> a) => new(V.Asinh(a.Value), a.Derivative / V.Sqrt(V.MulAdd(a.Value, a.Value, V.One)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Acosh(Dual<V> a) => new(V.Acosh(a.Value), a.Derivative / V.Sqrt(V.MulAdd(a.Value, a.Value, -V.One)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Atanh(Dual<V> a) => new(V.Atanh(a.Value), a.Derivative / (V.One - a.Value * a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Tanh(Dual<V> a)
    {
        V t = V.Tanh(a.Value);
        return new(t, (V.One - t * t) * a.Derivative);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Erf(Dual<V> a)
        => new(V.Erf(a.Value), V.Const(1.12837916709551257390) * V.Exp(-(a.Value * a.Value)) * a.Derivative);

    /// <summary>b a^(b-1) da + a^b log(a) db, the second term left out where b is constant, so that a negative base works.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V> Pow(Dual<V> a, Dual<V> b)
    {
        V power = V.Pow(a.Value, b.Value);
        V byBase = V.Select(V.Equal(b.Value, V.Zero), V.Zero, b.Value * V.Pow(a.Value, b.Value - V.One) * a.Derivative);
        V byExponent = V.Select(V.Equal(b.Derivative, V.Zero) | V.Equal(power, V.Zero), V.Zero, power * V.Log(a.Value) * b.Derivative);
        return new(power, byBase + byExponent);
    }
}
