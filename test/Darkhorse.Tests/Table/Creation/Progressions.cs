using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Creation;

static class Progressions
{
    static Row Arange => Of("arange", (n, dtype, device) => arange(n, dtype, device), i => i);
    static Row ArangeStep => Of("arange", (n, dtype, device) => arange(3, 3 + 2 * n, 2, dtype, device), i => 3 + 2 * i, "step");
    static Row Linspace => Of("linspace", (n, dtype, device) => linspace(1, n, n, dtype, device), i => i + 1);
    static Row Logspace => Of("logspace", (n, dtype, device) => logspace(0, n - 1, n, 2, dtype, device), i => Math.Pow(2, i));

    static Row Of(string op, Func<long, ScalarType, Device, Tensor> call, Func<long, double> element, string variant = "") => new(op)
    {
        Variant = variant,
        Call = x => [call(x[0].numel(), x[0].dtype, x[0].device)],
        Samples = dtype => new long[] { 5, 1, 7 }.Select(n => new Sample(Make.Tensor(dtype, 0, 1, n))),
        DTypes = DTypes.All,
        ReferenceTensors = x => [tensor([.. Enumerable.Range(0, (int)x[0].numel()).Select(i => element(i))], dtype: float64)],
        Tolerance = (1e-5, 1e-5),
    };
}
