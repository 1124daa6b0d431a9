using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Reshaping
{
    static readonly long[][] s_shapes = [[2, 3, 4], [], [5], [0, 3], [1, 1]];

    static Row View => Row("view", x => x.view([.. x.shape, 1]), s_shapes, (i, _) => i[..^1]);
    static Row ViewAs => Row("view_as", x => x.view_as(x.unsqueeze(0)), s_shapes, (i, _) => i[1..]);
    static Row Reshape => Row("reshape", x => x.reshape(-1), [[2, 3, 4], [], [5], [3, 1]], (i, shape) => At(i[0], shape), x => x.reshape([x.numel()]));
    static Row ReshapeAs => Row("reshape_as", x => x.reshape_as(zeros(x.numel())), s_shapes, (i, shape) => At(i[0], shape));
    static Row Flatten => Row("flatten", x => flatten(x), s_shapes, (i, shape) => At(i[0], shape), x => x.flatten());
    static Row FlattenPart => Row("flatten", x => flatten(x, 1, -1), [[2, 3, 4], [2, 0, 3], [2, 2]], (i, shape) => [i[0], .. At(i[1], shape[1..])], x => x.flatten(1), variant: "start_dim=1");
    static Row Ravel => Row("ravel", x => ravel(x), s_shapes, (i, shape) => At(i[0], shape), x => x.ravel());
    static Row Unflatten => Row("unflatten", x => unflatten(x, 1, 2, -1), [[2, 6, 3], [1, 4], [2, 0]], (i, shape) => [i[0], i[1] * (shape[1] / 2) + i[2], .. i[3..]], x => x.unflatten(-1 - (x.ndim - 2), 2, -1));
    static Row Squeeze => Row("squeeze", x => squeeze(x), [[1, 3, 1, 2], [], [1], [0, 1]], (i, shape) => Padded(i, shape), x => x.squeeze());
    static Row SqueezeDim => Row("squeeze", x => squeeze(x, -1), [[2, 1], [1, 3], [1]], (i, shape) => shape[^1] == 1 ? [.. i, 0] : i, x => x.squeeze(x.ndim - 1), variant: "dim=-1");
    static Row SqueezeDims => Row("squeeze", x => squeeze(x, [0, 2]), [[1, 3, 1], [2, 3, 1]], (i, shape) => shape[0] == 1 ? [0, i[0], 0] : [i[0], i[1], 0], x => x.squeeze([0, 2]), variant: "dim=(0, 2)");
    static Row SqueezeInPlace => Row("squeeze_", x => x.clone().squeeze_(), [[1, 3, 1], [2]], (i, shape) => Padded(i, shape), inPlace: x => x.squeeze_());
    static Row Unsqueeze => Row("unsqueeze", x => unsqueeze(x, 0), s_shapes, (i, _) => i[1..], x => x.unsqueeze(0));
    static Row UnsqueezeLast => Row("unsqueeze", x => unsqueeze(x, -1), s_shapes, (i, _) => i[..^1], x => x.unsqueeze(x.ndim), variant: "dim=-1");
    static Row UnsqueezeInPlace => Row("unsqueeze_", x => x.clone().unsqueeze_(1), [[2, 3], [1]], (i, _) => [i[0], .. i[2..]], inPlace: x => x.unsqueeze_(1));
    static Row AtLeast1d => Row("atleast_1d", x => atleast_1d(x), s_shapes, (i, shape) => shape.Length == 0 ? [] : i, x => x.atleast_1d());
    static Row AtLeast2d => Row("atleast_2d", x => atleast_2d(x), s_shapes, (i, shape) => shape.Length switch { 0 => [], 1 => i[1..], _ => i }, x => x.atleast_2d());
    static Row AtLeast3d => Row("atleast_3d", x => atleast_3d(x), [[2, 3, 4], [], [5], [2, 3]], (i, shape) => shape.Length switch { 0 => [], 1 => [i[1]], 2 => i[..2], _ => i }, x => x.atleast_3d());

    /// <summary>An index of a squeezed tensor with zeros for the dims of size 1.</summary>
    static long[] Padded(long[] index, long[] shape)
    {
        int at = 0;
        return [.. shape.Select(size => size == 1 ? 0 : index[at++])];
    }
}
