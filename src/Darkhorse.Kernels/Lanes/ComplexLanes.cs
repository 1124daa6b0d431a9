using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>Complex numbers as two real lanes. Order is not defined on them: ops that compare do not list complex dtypes.</summary>
public readonly partial struct ComplexLanes<R>(R real, R imaginary) : ILanes<ComplexLanes<R>> where R : struct, ILanes<R>
{
    public readonly R Real = real, Imaginary = imaginary;

    public static int Precision => R.Precision;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<R> Const(double value) => new(R.Const(value), R.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> Param(Scalar value)
    {
        Complex z = value.ToComplex();
        return new(R.Const(z.Real), R.Const(z.Imaginary));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator +(ComplexLanes<R> a, ComplexLanes<R> b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator -(ComplexLanes<R> a, ComplexLanes<R> b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator *(ComplexLanes<R> a, ComplexLanes<R> b)
        => new(a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);

    /// <summary>Scaled by the divisor's larger part, so that it neither overflows nor vanishes on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator /(ComplexLanes<R> a, ComplexLanes<R> b)
    {
        R absReal = R.Abs(b.Real), absImaginary = R.Abs(b.Imaginary);
        R realLarger = R.GreaterOrEqual(absReal, absImaginary);
        R ratio = R.Select(realLarger, b.Imaginary / b.Real, b.Real / b.Imaginary);
        R scale = R.One / R.Select(realLarger, b.Real + b.Imaginary * ratio, b.Imaginary + b.Real * ratio);
        R re = R.Select(realLarger, a.Real + a.Imaginary * ratio, a.Real * ratio + a.Imaginary) * scale;
        R im = R.Select(realLarger, a.Imaginary - a.Real * ratio, a.Imaginary * ratio - a.Real) * scale;
        R zero = R.Equal(absReal, R.Zero) & R.Equal(absImaginary, R.Zero);
        return new(R.Select(zero, a.Real / absReal, re), R.Select(zero, a.Imaginary / absReal, im));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<R> operator -(ComplexLanes<R> a) => new(-a.Real, -a.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator &(ComplexLanes<R> a, ComplexLanes<R> b) => new(a.Real & b.Real, a.Imaginary & b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator |(ComplexLanes<R> a, ComplexLanes<R> b) => new(a.Real | b.Real, a.Imaginary | b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> operator ^(ComplexLanes<R> a, ComplexLanes<R> b) => new(a.Real ^ b.Real, a.Imaginary ^ b.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<R> operator ~(ComplexLanes<R> a) => new(~a.Real, ~a.Imaginary);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> MulAdd(ComplexLanes<R> a, ComplexLanes<R> b, ComplexLanes<R> c) => a * b + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> Equal(ComplexLanes<R> a, ComplexLanes<R> b)
    {
        R both = R.Equal(a.Real, b.Real) & R.Equal(a.Imaginary, b.Imaginary);
        return new(both, both);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<R> Select(ComplexLanes<R> condition, ComplexLanes<R> whenTrue, ComplexLanes<R> whenFalse)
        => new(R.Select(condition.Real, whenTrue.Real, whenFalse.Real), R.Select(condition.Real, whenTrue.Imaginary, whenFalse.Imaginary));

    public static ComplexLanes<R> Conj(ComplexLanes<R> a) => new(a.Real, -a.Imaginary);

    public static ComplexLanes<R> Less(ComplexLanes<R> a, ComplexLanes<R> b) => NoOrder();
    public static ComplexLanes<R> LessOrEqual(ComplexLanes<R> a, ComplexLanes<R> b) => NoOrder();
    public static ComplexLanes<R> Max(ComplexLanes<R> a, ComplexLanes<R> b) => NoOrder();
    public static ComplexLanes<R> Min(ComplexLanes<R> a, ComplexLanes<R> b) => NoOrder();
    public static ComplexLanes<R> Floor(ComplexLanes<R> a) => NoOrder();
    public static ComplexLanes<R> Ceiling(ComplexLanes<R> a) => NoOrder();
    public static ComplexLanes<R> Truncate(ComplexLanes<R> a) => NoOrder();
    public static ComplexLanes<R> Round(ComplexLanes<R> a) => NoOrder();
    public static ComplexLanes<R> CopySign(ComplexLanes<R> a, ComplexLanes<R> b) => NoOrder();
    public static ComplexLanes<R> Pow2(ComplexLanes<R> n) => NoOrder();
    public static ComplexLanes<R> Scale(ComplexLanes<R> a, ComplexLanes<R> n) => NoOrder();
    public static ComplexLanes<R> Clamp(ComplexLanes<R> a, ComplexLanes<R> low, ComplexLanes<R> high) => NoOrder();
    public static ComplexLanes<R> Each<F>(ComplexLanes<R> a) where F : struct, IElementFunction => NoOrder();
    public static ComplexLanes<R> Each<F>(ComplexLanes<R> a, ComplexLanes<R> b) where F : struct, IElementFunction2 => NoOrder();
    public static ComplexLanes<R> Patch<F>(ComplexLanes<R> condition, ComplexLanes<R> a, ComplexLanes<R> otherwise) where F : struct, IElementFunction
        => NoOrder();
    public static ComplexLanes<R> ShiftLeft(ComplexLanes<R> a, ComplexLanes<R> count) => NoOrder();
    public static ComplexLanes<R> ShiftRight(ComplexLanes<R> a, ComplexLanes<R> count) => NoOrder();
    public static ComplexLanes<R> Erf(ComplexLanes<R> a) => NoOrder();

    public static ComplexLanes<R> SplitExponent(ComplexLanes<R> a, out ComplexLanes<R> mantissa)
    {
        mantissa = default;
        return NoOrder();
    }

    /// <summary>The modulus, as a complex number without imaginary part: the larger part times sqrt(1 + ratio^2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<R> Abs(ComplexLanes<R> a) => new(Modulus(a), R.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static R Modulus(ComplexLanes<R> a)
    {
        R x = R.Abs(a.Real), y = R.Abs(a.Imaginary);
        R large = R.Max(x, y), small = R.Min(x, y);
        R ratio = small / large;
        R modulus = large * R.Sqrt(R.MulAdd(ratio, ratio, R.One));
        modulus = R.Select(R.Equal(large, R.Zero), large, modulus);
        R infinite = R.Equal(x, R.Const(double.PositiveInfinity)) | R.Equal(y, R.Const(double.PositiveInfinity));
        return R.Select(infinite, R.Const(double.PositiveInfinity), modulus);
    }

    /// <summary>sqrt with the cut along the negative real axis: re = sqrt((|a| + |x|) / 2), im = y / (2 re), exchanged for x &lt; 0.</summary>
    public static ComplexLanes<R> Sqrt(ComplexLanes<R> a)
    {
        R t = R.Sqrt((Modulus(a) + R.Abs(a.Real)) * R.Const(0.5));
        R other = R.Select(R.Equal(t, R.Zero), R.Abs(a.Imaginary), R.Abs(a.Imaginary) / (t + t));
        R right = R.GreaterOrEqual(a.Real, R.Zero);
        return new(R.Select(right, t, other), R.CopySign(R.Select(right, other, t), a.Imaginary));
    }

    static ComplexLanes<R> NoOrder([CallerMemberName] string? function = null)
        => throw new NotSupportedException($"{function} is not defined for complex lanes");
}
