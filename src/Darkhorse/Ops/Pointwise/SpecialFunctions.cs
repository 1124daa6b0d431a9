using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The error function of each element.</summary>
[Op("erf")]
[Op("special.erf")]
public readonly struct Erf : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Erf(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (x * x).neg().exp() * 1.12837916709551257390;
}

/// <summary>1 - erf of each element, without cancellation.</summary>
[Op("erfc")]
[Op("special.erfc")]
public readonly struct Erfc : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => LaneMath.Erfc(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (x * x).neg().exp() * -1.12837916709551257390;
}

/// <summary>e^(x^2) erfc(x).</summary>
[Op("special.erfcx")]
public readonly struct Erfcx : IUnary
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => LaneMath.Erfcx(x);

    public static Saves Saves => Saves.Input | Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (2 * x * y - 1.12837916709551257390);
}

/// <summary>The inverse of erf: infinite at ±1, nan beyond.</summary>
[Op("erfinv")]
[Op("special.erfinv")]
public readonly struct Erfinv : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.ErfInverse>(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (y * y).exp() * 0.88622692545275801365;
}

/// <summary>The normal distribution function.</summary>
[Op("special.ndtr")]
public readonly struct Ndtr : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Const(0.5) * LaneMath.Erfc(x * V.Const(-0.70710678118654752440));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (x * x * -0.5).exp() * 0.39894228040143267794;
}

/// <summary>The normal quantile: the inverse of ndtr.</summary>
[Op("special.ndtri")]
public readonly struct Ndtri : IUnary
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.NormalQuantile>(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (y * y * 0.5).exp() * 2.50662827463100050242;
}

/// <summary>The logarithm of the normal distribution function.</summary>
[Op("special.log_ndtr")]
public readonly struct LogNdtr : IUnary
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V t = x * V.Const(0.70710678118654752440);
        V low = V.Log(V.Const(0.5) * LaneMath.Erfcx(-t)) - t * t;
        V high = V.Log1p(V.Const(-0.5) * LaneMath.Erfc(t));
        return V.Select(V.Less(x, -V.One), low, high);
    }

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / Elementwise.Unary(new Erfcx(), x * -0.70710678118654752440) * 0.79788456080286535588;
}

/// <summary>-x log x; 0 at 0, minus infinity below.</summary>
[Op("special.entr")]
public readonly struct Entr : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V inner = V.Select(V.Equal(x, V.Zero), V.Zero, V.Select(V.Less(x, V.Zero), V.Const(double.NegativeInfinity), -x * V.Log(x)));
        return V.Select(V.IsNaN(x), x, inner);
    }

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * torch.where(x < 0, double.NaN, -x.log() - 1);
}

/// <summary>log |gamma(x)|.</summary>
[Op("lgamma")]
[Op("special.gammaln")]
public readonly struct Lgamma : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.LogGamma>(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.digamma();
}

/// <summary>The derivative of log gamma.</summary>
[Op("digamma")]
[Op("special.digamma")]
[Op("special.psi")]
public readonly struct Digamma : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.Digamma>(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * GammaOps.Polygamma(1, x);
}

/// <summary>The modified Bessel function of the first kind, order 0.</summary>
[Op("i0")]
[Op("special.i0")]
public readonly struct I0 : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.I0>(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * Elementwise.Unary(new I1(), x);
}

/// <summary>The modified Bessel function of the first kind, order 1.</summary>
[Op("special.i1")]
public readonly struct I1 : IUnary
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.I1>(x);

    public static Saves Saves => Saves.Input | Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * torch.where(x.eq(0), 0.5, Elementwise.Unary(new I0(), x) - y / x);
}

/// <summary>e^-|x| times the modified Bessel function of order 0.</summary>
[Op("special.i0e")]
public readonly struct I0e : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.I0Scaled>(x);

    public static Saves Saves => Saves.Input | Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (Elementwise.Unary(new I1e(), x) - x.sgn() * y);
}

/// <summary>e^-|x| times the modified Bessel function of order 1.</summary>
[Op("special.i1e")]
public readonly struct I1e : IUnary
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<SpecialElements.I1Scaled>(x);

    public static Saves Saves => Saves.Input | Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * torch.where(x.eq(0), 0.5, Elementwise.Unary(new I0e(), x) - y * (x.sgn() + 1 / x));
}
