using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class TwoOperands
{
    static Row Atan2 => Of.Two("atan2", (x, y) => atan2(x, y), DTypes.RealsAndBool, method: (x, y) => x.atan2(y), inPlace: (x, y) => x.atan2_(y),
        @out: (x, y, result) => atan2(x, y, result), reference: Math.Atan2, ranges: (0.2, 3, 0.2, 2), aliases: ["arctan2"]);

    static Row Hypot => Of.Two("hypot", (x, y) => hypot(x, y), DTypes.Floats, method: (x, y) => x.hypot(y), inPlace: (x, y) => x.hypot_(y),
        @out: (x, y, result) => hypot(x, y, result), reference: (x, y) => Math.Sqrt(x * x + y * y));

    static Row Copysign => Of.Two("copysign", (x, y) => copysign(x, y), DTypes.RealsAndBool, method: (x, y) => x.copysign(y),
        inPlace: (x, y) => x.copysign_(y), @out: (x, y, result) => copysign(x, y, result), reference: Math.CopySign, ranges: (0.2, 3, 0.1, 2));

    static Row Nextafter => Of.Two("nextafter", (x, y) => nextafter(x, y), DTypes.Floats, method: (x, y) => x.nextafter(y),
        inPlace: (x, y) => x.nextafter_(y), @out: (x, y, result) => nextafter(x, y, result), differentiable: []);

    static Row Logaddexp => Of.Two("logaddexp", (x, y) => logaddexp(x, y), DTypes.Floats, method: (x, y) => x.logaddexp(y),
        inPlace: (x, y) => x.logaddexp_(y), @out: (x, y, result) => logaddexp(x, y, result), reference: (x, y) => Math.Log(Math.Exp(x) + Math.Exp(y)),
        aliases: ["special.logaddexp"]);

    static Row Logaddexp2 => Of.Two("logaddexp2", (x, y) => logaddexp2(x, y), DTypes.Floats, method: (x, y) => x.logaddexp2(y),
        inPlace: (x, y) => x.logaddexp2_(y), @out: (x, y, result) => logaddexp2(x, y, result), reference: (x, y) => Math.Log2(Math.Pow(2, x) + Math.Pow(2, y)));

    static Row Xlogy => Of.Two("xlogy", (x, y) => xlogy(x, y), DTypes.RealsAndBool, method: (x, y) => x.xlogy(y), inPlace: (x, y) => x.xlogy_(y),
        @out: (x, y, result) => xlogy(x, y, result), reference: (x, y) => x * Math.Log(y), ranges: (-3, 3, 0.2, 3), aliases: ["special.xlogy"]);

    static Row SpecialXlog1py => Of.Two("special.xlog1py", (x, y) => special.xlog1py(x, y), DTypes.RealsAndBool, reference: (x, y) => x * Math.Log(1 + y),
        ranges: (-3, 3, -0.7, 3));

    static Row Gcd => Of.Two("gcd", (x, y) => gcd(x, y), DTypes.Integers, method: (x, y) => x.gcd(y), inPlace: (x, y) => x.gcd_(y),
        @out: (x, y, result) => gcd(x, y, result), ranges: (1, 30, 1, 20), differentiable: []);

    static Row Lcm => Of.Two("lcm", (x, y) => lcm(x, y), DTypes.Integers, method: (x, y) => x.lcm(y), inPlace: (x, y) => x.lcm_(y),
        @out: (x, y, result) => lcm(x, y, result), ranges: (1, 9, 1, 9), differentiable: []);
}
