using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Bitwise
{
    static Row BitwiseAnd => Of.Two("bitwise_and", (x, y) => bitwise_and(x, y), DTypes.IntegersAndBool, method: (x, y) => x.bitwise_and(y),
        inPlace: (x, y) => x.bitwise_and_(y), @out: (x, y, result) => bitwise_and(x, y, result), ranges: (0, 30, 0, 20), differentiable: []);

    static Row BitwiseOr => Of.Two("bitwise_or", (x, y) => bitwise_or(x, y), DTypes.IntegersAndBool, method: (x, y) => x.bitwise_or(y),
        inPlace: (x, y) => x.bitwise_or_(y), @out: (x, y, result) => bitwise_or(x, y, result), ranges: (0, 30, 0, 20), differentiable: []);

    static Row BitwiseXor => Of.Two("bitwise_xor", (x, y) => bitwise_xor(x, y), DTypes.IntegersAndBool, method: (x, y) => x.bitwise_xor(y),
        inPlace: (x, y) => x.bitwise_xor_(y), @out: (x, y, result) => bitwise_xor(x, y, result), ranges: (0, 30, 0, 20), differentiable: []);

    static Row BitwiseLeftShift => Of.Two("bitwise_left_shift", (x, y) => bitwise_left_shift(x, y), DTypes.Integers,
        method: (x, y) => x.bitwise_left_shift(y), inPlace: (x, y) => x.bitwise_left_shift_(y), @out: (x, y, result) => bitwise_left_shift(x, y, result),
        ranges: (0, 30, 0, 4), differentiable: []);

    static Row BitwiseRightShift => Of.Two("bitwise_right_shift", (x, y) => bitwise_right_shift(x, y), DTypes.Integers,
        method: (x, y) => x.bitwise_right_shift(y), inPlace: (x, y) => x.bitwise_right_shift_(y), @out: (x, y, result) => bitwise_right_shift(x, y, result),
        ranges: (0, 30, 0, 4), differentiable: []);

    static Row BitwiseNot => Of.One("bitwise_not", x => bitwise_not(x), DTypes.IntegersAndBool, method: x => x.bitwise_not(), inPlace: x => x.bitwise_not_(),
        low: 0, high: 30, differentiable: false);
}
