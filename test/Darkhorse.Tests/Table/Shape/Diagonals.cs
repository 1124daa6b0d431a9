using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Diagonals
{
    static readonly long[][] s_matrices = [[3, 4], [2, 3, 2], [0, 2], [1, 1]];

    static Row TriL => Row("tril", x => tril(x), s_matrices, (i, _) => i[^1] <= i[^2] ? i : null, x => x.tril());
    static Row TriLAbove => Row("tril", x => tril(x, 1), s_matrices, (i, _) => i[^1] <= i[^2] + 1 ? i : null, x => x.tril(1), variant: "diagonal=1");
    static Row TriU => Row("triu", x => triu(x), s_matrices, (i, _) => i[^1] >= i[^2] ? i : null, x => x.triu());
    static Row TriUBelow => Row("triu", x => triu(x, -1), s_matrices, (i, _) => i[^1] >= i[^2] - 1 ? i : null, x => x.triu(-1), variant: "diagonal=-1");
    static Row TriLInPlace => Row("tril_", x => x.clone().tril_(), s_matrices, inPlace: x => x.tril_());
    static Row TriUInPlace => Row("triu_", x => x.clone().triu_(2), s_matrices, inPlace: x => x.triu_(2));
    static Row Diag => Row("diag", x => diag(x, 1), [[3], [1]], (i, _) => i[1] == i[0] + 1 ? [i[0]] : null, x => x.diag(1));
    static Row DiagOfMatrix => Row("diag", x => diag(x, -1), [[3, 2], [2, 3]], (i, _) => [i[0] + 1, i[0]], x => x.diag(-1), variant: "matrix");
    static Row DiagFlat => Row("diagflat", x => diagflat(x), [[3], [2, 2], []], (i, s) => i[0] == i[1] ? At(i[0], s) : null, x => x.diagflat());
    static Row DiagEmbed => Row("diag_embed", x => diag_embed(x), [[3], [2, 2], [2, 0]], (i, _) => i[^1] == i[^2] ? i[..^1] : null, x => x.diag_embed());
    static Row DiagEmbedFirst => Row("diag_embed", x => diag_embed(x, 1, 0, -1), [[2, 3]], (i, _) => i[2] == i[0] + 1 ? [i[1], i[0]] : null, x => x.diag_embed(1, 0, 2), variant: "dims");

    static Row Trace => new("trace")
    {
        Call = x => [trace(x[0])],
        Method = x => [x[0].trace()],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4)), new(Make.Tensor(dtype, -3, 3, 2, 2))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [x[0].diagonal().sum()],
        Differentiable = [0],
    };

    static Row TriLIndices => Indices("tril_indices", (rows, columns, device) => tril_indices(rows, columns, -1, device: device), (r, c) => c <= r - 1);
    static Row TriUIndices => Indices("triu_indices", (rows, columns, device) => triu_indices(rows, columns, 1, device: device), (r, c) => c >= r + 1);

    static Row Indices(string op, Func<long, long, Device, Tensor> call, Func<long, long, bool> belongs) => new(op)
    {
        Call = x => [call(x[0].size(0), x[0].size(1), x[0].device)],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 1, 3, 4)), new(Make.Tensor(dtype, 0, 1, 1, 1))],
        DTypes = DTypes.All,
        ReferenceTensors = x =>
        {
            var all = Enumerable.Range(0, (int)x[0].numel()).Select(i => (Row: i / x[0].size(1), Column: i % x[0].size(1))).Where(p => belongs(p.Row, p.Column)).ToArray();
            return [tensor(all.Select(p => p.Row).Concat(all.Select(p => p.Column)).ToArray(), [2, all.Length])];
        },
    };
}
