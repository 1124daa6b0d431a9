using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Clamping
{
    static Row Clamp => Of.One("clamp", x => clamp(x, -1, 1.5), DTypes.RealsAndBool, method: x => x.clamp(-1, 1.5), reference: x => Math.Clamp(x, -1, 1.5),
        low: -2.9, high: 2.8, aliases: ["clip"]);

    static Row ClampMin => Of.One("clamp_min", x => clamp_min(x, -1), DTypes.RealsAndBool, method: x => x.clamp_min(-1), inPlace: x => x.clamp_min_(-1),
        reference: x => Math.Max(x, -1), low: -2.9, high: 2.8);

    static Row ClampMax => Of.One("clamp_max", x => clamp_max(x, 1), DTypes.RealsAndBool, method: x => x.clamp_max(1), inPlace: x => x.clamp_max_(1),
        reference: x => Math.Min(x, 1), low: -2.9, high: 2.8);

    static Row ClampTensors => new("clamp")
    {
        Variant = "tensors",
        Call = x => [clamp(x[0], x[1], x[1] + 1)],
        Method = x => [x[0].clamp(x[1], x[1] + 1)],
        Samples = dtype => Make.Binary(dtype, -3, 3, -1.93, 1.9),
        DTypes = DTypes.RealsAndBool,
        Reference2 = (x, y) => Math.Min(Math.Max(x, y), y + 1),
        Differentiable = [0, 1],
    };
}
