using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes.Special;

namespace Darkhorse.Ops;

/// <summary>A function of a place and an order (or another number), element by element in float64.</summary>
interface IDoubleFunction
{
    static abstract double Of(double x, double n);
}

readonly struct OfEachPair<F> : IBinaryOp where F : struct, IDoubleFunction
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Each<Elements>(x, y);

    readonly struct Elements : IElementFunction2
    {
        public static string Name => "dh_" + typeof(F).Name;
        public static T Of<T>(T x, T y) where T : unmanaged, INumber<T> => T.CreateTruncating(F.Of(double.CreateTruncating(x), double.CreateTruncating(y)));
    }
}

/// <summary>Orthogonal polynomials of order n at x: n is cut to an integer; negative orders give 0. Without a gradient.</summary>
static class PolynomialOps
{
    /// <summary>Chebyshev's polynomial of the first kind of order n.</summary>
    [Op("special.chebyshev_polynomial_t")]
    public static Tensor ChebyshevT(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ChebyshevTFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.chebyshev_polynomial_t")]
    public static Tensor ChebyshevT(Tensor x, Scalar n) => ChebyshevT(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ChebyshevTFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(x, n, x);
    }

    /// <summary>Chebyshev's polynomial of the second kind of order n.</summary>
    [Op("special.chebyshev_polynomial_u")]
    public static Tensor ChebyshevU(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ChebyshevUFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.chebyshev_polynomial_u")]
    public static Tensor ChebyshevU(Tensor x, Scalar n) => ChebyshevU(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ChebyshevUFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(x, n, 2 * x);
    }

    /// <summary>Chebyshev's polynomial of the third kind of order n.</summary>
    [Op("special.chebyshev_polynomial_v")]
    public static Tensor ChebyshevV(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ChebyshevVFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.chebyshev_polynomial_v")]
    public static Tensor ChebyshevV(Tensor x, Scalar n) => ChebyshevV(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ChebyshevVFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(x, n, 2 * x - 1);
    }

    /// <summary>Chebyshev's polynomial of the fourth kind of order n.</summary>
    [Op("special.chebyshev_polynomial_w")]
    public static Tensor ChebyshevW(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ChebyshevWFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.chebyshev_polynomial_w")]
    public static Tensor ChebyshevW(Tensor x, Scalar n) => ChebyshevW(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ChebyshevWFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(x, n, 2 * x + 1);
    }

    /// <summary>Chebyshev's polynomial of the first kind at 2x - 1 of order n.</summary>
    [Op("special.shifted_chebyshev_polynomial_t")]
    public static Tensor ShiftedChebyshevT(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ShiftedChebyshevTFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.shifted_chebyshev_polynomial_t")]
    public static Tensor ShiftedChebyshevT(Tensor x, Scalar n) => ShiftedChebyshevT(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ShiftedChebyshevTFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(2 * x - 1, n, 2 * x - 1);
    }

    /// <summary>Chebyshev's polynomial of the second kind at 2x - 1 of order n.</summary>
    [Op("special.shifted_chebyshev_polynomial_u")]
    public static Tensor ShiftedChebyshevU(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ShiftedChebyshevUFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.shifted_chebyshev_polynomial_u")]
    public static Tensor ShiftedChebyshevU(Tensor x, Scalar n) => ShiftedChebyshevU(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ShiftedChebyshevUFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(2 * x - 1, n, 4 * x - 2);
    }

    /// <summary>Chebyshev's polynomial of the third kind at 2x - 1 of order n.</summary>
    [Op("special.shifted_chebyshev_polynomial_v")]
    public static Tensor ShiftedChebyshevV(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ShiftedChebyshevVFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.shifted_chebyshev_polynomial_v")]
    public static Tensor ShiftedChebyshevV(Tensor x, Scalar n) => ShiftedChebyshevV(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ShiftedChebyshevVFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(2 * x - 1, n, 4 * x - 3);
    }

    /// <summary>Chebyshev's polynomial of the fourth kind at 2x - 1 of order n.</summary>
    [Op("special.shifted_chebyshev_polynomial_w")]
    public static Tensor ShiftedChebyshevW(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<ShiftedChebyshevWFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.shifted_chebyshev_polynomial_w")]
    public static Tensor ShiftedChebyshevW(Tensor x, Scalar n) => ShiftedChebyshevW(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct ShiftedChebyshevWFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Chebyshev(2 * x - 1, n, 4 * x - 1);
    }

    /// <summary>The physicists' Hermite polynomial of order n.</summary>
    [Op("special.hermite_polynomial_h")]
    public static Tensor HermiteH(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<HermiteHFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.hermite_polynomial_h")]
    public static Tensor HermiteH(Tensor x, Scalar n) => HermiteH(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct HermiteHFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.HermiteH(x, n);
    }

    /// <summary>The probabilists' Hermite polynomial of order n.</summary>
    [Op("special.hermite_polynomial_he")]
    public static Tensor HermiteHe(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<HermiteHeFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.hermite_polynomial_he")]
    public static Tensor HermiteHe(Tensor x, Scalar n) => HermiteHe(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct HermiteHeFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.HermiteHe(x, n);
    }

    /// <summary>Laguerre's polynomial of order n.</summary>
    [Op("special.laguerre_polynomial_l")]
    public static Tensor Laguerre(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<LaguerreFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.laguerre_polynomial_l")]
    public static Tensor Laguerre(Tensor x, Scalar n) => Laguerre(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct LaguerreFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Laguerre(x, n);
    }

    /// <summary>Legendre's polynomial of order n.</summary>
    [Op("special.legendre_polynomial_p")]
    public static Tensor Legendre(Tensor x, Tensor n, Tensor? @out = null)
        => Elementwise.Plain(new OfEachPair<LegendreFunction>(), x, n, Promote.IntToFloat, @out);

    [Op("special.legendre_polynomial_p")]
    public static Tensor Legendre(Tensor x, Scalar n) => Legendre(x, Numbers.Wrap(n, x.DType.IsFloat ? x.DType : torch.DefaultDType, x));

    readonly struct LegendreFunction : IDoubleFunction
    {
        public static double Of(double x, double n) => Polynomials.Legendre(x, n);
    }
}
