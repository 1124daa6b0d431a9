using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Folding
{
    static Row Unfold => new("nn.functional.unfold")
    {
        Call = x => [nn.functional.unfold(x[0], (2, 3), stride: (1, 2), padding: (0, 1))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 1, 2, 3, 4)), new(Make.Tensor(dtype, -3, 3, 1, 2, 3))],
        DTypes = DTypes.Fields | DTypes.Bool,
        // Column l = (r, c), element (channel, i, j): the image at (r + i, 2 c + j - 1).
        ReferenceTensors = x => [Gather(x[0], nn.functional.unfold(x[0], (2, 3), stride: (1, 2), padding: (0, 1)).shape, (k, s) =>
        {
            long columns = (s[^1] + 2 - 3) / 2 + 1, element = k[^2], across = k[^1] % columns * 2 + element % 3 - 1, down = k[^1] / columns + element / 3 % 2;
            return across < 0 || across >= s[^1] ? null : [.. k[..^2], element / 6, down, across];
        })],
        Differentiable = [0],
    };

    static Row Fold => new("nn.functional.fold")
    {
        Call = x => [nn.functional.fold(x[0], (3, 3), (2, 2), padding: (1, 0), dilation: (1, 2))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 1, 8, 4)), new(Make.Tensor(dtype, -3, 3, 4, 4))],
        DTypes = DTypes.Fields,
        // Each element of the columns is added at its place in the image.
        ReferenceTensors = x =>
        {
            var image = zeros([.. x[0].shape[..^2], x[0].size(-2) / 4, 5, 3], float64);
            for (int k = 0; k < x[0].size(-2); k++)
                for (int l = 0; l < 4; l++) image.select(-3, k / 4).select(-2, l + k % 4 / 2).select(-1, k % 2 * 2).add_(x[0].select(-2, k).select(-1, l));
            return [image.narrow(-2, 1, 3)];
        },
        Differentiable = [0],
    };
}
