using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class PartOps
{
    static Tensor Replaced(Tensor x, Tensor src, Func<long[], long[]?> within)
    {
        double[] values = Loops.Numbers(x), from = Loops.Numbers(src);
        return Loops.Build(x.shape, at => within(at) is { } inner ? from[Loops.Linear(inner, src.shape)] : values[Loops.Linear(at, x.shape)]);
    }

    static Row SelectScatter => new("select_scatter")
    {
        Call = x => [select_scatter(x[0], x[1], 1, -1)],
        Method = x => [x[0].select_scatter(x[1], 1, -1)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4, 2), Make.Tensor(dtype, -2, 2, 3, 2))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [Replaced(x[0], x[1], at => at[1] == 3 ? [at[0], at[2]] : null)],
        Differentiable = [0, 1],
    };

    static Row SliceScatter => new("slice_scatter")
    {
        Call = x => [slice_scatter(x[0], x[1], 1, 1, 100, 2)],
        Method = x => [x[0].slice_scatter(x[1], 1, 1, 100, 2)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 2))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [Replaced(x[0], x[1], at => at[1] % 2 == 1 ? [at[0], at[1] / 2] : null)],
        Differentiable = [0, 1],
    };

    static Row DiagonalScatter => new("diagonal_scatter")
    {
        Call = x => [diagonal_scatter(x[0], x[1], 1, 0, 2)],
        Method = x => [x[0].diagonal_scatter(x[1], 1, 0, 2)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 2, 3), Make.Tensor(dtype, -2, 2, 2, 2))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [Replaced(x[0], x[1], at => at[2] == at[0] + 1 ? [at[1], at[0]] : null)],
        Differentiable = [0, 1],
    };

    static IEnumerable<Row> FillDiagonal => new[] { false, true }.Select(wrap => new Row("fill_diagonal_")
    {
        Variant = $"wrap={wrap}",
        Call = x => [x[0].clone().fill_diagonal_(2, wrap)],
        InPlace = x => x[0].fill_diagonal_(2, wrap),
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 7, 2)), new(Make.Tensor(dtype, -3, 3, 2, 4)), new(Make.Tensor(dtype, -3, 3, 3, 3, 3))],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            double[] values = Loops.Numbers(x[0]);
            return [Loops.Build(x[0].shape, at => at.All(i => i == at[^1]) || (wrap && at.Length == 2 && x[0].size(0) > x[0].size(1) && at[0] % (x[0].size(1) + 1) == at[1]) ? 2 : values[Loops.Linear(at, x[0].shape)])];
        },
        Differentiable = [0],
    });
}
