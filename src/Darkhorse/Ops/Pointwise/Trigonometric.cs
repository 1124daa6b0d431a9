using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The sine of each element (radians).</summary>
[Op("sin")]
public readonly struct Sin : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Sin(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.cos().conj();
}

/// <summary>The cosine of each element (radians).</summary>
[Op("cos")]
public readonly struct Cos : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Cos(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -grad * x.sin().conj();
}

/// <summary>The tangent of each element (radians).</summary>
[Op("tan")]
public readonly struct Tan : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Tan(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (y * y + 1).conj();
}

/// <summary>The arc sine of each element, in [-pi/2, pi/2]; nan outside [-1, 1].</summary>
[Op("asin")]
[Op("arcsin")]
public readonly struct Asin : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Asin(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (1 - x * x).rsqrt().conj();
}

/// <summary>The arc cosine of each element, in [0, pi]; nan outside [-1, 1].</summary>
[Op("acos")]
[Op("arccos")]
public readonly struct Acos : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Acos(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -grad * (1 - x * x).rsqrt().conj();
}

/// <summary>The arc tangent of each element, in [-pi/2, pi/2].</summary>
[Op("atan")]
[Op("arctan", Variants.Function | Variants.Method | Variants.InPlace)]
public readonly struct Atan : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Atan(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (x * x + 1).conj();
}

/// <summary>Degrees as radians.</summary>
[Op("deg2rad")]
public readonly struct Deg2rad : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x * V.Const(Math.PI / 180);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (Math.PI / 180);
}

/// <summary>Radians as degrees.</summary>
[Op("rad2deg")]
public readonly struct Rad2deg : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x * V.Const(180 / Math.PI);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (180 / Math.PI);
}

/// <summary>sin(pi x) / (pi x), 1 at 0.</summary>
[Op("sinc")]
[Op("special.sinc")]
public readonly struct Sinc : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V p = x * V.Const(Math.PI);
        return V.Select(V.Equal(x, V.Zero), V.One, V.Sin(p) / p);
    }


    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var p = x * Math.PI;
        var slope = grad * ((p.cos() * p - p.sin()) / (p * x)).conj();
        return torch.where(x.eq(0), 0.0, slope);
    }
}
