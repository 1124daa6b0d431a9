using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Trigonometric
{
    static Row Sin => Of.One("sin", x => sin(x), DTypes.All, method: x => x.sin(), inPlace: x => x.sin_(), @out: (x, result) => sin(x, result),
        reference: Math.Sin);

    static Row Cos => Of.One("cos", x => cos(x), DTypes.All, method: x => x.cos(), inPlace: x => x.cos_(), @out: (x, result) => cos(x, result),
        reference: Math.Cos);

    static Row Atan => Of.One("atan", x => atan(x), DTypes.All, method: x => x.atan(), inPlace: x => x.atan_(), @out: (x, result) => atan(x, result),
        reference: Math.Atan, aliases: ["arctan"]);

    static Row Tan => Of.One("tan", x => tan(x), DTypes.All, method: x => x.tan(), inPlace: x => x.tan_(), @out: (x, result) => tan(x, result),
        reference: Math.Tan, low: -1.4, high: 1.4);

    static Row Asin => Of.One("asin", x => asin(x), DTypes.All, method: x => x.asin(), inPlace: x => x.asin_(), @out: (x, result) => asin(x, result),
        reference: Math.Asin, low: -0.95, high: 0.95, aliases: ["arcsin"]);

    static Row Acos => Of.One("acos", x => acos(x), DTypes.All, method: x => x.acos(), inPlace: x => x.acos_(), @out: (x, result) => acos(x, result),
        reference: Math.Acos, low: -0.95, high: 0.95, aliases: ["arccos"]);

    static Row Deg2rad => Of.One("deg2rad", x => deg2rad(x), DTypes.RealsAndBool, method: x => x.deg2rad(), inPlace: x => x.deg2rad_(),
        @out: (x, result) => deg2rad(x, result), reference: x => x * Math.PI / 180);

    static Row Rad2deg => Of.One("rad2deg", x => rad2deg(x), DTypes.RealsAndBool, method: x => x.rad2deg(), inPlace: x => x.rad2deg_(),
        @out: (x, result) => rad2deg(x, result), reference: x => x * 180 / Math.PI);

    static Row Sinc => Of.One("sinc", x => sinc(x), DTypes.All, method: x => x.sinc(), inPlace: x => x.sinc_(), @out: (x, result) => sinc(x, result),
        reference: x => Math.Sin(Math.PI * x) / (Math.PI * x), low: 0.1, high: 2.9, aliases: ["special.sinc"]);
}
