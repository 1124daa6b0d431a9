using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>The larger of two elements; nan if either is nan. Equal elements share the gradient.</summary>
[Op("maximum", Variants.All | Variants.Tensors)]
public readonly struct Maximum : IBinary
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "maximum not implemented for complex tensors.");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWhereLarger(), grad, x - y);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWhereLarger(), grad, y - x);
}

/// <summary>The smaller of two elements; nan if either is nan. Equal elements share the gradient.</summary>
[Op("minimum", Variants.All | Variants.Tensors)]
public readonly struct Minimum : IBinary
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "minimum not implemented for complex tensors.");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Min(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWhereLarger(), grad, y - x);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWhereLarger(), grad, x - y);
}

/// <summary>x where y &gt; 0, half of x where y = 0, else 0.</summary>
public readonly struct PassWhereLarger : IBinary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.Less(V.Zero, y), x, V.Select(V.Equal(y, V.Zero), x * V.Const(0.5), V.Zero));

    public static Saves Saves => Saves.Other;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new PassWhereLarger(), grad, y);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => y.zeros_like();
}

/// <summary>The larger of two elements; a number rather than a nan.</summary>
[Op("fmax", Variants.All | Variants.Tensors)]
public readonly struct Fmax : IBinary
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "fmax not implemented for complex tensors.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.IsNaN(y) | V.LessOrEqual(y, x), x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where((x >= y).logical_or(y.isnan()), grad, 0.0);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where((x >= y).logical_or(y.isnan()), 0.0, grad);
}

/// <summary>The smaller of two elements; a number rather than a nan.</summary>
[Op("fmin", Variants.All | Variants.Tensors)]
public readonly struct Fmin : IBinary
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "fmin not implemented for complex tensors.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.IsNaN(y) | V.LessOrEqual(x, y), x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where((x <= y).logical_or(y.isnan()), grad, 0.0);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where((x <= y).logical_or(y.isnan()), 0.0, grad);
}
