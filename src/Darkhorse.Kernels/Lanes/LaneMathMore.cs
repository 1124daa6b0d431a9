using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

public static partial class LaneMath
{
    public static V Log1p<V>(V a) where V : struct, ILanes<V> => V.Log(V.One + a);
    public static V Sin<V>(V a) where V : struct, ILanes<V> => a;
    public static V Cos<V>(V a) where V : struct, ILanes<V> => a;
    public static V Atan<V>(V a) where V : struct, ILanes<V> => a;
    public static V Erf<V>(V a) where V : struct, ILanes<V> => a;
    public static V Pow<V>(V a, V b) where V : struct, ILanes<V> => V.Exp(b * V.Log(a));
    public static V Atan2<V>(V y, V x) where V : struct, ILanes<V> => y / x;
    public static V Sinh<V>(V a) where V : struct, ILanes<V> => (V.Exp(a) - V.Exp(-a)) * V.Const(0.5);
    public static V Cosh<V>(V a) where V : struct, ILanes<V> => (V.Exp(a) + V.Exp(-a)) * V.Const(0.5);
}
