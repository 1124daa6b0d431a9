namespace Darkhorse.Tests.Tensors;

/// <summary>uint16, uint32 and uint64: what they can do, and the words for what they can't.</summary>
public sealed class UnsignedDTypes
{
    static ScalarType[] Types => [uint16, uint32, uint64];

    [Fact]
    public void Made_from_their_own_types_and_read_back()
    {
        Assert.Equal([1, 65535], tensor(new ushort[] { 1, 65535 }).data<ushort>().ToArray());
        Assert.Equal(uint32, tensor(new uint[,] { { 1, uint.MaxValue } }).dtype);
        Assert.Equal(ulong.MaxValue, tensor(new[] { ulong.MaxValue }).item<ulong>());
        Assert.Equal(uint.MaxValue, tensor(uint.MaxValue).item<uint>());
        Assert.Equal(9f, tensor(new ushort[] { 9 }).item<float>());
        Assert.Contains("overflow", Assert.Throws<InvalidOperationException>(() => tensor(ulong.MaxValue).item<long>()).Message);
        ushort[] shared = [1, 2, 3];
        from_array(shared).fill_(7);
        Assert.Equal([7, 7, 7], shared);
        Assert.Equal([ulong.MaxValue, ulong.MaxValue], full([2], ulong.MaxValue, dtype: uint64).data<ulong>().ToArray());
        Assert.Equal(new List<object> { 1u, 2u }, tensor(new uint[] { 1, 2 }).tolist());
        foreach (var type in Types) Assert.Equal([0.0, 0, 1], cat([zeros(2, dtype: type), ones(1, dtype: type)]).to(float64).data<double>().ToArray());
        Assert.Equal((2, 4, 8), (uint16.ElementSize(), uint32.ElementSize(), uint64.ElementSize()));
    }

    [Fact]
    public void Printed_as_numbers_without_sign()
    {
        Assert.Equal("tensor([65535], dtype=torch.uint16)", tensor(new[] { ushort.MaxValue }).ToString());
        Assert.Equal("tensor([                   1, 18446744073709551615], dtype=torch.uint64)", tensor(new ulong[] { 1, ulong.MaxValue }).ToString());
        Assert.Equal("iinfo(min=0, max=18446744073709551615, dtype=uint64)", iinfo(uint64).ToString());
        Assert.Equal((0L, 65535L), (iinfo(uint16).min, iinfo(uint16).max));
    }

    [Fact]
    public void Cut_indexed_and_written()
    {
        foreach (var type in Types)
        {
            var x = arange(12).to(type).view(3, 4);
            Same([4, 6], x[1, TensorIndex.Slice(0, null, 2)]);
            Same([8, 9, 10, 11, 0, 1, 2, 3], x[tensor([2L, 0])].reshape(-1));
            Same([9, 10, 11], x[x > 8]);
            Same([3, 7, 11], x.gather(1, full([3, 1], 3, dtype: int64)).reshape(-1));
            Same([8, 4, 0], x.flip(0).t()[0]);
            Same([0, 5, 10], x.diagonal());
            Same([0, 0, 0, 0, 8, 8, 8, 8], where(x[..2] > 3, full_like(x[..2], 8), zeros_like(x[..2])).reshape(-1));
            x[1] = 60000;
            Same([60000, 60000], x[1, ..2]);
            Same([7, 1], x[0, ..2].masked_fill(tensor([true, false]), 7));
            Same([5, 5], x[0, ..2].index_select(0, tensor([1L, 1, 0])).add(4)[..2]);
        }

        static void Same(double[] expected, Tensor actual) => Assert.Equal(expected, actual.to(float64).contiguous().data<double>().ToArray());
    }

    [Fact]
    public void Arithmetic_wraps_and_comparison_is_unsigned()
    {
        Assert.Equal((ushort)0, (tensor(new[] { ushort.MaxValue }) + 1).item<ushort>());
        Assert.Equal(uint.MaxValue, (tensor(new uint[] { 0 }) - 1).item<uint>());
        Assert.Equal(18446744073709551614UL, (tensor(new[] { ulong.MaxValue }) * 2).item<ulong>());
        Assert.Equal(ulong.MaxValue - 1, tensor(new[] { ulong.MaxValue }).bitwise_and(~tensor(new[] { 1UL })).item<ulong>());
        foreach (var type in Types)
        {
            // 40 elements: the lanes and their tail.
            Tensor high = full([40], 0, dtype: type) - 1, low = full([40], 1, dtype: type);
            Assert.True((high > low).all().item<bool>());
            Assert.True((low <= high).all().item<bool>());
            Assert.True((high == high.clone()).all().item<bool>());
            Assert.False((high < 5).any().item<bool>());
        }
    }

    [Fact]
    public void Promoted_to_floats_alone()
    {
        var x = tensor(new ushort[] { 40000 });
        Assert.Equal(float32, (x + 0.5).dtype);
        Assert.Equal(float64, (x + tensor([1.0])).dtype);
        Assert.Equal(float16, promote_types(uint64, float16));
        Assert.Equal(uint16, (x + tensor(1)).dtype);
        Assert.Equal(20000f, (x / 2).item<float>());
        Assert.Equal(40000L, x.sum().item<long>());
        Assert.Equal(200f, x.sqrt().item<float>());
        Assert.Equal("Promotion for uint16, uint32, uint64 types is not supported, attempted to promote UInt16 and Int",
            Assert.Throws<InvalidOperationException>(() => x + tensor([1])).Message);
        Assert.Contains("UInt16 and Bool", Assert.Throws<InvalidOperationException>(() => x + tensor([true])).Message);
        Assert.Contains("UInt16 and UInt32", Assert.Throws<InvalidOperationException>(() => x * tensor(new uint[] { 1 })).Message);
        Assert.Equal("result type Float can't be cast to the desired output type UInt16", Assert.Throws<InvalidOperationException>(() => x.mul_(0.5)).Message);
        Assert.Throws<NotSupportedException>(() => x.sort());
        Assert.Throws<NotSupportedException>(() => x.floor_divide(x));
    }
}
