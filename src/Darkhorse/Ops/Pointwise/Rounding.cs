using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The largest integer that is not above each element.</summary>
[Op("floor")]
public readonly struct Floor : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x) => Errors.NoComplex(x, "floor is not supported for complex inputs");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Floor(x);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

/// <summary>The smallest integer that is not below each element.</summary>
[Op("ceil")]
public readonly struct Ceil : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x) => Errors.NoComplex(x, "ceil is not supported for complex inputs");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Ceiling(x);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

/// <summary>Each element without its fraction.</summary>
[Op("trunc")]
[Op("fix")]
public readonly struct Trunc : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x) => Errors.NoComplex(x, "trunc is not supported for complex inputs");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Truncate(x);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

/// <summary>The fraction of each element, with its sign.</summary>
[Op("frac")]
public readonly struct Frac : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x - V.Truncate(x);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad;
}

/// <summary>Each element rounded to <paramref name="decimals"/> decimals, halves to even; negative decimals round tens, hundreds, …</summary>
[Op("round")]
[Op("special.round", Variants.Function)]
public readonly struct Round(long decimals = 0) : IUnary
{
    public static DTypes Domain => DTypes.Reals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        if (decimals == 0) return V.Round(x);
        V scale = V.Param(Math.Pow(10, Math.Abs(decimals)));
        return decimals > 0 ? V.Round(x * scale) / scale : V.Round(x / scale) * scale;
    }

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}
