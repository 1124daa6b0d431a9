namespace Darkhorse.Tests.Tensors;

/// <summary>The storage of a tensor, seen as one line of elements.</summary>
public sealed class Storages
{
    [Fact]
    public void A_storage_shares_memory_with_every_tensor_on_it()
    {
        var x = arange(6, float32).view(2, 3);
        var storage = x.t()[1].storage<float>();
        Assert.Equal([0, 1, 2, 3, 4, 5], storage.ToArray());
        storage[4] = 40;
        Assert.Equal(40, x[1, 1].item<float>());
        storage[0..2] = -1f;
        storage[(2, null)].fill_(7);
        Assert.Equal([-1, -1, 7, 7, 7, 7], x.ToArray<float>());
        storage[1..3] = storage[3..5];
        storage.copy_([9, 8]);
        Assert.Equal([9, 8, 7, 7, 7, 7], x.ToArray<float>());
    }

    [Fact]
    public void Writing_is_noticed_by_autograd()
    {
        var x = ones(3).requires_grad_();
        var y = x * 2;
        var loss = (y * y).sum();
        y.storage<float>()[0] = 5;
        Assert.Throws<InvalidOperationException>(() => loss.backward());
    }

    [Fact]
    public void It_is_a_collection_of_its_elements()
    {
        var storage = torch.tensor([3L, 1, 2]).storage<long>();
        Assert.Equal(3, storage.Count);
        Assert.Equal(24UL, storage.nbytes());
        Assert.Equal(8, storage.element_size());
        Assert.Equal((1, true, false), (storage.IndexOf(1), storage.Contains(1), storage.Contains(5)));
        Assert.Equal(6, storage.Sum());
        var target = new long[5];
        storage.CopyTo(target, 3);
        Assert.Equal([0, 0, 0, 3, 1], target);
        storage.CopyFrom([7, 8, 9, 10], 2);
        Assert.Equal([9, 10, 2], storage.tolist());
        Assert.Equal([9f, 10, 2], storage.@float().ToArray());
        Assert.Same(CPU, storage.device);
        Assert.True(is_storage(storage));
        Assert.Throws<ArgumentException>(() => torch.tensor([1f]).storage<int>());
    }
}
