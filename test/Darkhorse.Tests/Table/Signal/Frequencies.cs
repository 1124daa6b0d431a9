using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Signal;

static class Frequencies
{
    static IEnumerable<Row> Shifts =>
    [
        Shift("fft.fftshift", x => fft.fftshift(x), x => roll(x, x.numel() / 2)),
        Shift("fft.ifftshift", x => fft.ifftshift(x, [0]), x => roll(x, -(x.numel() / 2))),
    ];

    static Row Fftfreq => Of("fft.fftfreq", (n, dtype, device) => fft.fftfreq(n, 0.5, dtype, device), (i, n) => (i < (n + 1) / 2 ? i : i - n) / (0.5 * n), n => n);
    static Row Rfftfreq => Of("fft.rfftfreq", (n, dtype, device) => fft.rfftfreq(n, 2, dtype, device), (i, n) => i / (2.0 * n), n => n / 2 + 1);

    static Row Of(string op, Func<long, ScalarType, Device, Tensor> call, Func<long, long, double> element, Func<long, long> count) => new(op)
    {
        Call = x => [call(x[0].numel(), x[0].dtype, x[0].device)],
        Samples = dtype => new long[] { 5, 1, 2, 8 }.Select(n => new Sample(Make.Tensor(dtype, 0, 1, n))),
        DTypes = DTypes.Fields,
        ReferenceTensors = x => [tensor([.. Enumerable.Range(0, (int)count(x[0].numel())).Select(i => element(i, x[0].numel()))], dtype: float64)],
    };

    static Row Shift(string op, Func<Tensor, Tensor> call, Func<Tensor, Tensor> reference) => new(op)
    {
        Call = x => [call(x[0])],
        Samples = dtype => new long[][] { [4], [5], [1], [0] }.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = DTypes.All,
        ReferenceTensors = x => [reference(x[0])],
        Differentiable = [0],
    };
}
