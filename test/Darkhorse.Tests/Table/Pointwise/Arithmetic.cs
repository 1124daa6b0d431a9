using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Arithmetic
{
    static Row Add => Of.Two("add", (x, y) => add(x, y), DTypes.All, method: (x, y) => x.add(y), inPlace: (x, y) => x.add_(y),
        @out: (x, y, result) => add(x, y, result), reference: (x, y) => x + y);

    static Row Sub => Of.Two("sub", (x, y) => sub(x, y), DTypes.Numbers, method: (x, y) => x.sub(y), inPlace: (x, y) => x.sub_(y),
        @out: (x, y, result) => sub(x, y, result), reference: (x, y) => x - y, aliases: ["subtract"]);

    static Row Mul => Of.Two("mul", (x, y) => mul(x, y), DTypes.All, method: (x, y) => x.mul(y), inPlace: (x, y) => x.mul_(y),
        @out: (x, y, result) => mul(x, y, result), reference: (x, y) => x * y, aliases: ["multiply"]);

    static Row AddAlpha => Of.Two("add", (x, y) => add(x, y, 3), DTypes.All, method: (x, y) => x.add(y, 3), inPlace: (x, y) => x.add_(y, 3), variant: "alpha");

    static Row SubAlpha => Of.Two("sub", (x, y) => sub(x, y, 3), DTypes.Numbers, method: (x, y) => x.sub(y, 3), inPlace: (x, y) => x.sub_(y, 3),
        reference: (x, y) => x - 3 * y, variant: "alpha");

    static Row Rsub => Of.Two("rsub", (x, y) => rsub(x, y), DTypes.Numbers, method: (x, y) => x.rsub(y), reference: (x, y) => y - x);
}
