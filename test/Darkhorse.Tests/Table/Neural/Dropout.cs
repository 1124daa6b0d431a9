using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Neural;

static class Dropout
{
    static Row Of(string op, Func<Tensor, Tensor> call, params long[][] shapes) => new("nn.functional." + op)
    {
        Call = x => [call(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = DTypes.Floats,
        Deterministic = false,
    };

    static IEnumerable<Row> All =>
    [
        Of("dropout", x => nn.functional.dropout(x, 0.3), [7], [2, 3, 4], [0, 3], [67]),
        Of("dropout1d", x => nn.functional.dropout1d(x, 0.3), [2, 3, 4], [3, 4]),
        Of("dropout2d", x => nn.functional.dropout2d(x, 0.3), [2, 3, 4], [2, 3, 4, 5]),
        Of("dropout3d", x => nn.functional.dropout3d(x, 0.3), [2, 3, 4, 5], [2, 3, 2, 2, 2]),
        Of("alpha_dropout", x => nn.functional.alpha_dropout(x, 0.3, training: true), [7], [2, 3, 4], [0, 3]),
        Of("feature_alpha_dropout", x => nn.functional.feature_alpha_dropout(x, 0.3, training: true), [2, 3, 4], [2, 3]),
    ];
}
