using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Neural;

static class Pads
{
    /// <summary>Two columns before and one after, column by column.</summary>
    static Row Of(PaddingModes mode, Func<int, int, int> place) => new("nn.functional.pad")
    {
        Variant = mode.ToString(),
        Call = x => [nn.functional.pad(x[0], [2, 1], mode, 3)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 3, 5)), new(Make.Tensor(dtype, -3, 3, 1, 2, 3))],
        DTypes = DTypes.All,
        Differentiable = [0],
        ReferenceTensors = x =>
        {
            int size = (int)x[0].shape[2];
            return [stack([.. Enumerable.Range(-2, size + 3).Select(at => place(at, size) is >= 0 and var from ? x[0].select(2, from) : full_like(x[0].select(2, 0), 3))], -1)];
        },
    };

    static IEnumerable<Row> All =>
    [
        Of(PaddingModes.Constant, (at, size) => at < 0 || at >= size ? -1 : at),
        Of(PaddingModes.Reflect, (at, size) => at < 0 ? -at : at >= size ? 2 * size - 2 - at : at),
        Of(PaddingModes.Replicate, (at, size) => Math.Clamp(at, 0, size - 1)),
        Of(PaddingModes.Circular, (at, size) => (at + size) % size),
        new("nn.functional.pad")
        {
            Variant = "negative",
            Call = x => [nn.functional.pad(x[0], [-1, 2, 0, -1])],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4))],
            DTypes = DTypes.All,
            Differentiable = [0],
            ReferenceTensors = x => [cat([x[0].narrow(0, 0, 2).narrow(1, 1, 3), zeros_like(x[0]).narrow(0, 0, 2).narrow(1, 0, 2)], 1)],
        },
    ];
}
