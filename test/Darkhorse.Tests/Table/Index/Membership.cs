using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class Membership
{
    static Tensor Whole(ScalarType dtype, params long[] sizes) => Make.Tensor(ScalarType.Int32, -3, 3, sizes).to(dtype);

    static IEnumerable<Row> IsIn => new[] { false, true }.Select(invert => new Row("isin")
    {
        Variant = $"invert={invert}",
        Call = x => [isin(x[0], x[1], invert: invert)],
        Method = x => [x[0].isin(x[1], invert: invert)],
        Samples = dtype =>
        [
            new(Whole(dtype, 4, 3), Whole(dtype, 2, 2)),
            new(Whole(dtype), Whole(dtype, 5)),
            new(Whole(dtype, 4), Whole(dtype, 0)),
        ],
        DTypes = DTypes.Reals,
        ReferenceTensors = x => [Loops.Build(x[0].shape, at => Loops.Numbers(x[1]).Contains(Loops.Numbers(x[0])[Loops.Linear(at, x[0].shape)]) != invert ? 1 : 0)],
    });
}
