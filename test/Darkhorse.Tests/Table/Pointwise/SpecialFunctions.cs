using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class SpecialFunctions
{
    static Row Erf => Of.One("erf", x => erf(x), DTypes.RealsAndBool, method: x => x.erf(), inPlace: x => x.erf_(), @out: (x, result) => erf(x, result),
        reference: Reference.Erf, aliases: ["special.erf"]);

    static Row Erfc => Of.One("erfc", x => erfc(x), DTypes.RealsAndBool, method: x => x.erfc(), inPlace: x => x.erfc_(), @out: (x, result) => erfc(x, result),
        reference: x => 1 - Reference.Erf(x), low: -2, high: 2, aliases: ["special.erfc"], tolerance: (2e-6, 2e-6));

    static Row Erfinv => Of.One("erfinv", x => erfinv(x), DTypes.RealsAndBool, method: x => x.erfinv(), inPlace: x => x.erfinv_(),
        @out: (x, result) => erfinv(x, result), reference: Reference.ErfInverse, low: -0.9, high: 0.9, aliases: ["special.erfinv"]);

    static Row Lgamma => Of.One("lgamma", x => lgamma(x), DTypes.RealsAndBool, method: x => x.lgamma(), inPlace: x => x.lgamma_(),
        @out: (x, result) => lgamma(x, result), reference: Reference.LogGamma, low: 0.2, high: 6, aliases: ["special.gammaln"], tolerance: (1e-5, 1e-5));

    static Row Digamma => Of.One("digamma", x => digamma(x), DTypes.RealsAndBool, method: x => x.digamma(), inPlace: x => x.digamma_(),
        @out: (x, result) => digamma(x, result), reference: Reference.Digamma, low: 0.2, high: 6, aliases: ["special.digamma", "special.psi"]);

    static Row I0 => Of.One("i0", x => i0(x), DTypes.RealsAndBool, method: x => x.i0(), inPlace: x => x.i0_(), @out: (x, result) => i0(x, result),
        reference: x => Reference.Bessel(x, 0), aliases: ["special.i0"]);

    static Row SpecialI1 => Of.One("special.i1", x => special.i1(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Reference.Bessel(x, 1), low: -3, high: 3, tolerance: (1e-5, 1e-5));

    static Row SpecialI0e => Of.One("special.i0e", x => special.i0e(x), DTypes.RealsAndBool, reference: x => Reference.Bessel(x, 0) * Math.Exp(-Math.Abs(x)),
        low: 0.2, high: 3, tolerance: (1e-5, 1e-5));

    static Row SpecialI1e => Of.One("special.i1e", x => special.i1e(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Reference.Bessel(x, 1) * Math.Exp(-Math.Abs(x)), low: 0.2, high: 3, tolerance: (1e-5, 1e-5));

    static Row SpecialErfcx => Of.One("special.erfcx", x => special.erfcx(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Math.Exp(x * x) * (1 - Reference.Erf(x)), low: -1.5, high: 1.5, tolerance: (1e-5, 1e-5));

    static Row SpecialNdtr => Of.One("special.ndtr", x => special.ndtr(x), DTypes.RealsAndBool, reference: x => 0.5 + 0.5 * Reference.Erf(x / Math.Sqrt(2)),
        low: -3, high: 3, tolerance: (1e-5, 1e-5));

    static Row SpecialNdtri => Of.One("special.ndtri", x => special.ndtri(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Math.Sqrt(2) * Reference.ErfInverse(2 * x - 1), low: 0.1, high: 0.9, tolerance: (1e-5, 1e-5));

    static Row SpecialLogNdtr => Of.One("special.log_ndtr", x => special.log_ndtr(x), DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64,
        reference: x => Math.Log(0.5 + 0.5 * Reference.Erf(x / Math.Sqrt(2))), low: -3, high: 3, tolerance: (1e-5, 1e-5));

    static Row SpecialEntr => Of.One("special.entr", x => special.entr(x), DTypes.RealsAndBool, reference: x => -x * Math.Log(x), low: 0.1, high: 3,
        tolerance: (1e-5, 1e-5));
}
