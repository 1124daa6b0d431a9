using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Reduction;

static class Logic
{
    static IEnumerable<Row> Any =>
    [
        new("any")
        {
            Call = x => [any(x[0])],
            Method = x => [x[0].any()],
            Samples = dtype => Make.Unary(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.All(x[0], v => v.Any(e => e != 0) ? 1 : 0)],
        },
        new("any")
        {
            Variant = "dim=1",
            Call = x => [any(x[0], 1)],
            Method = x => [x[0].any(1)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.Along(x[0], 1, v => v.Any(e => e != 0) ? 1 : 0)],
        },
    ];

    static IEnumerable<Row> All =>
    [
        new("all")
        {
            Call = x => [all(x[0])],
            Method = x => [x[0].all()],
            Samples = dtype => Make.Unary(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.All(x[0], v => v.All(e => e != 0) ? 1 : 0)],
        },
        new("all")
        {
            Variant = "dim=0",
            Call = x => [all(x[0], 0)],
            Method = x => [x[0].all(0)],
            Samples = dtype => Plain.Matrices(dtype),
            DTypes = DTypes.All,
            ReferenceTensors = x => [Plain.Along(x[0], 0, v => v.All(e => e != 0) ? 1 : 0)],
        },
    ];
}
