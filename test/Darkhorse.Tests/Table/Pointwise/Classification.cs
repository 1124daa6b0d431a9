using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Classification
{
    static Row Isnan => Of.One("isnan", x => isnan(x), DTypes.All, method: x => x.isnan(), differentiable: false);

    static Row Isinf => Of.One("isinf", x => isinf(x), DTypes.All, method: x => x.isinf(), differentiable: false);

    static Row Isfinite => Of.One("isfinite", x => isfinite(x), DTypes.All, method: x => x.isfinite(), differentiable: false);

    static Row Isreal => Of.One("isreal", x => isreal(x), DTypes.All, method: x => x.isreal(), differentiable: false);

    static Row Isposinf => Of.One("isposinf", x => isposinf(x), DTypes.RealsAndBool, method: x => x.isposinf(), differentiable: false);

    static Row Isneginf => Of.One("isneginf", x => isneginf(x), DTypes.RealsAndBool, method: x => x.isneginf(), differentiable: false);

    static Row Signbit => Of.One("signbit", x => signbit(x), DTypes.RealsAndBool, method: x => x.signbit(), differentiable: false);
}
