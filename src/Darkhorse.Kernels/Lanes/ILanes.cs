using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// A bundle of numbers computed at once: what an op body is written over. One body serves every width (512, 256, 128 bits, one element), complex
/// numbers, derivatives (<see cref="Dual{V}"/>) and source text (<see cref="Symbol"/>).
/// </summary>
/// <remarks>
/// Conditions are lanes too: a true lane has all bits set, and <see cref="Select"/>, <c>&amp;</c>, <c>|</c>, <c>^</c>, <c>~</c> work on bits, as they do on integers.
/// The functions below the primitives have one implementation each, in <see cref="LaneMath"/>, made of the primitives; Symbol and Dual say their own.
/// </remarks>
public interface ILanes<V> where V : struct, ILanes<V>
{
    /// <summary>Bits of the significand: 24 for float32, 53 for float64, 0 for integers. Chooses polynomials; a constant to the JIT.</summary>
    static abstract int Precision { get; }

    /// <summary>A literal of the formula.</summary>
    static abstract V Const(double value);

    /// <summary>A parameter of the op (a slope, a bound): as exact as the dtype holds it, and a kernel argument on a device.</summary>
    static abstract V Param(Scalar value);

    static abstract V operator +(V a, V b);
    static abstract V operator -(V a, V b);
    static abstract V operator *(V a, V b);
    static abstract V operator /(V a, V b);
    static abstract V operator -(V a);
    static abstract V operator &(V a, V b);
    static abstract V operator |(V a, V b);
    static abstract V operator ^(V a, V b);
    static abstract V operator ~(V a);

    /// <summary>a * b + c; rounded once where the processor has fused multiply-add, alike in every width.</summary>
    static abstract V MulAdd(V a, V b, V c);

    static abstract V Equal(V a, V b);
    static abstract V Less(V a, V b);
    static abstract V LessOrEqual(V a, V b);
    static abstract V Select(V condition, V whenTrue, V whenFalse);

    /// <summary>The larger; nan if either is nan.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller; nan if either is nan.</summary>
    static abstract V Min(V a, V b);

    static abstract V Abs(V a);
    static abstract V Sqrt(V a);
    static abstract V Floor(V a);
    static abstract V Ceiling(V a);
    static abstract V Truncate(V a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>a with the sign bit of b.</summary>
    static abstract V CopySign(V a, V b);

    /// <summary>2^n for an integer n (as a float) in the range of normal numbers.</summary>
    static abstract V Pow2(V n);

    /// <summary>Splits a positive normal number into m * 2^e with m in [1, 2).</summary>
    static abstract V SplitExponent(V a, out V mantissa);

    static abstract V ShiftLeft(V a, V count);

    /// <summary>Arithmetic for signed integers, logical for unsigned ones.</summary>
    static abstract V ShiftRight(V a, V count);

    /// <summary>a * 2^n for an integer n (as a float), rounded once also where the result is denormal, 0 or infinite. n at most twice the largest exponent of a normal number.</summary>
    static abstract V Scale(V a, V n);

    /// <summary>a, but not below low nor above high; nan stays nan. The bounds are no nans.</summary>
    static abstract V Clamp(V a, V low, V high);

    /// <summary>A function that has no formula over lanes, element by element.</summary>
    static abstract V Each<F>(V a) where F : struct, IElementFunction;

    static abstract V Each<F>(V a, V b) where F : struct, IElementFunction2;

    /// <summary>Element by element where the condition holds, <paramref name="otherwise"/> elsewhere: for the rare elements that a formula cannot serve.</summary>
    static abstract V Patch<F>(V condition, V a, V otherwise) where F : struct, IElementFunction;

    /// <summary>The complex conjugate; real lanes are their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Conj(V a) => a;

    static virtual V One { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => V.Const(1); }
    static virtual V Zero { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => V.Const(0); }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V NotEqual(V a, V b) => ~V.Equal(a, b);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Greater(V a, V b) => V.Less(b, a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V GreaterOrEqual(V a, V b) => V.LessOrEqual(b, a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V IsNaN(V a) => V.NotEqual(a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Exp(V a) => LaneMath.Exp(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Expm1(V a) => LaneMath.Expm1(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Log(V a) => LaneMath.Log(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Log1p(V a) => LaneMath.Log1p(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Sin(V a) => LaneMath.Sin(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Cos(V a) => LaneMath.Cos(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Tan(V a) => LaneMath.Tan(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Atan(V a) => LaneMath.Atan(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Asin(V a) => LaneMath.Asin(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Acos(V a) => LaneMath.Acos(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Sinh(V a) => LaneMath.Sinh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Cosh(V a) => LaneMath.Cosh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Asinh(V a) => LaneMath.Asinh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Acosh(V a) => LaneMath.Acosh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Atanh(V a) => LaneMath.Atanh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Tanh(V a) => LaneMath.Tanh(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Erf(V a) => LaneMath.Erf(a);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static virtual V Pow(V a, V b) => LaneMath.Pow(a, b);
}
