namespace Darkhorse.Tests.Signal;

public sealed class FourierTests
{
    /// <summary>Every kind of length: powers, products of small primes, large primes, their products; rows in one tile and in several; both directions; along outer dims.</summary>
    [Theory]
    [InlineData(1), InlineData(8), InlineData(30), InlineData(61), InlineData(67), InlineData(77), InlineData(97), InlineData(134), InlineData(201), InlineData(256), InlineData(1000), InlineData(1009), InlineData(4096)]
    public void There_and_back(long n)
    {
        var x = complex(Table.Make.Tensor(float64, -1, 1, 3, n, 5), Table.Make.Tensor(float64, -2, 1, 3, n, 5));
        var spectrum = fft.fft_(x, dim: 1);
        Close(x, fft.ifft(spectrum, dim: 1));
        Close(spectrum.select(2, 3), fft.fft_(x.select(2, 3)));
        Close(spectrum.select(1, 0), x.sum(1));

        var real = x.real;
        var half = fft.rfft(real, dim: 1);
        Close(fft.fft_(real.to(complex128), dim: 1).narrow(1, 0, n / 2 + 1), half);
        Close(fft.fft_(real.to(complex128), dim: 1), fft.fft_(real, dim: 1));
        Close(real, fft.irfft(half, n, 1));
    }

    [Theory]
    [InlineData(1009), InlineData(4096), InlineData(3125), InlineData(10007), InlineData(65536)]
    public void Single_precision(long n)
    {
        var x = Table.Make.Tensor(float32, -1, 1, n);
        var exact = fft.fft_(x.to(float64));
        double error = (fft.fft_(x).to(complex128) - exact).abs().max().ToDouble(), largest = exact.abs().max().ToDouble();
        Assert.True(error < 5e-7 * largest, $"error {error} of {n} points, the largest {largest}");
    }

    [Fact]
    public void One_long_row_and_many_short_ones()
    {
        var x = complex(Table.Make.Tensor(float64, -1, 1, 1 << 17), Table.Make.Tensor(float64, -2, 1, 1 << 17));
        Close(x, fft.ifft(fft.fft_(x)));
        Close(x, fft.ifft(fft.fft_(x.view(-1, 8))).view(-1));
        Close(x, fft.ifft(fft.fft_(x.view(8, -1), dim: 0), dim: 0).view(-1));
    }

    [Fact]
    public void What_must_be_zero_is_taken_for_zero()
    {
        var x = complex(tensor(new double[] { 1, 2, 3 }), tensor(new double[] { 5, 1, 7 }));
        Close(fft.irfft(complex(x.real, tensor(new double[] { 0, 1, 0 }))), fft.irfft(x));
        Close(fft.irfft(complex(x.real, tensor(new double[] { 0, 1, 7 })), 5), fft.irfft(x, 5));
    }

    [Fact]
    public void An_infinite_element_spoils_only_its_own_row()
    {
        var x = zeros([2, 12]);
        x[0, 3] = float.PositiveInfinity;
        var y = fft.rfft(x);
        Assert.True(y.select(0, 1).eq(0).all().ToBoolean());
        Assert.False(y.select(0, 0).abs().isfinite().any().ToBoolean());
    }

    [Fact]
    public void Mistakes_are_named_as_in_PyTorch()
    {
        Throws<InvalidOperationException>("Invalid number of data points (0) specified", () => fft.fft_(zeros(3), 0));
        Throws<InvalidOperationException>("Invalid number of data points (-2) specified", () => fft.irfft(zeros([0], complex64)));
        Throws<InvalidOperationException>("Invalid number of data points (0) specified", () => fft.fftn(zeros(2, 0)));
        Throws<InvalidOperationException>("rfft expects a real input tensor, but got ComplexFloat", () => fft.rfft(zeros([3], complex64)));
        Throws<InvalidOperationException>("rfftn expects a real-valued input tensor, but got ComplexDouble", () => fft.rfftn(zeros([3], complex128)));
        Throws<InvalidOperationException>("Unsupported dtype Half", () => fft.fft_(zeros([3], float16)));
        Throws<InvalidOperationException>("FFT dims must be unique", () => fft.fftn(zeros(2, 3), dim: [1, -1]));
        Throws<InvalidOperationException>("When given, dim and shape arguments must have the same length", () => fft.fftn(zeros(2, 3), [2], [0, 1]));
        Throws<InvalidOperationException>("Got shape with 3 values but input tensor only has 2 dimensions.", () => fft.fftn(zeros(2, 3), [2, 2, 2]));
        Throws<IndexOutOfRangeException>("Dimension specified as -1 but tensor has no dimensions", () => fft.fft_(tensor(1f)));
        Throws<IndexOutOfRangeException>("Dimension out of range (expected to be in range of [-1, 0], but got -2)", () => fft.fft2(zeros(3)));
        Throws<InvalidOperationException>("rfftn must transform at least one axis", () => fft.rfftn(zeros(3), dim: []));
        Throws<InvalidOperationException>("fftfreq requires a floating point or complex dtype", () => fft.fftfreq(3, dtype: int64));
        Throws<InvalidOperationException>("stft(torch.FloatTensor[8], n_fft=16, hop_length=4, win_length=16, window=None, normalized=0, onesided=None, return_complex=1) : expected 0 < n_fft < 8, but got n_fft=16",
            () => stft(zeros(8), 16, center: false, return_complex: true));
        Throws<InvalidOperationException>("istft requires a complex-valued input tensor matching the output from stft with return_complex=True.", () => istft(zeros(5, 3), 8));
    }

    [Fact]
    public void No_dims_copy_and_the_nodes_have_names()
    {
        var x = ones([2, 3], complex64, requires_grad: true);
        Close(x, fft.fftn(x, dim: []));
        Assert.Equal("FftC2CBackward0", fft.fftn(x).grad_fn!.Name);
        Assert.Equal("FftC2RBackward0", fft.irfft(x).grad_fn!.Name);
        Assert.Equal("FftR2CBackward0", fft.rfft(x.abs()).grad_fn!.Name);
    }

    static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(allclose(expected, actual, 1e-9, 1e-9), $"{(expected - actual).abs().max().ToDouble()} apart");
    }

    static void Throws<E>(string message, Func<Tensor> call) where E : Exception => Assert.Equal(message, Assert.Throws<E>(() => { call(); }).Message);
}
