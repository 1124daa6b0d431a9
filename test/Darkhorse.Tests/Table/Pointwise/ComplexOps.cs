using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class ComplexOps
{
    static Row Angle => Of.One("angle", x => angle(x), DTypes.All, method: x => x.angle(), reference: x => x < 0 ? Math.PI : 0, low: 0.2, high: 3);

    static Row Complex => new("complex")
    {
        Call = x => [complex(x[0], x[1])],
        Samples = dtype => Make.Binary(dtype),
        DTypes = DTypes.Float32 | DTypes.Float64,
        Differentiable = [0, 1],
    };

    static Row Polar => new("polar")
    {
        Call = x => [polar(x[0], x[1])],
        Samples = dtype => Make.Binary(dtype, 0.2, 3),
        DTypes = DTypes.Float32 | DTypes.Float64,
        Differentiable = [0, 1],
    };
}
