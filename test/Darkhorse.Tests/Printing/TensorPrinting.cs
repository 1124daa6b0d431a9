using System.Numerics;

namespace Darkhorse.Tests.Printing;

/// <summary>Text of tensors, against what PyTorch prints.</summary>
[Collection("print options")]
public class TensorPrinting
{
    static Tensor Range(params long[] shape)
    {
        var result = zeros(shape);
        for (long i = 0; i < result.numel(); i++) result.view(-1).select(0, i).fill_(i);
        return result;
    }

    static Tensor Of(params double[] values)
    {
        var result = zeros(new long[] { values.Length });
        for (int i = 0; i < values.Length; i++) result.select(0, i).fill_(values[i]);
        return result;
    }

    [Fact]
    public void ElementsShareOneFormat()
    {
        Assert.Equal("tensor([1., 2., 3.])", Of(1, 2, 3).ToString());
        Assert.Equal("tensor([-1.5000, 10.2500])", Of(-1.5, 10.25).ToString());
        Assert.Equal("tensor([1.0000e-04, 1.0000e+00])", Of(1e-4, 1).ToString());
        Assert.Equal("tensor([   inf, 1.5000])", Of(double.PositiveInfinity, 1.5).ToString());
        Assert.Equal("tensor([0., -0.])", Of(0, -0.0).ToString());
        Assert.Equal("tensor([ True, False])", (Of(1, 0) > 0.5).ToString());
        Assert.Equal("tensor(2, dtype=torch.int32)", Of(2).select(0, 0).to(ScalarType.Int32).ToString());
    }

    [Fact]
    public void DimsNestAndLongOnesAreSummarised()
    {
        Assert.Equal("tensor([[0., 1.],\n        [2., 3.]])", Range(2, 2).ToString());
        Assert.Equal("tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])", Range(1001).ToString());
        Assert.Equal("tensor([], size=(0, 3), dtype=torch.int64)", zeros(new long[] { 0, 3 }, ScalarType.Int64).ToString());
    }

    [Fact]
    public void GradientsShow()
    {
        var x = ones([2]).requires_grad_();
        Assert.Equal("tensor([1., 1.], requires_grad=True)", x.ToString());
        Assert.Equal("tensor([2., 2.], grad_fn=<MulBackward0>)", (x * 2).ToString());
    }

    [Fact]
    public void OptionsApplyUntilReset()
    {
        try
        {
            set_printoptions(precision: 2);
            Assert.Equal("tensor([0.33])", Of(1 / 3.0).ToString());
            set_printoptions(profile: PrintOptionsProfile.@default);
            set_printoptions(threshold: 5, edgeitems: 1);
            Assert.Equal("tensor([0.,  ..., 9.])", Range(10).ToString());
            set_printoptions(sci_mode: true);
            Assert.Equal("tensor([1.0000e+00])", Of(1).ToString());
            set_printoptions(style: TensorStringStyle.Metadata);
            Assert.Equal("[2x3], type = Float32, device = cpu", Range(2, 3).ToString());
        }
        finally
        {
            set_printoptions(profile: PrintOptionsProfile.@default, style: TensorStringStyle.Default);
        }
    }

