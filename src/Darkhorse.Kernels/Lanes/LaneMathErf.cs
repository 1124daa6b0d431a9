using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

public static partial class LaneMath
{
    /// <summary>The error function. At most 2 ULP: a polynomial below 1; above, 1 - erfc, in float through a polynomial for log erfc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V near = V.MulAdd(x, ErfPolynomial(x * x), x);
        V far;
        if (V.Precision == 24)
        {
            V limited = V.Clamp(x, V.One, V.Const(4)); // erf(4) rounds to 1
            V p = V.Const(1.638637324875471326e-6);
            p = Horner(limited, p, -0.00004608744728982591373, 0.0005970529461310061693, -0.004760747710826218149, 0.02642437092729082886);
            p = Horner(limited, p, -0.1100856802918315137, -0.6318202467817905932, -1.130236722633357343, 0.0003209143829899536129);
            far = V.One - V.Exp(p);
            far = V.Select(V.IsNaN(a), a, far);
        }
        else
        {
            far = V.One - ErfcPositive(x);
        }
        return V.CopySign(V.Select(V.Less(x, V.One), near, far), a);
    }

    /// <summary>1 - erf without cancellation. At most 5 ULP while the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V y = ErfcPositive(x);
        V far = V.Select(V.Less(a, V.Zero), V.Const(2) - y, y);
        return V.Select(V.Less(x, V.Const(0.5)), V.One - V.MulAdd(a, ErfPolynomial(a * a), a), far);
    }

    /// <summary>e^(a^2) erfc(a): erfc without its decay. At most 5 ULP for a &gt;= 0; below, 2 e^(a^2) less that of |a|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfcx<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a), limited = V.Min(x, V.Const(28));
        V near = ErfcxPolynomial((limited - V.Const(4)) / (limited + V.Const(4))) / V.MulAdd(V.Const(2), limited, V.One);
        V inverse = V.One / x, w = V.Const(0.5) * inverse * inverse;
        // Beyond 28 the asymptotic series 1 - 1/2x^2 + 3/4x^4 - …, over x sqrt(pi).
        V far = V.Const(0.56418958354775628695) * inverse * (V.One - w * (V.One - V.Const(3) * w * (V.One - V.Const(5) * w)));
        V y = V.Select(V.Greater(x, V.Const(28)), far, near);
        V square = x * x;
        V e = V.Exp(square);
        return V.Select(V.Less(a, V.Zero), V.Const(2) * V.MulAdd(e, V.MulAdd(x, x, -square), e) - y, y);
    }

    /// <summary>erfc(x) = e^(-x^2) erfcx(x) for x &gt;= 0; the rounding error of x^2 is made good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ErfcPositive<V>(V x) where V : struct, ILanes<V>
    {
        V limited = V.Clamp(x, V.Zero, V.Const(V.Precision == 24 ? 11 : 28)); // beyond, the result is 0
        V square = limited * limited;
        V rest = V.MulAdd(limited, limited, -square);
        V e = V.Exp(-square);
        return (e - e * rest) * ErfcxPolynomial((limited - V.Const(4)) / (limited + V.Const(4))) / V.MulAdd(V.Const(2), limited, V.One);
    }

    /// <summary>The probability that a normal number lies beyond |x| on one side, from e^(-x^2 / 2): erfc(|x| / sqrt(2)) / 2. At most 5 ULP more than that has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalTail<V>(V x, V e) where V : struct, ILanes<V>
    {
        V limited = V.Min(V.Abs(x) * V.Const(0.70710678118654752440), V.Const(28));
        return V.Const(0.5) * e * ErfcxPolynomial((limited - V.Const(4)) / (limited + V.Const(4))) / V.MulAdd(V.Const(2), limited, V.One);
    }

    /// <summary>erf(x) / x - 1 in z = x^2 on [0, 1]; Chebyshev fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ErfPolynomial<V>(V z) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(0.00007875875062685488341);
            q = Horner(z, q, -0.0008016864287165869529, 0.005189087423433973986, -0.02685421201062641244, 0.1128359471516021773);
            q = Horner(z, q, -0.3761262666672033102, 0.128379165848350946);
            return q;
        }
        V p = V.Const(-7.795898827002142242e-10);
        p = Horner(z, p, 1.37200645467776856e-8, -1.62084838018717059e-7, 1.644742470331736241e-6, -0.00001492473690741966034);
        p = Horner(z, p, 0.0001205529490483970792, -0.0008548325975389692081, 0.005223977607116422732, -0.02686617064323777036);
        p = Horner(z, p, 0.1128379167094500627, -0.3761263890318354044, 0.1283791670955125665);
        return p;
    }

    /// <summary>(1 + 2x) e^(x^2) erfc(x) in t = (x - 4) / (x + 4) on x from 0 to 28; after Shepherd and Laframboise, Math. Comp. 36 (1981), fitted anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ErfcxPolynomial<V>(V t) where V : struct, ILanes<V>
    {
        if (V.Precision == 24)
        {
            V q = V.Const(-0.0004275579739899662881);
            q = Horner(t, q, -0.0005764741562912265726, 0.005369283364872742843, -0.01626829830610573097, 0.03697157437508313436);
            q = Horner(t, q, -0.06632402260245214904, 0.09378419294069810192, -0.1010378393256400428, 0.06809143747178742365);
            q = Horner(t, q, 0.01537949164167952935, -0.1396209417651955863, 1.232995120526158375);
            return q;
        }
        V p = V.Const(1.263782858042136885e-9);
        p = Horner(t, p, 1.868487385473519148e-9, -1.409198282255575514e-8, -1.799947545903142134e-8, 1.10059961986400576e-7);
        p = Horner(t, p, 7.471952780500971023e-8, -8.254699744871161395e-7, 2.937785494344378663e-7, 5.709784760966505606e-6);
        p = Horner(t, p, -0.00001122204631666900438, -0.00002439924428312987741, 0.0001506216970467835422, -0.0001992566843238915233);
        p = Horner(t, p, -0.0007577732973669146388, 0.005031969975753176307, -0.01619773405599448803, 0.03716751553777025414);
        p = Horner(t, p, -0.06633036581240950887, 0.0937328349983302227, -0.1010390660362945885, 0.06809705425469323556);
        p = Horner(t, p, 0.01537965210261955803, -0.1396211168405625179, 1.23299511862555251);
        return p;
    }
}
