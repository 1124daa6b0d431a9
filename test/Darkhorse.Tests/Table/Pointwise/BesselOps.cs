using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class BesselOps
{
    static Row SpecialBesselJ0 => Of.One("special.bessel_j0", x => special.bessel_j0(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Reference.BesselJ(x, 0), low: -30, high: 30, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialBesselJ1 => Of.One("special.bessel_j1", x => special.bessel_j1(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Reference.BesselJ(x, 1), low: -30, high: 30, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialBesselY0 => Of.One("special.bessel_y0", x => special.bessel_y0(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2,
        high: 30, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialBesselY1 => Of.One("special.bessel_y1", x => special.bessel_y1(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2,
        high: 30, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialModifiedBesselI0 => Of.One("special.modified_bessel_i0", x => special.modified_bessel_i0(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Reference.Bessel(x, 0), low: -3, high: 3, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialModifiedBesselI1 => Of.One("special.modified_bessel_i1", x => special.modified_bessel_i1(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Reference.Bessel(x, 1), low: -3, high: 3, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialModifiedBesselK0 => Of.One("special.modified_bessel_k0", x => special.modified_bessel_k0(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2, high: 5, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialModifiedBesselK1 => Of.One("special.modified_bessel_k1", x => special.modified_bessel_k1(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2, high: 5, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialScaledModifiedBesselK0 => Of.One("special.scaled_modified_bessel_k0", x => special.scaled_modified_bessel_k0(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2, high: 5, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialScaledModifiedBesselK1 => Of.One("special.scaled_modified_bessel_k1", x => special.scaled_modified_bessel_k1(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: 0.2, high: 5, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialSphericalBesselJ0 => Of.One("special.spherical_bessel_j0", x => special.spherical_bessel_j0(x),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Sin(x) / x, low: 0.2, high: 9, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialAiryAi => Of.One("special.airy_ai", x => special.airy_ai(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, low: -9, high: 4,
        differentiable: false, tolerance: (2e-5, 2e-6));
}
