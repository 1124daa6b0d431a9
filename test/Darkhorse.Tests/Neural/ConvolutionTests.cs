using static Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Neural;

/// <summary>What the table's samples, all finite, do not show of convolutions.</summary>
public sealed class ConvolutionTests
{
    public static TheoryData<int, int, int, int, int, int, int> Shapes => new()
    {
        // width, channels, groups, kernel, stride, padding, dilation
        { 7, 3, 1, 3, 1, 1, 1 },
        { 40, 3, 1, 3, 1, 0, 1 },
        { 33, 4, 2, 3, 2, 1, 1 },
        { 19, 8, 8, 3, 1, 1, 1 },
        { 21, 2, 1, 3, 1, 2, 2 },
        { 16, 4, 1, 1, 1, 0, 1 },
        { 64, 1, 1, 5, 1, 2, 1 },
    };

    /// <summary>An infinite input shows in the gradient of the taps that meet it, and in no others.</summary>
    [Theory, MemberData(nameof(Shapes))]
    public void Infinite_inputs_stay_with_their_taps(int width, int channels, int groups, int kernel, int stride, int padding, int dilation)
    {
        const int images = 3, height = 5;
        int outputs = 2 * channels, perGroup = channels / groups;
        var input = Table.Make.Tensor(float64, -1, 1, images, channels, height, width);
        (int Image, int Channel, int Y, int X, double Value)[] odd =
            [(0, 0, 0, width - 1, double.PositiveInfinity), (1, channels - 1, 2, 0, double.NegativeInfinity), (2, channels / 2, height - 1, width / 2, double.NaN)];
        foreach (var (n, c, y, x, value) in odd) input[n, c, y, x] = value;
        var weight = Table.Make.Tensor(float64, -1, 1, outputs, perGroup, kernel, kernel).requires_grad_();
        var output = conv2d(input, weight, strides: [stride, stride], padding: [padding, padding], dilation: [dilation, dilation], groups: groups);
        var grad = Table.Make.Tensor(float64, 0.5, 1, [.. output.shape]);
        output.backward(grad);
        double[] actual = weight.grad!.ToArray<double>();
        var (g, s) = (grad.data<double>(), input.data<double>());
        int at = 0;
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < perGroup; c++)
                for (int i = 0; i < kernel; i++)
                    for (int j = 0; j < kernel; j++, at++)
                    {
                        double sum = 0;
                        int channel = k / (outputs / groups) * perGroup + c;
                        for (int n = 0; n < images; n++)
                            for (int y = 0; y < output.shape[2]; y++)
                                for (int x = 0; x < output.shape[3]; x++)
                                {
                                    int row = y * stride + i * dilation - padding, column = x * stride + j * dilation - padding;
                                    if (row >= 0 && row < height && column >= 0 && column < width) sum += g[n, k, y, x] * s[n, channel, row, column];
                                }
                        Assert.True(actual[at].Equals(sum) || Math.Abs(actual[at] - sum) < 1e-9, $"output {k}, input {c}, tap {i}, {j}: {actual[at]}, not {sum}");
                    }
    }
}
