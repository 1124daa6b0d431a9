namespace Darkhorse.Tests.Tensors;

/// <summary>Tensors that take over the sizes, the elements or the memory of something else.</summary>
public sealed class Overwriting
{
    [Fact]
    public void A_tensor_can_be_set_to_the_memory_of_another()
    {
        Tensor x = torch.zeros(2), source = torch.arange(6, float32).view(2, 3).t();
        x.set_(source);
        Assert.Equal([3L, 2], x.shape);
        x[0, 1] = 10;
        Assert.Equal(10, source[0, 1].item<float>());
        Assert.Throws<InvalidOperationException>(() => x.set_(torch.ones(2, int64)));
        Assert.Throws<InvalidOperationException>(() => torch.ones(2).requires_grad_().set_(source));
    }

    [Fact]
    public void Creation_methods_resize_and_overwrite()
    {
        var x = torch.zeros(1);
        Assert.Same(x, x.ones(2, 3));
        Assert.Equal([2L, 3], x.shape);
        Assert.Equal(6, x.sum().item<float>());
        Assert.Equal([2L, 2], x.full([2, 2], 5).shape);
        Assert.Equal(20, x.sum().item<float>());
        Assert.Equal(2, x.eye(2, 4).sum().item<float>());
        Assert.Equal([0f, 2, 4], x.arange_out(0, 6, 2).ToArray<float>());
        Assert.Equal([3L], x.empty(3).shape);
        Assert.Equal(0, x.zeros(4, 1).sum().item<float>());
    }

    [Fact]
    public void Bytes_go_to_a_stream_and_back()
    {
        var x = torch.arange(6, int32).view(2, 3).t();
        using var stream = new MemoryStream();
        x.WriteBytesToStream(stream);
        Assert.Equal(24, stream.Length);
        stream.Position = 0;
        var y = torch.zeros(3, 2, int32);
        y.ReadBytesFromStream(stream);
        Assert.Equal([0, 3, 1, 4, 2, 5], y.ToArray<int>());
    }

    [Fact]
    public void Files_hold_tensors_and_tensors_files()
    {
        string path = Path.GetTempFileName();
        try
        {
            var x = torch.arange(6, float64).view(2, 3);
            x.Save(path);
            Assert.True(Tensor.Load(path).Equals(x));
            File.WriteAllBytes(path, new byte[8]);
            var file = torch.from_file(path, shared: true, size: 4, dtype: int32);
            file[3] = 258;
            Assert.Equal([0, 0, 0, 258], torch.from_file(path, size: 4, dtype: int32).ToArray<int>());
            Assert.Throws<InvalidOperationException>(() => torch.from_file(path, size: 100));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_default_device_is_where_tensors_are_made()
    {
        try
        {
            torch.set_default_device("meta");
            Assert.Equal(META, torch.get_default_device());
            Assert.True(torch.zeros(2).is_meta);
            Assert.True(torch.tensor([1f, 2]).is_meta);
            Assert.True(torch.randn(2).is_meta);
            Assert.True(torch.ones(2, device: CPU).is_cpu());
        }
        finally
        {
            torch.set_default_device(CPU);
        }
        Assert.True(torch.zeros(2).is_cpu());
    }

    [Fact]
    public void A_bfloat16_computes_as_its_neighbours_do()
    {
        BFloat16 a = new(1.5f), b = (BFloat16)0.25;
        Assert.Equal([1.75f, 1.25f, 0.375f, 6f, 0f, -1.5f], new[] { a + b, a - b, a * b, a / b, a % b, -a }.Select(x => x.ToSingle()));
        Assert.True(a > b && b <= a && a != b && !(a < b) && a >= b && a == (BFloat16)1.5f);
        Assert.Equal(0x3FC0, a.Bits);
        Assert.Equal(a, BFloat16.FromRawValue(0x3FC0));
        Assert.True(BFloat16.IsNaN(BFloat16.Zero / BFloat16.Zero) && BFloat16.IsPositiveInfinity(BFloat16.One / BFloat16.Zero) && BFloat16.IsFinite(BFloat16.MaxValue));
        Assert.Equal(1 + 1 / 128f, (BFloat16.One + BFloat16.Epsilon).ToSingle());
        Assert.Equal(1, a.CompareTo(b));
        Assert.Equal("1.50", a.ToString("F2", System.Globalization.CultureInfo.InvariantCulture));
    }
}
