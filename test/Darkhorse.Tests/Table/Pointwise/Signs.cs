using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Signs
{
    static Row Abs => Of.One("abs", x => abs(x), DTypes.Numbers, method: x => x.abs(), @out: (x, result) => abs(x, result), reference: Math.Abs, low: 0.2,
        high: 3, aliases: ["absolute"]);

    static Row Sign => Of.One("sign", x => sign(x), DTypes.RealsAndBool, method: x => x.sign(), inPlace: x => x.sign_(), @out: (x, result) => sign(x, result),
        reference: x => Math.Sign(x));

    static Row Sgn => Of.One("sgn", x => sgn(x), DTypes.All, method: x => x.sgn(), inPlace: x => x.sgn_(), reference: x => Math.Sign(x), differentiable: false);

    static Row Positive => Of.One("positive", x => positive(x), DTypes.Numbers, method: x => x.positive(), reference: x => x);

    static Row Neg => Of.One("neg", x => neg(x), DTypes.Numbers, method: x => x.neg(), inPlace: x => x.neg_(), @out: (x, result) => neg(x, result),
        reference: x => -x, aliases: ["negative"]);
}
