using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Index;

static class Unravelling
{
    static Row UnravelIndex => new("unravel_index")
    {
        Call = x => unravel_index(x[0], 3, 4, 5),
        Samples = dtype => [new(Make.Tensor(dtype, 0, 59, 7)), new(Make.Tensor(dtype, 0, 59)), new(Make.Tensor(dtype, 0, 59, 2, 3))],
        DTypes = DTypes.Integers,
        ReferenceTensors = x => [Each(x[0], i => i / 20), Each(x[0], i => i / 5 % 4), Each(x[0], i => i % 5)],
    };

    static Tensor Each(Tensor x, Func<long, long> function) => tensor(Array.ConvertAll(x.to(int64).ToArray<long>(), i => function(i))).view(x.shape);
}
