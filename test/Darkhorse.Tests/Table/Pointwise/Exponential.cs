using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Exponential
{
    static Row Sigmoid => Of.One("sigmoid", x => sigmoid(x), DTypes.All, method: x => x.sigmoid(), inPlace: x => x.sigmoid_(),
        @out: (x, result) => sigmoid(x, result), reference: x => 1 / (1 + Math.Exp(-x)), aliases: ["special.expit", "special.sigmoid"]);

    static Row Logit => Of.One("logit", x => logit(x), DTypes.RealsAndBool, method: x => x.logit(), inPlace: x => x.logit_(),
        @out: (x, result) => logit(x, result), reference: x => Math.Log(x / (1 - x)), low: 0.05, high: 0.95, aliases: ["special.logit"]);

    static Row LogitEps => Of.One("logit", x => logit(x, 0.1), DTypes.RealsAndBool, method: x => x.logit(0.1), inPlace: x => x.logit_(0.1),
        @out: (x, result) => logit(x, result, 0.1), reference: x => Math.Log(Math.Clamp(x, 0.1, 0.9) / (1 - Math.Clamp(x, 0.1, 0.9))), low: 0.12, high: 0.88,
        variant: "eps");

    static Row Exp => Of.One("exp", x => exp(x), DTypes.All, method: x => x.exp(), inPlace: x => x.exp_(), @out: (x, result) => exp(x, result),
        reference: Math.Exp);

    static Row Exp2 => Of.One("exp2", x => exp2(x), DTypes.All, method: x => x.exp2(), inPlace: x => x.exp2_(), @out: (x, result) => exp2(x, result),
        reference: x => Math.Pow(2, x), aliases: ["special.exp2"]);

    static Row Expm1 => Of.One("expm1", x => expm1(x), DTypes.All, method: x => x.expm1(), inPlace: x => x.expm1_(), @out: (x, result) => expm1(x, result),
        reference: x => Math.Exp(x) - 1, aliases: ["special.expm1"]);

    static Row Log => Of.One("log", x => log(x), DTypes.All, method: x => x.log(), inPlace: x => x.log_(), @out: (x, result) => log(x, result),
        reference: Math.Log, low: 0.1, high: 4);

    static Row Log2 => Of.One("log2", x => log2(x), DTypes.All, method: x => x.log2(), inPlace: x => x.log2_(), @out: (x, result) => log2(x, result),
        reference: Math.Log2, low: 0.1, high: 4);

    static Row Log10 => Of.One("log10", x => log10(x), DTypes.All, method: x => x.log10(), inPlace: x => x.log10_(), @out: (x, result) => log10(x, result),
        reference: Math.Log10, low: 0.1, high: 4);

    static Row Log1p => Of.One("log1p", x => log1p(x), DTypes.All, method: x => x.log1p(), inPlace: x => x.log1p_(), @out: (x, result) => log1p(x, result),
        reference: x => Math.Log(1 + x), low: -0.8, high: 4, aliases: ["special.log1p"]);

    static Row Tanh => Of.One("tanh", x => tanh(x), DTypes.All, method: x => x.tanh(), inPlace: x => x.tanh_(), @out: (x, result) => tanh(x, result),
        reference: Math.Tanh);

    static Row Sqrt => Of.One("sqrt", x => sqrt(x), DTypes.All, method: x => x.sqrt(), inPlace: x => x.sqrt_(), @out: (x, result) => sqrt(x, result),
        reference: Math.Sqrt, low: 0.1, high: 4);

    static Row Rsqrt => Of.One("rsqrt", x => rsqrt(x), DTypes.All, method: x => x.rsqrt(), inPlace: x => x.rsqrt_(), @out: (x, result) => rsqrt(x, result),
        reference: x => 1 / Math.Sqrt(x), low: 0.3, high: 4);
}
