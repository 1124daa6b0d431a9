using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>max(x, 0); nan stays nan.</summary>
[Op("relu")]
public readonly struct Relu : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Max(x, V.Zero);

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new PassWherePositive(), grad, y);
}

/// <summary>x where y &gt; 0, else 0: the derivative of relu from its result, in one pass.</summary>
public readonly struct PassWherePositive : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.LessOrEqual(y, V.Zero), V.Zero, x);

    public static Saves Saves => Saves.Other;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWherePositive(), grad, y);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => y.zeros_like();
}
