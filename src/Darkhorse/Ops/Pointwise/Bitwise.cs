using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The bits set in both elements; of bools, and.</summary>
[Op("bitwise_and", Names = "left, right")]
public readonly struct BitwiseAnd : IBinary
{
    public static DTypes Domain => DTypes.IntegersAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x & y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The bits set in either element; of bools, or.</summary>
[Op("bitwise_or", Names = "left, right")]
public readonly struct BitwiseOr : IBinary
{
    public static DTypes Domain => DTypes.IntegersAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x | y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The bits set in one of the elements; of bools, exclusive or.</summary>
[Op("bitwise_xor", Names = "left, right")]
public readonly struct BitwiseXor : IBinary
{
    public static DTypes Domain => DTypes.IntegersAndBool | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x ^ y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The first element shifted left by the second; 0 for a negative count or one of all bits.</summary>
[Op("bitwise_left_shift", Names = "left, right")]
public readonly struct LeftShift : IBinary
{
    public static DTypes Domain => DTypes.Integers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.ShiftLeft(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>The first element shifted right by the second, its sign kept.</summary>
[Op("bitwise_right_shift", Names = "left, right")]
public readonly struct RightShift : IBinary
{
    public static DTypes Domain => DTypes.Integers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.ShiftRight(x, y);

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
}

/// <summary>All bits of an integer the other way.</summary>
public readonly struct BitwiseNot : IUnary
{
    public static DTypes Domain => DTypes.Integers | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => ~x;

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

static class BitwiseNots
{
    /// <summary>All bits of an integer the other way; of a bool, not.</summary>
    [Op("bitwise_not")]
    public static Tensor BitwiseNot(Tensor input) => input.DType == DType.Bool ? Logical.Not(input) : Elementwise.Unary(new BitwiseNot(), input);

    [Op("bitwise_not_")]
    public static Tensor BitwiseNot_(Tensor input)
        => input.DType == DType.Bool ? Logical.Not_(input) : Elementwise.UnaryInPlace(new BitwiseNot(), input);
}
