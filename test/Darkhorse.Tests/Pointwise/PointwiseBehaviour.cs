using System.Numerics;

namespace Darkhorse.Tests.OfPointwise;

/// <summary>What no row can say: results that are no tensors, refusals, kinks, long and odd shapes.</summary>
public sealed class PointwiseBehaviour
{
    [Fact]
    public void Equal_and_allclose_look_at_everything()
    {
        var x = ones([3, 4]);
        Assert.True(equal(x, x.clone()));
        Assert.False(equal(x, ones([4, 3])));
        Assert.False(equal(x, x * 2));
        Assert.True(allclose(x, x + 1e-9));
        Assert.False(allclose(x, x + 0.1));
        Assert.True(x.Equals(x.clone()));
        Assert.False(x.Equals((object)x.clone()));
    }

    [Fact]
    public void Comparing_with_null_tells_null()
    {
        Tensor? none = null;
        Assert.True((bool)(none == null));
        Assert.False((bool)(ones([]) == null));
        Assert.True((bool)(ones([2]) != null));
    }

    [Fact]
    public void Numbers_keep_the_tensors_dtype_in_their_category()
    {
        Assert.Equal(int64, (ones([2], int64) + 1).dtype);
        Assert.Equal(float32, (ones([2], int64) + 1.5).dtype);
        Assert.Equal(float16, (ones([2], float16) * 2.0).dtype);
        Assert.Equal(complex64, (ones([2]) * new Complex(0, 1)).dtype);
        Assert.Equal(complex128, (ones([2], float64) * new Complex(0, 1)).dtype);
        Assert.Equal(float32, result_type(ones([2]), ones([], float64)));
        Assert.Equal(float64, result_type(ones([2], int32), ones([], float64)));
    }

    [Fact]
    public void Refusals_are_worded_as_PyTorch_words_them()
    {
        var yes = ones([2], @bool);
        Assert.StartsWith("Subtraction, the `-` operator, with two bool tensors", Assert.Throws<InvalidOperationException>(() => yes - yes).Message);
        Assert.StartsWith("Negation, the `-` operator, on a bool tensor", Assert.Throws<InvalidOperationException>(() => -yes).Message);
        Assert.Equal("ZeroDivisionError", Assert.Throws<InvalidOperationException>(() => ones([2], int64) % 0).Message);
        Assert.Equal("Integers to negative integer powers are not allowed.", Assert.Throws<InvalidOperationException>(() => ones([2], int64).pow(-1)).Message);
        Assert.StartsWith("where expected condition to be a boolean tensor", Assert.Throws<InvalidOperationException>(() => where(ones([2], int64), ones([2]), ones([2]))).Message);
    }

    [Fact]
    public void Integers_divide_as_Python_does()
    {
        var x = full([4], -7, int64);
        Assert.Equal(-3, Item(floor_divide(x, 3)[0]));
        Assert.Equal(2, Item(remainder(x, 3)[0]));
        Assert.Equal(-1, Item(fmod(x, 3)[0]));
        Assert.Equal(-2, Item(div(x, 3, RoundingMode.trunc)[0]));
    }

    static long Item(Tensor x) => x.item<long>();

    [Theory]
    [InlineData(1), InlineData(15), InlineData(16), InlineData(17), InlineData(1000), InlineData(70_000)]
    public void Every_length_gives_every_element(long count)
    {
        var x = arange(0, count, dtype: float64);
        Assert.True(equal(x.exp2().log2().round(), x) || count > 1000);
        var strided = zeros([count, 3], float64).select(1, 1).copy_(x);
        Assert.True(equal(strided * 2 + 1, x * 2 + 1));
        Assert.True(equal((strided > 5).to(float64), (x > 5).to(float64)));
        Assert.True(equal(where(strided > 5, strided, 0), where(x > 5, x, 0)));
    }

    [Fact]
    public void Transposed_copies_are_copies()
    {
        foreach (var dtype in new[] { uint8, float16, float32, float64, complex128 })
        {
            var x = arange(0, 37 * 53, dtype: int64).view(37, 53).to(dtype);
            var y = x.t().contiguous();
            Assert.True(y.is_contiguous());
            Assert.True(equal(y.t(), x));
            var z = arange(0, 20 * 30 * 40, dtype: int64).view(20, 30, 40).to(dtype).permute(2, 0, 1);
            Assert.True(equal(z.contiguous(), z));
        }
    }

    [Fact]
    public void Casts_by_vectors_agree_with_casts_one_by_one()
    {
        ScalarType[] types = [@bool, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64];
        var values = tensor(new double[] { 0, -0.0, 1, -1, 1.5, -2.5, 127, 128, 255, 256, 300, -129, 65504, 65520, 1e-8, 3e9, -3e9, 1e19, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1 });
        foreach (var from in types)
        {
            var x = values.to(from).repeat(3);
            foreach (var to in types)
            {
                var whole = x.to(to);
                for (long i = 0; i < x.numel(); i++)
                {
                    Tensor one = x[i].to(to), other = whole[i];
                    Assert.True(equal(one, other) || (one.isnan() & other.isnan()).item<bool>(), $"{from} to {to}: element {i} is {other}, alone {one}");
                }
            }
        }
    }

    [Fact]
    public void Limits_of_dtypes()
    {
        Assert.Equal((float)1.1920929e-07, (float)finfo(float32).eps);
        Assert.Equal(65504, finfo(float16).max);
        Assert.Equal(2.2250738585072014e-308, finfo(float64).tiny);
        Assert.Equal((0L, 255L), (iinfo(uint8).min, iinfo(uint8).max));
        Assert.Equal(long.MinValue, iinfo(int64).min);
        Assert.Throws<ArgumentException>(() => finfo(int32));
    }
}
