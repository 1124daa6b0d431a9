using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Whether two elements are equal.</summary>
[Op("eq", Names = "left, right; target")]
public readonly struct Eq : ICompare
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Equal(x, y);
}

/// <summary>Whether two elements differ.</summary>
[Op("ne", Names = "left, right; target")]
[Op("not_equal", Names = "tensor, target; target")]
public readonly struct Ne : ICompare
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.NotEqual(x, y);
}

/// <summary>Whether the first element is less than the second.</summary>
[Op("lt", Names = "left, right; target")]
[Op("less", Names = "tensor, target; target")]
public readonly struct Lt : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Less(x, y);
}

/// <summary>Whether the first element is at most the second.</summary>
[Op("le", Names = "left, right; target")]
[Op("less_equal", Names = "tensor, target; target")]
public readonly struct Le : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.LessOrEqual(x, y);
}

/// <summary>Whether the first element is greater than the second.</summary>
[Op("gt", Names = "left, right; target")]
[Op("greater", Names = "tensor, target; target")]
public readonly struct Gt : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Greater(x, y);
}

/// <summary>Whether the first element is at least the second.</summary>
[Op("ge", Names = "left, right; target")]
[Op("greater_equal", Names = "tensor, target; target")]
public readonly struct Ge : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.GreaterOrEqual(x, y);
}
