using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Linear;

static class AddProducts
{
    static readonly (double, double) s_tolerance = (1e-5, 1e-5);

    static IEnumerable<Row> Addmm =>
    [
        new("addmm")
        {
            Call = x => [addmm(x[0], x[1], x[2], 2, 3)],
            Method = x => [x[0].addmm(x[1], x[2], 2, 3)],
            Samples = dtype => Triples(dtype, ([2, 4], [2, 3], [3, 4]), ([4], [2, 3], [3, 4]), ([], [2, 3], [3, 4]), ([2, 1], [2, 0], [0, 4]), ([19, 33], [19, 40], [40, 33])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [x[0] * 2 + MatMul.Product(x[1], x[2]) * 3],
            Differentiable = [0, 1, 2],
            Tolerance = s_tolerance,
        },
        InPlace("addmm_", x => x[0].addmm_(x[1], x[2], 2, 3), ([2, 4], [2, 3], [3, 4])),
    ];

    static IEnumerable<Row> Addmv =>
    [
        new("addmv")
        {
            Call = x => [addmv(x[0], x[1], x[2], 2, 3)],
            Method = x => [x[0].addmv(x[1], x[2], 2, 3)],
            Samples = dtype => Triples(dtype, ([2], [2, 3], [3]), ([], [2, 3], [3]), ([2], [2, 0], [0])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [x[0] * 2 + MatMul.Product(x[1], x[2]) * 3],
            Differentiable = [0, 1, 2],
            Tolerance = s_tolerance,
        },
        InPlace("addmv_", x => x[0].addmv_(x[1], x[2], 2, 3), ([2], [2, 3], [3])),
    ];

    static IEnumerable<Row> Addr =>
    [
        new("addr")
        {
            Call = x => [addr(x[0], x[1], x[2], 2, 3)],
            Method = x => [x[0].addr(x[1], x[2], 2, 3)],
            Samples = dtype => Triples(dtype, ([2, 3], [2], [3]), ([3], [2], [3]), ([2, 0], [2], [0])),
            DTypes = DTypes.All,
            ReferenceTensors = x => [x[0] * 2 + MatMul.Product(x[1].view(-1, 1), x[2].view(1, -1)) * 3],
            Differentiable = [0, 1, 2],
            Tolerance = s_tolerance,
        },
        InPlace("addr_", x => x[0].addr_(x[1], x[2], 2, 3), ([2, 3], [2], [3])),
    ];

    static IEnumerable<Row> Addbmm =>
    [
        new("addbmm")
        {
            Call = x => [addbmm(x[0], x[1], x[2], 2, 3)],
            Method = x => [x[0].addbmm(x[1], x[2], 2, 3)],
            Samples = dtype => Triples(dtype, ([2, 4], [5, 2, 3], [5, 3, 4]), ([4], [0, 2, 3], [0, 3, 4])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [x[0] * 2 + MatMul.Product(x[1], x[2]).sum([0]) * 3],
            Differentiable = [0, 1, 2],
            Tolerance = s_tolerance,
        },
        InPlace("addbmm_", x => x[0].addbmm_(x[1], x[2], 2, 3), ([2, 4], [5, 2, 3], [5, 3, 4])),
    ];

    static IEnumerable<Row> Baddbmm =>
    [
        new("baddbmm")
        {
            Call = x => [baddbmm(x[0], x[1], x[2], 2, 3)],
            Method = x => [x[0].baddbmm(x[1], x[2], 2, 3)],
            Samples = dtype => Triples(dtype, ([5, 2, 4], [5, 2, 3], [5, 3, 4]), ([2, 1], [5, 2, 3], [5, 3, 4]), ([1, 2, 4], [0, 2, 3], [0, 3, 4])),
            DTypes = DTypes.Numbers,
            ReferenceTensors = x => [x[0] * 2 + MatMul.Product(x[1], x[2]) * 3],
            Differentiable = [0, 1, 2],
            Tolerance = s_tolerance,
        },
        InPlace("baddbmm_", x => x[0].baddbmm_(x[1], x[2], 2, 3), ([5, 2, 4], [5, 2, 3], [5, 3, 4])),
    ];

    /// <summary>The in-place form on a copy, so that it is a function of its inputs like any other.</summary>
    static Row InPlace(string op, Func<Tensor[], Tensor> call, (long[], long[], long[]) shapes) => new(op)
    {
        Call = x => [call([x[0].clone(), x[1], x[2]])],
        Samples = dtype => Triples(dtype, shapes),
        DTypes = DTypes.Numbers,
        Differentiable = [0, 1, 2],
        Tolerance = s_tolerance,
    };

    static IEnumerable<Sample> Triples(ScalarType dtype, params (long[] Input, long[] A, long[] B)[] shapes)
        => shapes.Select(s => new Sample(Make.Tensor(dtype, -2, 2, s.Input), Make.Tensor(dtype, -3, 3, s.A), Make.Tensor(dtype, -1, 2, s.B)));
}
