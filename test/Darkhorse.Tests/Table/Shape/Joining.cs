using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Joining
{
    static Row Cat => Of("cat", x => cat(x), [[2, 3], [1, 3]], (i, k) => k == 0 ? i[0] < 2 ? i : null : i[0] >= 2 ? [i[0] - 2, i[1]] : null, aliases: ["concat", "concatenate"]);
    static Row CatLast => Of("cat", x => cat(x, -1), [[2, 3], [2, 2]], (i, k) => k == 0 ? i[1] < 3 ? i : null : i[1] >= 3 ? [i[0], i[1] - 3] : null, "dim=-1");
    static Row CatOfNothing => Of("cat", x => cat(x), [[0], [2, 2]], (i, k) => k == 0 ? null : i, "left out");
    static Row Stack => Of("stack", x => stack(x), [[2, 3], [2, 3]], (i, k) => i[0] == k ? i[1..] : null);
    static Row StackLast => Of("stack", x => stack(x, -1), [[2], [2]], (i, k) => i[1] == k ? i[..1] : null, "dim=-1");
    static Row HStack => Of("hstack", x => hstack(x), [[2, 1], [2, 2]], (i, k) => k == 0 ? i[1] < 1 ? i : null : i[1] >= 1 ? [i[0], i[1] - 1] : null);
    static Row HStackVectors => Of("hstack", x => hstack(x), [[2], []], (i, k) => k == 0 ? i[0] < 2 ? i : null : i[0] >= 2 ? [] : null, "vectors");
    static Row VStack => Of("vstack", x => vstack(x), [[3], [2, 3]], (i, k) => k == 0 ? i[0] == 0 ? [i[1]] : null : i[0] > 0 ? [i[0] - 1, i[1]] : null, aliases: ["row_stack"]);
    static Row DStack => Of("dstack", x => dstack(x), [[2, 2], [2, 2]], (i, k) => i[2] == k ? i[..2] : null);
    static Row ColumnStack => Of("column_stack", x => column_stack(x), [[2], [2, 2]], (i, k) => k == 0 ? i[1] == 0 ? i[..1] : null : i[1] > 0 ? [i[0], i[1] - 1] : null);
    static Row BlockDiag => Of("block_diag", x => block_diag(x), [[2, 1], [3]], (i, k) => k == 0 ? i[0] < 2 && i[1] == 0 ? i : null : i[0] == 2 && i[1] > 0 ? [i[1] - 1] : null);

    static Row Of(string op, Func<Tensor[], Tensor> call, long[][] shapes, Func<long[], int, long[]?> source, string variant = "", string[]? aliases = null) => new(op)
    {
        Variant = variant,
        Aliases = aliases ?? [],
        Call = x => [call(x)],
        Samples = dtype => [new([.. shapes.Select(shape => Make.Tensor(dtype, -3, 3, shape))])],
        DTypes = DTypes.All,
        // Every element comes from exactly one of the operands (or is zero): their contributions add up to the whole.
        ReferenceTensors = x => [Gather(x[0], call(x).shape, (i, _) => source(i, 0)) + Gather(x[1], call(x).shape, (i, _) => source(i, 1))],
        Differentiable = [0, 1],
    };
}
