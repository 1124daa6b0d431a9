using System.Numerics;

namespace Darkhorse.Tests.Tensors;

/// <summary>Reading and writing elements as C# numbers.</summary>
public sealed class DataAccess
{
    [Fact]
    public void Item_is_the_value_as_the_type_asked_for()
    {
        Assert.Equal(2.5f, tensor(2.5f).item<float>());
        Assert.Equal(2.5, tensor(2.5f).item<double>());
        Assert.Equal(2, tensor(2.5f).item<int>());
        Assert.Equal(-2, tensor(-2.5).item<long>());
        Assert.Equal((byte)200, tensor(200).item<byte>());
        Assert.True(tensor(3).item<bool>());
        Assert.Equal((Half)1.5, tensor(1.5, dtype: float16).item<Half>());
        Assert.Equal(new Complex(1, 2), tensor(1.0, 2.0).item<Complex>());
        Assert.Equal((1f, 2f), tensor(1f, 2f).item<(float, float)>());
        Assert.Equal(7L, tensor([5L, 6, 7]).select(0, 2).item<long>());
        Assert.Contains("cannot be converted to Scalar", Assert.Throws<ArgumentException>(() => tensor([1, 2]).item<int>()).Message);
        Assert.Contains("overflow", Assert.Throws<InvalidOperationException>(() => tensor(300).item<byte>()).Message);
        Assert.Contains("overflow", Assert.Throws<InvalidOperationException>(() => tensor(1L << 40).item<int>()).Message);
    }

    [Fact]
    public void Numbers_convert_both_ways()
    {
        Assert.Equal(3f, (float)tensor(3.0));
        Assert.Equal(3, (int)tensor(3L));
        Assert.Equal(3L, tensor(3f).ToInt64());
        Assert.Equal(new Complex(3, 0), tensor(3f).ToComplexFloat64());
        Tensor x = 1.5;
        Assert.Equal(float64, x.dtype);
        x = new[] { 1, 2, 3 };
        Assert.Equal([3L], x.shape);
        Assert.Equal(int32, x.dtype);
        Assert.Equal(3.0, (x + 1).sum().item<long>() - 6.0);
    }

    [Fact]
    public void A_tensor_of_one_element_is_a_condition()
    {
        string taken = tensor(2f) > 3 ? "more than 3" : tensor(2f) > 1 ? "more than 1" : "neither";
        Assert.Equal("more than 1", taken);
        Assert.False((bool)tensor([0]));
        Assert.Contains("more than one value is ambiguous", Assert.Throws<InvalidOperationException>(() => (bool)tensor([1, 2])).Message);
        Assert.Contains("no values is ambiguous", Assert.Throws<InvalidOperationException>(() => (bool)zeros(0)).Message);
    }

    [Fact]
    public void An_accessor_follows_the_strides()
    {
        var x = arange(6, dtype: float32).view(2, 3).t();
        var data = x.data<float>();
        Assert.Equal(6, data.Count);
        Assert.Equal(5f, data[2, 1]);
        Assert.Equal(3f, data[1]);
        Assert.Equal(3f, x.ReadCpuSingle(1));
        Assert.Equal(3L, LongTensor(x).ReadCpuInt64(1));
        data[0, 1] = 40;
        Assert.Equal([0, 40, 1, 4, 2, 5], data.ToArray());
        Assert.Equal([0, 40, 1, 4, 2, 5], data);
        Assert.Equal(40f, ((float[,])data.ToNDArray())[0, 1]);
        var copy = new float[4];
        data.CopyTo(copy, arrayIndex: 1, tensorIndex: 2);
        Assert.Equal([0, 1, 4, 2], copy);
        data.CopyFrom([7f, 8f], 0, 4);
        Assert.Equal([0, 40, 1, 4, 7, 8], x.ToArray<float>());
        Assert.Throws<IndexOutOfRangeException>(() => data[3, 0]);
        Assert.Throws<ArgumentException>(() => data[0, 0, 0]);
        Assert.Throws<ArgumentException>(() => x.data<double>());
    }

    [Fact]
    public void Spans_memory_and_bytes_are_the_tensor_itself()
    {
        var x = zeros(2, 2);
        x.AsSpan<float>()[3] = 4;
        x.AsMemory<float>().Span[0] = 1;
        x.bytes[7] = 0x40; // 2.0f
        Assert.Equal([1, 2, 0, 4], x.ToArray<float>());
        x.bytes = new byte[16];
        Assert.Equal(0f, x.sum().item<float>());
        Assert.Throws<InvalidOperationException>(() => _ = ones(2, 3).t().bytes.Length);
        foreach (var y in new[] { zeros(3), zeros(3000) })
        {
            using var pin = y.AsMemory<float>().Pin();
            unsafe { ((float*)pin.Pointer)[1] = 9; }
            Assert.Equal(9f, y.select(0, 1).item<float>());
        }
    }

    [Fact]
    public void Lists_are_nested()
    {
        var rows = (List<object>)tensor([[1, 2], [3, 4]]).tolist();
        Assert.Equal([3, 4], (List<object>)rows[1]);
        Assert.Equal(2.5f, tensor(2.5f).tolist());
    }
}
