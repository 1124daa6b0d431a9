using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>x, or slope x below 0.</summary>
public readonly struct LeakyRelu(double slope) : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.Less(V.Zero, x), x, x * V.Param(slope));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<LeakyRelu>(this), grad, x);
}

/// <summary>x held within [0, 6].</summary>
public readonly struct Relu6 : IUnary
{
    public static DTypes Domain => DTypes.Reals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.LessOrEqual(x, V.Zero), V.Zero, V.Select(V.LessOrEqual(V.Const(6), x), V.Const(6), x));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Relu6>(this), grad, x);
}

/// <summary>x held within [low, high].</summary>
public readonly struct Hardtanh(double low, double high) : IUnary
{
    public static DTypes Domain => DTypes.Reals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
        => V.Select(V.LessOrEqual(x, V.Param(low)), V.Param(low), V.Select(V.LessOrEqual(V.Param(high), x), V.Param(high), x));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Hardtanh>(this), grad, x);
}

/// <summary>scale x, or scale alpha (e^(x input_scale) - 1) below 0.</summary>
public readonly struct Elu(double alpha, double scale = 1, double inputScale = 1) : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V negative = V.Expm1(x * V.Param(inputScale)) * V.Param(alpha);
        return V.Select(V.Less(V.Zero, x), x, negative) * V.Param(scale);
    }

    public static bool FusesSlope => true;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        // Clamped, so that an overflow on the side that is not used makes no nan of the second derivative.
        var negative = (x.clamp_max(0) * inputScale).exp() * (alpha * inputScale * scale);
        return torch.where(x > 0, grad * scale, grad * negative);
    }
}

/// <summary>x times the normal distribution function of x.</summary>
public readonly struct GeluExact : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => x * V.Const(0.5) * (V.One + V.Erf(x * V.Const(0.70710678118654752440)));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        if (!GradMode.Enabled && grad.DType.IsFloat) return Elementwise.Slope(new GeluSlope(), grad, x);
        var cdf = (1 + (x * 0.70710678118654752440).erf()) * 0.5;
        var density = (x * x * -0.5).exp() * 0.39894228040143267794;
        return grad * (cdf + x * density);
    }
}

/// <summary>x times the derivative of gelu at y: with the one exponential of both its parts; with two, as on dual numbers, the compiler stops to inline.</summary>
readonly struct GeluSlope : IBinaryOp
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V e = V.Exp(V.Const(-0.5) * y * y), tail = LaneMath.NormalTail(y, e);
        V cdf = V.Select(V.Less(y, V.Zero), tail, V.One - tail);
        return x * V.MulAdd(y * V.Const(0.39894228040143267794), e, cdf);
    }
}

/// <summary>gelu by its tanh approximation.</summary>
public readonly struct GeluTanh : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V inner = V.Const(0.79788456080286535588) * V.MulAdd(V.Const(0.044715) * x * x, x, x);
        return x * V.Const(0.5) * (V.One + V.Tanh(inner));
    }

    public static bool FusesSlope => true;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var square = x * x;
        var t = ((square * 0.044715 + 1) * x * 0.79788456080286535588).tanh();
        var slope = (square * (3 * 0.044715) + 1) * 0.79788456080286535588;
        return grad * 0.5 * (1 + t + x * (1 - t * t) * slope);
    }
}

/// <summary>x sigmoid(x).</summary>
public readonly struct Silu : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x / (V.One + V.Exp(-x));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new SiluSlope(), grad, x);
}

/// <summary>grad s (1 + x (1 - s)) with s the logistic function of x: the gradient of silu in one pass, finite where e^-x is not.</summary>
public readonly struct SiluSlope : IBinary
{
    public static DTypes Domain => DTypes.Fields;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        var s = V.One / (V.One + V.Exp(-y));
        return x * V.Conj(s * (V.One + y * (V.One - s)));
    }

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new SiluSlope(), grad, y.conj());

    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result)
    {
        var s = y.sigmoid();
        return grad.conj() * x * (s * (1 - s) * (2 + y * (1 - 2 * s))).conj();
    }
}

