using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Maxima
{
    static Row Maximum => Of.Two("maximum", (x, y) => maximum(x, y), DTypes.RealsAndBool, method: (x, y) => x.maximum(y), inPlace: (x, y) => x.maximum_(y),
        @out: (x, y, result) => maximum(x, y, result), reference: Math.Max);

    static Row Minimum => Of.Two("minimum", (x, y) => minimum(x, y), DTypes.RealsAndBool, method: (x, y) => x.minimum(y), inPlace: (x, y) => x.minimum_(y),
        @out: (x, y, result) => minimum(x, y, result), reference: Math.Min);

    static Row Fmax => Of.Two("fmax", (x, y) => fmax(x, y), DTypes.RealsAndBool, method: (x, y) => x.fmax(y), inPlace: (x, y) => x.fmax_(y),
        @out: (x, y, result) => fmax(x, y, result), reference: Math.Max);

    static Row Fmin => Of.Two("fmin", (x, y) => fmin(x, y), DTypes.RealsAndBool, method: (x, y) => x.fmin(y), inPlace: (x, y) => x.fmin_(y),
        @out: (x, y, result) => fmin(x, y, result), reference: Math.Min);
}
