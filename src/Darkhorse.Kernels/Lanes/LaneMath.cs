using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// The elementary functions, each written once over the primitives of <see cref="ILanes{V}"/>. Error bounds are in units in the last place (ULP)
/// of the lane's precision, checked by the ULP laws.
/// </summary>
public static partial class LaneMath
{
    const double Ln2High = 0.693359375, Ln2Low = -2.12194440054690583e-4; // Ln2High has 9 bits: n * Ln2High is exact

    const double Ln2HighDouble = 6.93147180369123816490e-01, Ln2LowDouble = 1.90821492927058770002e-10;

    /// <summary>Whether the lanes are complex numbers, for functions that are no members of <see cref="ILanes{V}"/>; a constant to the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsComplex<V>() where V : struct, ILanes<V>
        => typeof(V) == typeof(ComplexLanes<Lane<float>>) || typeof(V) == typeof(ComplexLanes<Lane<double>>);

    /// <summary>p z^2 + c1 z + c0 and its longer forms: the next coefficients of a polynomial, highest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Horner<V>(V z, V p, double c1, double c0) where V : struct, ILanes<V> => V.MulAdd(V.MulAdd(p, z, V.Const(c1)), z, V.Const(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Horner<V>(V z, V p, double c0) where V : struct, ILanes<V> => V.MulAdd(p, z, V.Const(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Horner<V>(V z, V p, double c2, double c1, double c0) where V : struct, ILanes<V> => Horner(z, V.MulAdd(p, z, V.Const(c2)), c1, c0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Horner<V>(V z, V p, double c3, double c2, double c1, double c0) where V : struct, ILanes<V> => Horner(z, Horner(z, p, c3, c2), c1, c0);

    /// <summary>e^a. At most 1 ULP (2 for results below the normal range). Taylor polynomial on |r| &lt;= ln 2 / 2 after a = n ln 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V a) where V : struct, ILanes<V>
    {
        // Outside these bounds the result is 0 or infinity; clamping keeps the exponent arithmetic in range and lets nan pass.
        bool single = V.Precision == 24;
        V x = V.Clamp(a, V.Const(single ? -104 : -746), V.Const(single ? 89 : 710));
        V n = V.Round(x * V.Const(1.44269504088896340736));
        V r = V.MulAdd(n, V.Const(single ? -Ln2High : -Ln2HighDouble), x);
        r = V.MulAdd(n, V.Const(single ? -Ln2Low : -Ln2LowDouble), r);
        return V.Scale(V.MulAdd(ExpPolynomial(r) * r, r, r) + V.One, n);
    }

    /// <summary>2^a. At most 1 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2<V>(V a) where V : struct, ILanes<V>
    {
        if (IsComplex<V>()) return V.Exp(a * V.Const(0.69314718055994530942));
        bool single = V.Precision == 24;
        V x = V.Clamp(a, V.Const(single ? -151 : -1076), V.Const(single ? 129 : 1025));
        V n = V.Round(x);
        V r = (x - n) * V.Const(0.69314718055994530942);
        return V.Scale(V.MulAdd(ExpPolynomial(r) * r, r, r) + V.One, n);
    }

