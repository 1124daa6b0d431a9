using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Rounding
{
    static Row Floor => Of.One("floor", x => floor(x), DTypes.Reals, method: x => x.floor(), inPlace: x => x.floor_(), @out: (x, result) => floor(x, result),
        reference: Math.Floor);

    static Row Ceil => Of.One("ceil", x => ceil(x), DTypes.Reals, method: x => x.ceil(), inPlace: x => x.ceil_(), @out: (x, result) => ceil(x, result),
        reference: Math.Ceiling);

    static Row Trunc => Of.One("trunc", x => trunc(x), DTypes.Reals, method: x => x.trunc(), inPlace: x => x.trunc_(), @out: (x, result) => trunc(x, result),
        reference: Math.Truncate, aliases: ["fix"]);

    static Row Frac => Of.One("frac", x => frac(x), DTypes.Floats, method: x => x.frac(), inPlace: x => x.frac_(), @out: (x, result) => frac(x, result),
        reference: x => x - Math.Truncate(x));

    static Row Round => Of.One("round", x => round(x), DTypes.Reals, method: x => x.round(), inPlace: x => x.round_(), @out: (x, result) => round(x, result),
        reference: x => Math.Round(x), aliases: ["special.round"]);

    static Row RoundDecimals2 => Of.One("round", x => round(x, 2), DTypes.Reals, method: x => x.round(2), inPlace: x => x.round_(2),
        @out: (x, result) => round(x, result, 2), reference: x => Math.Round(x * 100) / 100, differentiable: false, variant: "decimals=2");
}
