using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

public static partial class LaneMath
{
    /// <summary>sinh. At most 3 ULP: (t + t / (t + 1)) / 2 with t = expm1|a|; from 20 on e^|a| / 2, in two factors, so that it is finite as long as it can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sinh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V t = V.Expm1(V.Min(x, V.Const(20)));
        V near = V.Const(0.5) * (t + t / (t + V.One));
        V root = V.Exp(x * V.Const(0.5));
        return V.CopySign(V.Select(V.Greater(x, V.Const(20)), V.Const(0.5) * root * root, near), a);
    }

    /// <summary>cosh. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cosh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V root = V.Exp(x * V.Const(0.5));
        V half = V.Const(0.5) * root * root;
        V e = V.Exp(V.Min(x, V.Const(20)));
        return V.Select(V.Greater(x, V.Const(20)), half, V.MulAdd(V.Const(0.5), e, V.Const(0.5) / e));
    }

    /// <summary>tanh. At most 2 ULP: t / (t + 2) with t = expm1(2|a|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Clamp(V.Abs(a), V.Zero, V.Const(22)); // tanh(22) rounds to 1; keeps expm1 finite
        V t = V.Expm1(x + x);
        return V.CopySign(t / (t + V.Const(2)), a);
    }

    /// <summary>asinh = log1p(x + x^2 / (1 + sqrt(x^2 + 1))) of |a|. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Asinh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        V square = x * x;
        V near = V.Log1p(x + square / (V.One + V.Sqrt(square + V.One)));
        V far = V.Log(x) + V.Const(0.69314718055994530942);
        return V.CopySign(V.Select(V.Greater(x, LargeArgument<V>()), far, near), a);
    }

    /// <summary>acosh = log1p(t + sqrt(t^2 + 2t)) with t = a - 1; nan below 1. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Acosh<V>(V a) where V : struct, ILanes<V>
    {
        V t = a - V.One;
        V near = V.Log1p(t + V.Sqrt(V.MulAdd(t, t, t + t)));
        V far = V.Log(a) + V.Const(0.69314718055994530942);
        return V.Select(V.Less(t, V.Zero), V.Const(double.NaN), V.Select(V.Greater(a, LargeArgument<V>()), far, near));
    }

    /// <summary>Beyond this, sqrt(x^2 + 1) is x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LargeArgument<V>() where V : struct, ILanes<V> => V.Const(V.Precision == 24 ? 1 << 13 : 1 << 28);

    /// <summary>atanh = log1p(2x / (1 - x)) / 2 of |a|. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Atanh<V>(V a) where V : struct, ILanes<V>
    {
        V x = V.Abs(a);
        return V.CopySign(V.Const(0.5) * V.Log1p((x + x) / (V.One - x)), a);
    }
}
