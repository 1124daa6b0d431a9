using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>0 below 0, 1 above, the second operand at 0.</summary>
public readonly struct StepAtZero : IBinary
{
    public static DTypes Domain => DTypes.RealsAndBool;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V step = V.Select(V.Less(V.Zero, x), V.One, V.Zero);
        return V.Select(V.Equal(x, V.Zero), y, step);
    }

    public static Saves Saves => Saves.Input;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad.zeros_like();
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * x.eq(0);
}

static class HeavisideOps
{
    /// <summary>0 where input is negative, 1 where it is positive, values where it is 0. Both of one dtype, not complex.</summary>
    [Op("heaviside", Names = "; other")]
    public static Tensor Heaviside(Tensor input, Tensor values)
    {
        Require(input, values);
        return Elementwise.Binary(new StepAtZero(), input, values);
    }

    [Op("heaviside_", Names = "; other")]
    public static Tensor Heaviside_(Tensor input, Tensor values)
    {
        Require(input, values);
        return Elementwise.BinaryInPlace(new StepAtZero(), input, values);
    }

    static void Require(Tensor input, Tensor values)
    {
        if (input.DType.IsComplex || values.DType.IsComplex) throw new InvalidOperationException("heaviside is not yet implemented for complex tensors.");
        if (input.DType != values.DType) throw new InvalidOperationException("heaviside is not yet implemented for tensors with different dtypes.");
    }
}
