using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Each element, with nan replaced by <paramref name="nan"/>, and the infinities by given numbers or the largest finite ones of the dtype.</summary>
[Op("nan_to_num")]
public readonly struct NanToNum(double nan = 0.0, double? posinf = null, double? neginf = null) : IUnary
{
    public static DTypes Domain => DTypes.RealsAndBool;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        if (V.Precision == 0) return x; // integers have none of these
        V high = V.Const(double.PositiveInfinity), low = V.Const(double.NegativeInfinity);
        V top = posinf is { } p ? V.Param(p) : V.Const(V.Precision == 24 ? float.MaxValue : double.MaxValue);
        V bottom = neginf is { } n ? V.Param(n) : V.Const(V.Precision == 24 ? float.MinValue : double.MinValue);
        V result = V.Select(V.Equal(x, high), top, V.Select(V.Equal(x, low), bottom, x));
        return V.Select(V.IsNaN(x), V.Param(nan), result);
    }

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.isfinite();
}
