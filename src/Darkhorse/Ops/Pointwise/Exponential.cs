namespace Darkhorse.Ops;

/// <summary>The logistic function 1 / (1 + e^-x) of each element.</summary>
[Op("sigmoid")]
public readonly struct Sigmoid : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.One / (V.One + V.Exp(-x));

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (y * (1 - y)).conj();
}

/// <summary>e to the power of each element.</summary>
[Op("exp")]
public readonly struct Exp : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Exp(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * y.conj();
}

/// <summary>The natural logarithm of each element.</summary>
[Op("log")]
public readonly struct Log : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Log(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / x.conj();
}

/// <summary>The hyperbolic tangent of each element.</summary>
[Op("tanh")]
public readonly struct Tanh : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Tanh(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (1 - y * y).conj();
}

/// <summary>The square root of each element.</summary>
[Op("sqrt")]
public readonly struct Sqrt : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Sqrt(x);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad / (2 * y.conj());
}
