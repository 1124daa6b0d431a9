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
}
