namespace Darkhorse.Tests.Tensors;

/// <summary>Tensors of more than 2^31 elements, an op of each family. Takes up to 10 GB and a minute or two, and so runs only where DARKHORSE_BIG is 1.</summary>
public sealed class BeyondInt
{
    const long Count = (1L << 31) + 1000, Late = 1L << 31;

    /// <summary>Bytes, zero but for two behind the reach of an int.</summary>
    static Tensor Bytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DARKHORSE_BIG") == "1", "takes 10 GB: set DARKHORSE_BIG=1 to run it");
        var x = zeros(Count, uint8);
        x.data<byte>()[Late] = 5;
        x.select(0, Count - 1).fill_(3);
        return x;
    }

    static void Is(double expected, Tensor actual) => Assert.Equal(expected, actual.to(float64).item<double>());

    [Fact]
    public void Access()
    {
        using var x = Bytes();
        Assert.Equal(5, x.data<byte>()[Late]);
        Is(3, x[^1]);
        Is(5, x.narrow(0, Late - 1, 2)[1]);
        Is(3, x.view(2, -1)[1, ^1]);
        Is(5, x[tensor([0, Late])][1]);
        Is(3, x.gather(0, tensor([Count - 1])));
        Is(5, x.take(tensor([Late])));
        Is(3, x.index_select(0, tensor([Count - 1])));
        x.index_fill_(0, tensor([Count - 2]), 9);
        x.scatter_(0, tensor([Count - 3]), tensor(new byte[] { 8 }));
        x[tensor([Count - 4])] = 7;
        Assert.Equal([7, 8, 9, 3], x[^4..].ToArray<byte>());
        Assert.Equal([3, 7, 8, 9], x[^4..].sort().values.ToArray<byte>());
    }

    [Fact]
    public void Reductions()
    {
        using var x = Bytes();
        Is(8, x.sum());
        Is(5, x.max());
        Is(Late, x.argmax());
        Is(8, x.view(2, -1).sum(1)[1]);
        Is(5, x.view(-1, 4).amax(0)[0]);
        Is(2, x.count_nonzero());
        Assert.True(x.any().item<bool>());
        Assert.Equal([Late, Count - 1], x.nonzero().reshape(-1).ToArray<long>());
        Is(Late, ones(1).expand(Late).sum());
        Is(8, x.view(1, -1).to(int8).matmul(ones(Count, dtype: int8)));
    }

    [Fact]
    public void Elements()
    {
        using var x = Bytes();
        using (var sum = x + 1) Is(4, sum[^1]);
        using (var sum = x + x) Is(10, sum[Late]);
        using (var cast = x.to(@bool)) Is(2, cast.sum());
        using (var cast = x.to(int16)) Is(5, cast[Late]);
        using (var mask = x > 0)
        {
            Assert.Equal([5, 3], x.masked_select(mask).ToArray<byte>());
            using (var chosen = where(mask, 1, x)) Is(2, chosen.sum());
            using (var filled = x.masked_fill(mask, 9)) Is(9, filled[^1]);
            Is(2, mask.sum());
        }
        x.bitwise_xor_(1);
        Is(2, x[^1]);
    }

    [Fact]
    public void Moves()
    {
        using var x = Bytes();
        using (var copy = cat([x[..1000], x[1000..]])) Assert.True(copy.equal(x));
        using (var back = x.flip(0)) Is(3, back[0]);
        using (var turned = x.view(2, -1).t().contiguous()) Is(3, turned[^1, 1]);
        using (var half = x[TensorIndex.Slice(0, null, 2)].clone()) Is(5, half[Late / 2]);
        using (var rolled = x.roll(1, 0)) Is(3, rolled[0]);
        using (var twice = stack([x, x])) Is(3, twice[1, ^1]);
        x.random_();
        Assert.NotEqual(0, x[^1000..].sum().item<long>());
    }

    [Fact]
    public void Progressions()
    {
        Bytes().Dispose();
        using (var x = arange(Count, dtype: uint8)) Is((Count - 1) % 256, x[^1]);
        using (var x = full([Count], 7, dtype: int8)) Is(7, x[^1]);
        using (var x = eye(47000, dtype: uint8)) Is(47000, x.sum());
        using (var x = ones(47000, 47000, dtype: @bool).triu()) Assert.Equal((true, false), (x[^1, ^1].item<bool>(), x[^1, 0].item<bool>()));
    }
}
