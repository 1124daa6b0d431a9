using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Powers
{
    static Row Pow => Of.Two("pow", (x, y) => pow(x, y), DTypes.Numbers, method: (x, y) => x.pow(y), inPlace: (x, y) => x.pow_(y),
        @out: (x, y, result) => pow(x, y, result), reference: Math.Pow, ranges: (0.2, 3, -2, 2));

    static Row PowSquared => Of.One("pow", x => pow(x, 2), DTypes.Numbers | DTypes.Bool, method: x => x.pow(2), inPlace: x => x.pow_(2),
        reference: x => x * x, variant: "squared");

    static Row PowExponent25 => Of.One("pow", x => pow(x, 2.5), DTypes.All, method: x => x.pow(2.5), inPlace: x => x.pow_(2.5),
        reference: x => Math.Pow(x, 2.5), low: 0.2, high: 3, variant: "exponent=2.5");

    static Row PowBase25 => Of.One("pow", x => pow(2.5, x), DTypes.All, reference: x => Math.Pow(2.5, x), low: 0.2, high: 3, variant: "base=2.5");

    static Row FloatPower => Of.Two("float_power", (x, y) => float_power(x, y), DTypes.All, method: (x, y) => x.float_power(y), reference: Math.Pow,
        ranges: (0.2, 3, -2, 2));

    static Row Ldexp => Of.Two("ldexp", (x, y) => ldexp(x, y), DTypes.All, method: (x, y) => x.ldexp(y), reference: (x, y) => x * Math.Pow(2, y));

    static Row Square => Of.One("square", x => square(x), DTypes.All, method: x => x.square(), inPlace: x => x.square_(),
        @out: (x, result) => square(x, result), reference: x => x * x);

    static Row Reciprocal => Of.One("reciprocal", x => reciprocal(x), DTypes.All, method: x => x.reciprocal(), inPlace: x => x.reciprocal_(),
        @out: (x, result) => reciprocal(x, result), reference: x => 1 / x, low: 0.3, high: 3);

    static Row Frexp => new("frexp")
    {
        Call = x =>
        {
            var (mantissa, exponent) = frexp(x[0]);
            return [mantissa, exponent];
        },
        Samples = dtype => Make.Unary(dtype, 0.3, 3),
        DTypes = DTypes.Floats,
    };
}
