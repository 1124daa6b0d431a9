namespace Darkhorse.Tests.Programs;

/// <summary>Who shares elements with whom, who counts versions, and what dtypes numbers give.</summary>
public class AliasingPrograms
{
    [Fact]
    public void Versions_count_changes_of_the_storage()
    {
        var x = zeros(2);
        Assert.Equal(0, x._version);
        x.add_(1);
        x[0] = 3;
        Assert.Equal(2, x._version);
        x.view(2).mul_(2);
        Assert.Equal(3, x._version);
        Assert.Equal(3, x.detach()._version);
    }

    [Fact]
    public void Views_and_their_base_are_the_same_elements()
    {
        var x = arange(6f);
        var y = x.view(2, 3);
        y[0, 1] = 100;
        x[5] = -1;
        var z = x[TensorIndex.Slice(step: 2)];
        z.add_(1);
        Expect.Values(x, 1, 100, 3, 3, 5, -1);
        Expect.Values(y, 1, 100, 3, 3, 5, -1);
        Expect.Values(z, 1, 3, 5);
        x.view(2, 3).t()[0].fill_(9);
        Expect.Values(x, 9, 100, 3, 9, 5, -1);
    }

    [Fact]
    public void Reshape_of_what_is_not_in_order_and_index_tensors_copy()
    {
        var x = arange(6f).view(2, 3);
        var y = x.t().reshape(6);
        y[0] = 77;
        Expect.Values(x, 0, 1, 2, 3, 4, 5);
        Expect.Values(y, 77, 3, 1, 4, 2, 5);

        var picked = x[0][tensor([0L, 1])];
        picked[0] = 50;
        Expect.Values(x, 0, 1, 2, 3, 4, 5);
        Expect.Values(picked, 50, 1);
    }

    [Fact]
    public void Numbers_take_part_by_their_category()
    {
        var x = tensor([1L, 2]);
        Expect.Values(x + 1.5, 2.5f, 3.5f);
        Expect.Integers(x * true, 1, 2);
        Expect.Integers(3 - x, 2, 1);
        Expect.Integers(pow(2, x), 2, 4);
        Expect.Values(1 / x, 1, 0.5f);
        Expect.Integers(tensor([5L, -5]).floor_divide(2), 2, -3);
        Expect.Integers(tensor([5L, -5]).remainder(3), 2, 1);
        Expect.Integers(-tensor([1L]), -1);
        Expect.Integers(abs(tensor([-1L])), 1);
    }
}
