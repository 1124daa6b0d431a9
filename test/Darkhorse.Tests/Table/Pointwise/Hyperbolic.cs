using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Hyperbolic
{
    static Row Sinh => Of.One("sinh", x => sinh(x), DTypes.All, method: x => x.sinh(), inPlace: x => x.sinh_(), @out: (x, result) => sinh(x, result),
        reference: Math.Sinh);

    static Row Cosh => Of.One("cosh", x => cosh(x), DTypes.All, method: x => x.cosh(), inPlace: x => x.cosh_(), @out: (x, result) => cosh(x, result),
        reference: Math.Cosh);

    static Row Asinh => Of.One("asinh", x => asinh(x), DTypes.All, method: x => x.asinh(), inPlace: x => x.asinh_(), @out: (x, result) => asinh(x, result),
        reference: Math.Asinh, aliases: ["arcsinh"]);

    static Row Acosh => Of.One("acosh", x => acosh(x), DTypes.All, method: x => x.acosh(), inPlace: x => x.acosh_(), @out: (x, result) => acosh(x, result),
        reference: Math.Acosh, low: 1.1, high: 4, aliases: ["arccosh"]);

    static Row Atanh => Of.One("atanh", x => atanh(x), DTypes.All, method: x => x.atanh(), inPlace: x => x.atanh_(), @out: (x, result) => atanh(x, result),
        reference: Math.Atanh, low: -0.9, high: 0.9, aliases: ["arctanh"]);
}
