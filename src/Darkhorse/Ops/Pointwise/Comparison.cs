using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Whether two elements are equal.</summary>
[Op("eq")]
public readonly struct Eq : ICompare
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Equal(x, y);
}

/// <summary>Whether two elements differ.</summary>
[Op("ne")]
[Op("not_equal")]
public readonly struct Ne : ICompare
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.NotEqual(x, y);
}

/// <summary>Whether the first element is less than the second.</summary>
[Op("lt")]
[Op("less")]
public readonly struct Lt : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Less(x, y);
}

/// <summary>Whether the first element is at most the second.</summary>
[Op("le")]
[Op("less_equal")]
public readonly struct Le : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.LessOrEqual(x, y);
}

/// <summary>Whether the first element is greater than the second.</summary>
[Op("gt")]
[Op("greater")]
public readonly struct Gt : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Greater(x, y);
}

/// <summary>Whether the first element is at least the second.</summary>
[Op("ge")]
[Op("greater_equal")]
public readonly struct Ge : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.GreaterOrEqual(x, y);
}
