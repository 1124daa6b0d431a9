using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Sums
{
    static IEnumerable<Row> Sum =>
    [
        new("sum")
        {
            Call = x => [sum(x[0])],
            Method = x => [x[0].sum()],
            Samples = dtype => Make.Unary(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.All(x[0], v => v.Sum())],
            Differentiable = [0],
        },
        new("sum")
        {
            Variant = "dim=1",
            Call = x => [sum(x[0], 1)],
            Method = x => [x[0].sum(1)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Sum())],
            Differentiable = [0],
        },
        new("sum")
        {
            Variant = "dim=[0,-1],keepdim",
            Call = x => [sum(x[0], [0, -1], keepdim: true)],
            Method = x => [x[0].sum([0, -1], keepdim: true)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.All,
            Differentiable = [0],
        },
    ];

    static IEnumerable<Row> Mean =>
    [
        new("mean")
        {
            Call = x => [mean(x[0])],
            Method = x => [x[0].mean()],
            Samples = dtype => Plain.NotEmpty(dtype),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [Plain.All(x[0], v => v.Average())],
            Differentiable = [0],
        },
        new("mean")
        {
            Variant = "dim=1",
            Call = x => [mean(x[0], [1L])],
            Method = x => [x[0].mean([1L])],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.Fields,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Average())],
            Differentiable = [0],
        },
    ];

    static Row Nansum => new("nansum")
    {
        Call = x => [nansum(x[0])],
        Method = x => [x[0].nansum()],
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = x => [Plain.All(x[0], v => v.Sum())],
        Differentiable = [0],
    };

    static Row Nanmean => new("nanmean")
    {
        Call = x => [nanmean(x[0])],
        Method = x => [x[0].nanmean()],
        Samples = dtype => Plain.NotEmpty(dtype),
        DTypes = DTypes.Floats,
        ReferenceTensors = x => [Plain.All(x[0], v => v.Average())],
        Differentiable = [0],
    };

    static Row CountNonzero => new("count_nonzero")
    {
        Call = x => [count_nonzero(x[0])],
        Method = x => [x[0].count_nonzero()],
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.All,
        ReferenceTensors = x => [Plain.All(x[0], v => v.Count(e => e != 0))],
    };
}
