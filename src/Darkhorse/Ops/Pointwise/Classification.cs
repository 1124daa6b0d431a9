using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Whether an element is nan; a complex one, in either part.</summary>
[Op("isnan")]
public readonly struct IsNaN : ITest
{
    public static DTypes Domain => DTypes.All;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.IsNaN(x);
}

/// <summary>Whether an element is infinite.</summary>
public readonly struct IsInfReal : ITest
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Equal(V.Abs(x), V.Const(double.PositiveInfinity));
}

/// <summary>Whether an element is neither infinite nor nan.</summary>
public readonly struct IsFiniteReal : ITest
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Less(V.Abs(x), V.Const(double.PositiveInfinity));
}

/// <summary>Whether an element is positive infinity.</summary>
public readonly struct IsPosInfFloat : ITest
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Equal(x, V.Const(double.PositiveInfinity));
}

/// <summary>Whether an element is negative infinity.</summary>
public readonly struct IsNegInfFloat : ITest
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Equal(x, V.Const(double.NegativeInfinity));
}

/// <summary>Whether the sign bit is set: of -0 too.</summary>
public readonly struct SignBitFloat : ITest
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Less(V.CopySign(V.One, x), V.Zero);
}

/// <summary>Whether an element is below 0.</summary>
public readonly struct IsNegative : ITest
{
    public static DTypes Domain => DTypes.RealsAndBool;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Less(x, V.Zero);
}

/// <summary>Questions whose answer for integers is known without looking, or that look at the parts of complex numbers.</summary>
static class Classification
{
    /// <summary>Whether each element is infinite; a complex one, in either part.</summary>
    [Op("isinf", Names = "tensor")]
    public static Tensor IsInf(Tensor input)
        => input.DType.IsComplex
            ? IsInf(ComplexOps.Part(input, 0)).logical_or(IsInf(ComplexOps.Part(input, 1))) : input.DType.IsIntegral ? None(input)
            : Elementwise.Test(new IsInfReal(), input);

    /// <summary>Whether each element is neither infinite nor nan; a complex one, in both parts.</summary>
    [Op("isfinite", Names = "tensor")]
    public static Tensor IsFinite(Tensor input)
        => input.DType.IsComplex
            ? IsFinite(ComplexOps.Part(input, 0)).logical_and(IsFinite(ComplexOps.Part(input, 1))) : input.DType.IsIntegral ? All(input)
            : Elementwise.Test(new IsFiniteReal(), input);

    /// <summary>Whether each element is positive infinity. Not for complex tensors.</summary>
    [Op("isposinf", Names = "tensor")]
    public static Tensor IsPosInf(Tensor input) => input.DType.IsIntegral ? None(input) : Elementwise.Test(new IsPosInfFloat(), Real(input, "isposinf"));

    /// <summary>Whether each element is negative infinity. Not for complex tensors.</summary>
    [Op("isneginf", Names = "tensor")]
    public static Tensor IsNegInf(Tensor input) => input.DType.IsIntegral ? None(input) : Elementwise.Test(new IsNegInfFloat(), Real(input, "isneginf"));

    /// <summary>Whether each element has no imaginary part.</summary>
    [Op("isreal", Names = "tensor")]
    public static Tensor IsReal(Tensor input) => input.DType.IsComplex ? Elementwise.Compare(new Eq(), ComplexOps.Part(input, 1), 0) : All(input);

    /// <summary>Whether the sign bit of each element is set. Not for complex tensors.</summary>
    [Op("signbit")]
    public static Tensor SignBit(Tensor input)
        => input.DType.IsFloat ? Elementwise.Test(new SignBitFloat(), input) : Elementwise.Test(new IsNegative(), Real(input, "signbit"));

    static Tensor None(Tensor input) => torch.full_like(input, false, torch.ScalarType.Bool);
    static Tensor All(Tensor input) => torch.full_like(input, true, torch.ScalarType.Bool);

    static Tensor Real(Tensor input, string op)
        => input.DType.IsComplex ? throw new InvalidOperationException($"{op} does not support complex inputs.") : input;
}
