using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class MaskOps
{
    static IEnumerable<Sample> Masked(ScalarType dtype) =>
        new (long[] X, long[] Mask)[] { ([3, 4], [3, 4]), ([3, 4], [4]), ([4], [3, 1]), ([], []), ([0, 3], [3]), ([67], [67]) }
            .Select(shapes => new Sample(Make.Tensor(dtype, -3, 3, shapes.X), Make.Tensor(@bool, -1, 1, shapes.Mask)));

    static Row MaskedSelect => new("masked_select")
    {
        Call = x => [masked_select(x[0], x[1])],
        Method = x => [x[0].masked_select(x[1])],
        Samples = Masked,
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            long[] shape = Laws.Same.Broadcast(x[0].shape, x[1].shape);
            double[] values = Loops.Numbers(x[0].expand(shape)), mask = Loops.Numbers(x[1].expand(shape));
            double[] picked = [.. values.Where((_, i) => mask[i] != 0)];
            return [Laws.Same.FromArray(picked, [picked.Length])];
        },
        Differentiable = [0],
        ShapeDependsOnData = true,
    };

    static Row MaskedFill => new("masked_fill")
    {
        Aliases = ["masked_fill_"],
        Call = x => [masked_fill(x[0], x[1], x[2])],
        Method = x => [x[0].masked_fill(x[1], x[2])],
        InPlace = x => x[0].masked_fill_(x[1], x[2]),
        Samples = dtype => Masked(dtype).Select(s => new Sample(s.Inputs[0], s.Inputs[1], Make.Tensor(dtype, 1, 3))),
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            long[] shape = Laws.Same.Broadcast(x[0].shape, x[1].shape);
            double[] values = Loops.Numbers(x[0].expand(shape)), mask = Loops.Numbers(x[1].expand(shape));
            return [Laws.Same.FromArray([.. values.Select((value, i) => mask[i] != 0 ? Loops.Numbers(x[2])[0] : value)], shape)];
        },
        Differentiable = [0, 2],
    };

    static Row MaskedScatter => new("masked_scatter")
    {
        Aliases = ["masked_scatter_"],
        Call = x => [masked_scatter(x[0], x[1], x[2])],
        Method = x => [x[0].masked_scatter(x[1], x[2])],
        InPlace = x => x[0].masked_scatter_(x[1], x[2]),
        Samples = dtype => Masked(dtype).Select(s => new Sample(s.Inputs[0], s.Inputs[1], Make.Tensor(dtype, -2, 2, 70))),
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            long[] shape = Laws.Same.Broadcast(x[0].shape, x[1].shape);
            double[] values = Loops.Numbers(x[0].expand(shape)), mask = Loops.Numbers(x[1].expand(shape)), from = Loops.Numbers(x[2]);
            int next = 0;
            return [Laws.Same.FromArray([.. values.Select((value, i) => mask[i] != 0 ? from[next++] : value)], shape)];
        },
        Differentiable = [0, 2],
        ShapeDependsOnData = true,
    };
}
