using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

public static partial class LaneMath
{
    /// <summary>
    /// a to the power of b, with C's special cases. At most 2 ULP: the logarithm and its product with b are kept in two parts each. Integers wrap around;
    /// their negative powers are 0 unless the base is 1 or -1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow<V>(V a, V b) where V : struct, ILanes<V>
    {
        if (V.Precision == 0) return V.Each<IntegerPower>(a, b);
        V x = V.Abs(a);
        V log = LogInTwoParts(x, out V logLow);
        V limit = V.Const(V.Precision == 24 ? 110 : 760); // e^limit is out of range
        V product = b * log;
        V low = V.MulAdd(b, log, -product) + b * logLow;
        V outside = V.Greater(V.Abs(product), limit);
        V power = ExpOfTwoParts(V.Clamp(product, -limit, limit), V.Select(outside, V.Zero, low));
        return PowSpecialCases(a, b, x, power);
    }

    /// <summary>log x as high + low, about twice as precise as one number; x positive, finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LogInTwoParts<V>(V x, out V low) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V k = SplitAroundOne(x, out V m);
        V f = m - V.One, d = m + V.One;
        V s = f / d;
        V sLow = (V.MulAdd(-s, d, f) - s * (m - (d - V.One))) / d;
        V z = s * s;
        V zLow = V.MulAdd(s, s, -z) + V.Const(2) * s * sLow;
        // log m = 2s + s u, u = z (2/3 + q), q = z (2/5 + 2z/7 + …)
        V q = LogSeries(z) * z;
        V third = V.Const(2.0 / 3);
        V p = third + q;
        V pLow = third - p + q + V.Const(single ? 2.0 / 3 - (double)(float)(2.0 / 3) : 3.7007434154171886e-17);
        V u = z * p;
        V uLow = V.MulAdd(z, p, -u) + V.MulAdd(z, pLow, zLow * p);
        V v = s * u;
        V vLow = V.MulAdd(s, u, -v) + V.MulAdd(s, uLow, sLow * u);
        V twice = s + s;
        V high = twice + v;
        V rest = twice - high + v + (vLow + sLow + sLow);
        V shift = k * V.Const(single ? Ln2High : Ln2HighDouble);
        V sum = shift + high;
        V back = sum - shift;
        rest += shift - (sum - back) + (high - back) + k * V.Const(single ? Ln2Low : Ln2LowDouble);
        V total = sum + rest;
        low = sum - total + rest;
        return total;
    }

    /// <summary>2/5 + 2z/7 + 2z^2/9 + … on z &lt;= 0.0295.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LogSeries<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24) return Horner(z, V.Const(2.0 / 11), 2.0 / 9, 2.0 / 7, 2.0 / 5);
        V p = Horner(z, V.Const(2.0 / 25), 2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17);
        p = Horner(z, p, 2.0 / 15, 2.0 / 13, 2.0 / 11);
        return Horner(z, p, 2.0 / 9, 2.0 / 7, 2.0 / 5);
    }

    /// <summary>e^(high + low) for a small low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ExpOfTwoParts<V>(V high, V low) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V n = V.Round(high * V.Const(1.44269504088896340736));
        V r = V.MulAdd(n, V.Const(single ? -Ln2High : -Ln2HighDouble), high);
        r = V.MulAdd(n, V.Const(single ? -Ln2Low : -Ln2LowDouble), r) + low;
        return V.Scale(V.MulAdd(ExpPolynomial(r) * r, r, r) + V.One, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V PowSpecialCases<V>(V a, V b, V x, V power) where V : struct, ILanes<V>
    {
        V infinity = V.Const(double.PositiveInfinity), zero = V.Zero, one = V.One;
        V grows = V.Greater(b, zero);
        power = V.Select(V.Equal(x, zero), V.Select(grows, zero, infinity), power);
        power = V.Select(V.Equal(x, infinity), V.Select(grows, infinity, zero), power);
        V bInfinite = V.Equal(V.Abs(b), infinity);
        power = V.Select(bInfinite, V.Select(V.Equal(V.Greater(x, one) & one, grows & one), infinity, zero), power);
        V floor = V.Floor(b);
        V half = b * V.Const(0.5);
        V odd = V.Equal(floor, b) & V.NotEqual(V.Floor(half), half);
        V negative = V.Less(V.CopySign(one, a), zero);
        power = V.Select(negative & odd, -power, power);
        V undefined = V.Less(a, zero) & V.NotEqual(floor, b) & ~V.Equal(x, infinity);
        power = V.Select(undefined, V.Const(double.NaN), power);
        power = V.Select(V.IsNaN(a) | V.IsNaN(b), V.Const(double.NaN), power);
        return V.Select(V.Equal(b, zero) | V.Equal(a, one) | (bInfinite & V.Equal(x, one)), one, power);
    }

    /// <summary>Integer powers by squaring.</summary>
    readonly struct IntegerPower : IElementFunction2
    {
        public static string Name => "dh_powi";

        public static T Of<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T>
        {
            if (y < T.Zero) return x == T.One ? T.One : x + T.One == T.Zero ? (T.IsOddInteger(y) ? x : T.One) : T.Zero;
            T result = T.One;
            for (ulong n = ulong.CreateTruncating(y); n != 0; n >>= 1)
            {
                if ((n & 1) != 0) result = unchecked(result * x);
                x = unchecked(x * x);
            }
            return result;
        }
    }
}
