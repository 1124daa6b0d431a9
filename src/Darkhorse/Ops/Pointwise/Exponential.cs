using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The logistic function 1 / (1 + e^-x) of each element.</summary>
[Op("sigmoid")]
[Op("special.expit")]
[Op("special.sigmoid", Variants.Function | Variants.InPlace)]
public readonly struct Sigmoid : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.One / (V.One + V.Exp(-x));

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new SigmoidSlope(), grad, y);
}

/// <summary>grad y (1 - y): the gradient of sigmoid from its result, in one pass.</summary>
public readonly struct SigmoidSlope : IBinary
{
    public static DTypes Domain => DTypes.Fields;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * V.Conj(y * (V.One - y));

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new SigmoidSlope(), grad, y.conj());
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.conj() * x * (1 - 2 * y).conj();
}

/// <summary>log(x / (1 - x)), the inverse of sigmoid; with <paramref name="eps"/>, x is first clamped to [eps, 1 - eps].</summary>
[Op("logit")]
[Op("special.logit")]
public readonly struct Logit(double? eps = null) : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        if (eps is { } e) x = V.Min(V.Max(x, V.Param(e)), V.Param(1 - e));
        return V.Log(x / (V.One - x));
    }


    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var slope = grad / (x * (1 - x));
        var (low, high) = (eps ?? 0, 1 - (eps ?? 0));
        var inside = (x >= low).logical_and(x <= high);
        return torch.where(inside, slope, eps is null ? double.NaN : 0.0);
    }
}

/// <summary>e to the power of each element.</summary>
[Op("exp")]
public readonly struct Exp : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Exp(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * y.conj();
}

/// <summary>2 to the power of each element.</summary>
[Op("exp2")]
[Op("special.exp2")]
public readonly struct Exp2 : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => LaneMath.Exp2(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * y.conj() * 0.69314718055994530942;
}

/// <summary>e to the power of each element, minus 1, without cancellation near 0.</summary>
[Op("expm1")]
[Op("special.expm1")]
public readonly struct Expm1 : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Expm1(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (y.conj() + 1);
}

/// <summary>The natural logarithm of each element.</summary>
[Op("log")]
public readonly struct Log : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Log(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / x.conj();
}

/// <summary>The logarithm to base 2 of each element.</summary>
[Op("log2")]
public readonly struct Log2 : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => LaneMath.Log2(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (x.conj() * 0.69314718055994530942);
}

/// <summary>The logarithm to base 10 of each element.</summary>
[Op("log10")]
public readonly struct Log10 : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => LaneMath.Log10(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (x.conj() * 2.30258509299404568402);
}

/// <summary>The natural logarithm of 1 + x, without cancellation near 0.</summary>
[Op("log1p")]
[Op("special.log1p")]
public readonly struct Log1p : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Log1p(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (x.conj() + 1);
}

/// <summary>The hyperbolic tangent of each element.</summary>
[Op("tanh")]
public readonly struct Tanh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Tanh(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new TanhSlope(), grad, y);
}

/// <summary>grad (1 - y^2): the gradient of tanh from its result, in one pass.</summary>
public readonly struct TanhSlope : IBinary
{
    public static DTypes Domain => DTypes.Fields;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * V.Conj(V.One - y * y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new TanhSlope(), grad, y.conj());
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.conj() * x * y.conj() * -2;
}

/// <summary>The square root of each element.</summary>
[Op("sqrt")]
public readonly struct Sqrt : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Sqrt(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (2 * y.conj());
}

/// <summary>One over the square root of each element.</summary>
[Op("rsqrt")]
public readonly struct Rsqrt : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.One / V.Sqrt(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -0.5 * grad * (y * y * y).conj();
}
