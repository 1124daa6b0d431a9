using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class GammaOps
{
    static Row Polygamma => Of.One("polygamma", x => polygamma(x, 2), DTypes.RealsAndBool, method: x => x.polygamma(2), inPlace: x => x.polygamma_(2),
        reference: x => Reference.Polygamma(2, x), low: 0.5, high: 5, aliases: ["special.polygamma"], tolerance: (2e-5, 2e-5));

    static Row Mvlgamma => Of.One("mvlgamma", x => mvlgamma(x, 2), DTypes.RealsAndBool, method: x => x.mvlgamma(2),
        reference: x => Math.Log(Math.PI) / 2 + Reference.LogGamma(x) + Reference.LogGamma(x - 0.5), low: 1.2, high: 5, aliases: ["special.multigammaln"],
        tolerance: (1e-5, 1e-5));

    static Row Igamma => Of.Two("igamma", (x, y) => igamma(x, y), DTypes.Floats, method: (x, y) => x.igamma(y), inPlace: (x, y) => x.igamma_(y),
        reference: Reference.LowerGamma, ranges: (0.5, 4, 0.3, 5), differentiable: [1], aliases: ["special.gammainc"], tolerance: (2e-5, 2e-5));

    static Row Igammac => Of.Two("igammac", (x, y) => igammac(x, y), DTypes.Floats, method: (x, y) => x.igammac(y), inPlace: (x, y) => x.igammac_(y),
        reference: (a, x) => 1 - Reference.LowerGamma(a, x), ranges: (0.5, 4, 0.3, 5), differentiable: [1], aliases: ["special.gammaincc"],
        tolerance: (2e-5, 2e-5));

    static Row SpecialZeta => Of.Two("special.zeta", (x, y) => special.zeta(x, y), DTypes.RealsAndBool, reference: Reference.Zeta, ranges: (1.5, 5, 0.6, 4),
        differentiable: [1], tolerance: (2e-5, 2e-5));
}