/// <summary>x tanh(log(1 + e^x)).</summary>
public readonly struct Mish : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        // With n = e^x: tanh(log(1 + n)) = n (n + 2) / (n (n + 2) + 2); beyond 20, x.
        V n = V.Exp(V.Min(x, V.Const(20)));
        V m = n * (n + V.Const(2));
        return x * (m / (m + V.Const(2)));
    }

    public static bool FusesSlope => true;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var t = Elementwise.Unary(new Softplus(1, 20), x).tanh();
        return grad * (t + x * x.sigmoid() * (1 - t * t));
    }
}

/// <summary>log(1 + e^(beta x)) / beta; x where beta x exceeds the threshold.</summary>
public readonly struct Softplus(double beta, double threshold) : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V scaled = x * V.Param(beta);
        V soft = V.Log1p(V.Exp(scaled)) / V.Param(beta);
        return V.Select(V.Less(V.Param(threshold), scaled), x, soft);
    }

    public static bool FusesSlope => true;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var scaled = x * beta;
        return torch.where(scaled > threshold, grad, grad * scaled.sigmoid());
    }
}

/// <summary>x / (1 + |x|).</summary>
public readonly struct Softsign : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x / (V.One + V.Abs(x));


    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var d = 1 + x.abs();
        return grad / (d * d);
    }
}

/// <summary>(x + 3) / 6 held within [0, 1].</summary>
public readonly struct Hardsigmoid : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
        => V.Select(V.LessOrEqual(x, V.Const(-3)), V.Zero, V.Select(V.LessOrEqual(V.Const(3), x), V.One, (x + V.Const(3)) / V.Const(6)));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Hardsigmoid>(this), grad, x);
}

/// <summary>x hardsigmoid(x).</summary>
public readonly struct Hardswish : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => x * V.Min(V.Max(x + V.Const(3), V.Zero), V.Const(6)) / V.Const(6);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => torch.where(x < -3, 0, torch.where(x < 3, grad * (x / 3 + 0.5), grad));
}

/// <summary>x, but 0 within [-lambda, lambda].</summary>
public readonly struct Hardshrink(double lambda) : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.LessOrEqual(V.Abs(x), V.Param(lambda)), V.Zero, x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Hardshrink>(this), grad, x);
}

/// <summary>x moved towards 0 by lambda, and 0 within [-lambda, lambda].</summary>
public readonly struct Softshrink(double lambda) : IUnary
{
    public static DTypes Domain => DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        V bound = V.Param(lambda);
        V inside = V.Select(V.IsNaN(x), x, V.Zero);
        return V.Select(V.Less(bound, x), x - bound, V.Select(V.Less(x, -bound), x + bound, inside));
    }

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Softshrink>(this), grad, x);
}

/// <summary>x - tanh(x).</summary>
public readonly struct Tanhshrink : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x - V.Tanh(x);

    public static bool FusesSlope => true;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        var t = x.tanh();
        return grad * (t * t);
    }
}

/// <summary>log(sigmoid(x)) without overflow.</summary>
public readonly struct LogSigmoid : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Min(x, V.Zero) - V.Log1p(V.Exp(-V.Abs(x)));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (-x).sigmoid();
}

/// <summary>x where it is above the threshold, else a value.</summary>
public readonly struct Threshold(Scalar threshold, Scalar value) : IUnary
{
    public static DTypes Domain => DTypes.Reals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.LessOrEqual(x, V.Param(threshold)), V.Param(value), x);

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => Elementwise.Binary(new LinearPieces<Threshold>(this), grad, x);
}

/// <summary>grad times the slope of a function made of straight pieces, at the second operand, by the function's body on dual numbers; the slope itself has none.</summary>
public readonly struct LinearPieces<TOp>(TOp op) : IBinary where TOp : struct, IUnary
{
    public static DTypes Domain => TOp.Domain & DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * op.Apply(new Dual<V>(y, V.One)).Derivative;

    public static Saves Saves => Saves.Other;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new LinearPieces<TOp>(op), grad, y);
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => y.zeros_like();
}
