using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes.Special;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>Derivatives of log gamma, and incomplete gamma and zeta functions.</summary>
static class GammaOps
{
    /// <summary>The derivative of order n of digamma.</summary>
    [Op("special.polygamma")]
    [Op("polygamma", Variants.Function)]
    public static Tensor Polygamma(long n, Tensor input)
    {
        if (n < 0) throw new InvalidOperationException("polygamma(n, x) does not support negative n.");
        return n == 0 ? input.digamma() : Elementwise.Unary(new PolygammaOfOrder(n), input);
    }

    /// <summary>The derivative of order p of digamma.</summary>
    [Op("polygamma")]
    public static Tensor Polygamma(Tensor input, long p) => Polygamma(p, input);

    [Op("polygamma_")]
    public static Tensor Polygamma_(Tensor input, long p)
    {
        if (p < 0) throw new InvalidOperationException("polygamma(n, x) does not support negative n.");
        return p == 0 ? input.digamma_() : Elementwise.UnaryInPlace(new PolygammaOfOrder(p), input);
    }

    /// <summary>log of the multivariate gamma function of dimension p; every element must exceed (p - 1) / 2.</summary>
    [Op("mvlgamma")]
    [Op("special.multigammaln")]
    public static Tensor MultivariateLogGamma(Tensor input, long p)
    {
        if (p < 1) throw new InvalidOperationException("p has to be greater than or equal to 1");
        var x = Elementwise.Converted(input, Elementwise.Computed(Promote.IntToFloat, input.DType));
        if (x.DType is not (DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64)) Errors.NotImplementedFor("mvlgamma", x.DType);
        var sum = x.lgamma();
        for (long j = 1; j < p; j++) sum += (x - 0.5 * j).lgamma();
        return sum + p * (p - 1) * (Math.Log(Math.PI) / 4);
    }

    [Op("mvlgamma_")]
    public static Tensor MultivariateLogGamma_(Tensor input, long p) => input.copy_(MultivariateLogGamma(input.clone(), p));

    /// <summary>The regularised lower incomplete gamma function P(input, other). Differentiable in other.</summary>
    [Op("igamma")]
    [Op("special.gammainc")]
    public static Tensor Lower(Tensor input, Tensor other) => Elementwise.Binary(new LowerGamma(), input, other);

    [Op("igamma_")]
    public static Tensor Lower_(Tensor input, Tensor other) => Elementwise.BinaryInPlace(new LowerGamma(), input, other);

    /// <summary>The regularised upper incomplete gamma function Q(input, other). Differentiable in other.</summary>
    [Op("igammac")]
    [Op("special.gammaincc")]
    public static Tensor Upper(Tensor input, Tensor other) => Elementwise.Binary(new UpperGamma(), input, other);

    [Op("igammac_")]
    public static Tensor Upper_(Tensor input, Tensor other) => Elementwise.BinaryInPlace(new UpperGamma(), input, other);

    /// <summary>Hurwitz' zeta function: the sum of (q + k)^-x. Differentiable in q.</summary>
    [Op("special.zeta")]
    public static Tensor Zeta(Tensor x, Tensor q) => Elementwise.Binary(new HurwitzZeta(), x, q);

    [Op("special.zeta")]
    public static Tensor Zeta(Tensor x, Scalar q) => Elementwise.Binary(new HurwitzZeta(), x, q);

    [Op("special.zeta")]
    public static Tensor Zeta(Scalar x, Tensor q) => Elementwise.Binary(new HurwitzZeta(), x, q);

    /// <summary>x^(a - 1) e^-x / gamma(a): the slope of P in x.</summary>
    internal static Tensor Density(Tensor a, Tensor x) => ((a - 1) * x.log() - x - a.lgamma()).exp();
}

/// <summary>The slope by the first argument is not known in a closed form.</summary>
static class NoSlope
{
    public static Tensor Of(string op, string argument) => throw new NotSupportedException($"the derivative for '{argument}' of {op} is not implemented");
}

/// <summary>The derivative of order n of digamma.</summary>
public readonly struct PolygammaOfOrder(long n) : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => n == 1 ? V.Each<SpecialElements.Trigamma>(x) : V.Each<OfOrder>(x, V.Const(n));

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * GammaOps.Polygamma(n + 1, x);

    readonly struct OfOrder : IElementFunction2
    {
        public static string Name => "dh_polygammaf";
        public static T Of<T>(T x, T n) where T : unmanaged, INumber<T>
            => T.CreateTruncating(Gammas.Polygamma(long.CreateTruncating(n), double.CreateTruncating(x)));
        public static T SlopeX<T>(T x, T n) where T : unmanaged, INumber<T>
            => T.CreateTruncating(Gammas.Polygamma(long.CreateTruncating(n) + 1, double.CreateTruncating(x)));
    }
}

/// <summary>The regularised lower incomplete gamma function.</summary>
public readonly struct LowerGamma : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.Common;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<Elements>(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => NoSlope.Of("igamma", "input");
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * GammaOps.Density(x, y);

    readonly struct Elements : IElementFunction2
    {
        public static string Name => "dh_lowergammaf";
        public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
            => T.CreateTruncating(Gammas.Lower(double.CreateTruncating(x), double.CreateTruncating(y)));
    }
}

/// <summary>The regularised upper incomplete gamma function.</summary>
public readonly struct UpperGamma : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.Common;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<Elements>(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => NoSlope.Of("igammac", "input");
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -grad * GammaOps.Density(x, y);

    readonly struct Elements : IElementFunction2
    {
        public static string Name => "dh_uppergammaf";
        public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
            => T.CreateTruncating(Gammas.Upper(double.CreateTruncating(x), double.CreateTruncating(y)));
    }
}

/// <summary>Hurwitz' zeta function.</summary>
public readonly struct HurwitzZeta : IBinary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<Elements>(x, y);

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => NoSlope.Of("zeta", "x");
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * -x * GammaOps.Zeta(x + 1, y);

    readonly struct Elements : IElementFunction2
    {
        public static string Name => "dh_hurwitzzetaf";
        public static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
            => T.CreateTruncating(Gammas.Zeta(double.CreateTruncating(x), double.CreateTruncating(y)));
    }
}
