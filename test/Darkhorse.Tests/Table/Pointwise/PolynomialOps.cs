using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class PolynomialOps
{
    static Row SpecialChebyshevPolynomialT => Of.One("special.chebyshev_polynomial_t", x => special.chebyshev_polynomial_t(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Cos(3 * Math.Acos(x)), low: 0.1, high: 0.9, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialChebyshevPolynomialU => Of.One("special.chebyshev_polynomial_u", x => special.chebyshev_polynomial_u(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Sin(4 * Math.Acos(x)) / Math.Sin(Math.Acos(x)), low: 0.1, high: 0.9,
        differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialChebyshevPolynomialV => Of.One("special.chebyshev_polynomial_v", x => special.chebyshev_polynomial_v(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Cos(3.5 * Math.Acos(x)) / Math.Cos(0.5 * Math.Acos(x)), low: 0.1,
        high: 0.9, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialChebyshevPolynomialW => Of.One("special.chebyshev_polynomial_w", x => special.chebyshev_polynomial_w(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Sin(3.5 * Math.Acos(x)) / Math.Sin(0.5 * Math.Acos(x)), low: 0.1,
        high: 0.9, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialShiftedChebyshevPolynomialT => Of.One("special.shifted_chebyshev_polynomial_t", x => special.shifted_chebyshev_polynomial_t(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Cos(3 * Math.Acos(2 * x - 1)), low: 0.1, high: 0.9,
        differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialShiftedChebyshevPolynomialU => Of.One("special.shifted_chebyshev_polynomial_u", x => special.shifted_chebyshev_polynomial_u(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Sin(4 * Math.Acos(2 * x - 1)) / Math.Sin(Math.Acos(2 * x - 1)),
        low: 0.1, high: 0.9, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialShiftedChebyshevPolynomialV => Of.One("special.shifted_chebyshev_polynomial_v", x => special.shifted_chebyshev_polynomial_v(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Cos(3.5 * Math.Acos(2 * x - 1)) / Math.Cos(0.5 * Math.Acos(2 * x - 1)),
        low: 0.1, high: 0.9, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialShiftedChebyshevPolynomialW => Of.One("special.shifted_chebyshev_polynomial_w", x => special.shifted_chebyshev_polynomial_w(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => Math.Sin(3.5 * Math.Acos(2 * x - 1)) / Math.Sin(0.5 * Math.Acos(2 * x - 1)),
        low: 0.1, high: 0.9, differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialHermitePolynomialH => Of.One("special.hermite_polynomial_h", x => special.hermite_polynomial_h(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => 8 * x * x * x - 12 * x, low: 0.1, high: 0.9, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialHermitePolynomialHe => Of.One("special.hermite_polynomial_he", x => special.hermite_polynomial_he(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => x * x * x - 3 * x, low: 0.1, high: 0.9, differentiable: false,
        tolerance: (2e-5, 2e-6));

    static Row SpecialLaguerrePolynomialL => Of.One("special.laguerre_polynomial_l", x => special.laguerre_polynomial_l(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => (-x * x * x + 9 * x * x - 18 * x + 6) / 6, low: 0.1, high: 0.9,
        differentiable: false, tolerance: (2e-5, 2e-6));

    static Row SpecialLegendrePolynomialP => Of.One("special.legendre_polynomial_p", x => special.legendre_polynomial_p(x, 3),
        DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64, reference: x => (5 * x * x * x - 3 * x) / 2, low: 0.1, high: 0.9, differentiable: false,
        tolerance: (2e-5, 2e-6));
}
