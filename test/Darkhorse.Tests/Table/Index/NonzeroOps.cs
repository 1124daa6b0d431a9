using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class NonzeroOps
{
    static Tensor Coordinates(Tensor x)
    {
        double[] values = Loops.Numbers(x);
        long[][] rows = [.. Loops.Coordinates(x.shape).Where((_, i) => values[i] != 0)];
        return tensor(rows.SelectMany(row => row).ToArray()).reshape(rows.Length, x.ndim);
    }

    static Tensor[] Columns(Tensor x)
    {
        var rows = Coordinates(x.ndim == 0 ? x.reshape(1) : x);
        return [.. Enumerable.Range(0, (int)rows.size(1)).Select(d => rows.select(1, d))];
    }

    // Some elements are zero: those that the mask rounds away.
    static IEnumerable<Sample> Samples(ScalarType dtype) => Make.Unary(dtype).Select(sample => new Sample(sample.Inputs[0] * Make.Tensor(@bool, -1, 1, sample.Inputs[0].shape)));

    static IEnumerable<Row> Nonzero =>
    [
        new("nonzero")
        {
            Aliases = ["argwhere"],
            Call = x => [nonzero(x[0])],
            Method = x => [x[0].argwhere()],
            Samples = Samples,
            DTypes = DTypes.All,
            ReferenceTensors = x => [Coordinates(x[0])],
            ShapeDependsOnData = true,
        },
        new("nonzero")
        {
            Variant = "as_tuple",
            Call = x => nonzero(x[0], as_tuple: true),
            Samples = Samples,
            DTypes = DTypes.All,
            ReferenceTensors = x => Columns(x[0]),
            ShapeDependsOnData = true,
        },
        new("nonzero_as_list")
        {
            Call = x => [.. x[0].nonzero_as_list()],
            Samples = Samples,
            DTypes = DTypes.All,
            ReferenceTensors = x => Columns(x[0]),
            ShapeDependsOnData = true,
        },
        new("where")
        {
            Variant = "condition alone",
            Call = x => where(x[0]),
            Samples = Samples,
            DTypes = DTypes.All,
            ReferenceTensors = x => Columns(x[0]),
            ShapeDependsOnData = true,
        },
    ];
}