    [Fact]
    public void OtherLanguagesStyles()
    {
        Assert.Equal("[[-1.5, 2]\n [1e+06, 0.001]]", tensor(new[,] { { -1.5f, 2 }, { 1e6f, 0.001f } }).npstr());
        Assert.Equal("[[[0, 1]\n  [2, 3]]\n\n [[4, 5]\n  [6, 7]]]", Range(2, 2, 2).npstr());
        Assert.Equal("[0, 1, 2, ... 5, 6, 7]", Range(8).npstr());
        Assert.Equal("[[0, 1]\n [2, 3]\n [4, 5]\n ...\n [8, 9]\n [10, 11]\n [12, 13]]", Range(7, 2).npstr());
        Assert.Equal("[1.00+-1.00i, 2.00+0.50i]", complex(tensor(new float[] { 1, 2 }), tensor(new[] { -1, 0.5f })).npstr("0.00"));
        Assert.Equal("[True, False]", tensor(new[] { true, false }).npstr());
        Assert.Equal("[18446744073709551615]", tensor(new[] { ulong.MaxValue }).npstr());
        Assert.Equal("[3], type = Float32, device = cpu, value = float [] {0f, 1f, 2f}", Range(3).cstr());
        Assert.Equal("[2x1x2], type = Int64, device = cpu, value = \nlong [,,] {\n {{0L, 1L}},\n {{2L, 3L}}\n}", arange(4).reshape(2, 1, 2).cstr());
        Assert.Equal("[], type = Float32, device = cpu, value = 3.5", tensor(3.5f).cstr());
        Assert.Equal("[2x2], type = Float32, device = cpu\n 8  9\n 0 10\n", tensor(new float[,] { { 8, 9 }, { 0, 10 } }).jlstr());
        Assert.Equal("[1x10], type = Int64, device = cpu\n 95 96 97 98 ...\n", arange(95, 105).reshape(1, 10).jlstr(width: 15));
        Assert.Equal("[2x1x1], type = Int64, device = cpu\n[0,..,..] =\n 0\n\n[1,..,..] =\n 1\n", arange(2).reshape(2, 1, 1).jlstr());
        Assert.Equal("[2], type = Float32, device = cpu\n 0.00 1.00\n", Range(2).str("F2"));
        Assert.Equal("tensor([0., 1.])", Range(2).str());
    }

    [Fact]
    public void A_debugger_sees_what_a_tensor_is_made_of()
    {
        var x = Range(2, 3).requires_grad_();
        var view = new TensorDebugView(x * 2);
        Assert.Equal(("torch.Size([2, 3])", float32, "MulBackward0", true), (view.shape.ToString(), view.dtype, view.grad_fn, view.requires_grad));
        Assert.Equal(["tensor([[ 0.,  2.,  4.],", "        [ 6.,  8., 10.]], grad_fn=<MulBackward0>)"], view.values);
        Assert.Equal(["tensor([0., 2., 4.])", "tensor([ 6.,  8., 10.])"], view.rows.Select(row => row.ToString()));
        Assert.Empty(new TensorDebugView(tensor(1)).rows);
        x.Dispose();
        Assert.Empty(new TensorDebugView(x).values);
        Assert.Equal(3, Range(2, 3).First().numel());
    }

    [Theory]
    [InlineData(2.5, 0, "2"), InlineData(0.125, 2, "0.12"), InlineData(0.375, 2, "0.38"), InlineData(1e22, 1, "10000000000000000000000.0"), InlineData(-0.00001, 2, "-0.00")]
    public void FixedRoundsHalfToEven(double value, int precision, string expected) => Assert.Equal(expected, PrintingNumbers.Fixed(value, precision));

    [Theory]
    [InlineData(10000.5, 4, "1.0000e+04"), InlineData(99999.6, 3, "1.000e+05"), InlineData(0, 2, "0.00e+00"), InlineData(5e-324, 3, "4.941e-324"), InlineData(-1e100, 1, "-1.0e+100")]
    public void ScientificRoundsHalfToEven(double value, int precision, string expected) => Assert.Equal(expected, PrintingNumbers.Scientific(value, precision));

    [Theory]
    [InlineData(0.1, "0.1"), InlineData(100, "100.0"), InlineData(1e16, "1e+16"), InlineData(1e-5, "1e-05"), InlineData(0.0001, "0.0001"), InlineData(1.0 / 3, "0.3333333333333333"), InlineData(123456789.5, "123456789.5")]
    public void ReprIsShortest(double value, string expected) => Assert.Equal(expected, PrintingNumbers.Repr(value));

    [Theory]
    [InlineData(3.4028234663852886E+38, "3.40282e+38"), InlineData(1e-6, "1e-06"), InlineData(0.001, "0.001"), InlineData(123456, "123456"), InlineData(1234567, "1.23457e+06"), InlineData(0.1, "0.1"), InlineData(0, "0")]
    public void GeneralIsC(double value, string expected) => Assert.Equal(expected, PrintingNumbers.General(value, 6));

    [Fact]
    public void ReprOfComplex()
    {
        Assert.Equal("(1+2j)", PrintingNumbers.Repr(new Complex(1, 2)));
        Assert.Equal("(1.5-0.5j)", PrintingNumbers.Repr(new Complex(1.5, -0.5)));
    }
}
