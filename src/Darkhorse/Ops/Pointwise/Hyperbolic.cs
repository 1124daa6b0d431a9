using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The hyperbolic sine of each element.</summary>
[Op("sinh")]
public readonly struct Sinh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Sinh(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.cosh().conj();
}

/// <summary>The hyperbolic cosine of each element.</summary>
[Op("cosh")]
public readonly struct Cosh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Cosh(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.sinh().conj();
}

/// <summary>The inverse hyperbolic sine of each element.</summary>
[Op("asinh")]
[Op("arcsinh")]
public readonly struct Asinh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Asinh(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (x * x + 1).rsqrt().conj();
}

/// <summary>The inverse hyperbolic cosine of each element; nan below 1.</summary>
[Op("acosh")]
[Op("arccosh")]
public readonly struct Acosh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Acosh(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * ((x - 1).rsqrt() * (x + 1).rsqrt()).conj();
}

/// <summary>The inverse hyperbolic tangent of each element; nan outside [-1, 1].</summary>
[Op("atanh")]
[Op("arctanh")]
public readonly struct Atanh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Atanh(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (1 - x * x).conj();
}
