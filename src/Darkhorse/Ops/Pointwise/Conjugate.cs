using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The complex conjugate of each element.</summary>
[Op("conj_physical")]
public readonly struct Conj : IUnary
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Conj(x);

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.conj();
}
