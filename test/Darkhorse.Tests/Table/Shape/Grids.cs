using Darkhorse.Kernels.Numbers;
using static Darkhorse.Tests.Table.Shape.ByIndex;

namespace Darkhorse.Tests.Table.Shape;

static class Grids
{
    static Row MeshGrid => new("meshgrid")
    {
        Call = x => meshgrid(x),
        Samples = Vectors,
        DTypes = DTypes.All,
        ReferenceTensors = x => [Gather(x[0], [2, 3], (i, _) => [i[0]]), Gather(x[1], [2, 3], (i, _) => [i[1]])],
        Differentiable = [0, 1],
    };

    static Row MeshGridXY => new("meshgrid")
    {
        Variant = "xy",
        Call = x => meshgrid(x, "xy"),
        Samples = Vectors,
        DTypes = DTypes.All,
        ReferenceTensors = x => [Gather(x[0], [3, 2], (i, _) => [i[1]]), Gather(x[1], [3, 2], (i, _) => [i[0]])],
        Differentiable = [0, 1],
    };

    static Row CartesianProd => new("cartesian_prod")
    {
        Call = x => [cartesian_prod(x)],
        Samples = Vectors,
        DTypes = DTypes.All,
        ReferenceTensors = x => [Gather(x[0], [6, 2], (i, _) => i[1] == 0 ? [i[0] / 3] : null) + Gather(x[1], [6, 2], (i, _) => i[1] == 1 ? [i[0] % 3] : null)],
        Differentiable = [0, 1],
    };

    static Row Combinations => Row("combinations", x => combinations(x), [[3]], (i, _) => [new[] { 0L, 1, 0, 2, 1, 2 }[2 * i[0] + i[1]]], x => x.combinations(), shapeDependsOnData: true);
    static Row CombinationsAgain => Row("combinations", x => combinations(x, 2, true), [[2]], (i, _) => [new[] { 0L, 0, 0, 1, 1, 1 }[2 * i[0] + i[1]]], variant: "with_replacement", shapeDependsOnData: true);

    static Row Vander => new("vander")
    {
        Call = x => [vander(x[0], 3)],
        Method = x => [x[0].vander(3)],
        Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 4))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [stack([x[0] * x[0], x[0], ones_like(x[0])], 1)],
        Differentiable = [0],
    };

    static IEnumerable<Sample> Vectors(ScalarType dtype) => [new(Make.Tensor(dtype, -3, 3, 2), Make.Tensor(dtype, -3, 3, 3))];
}