    /// <summary>(e^r - 1 - r) / r^2 for |r| &lt;= ln 2 / 2: in float a Chebyshev fit, in double Taylor's series; below a tenth of an ULP of e^r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ExpPolynomial<V>(V r) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
            return Horner(r, V.Const(0.00139262508314976117), 0.0083632328836826182, 0.0416665542129841503, 0.166665766661199283, 0.5);
        V p = Horner(r, V.Const(1.0 / 6227020800), 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880);
        p = Horner(r, p, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120);
        return Horner(r, p, 1.0 / 24, 1.0 / 6, 0.5);
    }

    /// <summary>e^a - 1 without cancellation near 0. At most 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V>(V a) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V x = V.Clamp(a, V.Const(single ? -20 : -40), V.Const(single ? 89 : 710));
        V n = V.Round(x * V.Const(1.44269504088896340736));
        V r = V.MulAdd(n, V.Const(single ? -Ln2High : -Ln2HighDouble), x);
        r = V.MulAdd(n, V.Const(single ? -Ln2Low : -Ln2LowDouble), r);
        V e = V.MulAdd(ExpPolynomial(r) * r, r, r);                  // e^r - 1
        // 2^n (e + 1) - 1 = 2 (2^(n-1) e + (2^(n-1) - 1/2)); halving keeps n = 128 in range.
        V scale = V.Pow2(n - V.One);
        V result = V.MulAdd(scale, e, scale - V.Const(0.5));
        return V.Select(V.Equal(n, V.Zero), V.Select(V.Equal(a, V.Zero), a, e), result + result);
    }

    /// <summary>Natural logarithm. At most 1 ULP. s = f / (2 + f) and an odd series in s, after a = 2^k (1 + f); the scheme of fdlibm's e_log.c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V a) where V : struct, ILanes<V>
    {
        V k = SplitAroundOne(a, out V m);
        return LogSpecialCases(a, LogOfOnePlus(m - V.One, k, V.Zero));
    }

    /// <summary>log2. At most 2 ULP; exact for powers of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2<V>(V a) where V : struct, ILanes<V>
    {
        if (IsComplex<V>()) return V.Log(a) * V.Const(1.44269504088896340736);
        V k = SplitAroundOne(a, out V m);
        return LogSpecialCases(a, V.MulAdd(LogOfOnePlus(m - V.One, V.Zero, V.Zero), V.Const(1.44269504088896340736), k));
    }

    /// <summary>log10. At most 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log10<V>(V a) where V : struct, ILanes<V>
    {
        if (IsComplex<V>()) return V.Log(a) * V.Const(0.43429448190325182765);
        bool single = V.Precision == 24;
        V k = SplitAroundOne(a, out V m);
        V low = V.MulAdd(LogOfOnePlus(m - V.One, V.Zero, V.Zero), V.Const(0.43429448190325182765), k * V.Const(single ? 7.90341518e-7 : 3.69423907715893078616e-13));
        return LogSpecialCases(a, V.MulAdd(k, V.Const(single ? 0.3010292053222656 : 3.01029995663611771306e-01), low));
    }

    /// <summary>log(1 + a) without cancellation near 0. At most 2 ULP: the rounding error of 1 + a, divided by 1 + a, is added to its logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V>(V a) where V : struct, ILanes<V>
    {
        V u = V.One + a;
        V correction = (a - (u - V.One)) / u;
        V k = SplitAroundOne(u, out V m);
        return V.Select(V.Equal(a, V.Zero), a, LogSpecialCases(u, LogOfOnePlus(m - V.One, k, correction)));
    }

    /// <summary>a = 2^k m with m in [sqrt(1/2), sqrt(2)], denormals included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V SplitAroundOne<V>(V a, out V m) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V tiny = V.Less(a, V.Const(single ? 1.17549435e-38 : 2.2250738585072014e-308));
        V x = V.Select(tiny, a * V.Const(single ? 16777216.0 : 18014398509481984.0), a);
        V k = V.SplitExponent(x, out m) - V.Select(tiny, V.Const(single ? 24 : 54), V.Zero);
        V large = V.Greater(m, V.Const(1.41421356237309504880));
        m = V.Select(large, m * V.Const(0.5), m);
        return V.Select(large, k + V.One, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LogSpecialCases<V>(V a, V result) where V : struct, ILanes<V>
    {
        result = V.Select(V.Equal(a, V.Zero), V.Const(double.NegativeInfinity), result);
        result = V.Select(V.Equal(a, V.Const(double.PositiveInfinity)), a, result);
        return V.Select(V.GreaterOrEqual(a, V.Zero), result, V.Const(double.NaN));
    }

    /// <summary>log(1 + f) + k ln 2 + correction, for 1 + f in [sqrt(1/2), sqrt(2)].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LogOfOnePlus<V>(V f, V k, V correction) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V s = f / (V.Const(2) + f);
        V z = s * s;
        V p;
        if (single)
        {
            p = V.MulAdd(V.Const(2.0 / 11), z, V.Const(2.0 / 9));
        }
        else
        {
            p = V.MulAdd(V.Const(2.0 / 23), z, V.Const(2.0 / 21));
            p = V.MulAdd(p, z, V.Const(2.0 / 19));
            p = V.MulAdd(p, z, V.Const(2.0 / 17));
            p = V.MulAdd(p, z, V.Const(2.0 / 15));
            p = V.MulAdd(p, z, V.Const(2.0 / 13));
            p = V.MulAdd(p, z, V.Const(2.0 / 11));
            p = V.MulAdd(p, z, V.Const(2.0 / 9));
        }
        p = V.MulAdd(p, z, V.Const(2.0 / 7));
        p = V.MulAdd(p, z, V.Const(2.0 / 5));
        p = V.MulAdd(p, z, V.Const(2.0 / 3)) * z;
        V halfSquare = V.Const(0.5) * f * f;
        V low = V.MulAdd(k, V.Const(single ? Ln2Low : Ln2LowDouble), V.MulAdd(s, halfSquare + p, correction));
        return V.MulAdd(k, V.Const(single ? Ln2High : Ln2HighDouble), f - (halfSquare - low));
    }
}
