namespace Darkhorse.Ops;

/// <summary>Sum of two elements.</summary>
[Op("add")]
public readonly struct Add : IBinary
{
    public static DTypes Domain => DTypes.All;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x + y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
}

/// <summary>Difference of two elements.</summary>
[Op("sub")]
[Op("subtract")]
public readonly struct Sub : IBinary
{
    public static DTypes Domain => DTypes.Numbers;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x - y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad;
}

/// <summary>Product of two elements.</summary>
[Op("mul")]
[Op("multiply")]
public readonly struct Mul : IBinary
{
    public static DTypes Domain => DTypes.All;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * y;

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * y.conj();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * x.conj();
}

/// <summary>Quotient of two elements, as floats: integers are converted first.</summary>
[Op("div")]
[Op("divide")]
[Op("true_divide")]
public readonly struct Div : IBinary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x / y;

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad / y.conj();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * (x / y / y).conj();
}

/// <summary>The element with the other sign.</summary>
[Op("neg")]
[Op("negative")]
public readonly struct Neg : IUnary
{
    public static DTypes Domain => DTypes.Numbers;
    public V Apply<V>(V x) where V : struct, ILanes<V> => -x;

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -grad;
}
