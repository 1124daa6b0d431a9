using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>Each element, but not below one number nor above another.</summary>
public readonly struct ClampNumbers(Scalar? low, Scalar? high) : IUnary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x) => Errors.NoComplex(x, "clamp is not supported for complex types");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        if (low is { } l) x = V.Max(x, V.Param(l));
        if (high is { } h) x = V.Min(x, V.Param(h));
        return x;
    }


    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        if (low is null) return torch.where(x <= high!.Value, grad, 0);
        if (high is null) return torch.where(x >= low.Value, grad, 0);
        return torch.where((x >= low.Value).logical_and(x <= high.Value), grad, 0);
    }
}

/// <summary>Each element, but not below the second nor above the third operand, which wins.</summary>
public readonly struct ClampTensors : ITernary
{
    public static DTypes Domain => DTypes.Reals;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y, V z) where V : struct, ILanes<V> => V.Min(V.Max(x, y), z);

    public Tensor Backward(int operand, Tensor grad, Tensor x, Tensor y, Tensor z) => operand switch
    {
        0 => torch.where((x >= y).logical_and(x <= z), grad, 0),
        1 => torch.where((x < y).logical_and(y < z), grad, 0),
        _ => torch.where((x > z).logical_or(y >= z), grad, 0),
    };
}

/// <summary>Each element, but not below the second operand.</summary>
public readonly struct ClampBelow : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "clamp is not supported for complex types");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x >= y, grad, 0);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x < y, grad, 0);
}

/// <summary>Each element, but not above the second operand.</summary>
public readonly struct ClampAbove : IBinary
{
    public static DTypes Domain => DTypes.Reals;
    public static void Check(DType x, DType y) => Errors.NoComplex(x, y, "clamp is not supported for complex types");
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Min(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x <= y, grad, 0);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => torch.where(x > y, grad, 0);
}

/// <summary>Elements held within bounds.</summary>
static class Clamping
{
    /// <summary>Each element, but not below min nor above max; if min is above max, max. At least one bound must be given.</summary>
    [Op("clamp")]
    [Op("clip"), OverloadResolutionPriority(1)]
    public static Tensor Clamp(Tensor input, Scalar? min = null, Scalar? max = null)
    {
        if (min is null && max is null) throw new InvalidOperationException("torch.clamp: At least one of 'min' or 'max' must not be None");
        return Elementwise.Unary(new ClampNumbers(min, max), Elementwise.Converted(input, Common(input, min, max)));
    }

    [Op("clamp")]
    [Op("clip")]
    public static Tensor Clamp(Tensor input, Tensor? min = null, Tensor? max = null) => (min, max) switch
    {
        ({ } low, { } high) => Elementwise.Ternary(new ClampTensors(), input, low, high),
        ({ } low, null) => Elementwise.Binary(new ClampBelow(), input, low),
        (null, { } high) => Elementwise.Binary(new ClampAbove(), input, high),
        _ => throw new InvalidOperationException("torch.clamp: At least one of 'min' or 'max' must not be None"),
    };

    [Op("clamp_")]
    [Op("clip_"), OverloadResolutionPriority(1)]
    public static Tensor Clamp_(Tensor input, Scalar? min = null, Scalar? max = null)
    {
        if (min is null && max is null) throw new InvalidOperationException("torch.clamp: At least one of 'min' or 'max' must not be None");
        var dtype = Common(input, min, max);
        if (dtype != input.DType) Errors.CannotCast(dtype, input.DType);
        return Elementwise.UnaryInPlace(new ClampNumbers(min, max), input);
    }

    [Op("clamp_")]
    [Op("clip_")]
    public static Tensor Clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => (min, max) switch
    {
        ({ } low, { } high) => Elementwise.TernaryInPlace(new ClampTensors(), input, low, high),
        ({ } low, null) => Elementwise.BinaryInPlace(new ClampBelow(), input, low),
        (null, { } high) => Elementwise.BinaryInPlace(new ClampAbove(), input, high),
        _ => throw new InvalidOperationException("torch.clamp: At least one of 'min' or 'max' must not be None"),
    };

    /// <summary>Each element, but not below min.</summary>
    [Op("clamp_min")]
    public static Tensor ClampMin(Tensor input, Scalar min) => Clamp(input, min, (Scalar?)null);

    [Op("clamp_min")]
    public static Tensor ClampMin(Tensor input, Tensor min) => Clamp(input, min, null);

    [Op("clamp_min_")]
    public static Tensor ClampMin_(Tensor input, Scalar min) => Clamp_(input, min, (Scalar?)null);

    [Op("clamp_min_")]
    public static Tensor ClampMin_(Tensor input, Tensor min) => Clamp_(input, min, null);

    /// <summary>Each element, but not above max.</summary>
    [Op("clamp_max")]
    public static Tensor ClampMax(Tensor input, Scalar max) => Clamp(input, (Scalar?)null, max);

    [Op("clamp_max")]
    public static Tensor ClampMax(Tensor input, Tensor max) => Clamp(input, null, max);

    [Op("clamp_max_")]
    public static Tensor ClampMax_(Tensor input, Scalar max) => Clamp_(input, (Scalar?)null, max);

    [Op("clamp_max_")]
    public static Tensor ClampMax_(Tensor input, Tensor max) => Clamp_(input, null, max);

    static DType Common(Tensor input, Scalar? min, Scalar? max)
    {
        var dtype = min is { } low ? Elementwise.WithNumber(input, low) : input.DType;
        return max is { } high ? Promotion.Promote(dtype, Elementwise.WithNumber(input, high)) : dtype;
    }
}
