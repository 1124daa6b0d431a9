using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

public static partial class LaneMath
{
    /// <summary>sin. At most 2 ULP. Beyond |a| = 30,000 (float) or 10^6 (double) element by element, where the reduction needs more of pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V>(V a) where V : struct, ILanes<V>
    {
        V n = V.Round(a * V.Const(0.63661977236758134308));
        V r = ReduceHalfPi(a, n, out V low);
        V result = V.Select(V.Equal(a, V.Zero), a, SinOfQuadrant(r, low, n));
        return V.Patch<LargeSin>(V.Greater(V.Abs(a), LargestReduced<V>()), a, result);
    }

    /// <summary>cos: the sine, a quadrant further. At most 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V>(V a) where V : struct, ILanes<V>
    {
        V n = V.Round(a * V.Const(0.63661977236758134308));
        V r = ReduceHalfPi(a, n, out V low);
        return V.Patch<LargeCos>(V.Greater(V.Abs(a), LargestReduced<V>()), a, SinOfQuadrant(r, low, n + V.One));
    }

    /// <summary>tan = sin / cos of the reduced argument, or -cos / sin in odd quadrants. At most 4 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tan<V>(V a) where V : struct, ILanes<V>
    {
        V n = V.Round(a * V.Const(0.63661977236758134308));
        V r = ReduceHalfPi(a, n, out V low);
        V z = r * r;
        V sin = SinNearZero(r, low, z), cos = CosNearZero(r, low, z);
        V half = n * V.Const(0.5);
        V odd = V.NotEqual(V.Floor(half), half);
        V result = V.Select(odd, -cos, sin) / V.Select(odd, sin, cos);
        return V.Patch<LargeTan>(V.Greater(V.Abs(a), LargestReduced<V>()), a, V.Select(V.Equal(a, V.Zero), a, result));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LargestReduced<V>() where V : struct, ILanes<V> => V.Const(V.Precision == 24 ? 30_000 : 1_000_000);

    /// <summary>
    /// a - n pi/2 as r + low (Cody and Waite). pi/2 in three parts: the products with the first are multiples of its last bit, so that with fused
    /// multiply-add the first difference is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ReduceHalfPi<V>(V a, V n, out V low) where V : struct, ILanes<V>
    {
        bool single = V.Precision == 24;
        V second = V.Const(single ? 4.371138828673793e-08 : -6.123233995736766e-17);
        V first = V.MulAdd(n, V.Const(single ? -1.5707963705062866 : -1.5707963267948966), a);
        V r = V.MulAdd(n, second, first);
        low = V.MulAdd(n, second, first - r);
        low = V.MulAdd(n, V.Const(single ? 1.7151244994428829e-15 : 1.4973849048591698e-33), low);
        return r;
    }

    /// <summary>sin(r + low + n pi/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V SinOfQuadrant<V>(V r, V low, V n) where V : struct, ILanes<V>
    {
        V z = r * r;
        V half = n * V.Const(0.5);
        V floor = V.Floor(half);
        V quarter = floor * V.Const(0.5);
        V y = V.Select(V.Equal(floor, half), SinNearZero(r, low, z), CosNearZero(r, low, z));
        return V.Select(V.Equal(V.Floor(quarter), quarter), y, -y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V SinNearZero<V>(V r, V low, V z) where V : struct, ILanes<V> => V.MulAdd(r * z, SinPolynomial(z), low) + r;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V CosNearZero<V>(V r, V low, V z) where V : struct, ILanes<V>
    {
        V half = z * V.Const(0.5);
        V w = V.One - half;
        return w + ((V.One - w - half) + V.MulAdd(z * z, CosPolynomial(z), -(r * low)));
    }

    /// <summary>(sin r - r) / r^3 in z = r^2 on |r| &lt;= pi/4; Chebyshev fit, error below a quarter ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V SinPolynomial<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(-0.0001958537320669302092);
            q = Horner(z, q, 0.008332736559177130246, -0.1666666460175411432);
            return q;
        }
        V p = V.Const(1.591672619388933742e-10);
        p = Horner(z, p, -2.505111227257324366e-8, 2.755731600817155107e-6, -0.0001984126983657570903, 0.008333333333330827004);
        p = Horner(z, p, -0.166666666666666645);
        return p;
    }

    /// <summary>(cos r - 1 + r^2/2) / r^4 in z = r^2 on |r| &lt;= pi/4; Chebyshev fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V CosPolynomial<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(0.00002454541907835329532);
            q = Horner(z, q, -0.001388829130055693324, 0.04166666459882798012);
            return q;
        }
        V p = V.Const(-1.138175465366293676e-11);
        p = Horner(z, p, 2.087613402409014623e-9, -2.755731721268659012e-7, 0.00002480158729865129157, -0.001388888888888732124);
        p = Horner(z, p, 0.04166666666666666531);
        return p;
    }

    /// <summary>atan. At most 2 ULP: reduced to |t| &lt;= tan(pi/8) by atan x = pi/4 + atan((x - 1) / (x + 1)) and atan x = pi/2 - atan(1/x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Atan<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V large = V.Greater(x, V.Const(2.41421356237309504880)), middle = V.Greater(x, V.Const(0.41421356237309504880));
        V t = V.Select(large, V.Const(-1), V.Select(middle, x - V.One, x)) / V.Select(large, x, V.Select(middle, x + V.One, V.One));
        V z = t * t;
        V high = V.Select(large, V.Const(1.57079632679489661923), V.Select(middle, V.Const(0.78539816339744830962), V.Zero));
        V low = V.Select(large, V.Const(HalfPiLow<V>()), V.Select(middle, V.Const(HalfPiLow<V>() / 2), V.Zero));
        return V.CopySign(high + (V.MulAdd(t * z, AtanPolynomial(z), low) + t), a);
    }

    /// <summary>What the nearest number to pi/2 leaves of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double HalfPiLow<V>() where V : struct, ILanes<V> => V.Precision == 24 ? -4.371139000186243e-8 : 6.123233995736766e-17;

    /// <summary>(atan t - t) / t^3 in z = t^2 on |t| &lt;= tan(pi/8); Chebyshev fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V AtanPolynomial<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(-0.06449835224591495918);
            q = Horner(z, q, 0.1074309966767457026, -0.1426389711259867546, 0.1999953879477192146, -0.3333333175381696891);
            return q;
        }
        V p = V.Const(-0.01916206891590257395);
        p = Horner(z, p, 0.03921955253255129409, -0.05085030492810940543, 0.05858068756861510547, -0.06664502215671447104);
        p = Horner(z, p, 0.07692182535116648202, -0.09090904549884610954, 0.111111110145610136, -0.1428571428465789355);
        p = Horner(z, p, 0.199999999999954792, -0.3333333333333333013);
        return p;
    }

    /// <summary>The angle of the point (x, y), from -pi to pi; signs of zeros count. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Atan2<V>(V y, V x) where V : struct, ILanes<V>
    {
        V absX = V.Abs(x), absY = V.Abs(y);
        V steep = V.Greater(absY, absX);
        V small = V.Min(absX, absY), large = V.Max(absX, absY);
        V ratio = V.Select(V.Equal(large, V.Zero), V.Zero, V.Select(V.Equal(small, V.Const(double.PositiveInfinity)), V.One, small / large));
        V angle = V.Atan(ratio);
        angle = V.Select(steep, V.Const(1.57079632679489661923) - (angle - V.Const(HalfPiLow<V>())), angle);
        V left = V.Less(V.CopySign(V.One, x), V.Zero);
        angle = V.Select(left, V.Const(3.14159265358979323846) - (angle - V.Const(2 * HalfPiLow<V>())), angle);
        return V.CopySign(angle, y);
    }

    /// <summary>asin. At most 3 ULP; beyond 1/2 by asin x = pi/2 - 2 asin(sqrt((1 - x) / 2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Asin<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V large = V.Greater(x, V.Const(0.5));
        V p = AsinReduced(x, large);
        V far = V.Const(1.57079632679489661923) - (p + p - V.Const(HalfPiLow<V>()));
        return V.CopySign(V.Select(large, far, p), a);
    }

    /// <summary>acos. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Acos<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V large = V.Greater(x, V.Const(0.5));
        V p = AsinReduced(x, large);
        V twice = p + p, negative = V.Less(a, V.Zero);
        V far = V.Select(negative, V.Const(3.14159265358979323846) - (twice - V.Const(2 * HalfPiLow<V>())), twice);
        return V.Select(large, far, V.Const(1.57079632679489661923) - (V.CopySign(p, a) - V.Const(HalfPiLow<V>())));
    }

    /// <summary>asin x, or asin(sqrt((1 - x) / 2)) where x is large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V AsinReduced<V>(V x, V large) where V : struct, ILanes<V>
    {
        V z = V.Select(large, (V.One - x) * V.Const(0.5), x * x);
        V t = V.Select(large, V.Sqrt(z), x);
        return V.MulAdd(t * z, AsinPolynomial(z), t);
    }

    /// <summary>(asin t - t) / t^3 in z = t^2 on |t| &lt;= 1/2; Chebyshev fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V AsinPolynomial<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(0.03809396214804225545);
            q = Horner(z, q, 0.02655066296365747181, 0.04500189408829979795, 0.0749885296226208391, 0.1666667242770340847);
            return q;
        }
        V p = V.Const(0.02877844261259304085);
        p = Horner(z, p, -0.01488140939281806664, 0.01741935796488485717, 0.005450878187720549948, 0.01032431828874411205);
        p = Horner(z, p, 0.01147895269025738674, 0.01397123530112453915, 0.01735239126590922786, 0.02237217300200559739);
        p = Horner(z, p, 0.0303819441370852143, 0.04464285714637338088, 0.0749999999999842426, 0.1666666666666666783);
        return p;
    }

    readonly struct LargeSin : IElementFunction
    {
        public static string Name => "sinf";
        public static double Of(double x) => Math.Sin(x);
        public static double Slope(double x) => Math.Cos(x);
    }

    readonly struct LargeCos : IElementFunction
    {
        public static string Name => "cosf";
        public static double Of(double x) => Math.Cos(x);
        public static double Slope(double x) => -Math.Sin(x);
    }

    readonly struct LargeTan : IElementFunction
    {
        public static string Name => "tanf";
        public static double Of(double x) => Math.Tan(x);
        public static double Slope(double x) => 1 / (Math.Cos(x) * Math.Cos(x));
    }
}
