using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>(x - t)^2</summary>
readonly struct MseLoss : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
    {
        V d = x - target;
        return d * d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.Const(2) * (x - target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => V.Const(2) * (target - x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * (2 * (x - target));
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => grad * (2 * (target - x));
}

/// <summary>|x - t|</summary>
readonly struct L1Loss : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => V.Abs(x - target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.Select(V.Greater(x, target), V.One, V.Select(V.Less(x, target), -V.One, V.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -Slope(x, target);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * torch.sign(x - target);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => grad * torch.sign(target - x);
}

/// <summary>With d = |x - t|: d^2 / 2 beta below beta, d - beta / 2 above.</summary>
readonly struct SmoothL1Loss(double beta) : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
    {
        V d = V.Abs(x - target), b = V.Param(beta), half = V.Const(0.5);
        return V.Select(V.Less(d, b), half * d * d / b, d - half * b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.Max(-V.One, V.Min(V.One, (x - target) / V.Param(beta)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -Slope(x, target);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * ((x - target) / (Scalar)beta).clamp(-1, 1);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -Backward(grad, x, target);
}

/// <summary>With d = |x - t|: d^2 / 2 up to delta, delta (d - delta / 2) above.</summary>
readonly struct HuberLoss(double delta) : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
    {
        V d = V.Abs(x - target), b = V.Param(delta), half = V.Const(0.5);
        return V.Select(V.LessOrEqual(d, b), half * d * d, b * (d - half * b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.Max(-V.Param(delta), V.Min(V.Param(delta), x - target));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -Slope(x, target);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * (x - target).clamp(-delta, delta);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -Backward(grad, x, target);
}

/// <summary>-(t log x + (1 - t) log(1 - x)), the logarithms cut off at -100 so that no loss is infinite.</summary>
readonly struct BinaryCrossEntropy : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
    {
        V least = V.Const(-100);
        return (target - V.One) * V.Max(V.Log1p(-x), least) - target * V.Max(V.Log(x), least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => (x - target) / V.Max((V.One - x) * x, V.Const(1e-12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => V.Log1p(-x) - V.Log(x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * ((x - target) / ((1 - x) * x).clamp_min(1e-12));
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => grad * (torch.log1p(-x) - torch.log(x));
}

/// <summary>The binary cross entropy of sigmoid(x): max(x, 0) - x t + log(1 + e^-|x|), which does not overflow.</summary>
readonly struct BinaryCrossEntropyWithLogits : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => V.Max(x, V.Zero) - x * target + V.Log1p(V.Exp(-V.Abs(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.One / (V.One + V.Exp(-x)) - target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -x;

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * (torch.sigmoid(x) - target);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -grad * x;
}

/// <summary>t (log t - x), 0 where t is 0: the pointwise divergence of the target from e^x.</summary>
readonly struct KlDiv : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => V.Select(V.Equal(target, V.Zero), V.Zero, target * V.Log(target)) - target * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => -target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => V.Select(V.Equal(target, V.Zero), V.Zero, V.Log(target) + V.One) - x;

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => -grad * target;
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => grad * (MaskOps.MaskedFill(torch.log(target) + 1, target.eq(0), 0) - x);
}

/// <summary>e^t (t - x): the pointwise divergence of e^t from e^x.</summary>
readonly struct KlDivOfLogs : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => V.Exp(target) * (target - x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => -V.Exp(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => V.Exp(target) * (target - x + V.One);

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => -grad * torch.exp(target);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => grad * (torch.exp(target) * (target - x + 1));
}

/// <summary>log(1 + e^-tx), written so that it does not overflow.</summary>
readonly struct SoftMarginLoss : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
    {
        V p = x * target;
        return V.Max(-p, V.Zero) + V.Log1p(V.Exp(-V.Abs(p)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => -target / (V.One + V.Exp(x * target));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -x / (V.One + V.Exp(x * target));

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => -grad * target * torch.sigmoid(-(x * target));
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -grad * x * torch.sigmoid(-(x * target));
}

/// <summary>e^x - t x: the negative log likelihood of a Poisson distribution of rate e^x, but for a term of t alone.</summary>
readonly struct PoissonOfLog : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => V.Exp(x) - target * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.Exp(x) - target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -x;

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * (torch.exp(x) - target);
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -grad * x;
}

/// <summary>x - t log(x + eps): the negative log likelihood of a Poisson distribution of rate x, but for a term of t alone.</summary>
readonly struct PoissonOfRate(double eps) : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => x - target * V.Log(x + V.Param(eps));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V> => V.One - target / (x + V.Param(eps));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => -V.Log(x + V.Param(eps));

    public Tensor Backward(Tensor grad, Tensor x, Tensor target) => grad * (1 - target / (x + (Scalar)eps));
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => -grad * torch.log(x + (Scalar)eps);
}

/// <summary>x where t is 1, max(0, margin - x) where t is -1 (both where it is neither).</summary>
readonly struct HingeEmbeddingLoss(double margin) : ILoss
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V target) where V : struct, ILanes<V>
        => V.Select(V.Equal(target, V.One), V.Zero, V.Max(V.Param(margin) - x, V.Zero)) + V.Select(V.Equal(target, -V.One), V.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V x, V target) where V : struct, ILanes<V>
    {
        V isNear = V.Select(V.LessOrEqual(x, V.Param(margin)), V.One, V.Zero);
        return V.Select(V.Equal(target, -V.One), V.Zero, V.One) - V.Select(V.Equal(target, V.One), V.Zero, isNear);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TargetSlope<V>(V x, V target) where V : struct, ILanes<V> => V.Zero;

    public Tensor Backward(Tensor grad, Tensor x, Tensor target)
        => grad * (target.ne(-1).to(x.dtype) - target.ne(1).to(x.dtype) * x.le((Scalar)margin).to(x.dtype));
    public Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target) => target.zeros_like();
}
