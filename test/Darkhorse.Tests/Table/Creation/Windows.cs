using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Creation;

static class Windows
{
    static Row Hann => Of("hann_window", (n, dtype, device) => hann_window(n, dtype: dtype, device: device), [0, 0.5, 1, 0.5]);
    static Row Hamming => Of("hamming_window", (n, dtype, device) => hamming_window(n, dtype: dtype, device: device), [0.08, 0.54, 1, 0.54]);
    static Row Blackman => Of("blackman_window", (n, dtype, device) => blackman_window(n, dtype: dtype, device: device), [0, 0.34, 1, 0.34]);
    static Row Bartlett => Of("bartlett_window", (n, dtype, device) => bartlett_window(n, dtype: dtype, device: device), [0, 0.5, 1, 0.5]);
    static Row Kaiser => Of("kaiser_window", (n, dtype, device) => kaiser_window(n, beta: 0, dtype: dtype, device: device), [1, 1, 1, 1]);

    static Row Of(string op, Func<long, ScalarType, Device, Tensor> call, double[] four) => new(op)
    {
        Call = x => [call(x[0].numel(), x[0].dtype, x[0].device)],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 1, 4))],
        DTypes = DTypes.Floats,
        ReferenceTensors = _ => [tensor(four)],
    };
}
