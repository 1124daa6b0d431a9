using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Tests.KernelTests;

/// <summary>Convolutions and their gradients in float32, for shapes on both sides of every border between the methods, against float64, which takes the direct sums.</summary>
[Collection("threads")]
public sealed class ConvolutionTests
{
    public sealed record Shape(long Batch, long In, long Out, long Height, long Width, long Kernel, long Stride = 1, long Padding = 0, long Groups = 1, long Dilation = 1);

    static readonly Shape[] s_shapes =
    [
        // Winograd's filtering: whole tiles, cut ones, every padding, groups, channels that fill no strip; too few channels.
        new(1, 64, 64, 16, 16, 3, 1, 1), new(3, 33, 47, 13, 10, 3), new(2, 40, 70, 9, 11, 3, 1, 2), new(9, 32, 32, 7, 7, 3, 1, 1), new(2, 64, 64, 14, 15, 3, 1, 1, 2), new(1, 20, 30, 11, 11, 3, 1, 1), new(1, 24, 24, 12, 12, 3, 1, 3),
        // Strides, dilation, single taps, few channels, few positions.
        new(2, 32, 48, 17, 17, 3, 2, 1), new(2, 32, 48, 14, 14, 1, 2), new(2, 64, 50, 12, 12, 1), new(9, 50, 64, 3, 3, 1), new(2, 32, 32, 12, 12, 3, 1, 2, 1, 2), new(2, 3, 40, 30, 30, 7, 2, 3), new(3, 1, 16, 28, 28, 3, 1, 1), new(3, 6, 16, 14, 14, 5),
        // A filter for each channel.
        new(2, 20, 20, 19, 35, 3, 1, 1, 20), new(2, 20, 20, 18, 35, 3, 2, 1, 20), new(2, 8, 24, 9, 9, 3, 1, 1, 8), new(1, 12, 12, 10, 40, 5, 1, 2, 12), new(2, 7, 7, 12, 12, 3, 1, 2, 7, 2), new(3, 5, 5, 3, 3, 3, 1, 1, 5), new(2, 16, 16, 33, 20, 5, 2, 0, 16),
    ];

    public static IEnumerable<TheoryDataRow<int>> Numbers => Enumerable.Range(0, s_shapes.Length).Select(i => new TheoryDataRow<int>(i));

    static Tensor[] Results(Shape s, Tensor x, Tensor w, Tensor b, Tensor? grad)
    {
        (x, w) = (x.detach().requires_grad_(), w.detach().requires_grad_());
        var y = nn.functional.conv2d(x, w, b, [s.Stride], [s.Padding], [s.Dilation], s.Groups);
        if (grad is null) return [y.detach()];
        var gradients = autograd.grad([y], [x, w], [grad]);
        return [y.detach(), gradients[0], gradients[1]];
    }

    static (Tensor X, Tensor W, Tensor B, Tensor Grad) Operands(Shape s)
    {
        manual_seed(7);
        Tensor x = randn(s.Batch, s.In, s.Height, s.Width), w = randn(s.Out, s.In / s.Groups, s.Kernel, s.Kernel), b = randn(s.Out);
        return (x, w, b, randn_like(nn.functional.conv2d(x, w, b, [s.Stride], [s.Padding], [s.Dilation], s.Groups)));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Agrees_with_float64(int number)
    {
        var s = s_shapes[number];
        var (x, w, b, grad) = Operands(s);
        Tensor[] single = Results(s, x, w, b, grad), twice = Results(s, x.@double(), w.@double(), b.@double(), grad.@double());
        for (int i = 0; i < single.Length; i++)
        {
            double error = (single[i].@double() - twice[i]).abs().max().item<double>(), size = twice[i].square().mean().sqrt().item<double>();
            Assert.True(error <= 4e-5 * size, $"{s}: result {i} is off by {error:E2} of {size:E2}");
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Has_the_same_bits_at_any_number_of_threads(int number)
    {
        var s = s_shapes[number];
        var (x, w, b, grad) = Operands(s);
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var one = Results(s, x, w, b, grad);
            WorkerPool.Threads = 3;
            var three = Results(s, x, w, b, grad);
            for (int i = 0; i < one.Length; i++) Assert.True(one[i].equal(three[i]), $"{s}: result {i}");
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Infinity_reaches_only_what_sees_it(int number)
    {
        var s = s_shapes[number];
        var (x, w, b, grad) = Operands(s);
        x[0, 1 % s.In, 1, 2] = float.PositiveInfinity;
        grad[0, 0, 1, 0] = float.NaN;
        Tensor[] single = Results(s, x, w, b, grad), twice = Results(s, x.@double(), w.@double(), b.@double(), grad.@double());
        for (int i = 0; i < single.Length; i++) Assert.True(single[i].isfinite().equal(twice[i].isfinite()), $"{s}: result {i}");
    }
}
