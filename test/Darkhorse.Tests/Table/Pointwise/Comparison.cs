using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Comparison
{
    static Row Eq => Of.Two("eq", (x, y) => eq(x, y), DTypes.All, method: (x, y) => x.eq(y), inPlace: (x, y) => x.eq_(y),
        @out: (x, y, result) => eq(x, y, result), differentiable: []);

    static Row Ne => Of.Two("ne", (x, y) => ne(x, y), DTypes.All, method: (x, y) => x.ne(y), inPlace: (x, y) => x.ne_(y),
        @out: (x, y, result) => ne(x, y, result), differentiable: [], aliases: ["not_equal"]);

    static Row Lt => Of.Two("lt", (x, y) => lt(x, y), DTypes.RealsAndBool, method: (x, y) => x.lt(y), inPlace: (x, y) => x.lt_(y),
        @out: (x, y, result) => lt(x, y, result), differentiable: [], aliases: ["less"]);

    static Row Le => Of.Two("le", (x, y) => le(x, y), DTypes.RealsAndBool, method: (x, y) => x.le(y), inPlace: (x, y) => x.le_(y),
        @out: (x, y, result) => le(x, y, result), differentiable: [], aliases: ["less_equal"]);

    static Row Gt => Of.Two("gt", (x, y) => gt(x, y), DTypes.RealsAndBool, method: (x, y) => x.gt(y), inPlace: (x, y) => x.gt_(y),
        @out: (x, y, result) => gt(x, y, result), differentiable: [], aliases: ["greater"]);

    static Row Ge => Of.Two("ge", (x, y) => ge(x, y), DTypes.RealsAndBool, method: (x, y) => x.ge(y), inPlace: (x, y) => x.ge_(y),
        @out: (x, y, result) => ge(x, y, result), differentiable: [], aliases: ["greater_equal"]);
}
