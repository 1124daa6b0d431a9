using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Logical
{
    static Row LogicalAnd => Of.Two("logical_and", (x, y) => logical_and(x, y), DTypes.All, method: (x, y) => x.logical_and(y),
        inPlace: (x, y) => x.logical_and_(y), @out: (x, y, result) => logical_and(x, y, result), differentiable: []);

    static Row LogicalOr => Of.Two("logical_or", (x, y) => logical_or(x, y), DTypes.All, method: (x, y) => x.logical_or(y),
        inPlace: (x, y) => x.logical_or_(y), @out: (x, y, result) => logical_or(x, y, result), differentiable: []);

    static Row LogicalXor => Of.Two("logical_xor", (x, y) => logical_xor(x, y), DTypes.All, method: (x, y) => x.logical_xor(y),
        inPlace: (x, y) => x.logical_xor_(y), @out: (x, y, result) => logical_xor(x, y, result), differentiable: []);

    static Row LogicalNot => Of.One("logical_not", x => logical_not(x), DTypes.All, method: x => x.logical_not(), inPlace: x => x.logical_not_(),
        @out: (x, result) => logical_not(x, result), differentiable: false);
}
