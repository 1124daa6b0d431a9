using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Sum of two elements.</summary>
[Op("add", Names = "left, right; target/scalar")]
public readonly struct Add : IBinary
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x + y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
}

/// <summary>Difference of two elements.</summary>
[Op("sub", Names = "left, right; target")]
[Op("subtract", Names = "left, right; target")]
public readonly struct Sub : IBinary
{
    public static void Check(DType x, DType y)
    {
        if (x == DType.Bool || y == DType.Bool) ScaledSums.RefuseBool(x == y);
    }

    public static DTypes Domain => DTypes.Numbers | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x - y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad;
}

/// <summary>Product of two elements.</summary>
[Op("mul", Names = "left, right; target")]
[Op("multiply", Names = "left, right; target")]
public readonly struct Mul : IBinary
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * y;

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * y.conj();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * x.conj();
}

/// <summary>Quotient of two elements, as floats: integers are converted first.</summary>
[Op("div", Names = "left, right; target")]
[Op("divide", Names = "left, right; target")]
[Op("true_divide", Names = "dividend, divisor")]
public readonly struct Div : IBinary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x / y;

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad / y.conj();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * (x / y / y).conj();
}

/// <summary>The element with the other sign.</summary>
[Op("neg")]
[Op("negative")]
public readonly struct Neg : IUnary
{
    public static void Check(DType x)
    {
        if (x == DType.Bool) throw new InvalidOperationException("Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
    }

    public static DTypes Domain => DTypes.Numbers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => -x;

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -grad;
}

/// <summary>x + alpha y.</summary>
public readonly struct AddScaled(Scalar alpha) : IBinary
{
    public static DTypes Domain => DTypes.All | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x + V.Param(alpha) * y;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result)
        => grad * (alpha.IsComplex ? System.Numerics.Complex.Conjugate(alpha.ToComplex()) : alpha);
}

/// <summary>y - alpha x.</summary>
public readonly struct SubReversed(Scalar alpha) : IBinary
{
    public static void Check(DType x, DType y) => Sub.Check(x, y);

    public static DTypes Domain => DTypes.Numbers | DTypes.Unsigned;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => y - V.Param(alpha) * x;

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result)
        => grad * -(alpha.IsComplex ? System.Numerics.Complex.Conjugate(alpha.ToComplex()) : alpha);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad;
}

/// <summary>Sums and differences with a factor for the second operand.</summary>
static class ScaledSums
{
    /// <summary>input + alpha other.</summary>
    [Op("add", Names = "left, right; target/scalar")]
    public static Tensor Add(Tensor input, Tensor other, Scalar alpha) => Elementwise.Binary(new AddScaled(Checked(alpha, input, other.DType)), input, other);

    [Op("add", Names = "left, right; target/scalar")]
    public static Tensor Add(Tensor input, Scalar other, Scalar alpha) => Elementwise.Binary(new AddScaled(Checked(alpha, input, other.DType)), input, other);

    [Op("add_", Names = "left, right; target/scalar")]
    public static Tensor Add_(Tensor input, Tensor other, Scalar alpha)
        => Elementwise.BinaryInPlace(new AddScaled(Checked(alpha, input, other.DType)), input, other);

    [Op("add_", Names = "left, right; target/scalar")]
    public static Tensor Add_(Tensor input, Scalar other, Scalar alpha)
        => Elementwise.BinaryInPlace(new AddScaled(Checked(alpha, input, other.DType)), input, other);

    /// <summary>input - alpha other.</summary>
    [Op("sub", Names = "left, right; target")]
    [Op("subtract", Names = "left, right; target")]
    public static Tensor Sub(Tensor input, Tensor other, Scalar alpha)
        => Elementwise.Binary(new AddScaled(-Checked(alpha, NotBool(input), NotBool(other).DType)), input, other);

    [Op("sub", Names = "left, right; target")]
    [Op("subtract", Names = "left, right; target")]
    public static Tensor Sub(Tensor input, Scalar other, Scalar alpha)
        => Elementwise.Binary(new AddScaled(-Checked(alpha, NotBool(input), other.DType)), input, other);

    [Op("sub_", Names = "left, right; target")]
    [Op("subtract_", Names = "left, right; target")]
    public static Tensor Sub_(Tensor input, Tensor other, Scalar alpha)
        => Elementwise.BinaryInPlace(new AddScaled(-Checked(alpha, NotBool(input), NotBool(other).DType)), input, other);

    [Op("sub_", Names = "left, right; target")]
    [Op("subtract_", Names = "left, right; target")]
    public static Tensor Sub_(Tensor input, Scalar other, Scalar alpha)
        => Elementwise.BinaryInPlace(new AddScaled(-Checked(alpha, NotBool(input), other.DType)), input, other);

    /// <summary>other - alpha input.</summary>
    [Op("rsub")]
    public static Tensor ReverseSub(Tensor input, Tensor other, Scalar? alpha = null)
        => Elementwise.Binary(new SubReversed(Checked(alpha ?? 1, NotBool(input), NotBool(other).DType)), input, other);

    [Op("rsub")]
    public static Tensor ReverseSub(Tensor input, Scalar other, Scalar? alpha = null)
        => Elementwise.Binary(new SubReversed(Checked(alpha ?? 1, NotBool(input), other.DType)), input, other);

    static Scalar Checked(Scalar alpha, Tensor input, DType other)
    {
        if (input.DType.IsIntegral && other.IsIntegral && !alpha.IsIntegral)
            throw new InvalidOperationException("For integral input tensors, argument alpha must not be a floating point number.");
        if (alpha.DType == DType.Bool && !(input.DType == DType.Bool && other == DType.Bool))
            throw new InvalidOperationException("Boolean alpha only supported for Boolean results.");
        if (alpha.IsComplex && !input.DType.IsComplex && !other.IsComplex)
            throw new InvalidOperationException("For non-complex input tensors, argument alpha must not be a complex number.");
        return alpha;
    }

    static Tensor NotBool(Tensor x)
    {
        if (x.DType == DType.Bool) RefuseBool(both: false);
        return x;
    }

    [DoesNotReturn]
    internal static void RefuseBool(bool both) => throw new InvalidOperationException(both
        ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
        : "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
}
