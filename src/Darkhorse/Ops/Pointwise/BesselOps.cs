using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>A special function of each element that has no gradient.</summary>
readonly struct OfEachElement<F> : IUnaryOp where F : struct, IElementFunction
{
    public static DTypes Domain => DTypes.Float32 | DTypes.Float64;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<F>(x);
}

/// <summary>Bessel functions and their kin. Integers give floats; none has a gradient.</summary>
static class BesselOps
{
    /// <summary>Airy's function Ai of each element.</summary>
    [Op("special.airy_ai")]
    public static Tensor AiryAi(Tensor input, Tensor? @out = null)
        => Elementwise.Plain(new OfEachElement<SpecialElements.AiryAi>(), input, Promote.IntToFloat, @out);

    /// <summary>The Bessel function of the first kind, order 0 of each element.</summary>
    [Op("special.bessel_j0")]
    public static Tensor J0(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.J0>(), input, Promote.IntToFloat, @out);

    /// <summary>The Bessel function of the first kind, order 1 of each element.</summary>
    [Op("special.bessel_j1")]
    public static Tensor J1(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.J1>(), input, Promote.IntToFloat, @out);

    /// <summary>The Bessel function of the second kind, order 0 of each element.</summary>
    [Op("special.bessel_y0")]
    public static Tensor Y0(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.Y0>(), input, Promote.IntToFloat, @out);

    /// <summary>The Bessel function of the second kind, order 1 of each element.</summary>
    [Op("special.bessel_y1")]
    public static Tensor Y1(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.Y1>(), input, Promote.IntToFloat, @out);

    /// <summary>The modified Bessel function of the first kind, order 0 of each element.</summary>
    [Op("special.modified_bessel_i0")]
    public static Tensor I0(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.I0>(), input, Promote.IntToFloat, @out);

    /// <summary>The modified Bessel function of the first kind, order 1 of each element.</summary>
    [Op("special.modified_bessel_i1")]
    public static Tensor I1(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.I1>(), input, Promote.IntToFloat, @out);

    /// <summary>The modified Bessel function of the second kind, order 0 of each element.</summary>
    [Op("special.modified_bessel_k0")]
    public static Tensor K0(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.K0>(), input, Promote.IntToFloat, @out);

    /// <summary>The modified Bessel function of the second kind, order 1 of each element.</summary>
    [Op("special.modified_bessel_k1")]
    public static Tensor K1(Tensor input, Tensor? @out = null) => Elementwise.Plain(new OfEachElement<SpecialElements.K1>(), input, Promote.IntToFloat, @out);

    /// <summary>e^x times the modified Bessel function of the second kind, order 0 of each element.</summary>
    [Op("special.scaled_modified_bessel_k0")]
    public static Tensor K0Scaled(Tensor input, Tensor? @out = null)
        => Elementwise.Plain(new OfEachElement<SpecialElements.K0Scaled>(), input, Promote.IntToFloat, @out);

    /// <summary>e^x times the modified Bessel function of the second kind, order 1 of each element.</summary>
    [Op("special.scaled_modified_bessel_k1")]
    public static Tensor K1Scaled(Tensor input, Tensor? @out = null)
        => Elementwise.Plain(new OfEachElement<SpecialElements.K1Scaled>(), input, Promote.IntToFloat, @out);

    /// <summary>The spherical Bessel function sin(x) / x of each element.</summary>
    [Op("special.spherical_bessel_j0")]
    public static Tensor SphericalJ0(Tensor input, Tensor? @out = null)
        => Elementwise.Plain(new OfEachElement<SpecialElements.SphericalJ0>(), input, Promote.IntToFloat, @out);
}
