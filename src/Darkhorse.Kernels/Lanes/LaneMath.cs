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

    /// <summary>e^a. At most 1 ULP (2 for results below the normal range). Taylor polynomial on |r| &lt;= ln 2 / 2 after a = n ln 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V a) where V : struct, ILanes<V>
    {
        // Outside these bounds the result is 0 or infinity; clamping keeps the exponent arithmetic in range and lets nan pass.
        bool single = V.Precision == 24;
        V x = V.Min(V.Max(a, V.Const(single ? -104 : -746)), V.Const(single ? 89 : 710));
        V n = V.Round(x * V.Const(1.44269504088896340736));
        V r = V.MulAdd(n, V.Const(single ? -Ln2High : -Ln2HighDouble), x);
        r = V.MulAdd(n, V.Const(single ? -Ln2Low : -Ln2LowDouble), r);
        V p = V.MulAdd(ExpPolynomial(r) * r, r, r) + V.One;
        // 2^n in two factors, so that the denormal results and the last binade are reached.
        V half = V.Floor(n * V.Const(0.5));
        return p * V.Pow2(half) * V.Pow2(n - half);
    }

    /// <summary>(e^r - 1 - r) / r^2 for |r| &lt;= ln 2 / 2: 1/2 + r/6 + r^2/24 + …, truncated below a tenth of an ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ExpPolynomial<V>(V r) where V : struct, ILanes<V>
    {
        V p;
        if (V.Precision == 24)
        {
            p = V.MulAdd(V.Const(1.0 / 5040), r, V.Const(1.0 / 720));
        }
        else
        {
            p = V.MulAdd(V.Const(1.0 / 6227020800), r, V.Const(1.0 / 479001600));
            p = V.MulAdd(p, r, V.Const(1.0 / 39916800));
            p = V.MulAdd(p, r, V.Const(1.0 / 3628800));
            p = V.MulAdd(p, r, V.Const(1.0 / 362880));
            p = V.MulAdd(p, r, V.Const(1.0 / 40320));
            p = V.MulAdd(p, r, V.Const(1.0 / 5040));
            p = V.MulAdd(p, r, V.Const(1.0 / 720));
        }
        p = V.MulAdd(p, r, V.Const(1.0 / 120));
        p = V.MulAdd(p, r, V.Const(1.0 / 24));
        p = V.MulAdd(p, r, V.Const(1.0 / 6));
        return V.MulAdd(p, r, V.Const(0.5));
    }

    /// <summary>e^a - 1 without cancellation near 0. At most 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V>(V a) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V x = V.Min(V.Max(a, V.Const(single ? -20 : -40)), V.Const(single ? 89 : 710));
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
        bool single = V.Precision == 24;
        V tiny = V.Less(a, V.Const(single ? 1.17549435e-38 : 2.2250738585072014e-308));
        V x = V.Select(tiny, a * V.Const(single ? 16777216.0 : 18014398509481984.0), a);
        V k = V.SplitExponent(x, out V m) - V.Select(tiny, V.Const(single ? 24 : 54), V.Zero);
        V large = V.Greater(m, V.Const(1.41421356237309504880));
        m = V.Select(large, m * V.Const(0.5), m);
        k = V.Select(large, k + V.One, k);
        V result = LogOfOnePlus(m - V.One, k, V.Zero);
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

    /// <summary>tanh. At most 2 ULP: t / (t + 2) with t = expm1(2|a|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Min(V.Abs(a), V.Const(22)); // tanh(22) rounds to 1; keeps expm1 finite
        V t = V.Expm1(x + x);
        return V.CopySign(t / (t + V.Const(2)), a);
    }
}
