using Darkhorse.Kernels.Numbers;

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

    /// <summary>The complex conjugate; real lanes are their own.</summary>
    static virtual V Conj(V a) => a;

    static virtual V One => V.Const(1);
    static virtual V Zero => V.Const(0);
    static virtual V NotEqual(V a, V b) => ~V.Equal(a, b);
    static virtual V Greater(V a, V b) => V.Less(b, a);
    static virtual V GreaterOrEqual(V a, V b) => V.LessOrEqual(b, a);
    static virtual V IsNaN(V a) => V.NotEqual(a, a);

    static virtual V Exp(V a) => LaneMath.Exp(a);
    static virtual V Expm1(V a) => LaneMath.Expm1(a);
    static virtual V Log(V a) => LaneMath.Log(a);
    static virtual V Log1p(V a) => LaneMath.Log1p(a);
    static virtual V Sin(V a) => LaneMath.Sin(a);
    static virtual V Cos(V a) => LaneMath.Cos(a);
    static virtual V Tan(V a) => V.Sin(a) / V.Cos(a);
    static virtual V Atan(V a) => LaneMath.Atan(a);
    static virtual V Tanh(V a) => LaneMath.Tanh(a);
    static virtual V Erf(V a) => LaneMath.Erf(a);
    static virtual V Pow(V a, V b) => LaneMath.Pow(a, b);
}
