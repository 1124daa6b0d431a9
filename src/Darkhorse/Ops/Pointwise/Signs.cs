using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The modulus of each real element.</summary>
public readonly struct AbsReal : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Abs(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * x.sgn();
}

/// <summary>-1, 0 or 1: the sign of each element; nan has 0.</summary>
[Op("sign")]
public readonly struct Sign : IUnary
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public static void Check(DType x) => Errors.NoComplex(x, "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V negative = V.Select(V.Less(x, V.Zero), V.Zero - V.One, V.Zero);
        return V.Select(V.Less(V.Zero, x), V.One, negative);
    }

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

/// <summary>z / |z|, 0 for 0.</summary>
public readonly struct SgnComplex : IUnary
{
    public static DTypes Domain => DTypes.Complexes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V modulus = V.Abs(x);
        return V.Select(V.Equal(modulus, V.Zero), V.Zero, x / modulus);
    }

    public static Saves Saves => Saves.Input | Saves.Result;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var modulus = Signs.Abs(x);
        var along = (grad * y.conj()).real.to(grad.dtype) * y;
        return torch.where(modulus.eq(0), 0.0, (grad - along) / modulus);
    }
}

/// <summary>Signs and moduli whose result dtype or formula depends on whether the tensor is complex.</summary>
static class Signs
{
    /// <summary>The modulus of each element; of a complex tensor, a real one.</summary>
    [Op("abs")]
    [Op("absolute")]
    public static Tensor Abs(Tensor input)
    {
        if (!input.DType.IsComplex) return Elementwise.Unary(new AbsReal(), input);
        var result = Elementwise.Plain(new Hypot(), ComplexOps.Part(input, 0), ComplexOps.Part(input, 1));
        if (GradMode.Tracks(input)) result.SetGradFn(new AbsNode(input), 0);
        return result;
    }

    [Op("abs_")]
    [Op("absolute_")]
    public static Tensor Abs_(Tensor input)
        => input.DType.IsComplex ? throw new InvalidOperationException("In-place abs is not supported for complex tensors.") : Elementwise.UnaryInPlace(new AbsReal(), input);

    [Op("abs", Variants.Function)]
    [Op("absolute", Variants.Function)]
    public static Tensor Abs(Tensor input, Tensor @out)
        => input.DType.IsComplex ? Elementwise.Plain(new Hypot(), ComplexOps.Part(input, 0), ComplexOps.Part(input, 1), Promote.Common, @out) : Elementwise.UnaryOut(new AbsReal(), input, @out);

    /// <summary>The sign of a real element, z / |z| of a complex one.</summary>
    [Op("sgn")]
    public static Tensor Sgn(Tensor input) => input.DType.IsComplex ? Elementwise.Unary(new SgnComplex(), input) : Elementwise.Unary(new Sign(), input);

    [Op("sgn_")]
    public static Tensor Sgn_(Tensor input)
        => input.DType.IsComplex ? Elementwise.UnaryInPlace(new SgnComplex(), input) : Elementwise.UnaryInPlace(new Sign(), input);

    /// <summary>The tensor itself. Not for bool.</summary>
    [Op("positive")]
    public static Tensor Positive(Tensor input)
        => input.DType == DType.Bool ? throw new InvalidOperationException("The `+` operator, on a bool tensor is not supported.") : input;
}

sealed class AbsNode(Tensor x) : Node(x)
{
    Saved _x = new(x);

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad * _x.Get(this)!.sgn());

    internal override void Release() => _x.Release();
}
