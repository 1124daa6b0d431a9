using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Whether both elements are not 0.</summary>
[Op("logical_and", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct LogicalAnd : ICompare
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.NotEqual(x, V.Zero) & V.NotEqual(y, V.Zero);
}

/// <summary>Whether either element is not 0.</summary>
[Op("logical_or", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct LogicalOr : ICompare
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.NotEqual(x, V.Zero) | V.NotEqual(y, V.Zero);
}

/// <summary>Whether one of the elements is 0 and the other not.</summary>
[Op("logical_xor", Variants.All | Variants.Tensors, Names = "left, right")]
public readonly struct LogicalXor : ICompare
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.NotEqual(x, V.Zero) ^ V.NotEqual(y, V.Zero);
}

/// <summary>Whether an element is 0.</summary>
public readonly struct IsZero : ITest
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Equal(x, V.Zero);
}

static class Logical
{
    /// <summary>Whether each element is 0: a bool tensor.</summary>
    [Op("logical_not")]
    public static Tensor Not(Tensor input) => Elementwise.Test(new IsZero(), input);

    [Op("logical_not_")]
    public static Tensor Not_(Tensor input) => Elementwise.TestInPlace(new IsZero(), input);

    /// <summary>Whether each element is 0, as numbers of the dtype of <paramref name="out"/>.</summary>
    [Op("logical_not", Variants.Function)]
    public static Tensor Not(Tensor input, Tensor @out) => Elementwise.TestOut(new IsZero(), input, @out);
}
