namespace Darkhorse.Tests.Index;

/// <summary><c>x[…]</c> as it is written in C#.</summary>
public sealed class Indexing
{
    static Tensor Counting(params long[] shape) => arange(shape.Aggregate(1L, (product, size) => product * size), float64).reshape(shape);

    static double[] Numbers(Tensor x) => x.ToArray<double>();

    [Fact]
    public void Positions_slices_ranges_and_texts_give_views()
    {
        var x = Counting(2, 3, 4);
        Assert.Equal(17, x[1, 1, 1].item<double>());
        Assert.Equal(23, x[^1, ^1, ^1].item<double>());
        Assert.Equal([4, 5, 6, 7], Numbers(x[0, 1]));
        Assert.Equal([1, 5, 9], Numbers(x[0, .., 1]));
        Assert.Equal([5, 6, 17, 18], Numbers(x[.., 1, 1..3]));
        Assert.Equal([5, 6, 17, 18], Numbers(x[":", 1, "1:-1"]));
        Assert.Equal([0, 2], Numbers(x[0, 0, TensorIndex.Slice(step: 2)]));
        Assert.Equal([3, 7, 11, 15, 19, 23], Numbers(x[TensorIndex.Ellipsis, ^1]));
        Assert.Equal([1, 2, 3, 4], x[TensorIndex.None].shape);
        Assert.Equal([2, 1, 4], x[.., TensorIndex.None, 0].shape);
        Assert.Equal([12, 12, 1], x[.., TensorIndex.None, 0].stride());
        Assert.Equal([2, 0, 4], x[.., 5..].shape);
        Assert.True(x[1..].SharesStorage(x));
        Assert.Equal([0, 3, 4], x[2..1].shape);
    }

    [Fact]
    public void A_text_is_an_index_as_Python_writes_it()
    {
        var x = Counting(4, 5, 6);
        Tensor rows = tensor(new long[] { 0, 2 });
        foreach (var (text, expected) in new (string, Tensor)[]
        {
            ("1:-1, ::2", x[1..^1, TensorIndex.Slice(step: 2)]), ("..., None, 0", x[TensorIndex.Ellipsis, TensorIndex.None, 0]), (":, [0, 2]", x[.., rows]), ("[0, 2]", x[rows]),
            ("-1", x[-1]), (" 1 , +2,-3 ", x[1, 2, -3]), ("1,", x[1]), ("...", x), ("None", x[TensorIndex.None]), ("[[0, 2], [2, 0]], 1", x[tensor(new long[,] { { 0, 2 }, { 2, 0 } }), 1]),
            ("[True, False, True, False]", x[rows]), ("True", x[true]), ("False", x[false]), ("[], 1", x[tensor(Array.Empty<long>()), 1]), ("[[]]", x[zeros([1, 0], int64)]), ("-2:,:3,1:5:2", x[^2.., ..3, TensorIndex.Slice(1, 5, 2)]),
            ("[-1, 0], :, [0, -1]", x[tensor(new long[] { -1, 0 }), .., tensor(new long[] { 0, -1 })]), ("9:, 0", x[9.., 0]),
        })
        {
            Assert.Equal(expected.shape, x[text].shape);
            Assert.Equal(Numbers(expected), Numbers(x[text]));
        }
        Assert.True(x["1:, ..., ::2"].SharesStorage(x));
        Assert.Equal(Numbers(x[1, rows]), Numbers(x[1, "[0, 2]"]));
        x["1:3, ..., [0, 5]"] = tensor(-1.0);
        Assert.Equal(20, (x < 0).sum().item<long>());
        x["0, 0"] = arange(6, float64);
        Assert.Equal([0, 1, 2, 3, 4, 5], Numbers(x[0, 0]));
    }

    [Theory]
    [InlineData(""), InlineData(","), InlineData("1 2"), InlineData("1.5"), InlineData("a"), InlineData("1:2:3:4"), InlineData("[1"), InlineData("[1,]]"), InlineData("[1, [2]]"), InlineData("[[1], 2]")]
    [InlineData("[True, 1]"), InlineData("[:]"), InlineData("99999999999999999999"), InlineData("()"), InlineData("..,"), InlineData("Nothing"), InlineData("--1"), InlineData("1,,2")]
    public void A_text_that_is_no_index_is_refused(string text)
        => Assert.StartsWith("only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got '" + text, Assert.Throws<IndexOutOfRangeException>(() => zeros(3, 3)[text]).Message);

    [Fact]
    public void A_text_can_not_ask_for_more_than_its_length()
    {
        Assert.Throws<IndexOutOfRangeException>(() => zeros(3)[new string('[', 60_000)]);
        Assert.Throws<IndexOutOfRangeException>(() => zeros(3)[new string(' ', 1 << 20)]);
        Assert.Equal("expected sequence of length 2 at dim 1 (got 1) in the index '[1]'", Assert.Throws<ArgumentException>(() => zeros(3)["[[0, 1], [1]]"]).Message);
        Assert.Equal("index 3 is out of bounds for dimension 0 with size 3", Assert.Throws<IndexOutOfRangeException>(() => zeros(3, 3)["3, 0"]).Message);
        Assert.Equal("too many indices for tensor of dimension 2", Assert.Throws<IndexOutOfRangeException>(() => zeros(3, 3)["0, 0, 0"]).Message);
    }

    [Fact]
    public void Index_tensors_stand_where_they_are_neighbours_else_in_front()
    {
        var x = Counting(2, 3, 4);
        Tensor i = tensor(new long[] { 0, 1 }), j = tensor(new long[] { 1, -1 });
        Assert.Equal([2, 2, 4], x[.., j].shape);
        Assert.Equal([2, 2], x[.., i, j].shape);
        Assert.Equal([1, 7, 13, 19], Numbers(x[.., i, j]));
        Assert.Equal([2, 3], x[i, .., j].shape);
        Assert.Equal([1, 5, 9, 15, 19, 23], Numbers(x[i, .., j]));
        Assert.Equal([2, 1, 4], x[i, TensorIndex.None, j].shape);
        Assert.Equal([2, 2, 4], x[i.reshape(2, 1), j].shape);
        Assert.Equal(Numbers(x.transpose(0, 2)[j, i, i]), Numbers(x.transpose(0, 2).contiguous()[j, i, i]));
        Assert.Equal(Numbers(x[i.to(int32)]), Numbers(x[i]));
    }

    [Fact]
    public void Masks_take_as_many_dims_as_they_have()
    {
        var x = Counting(2, 3, 4);
        var rows = tensor(new[] { true, false, true });
        Assert.Equal([2, 2, 4], x[.., rows].shape);
        Assert.Equal([6, 4], x[x.sum([2]) >= 0].shape);
        Assert.Equal([21, 22, 23], Numbers(x[x > 20]));
        Assert.Equal([1, 2, 3, 4], x[true].shape);
        Assert.Equal([0, 2, 3, 4], x[false].shape);
    }

    [Fact]
    public void Assignment_broadcasts()
    {
        var x = Counting(2, 3);
        x[0] = tensor(new double[] { 7, 8, 9 });
        x[.., ^1] = tensor(-1.0);
        Assert.Equal([7, 8, -1, 3, 4, -1], Numbers(x));
        x[tensor(new long[] { 1, 1 }), tensor(new long[] { 0, 1 })] = tensor(new double[] { 5, 6 });
        x[x < 0] = tensor(0);
        Assert.Equal([7, 8, 0, 5, 6, 0], Numbers(x));
        x.index_put_(tensor(1.0), [TensorIndex.Tensor(tensor(new long[] { 0, 0 }))], accumulate: true);
        Assert.Equal([9, 10, 2, 5, 6, 0], Numbers(x));
        x[1] = ones(1, 1, 3, dtype: float64);
        Assert.Equal([9, 10, 2, 1, 1, 1], Numbers(x));
    }

    [Fact]
    public void Gradients_of_reading_and_writing()
    {
        var x = Counting(3, 4).requires_grad_();
        Tensor i = tensor(new long[] { 0, 2, 0 }), j = tensor(new long[] { 1, 1, 1 }), v = ones(3, dtype: float64).requires_grad_();
        foreach (var f in new Func<Tensor, Tensor>[]
        {
            t => t[1], t => t[.., 1..3], t => t[i], t => t[.., i], t => t[i, j], t => t.transpose(0, 1)[j, i], t => t[tensor(new[] { true, false, true })],
            t => t[TensorIndex.None, i, TensorIndex.Ellipsis], t => t[t > 4.5], t => t[true],
        })
        {
            Assert.True(autograd.gradcheck(t => [f(t[0])], [x]));
            Assert.True(autograd.gradgradcheck(t => [f(t[0])], [x]));
        }
        foreach (bool accumulate in new[] { false, true })
        {
            Tensor[] Write(Tensor[] t)
            {
                var y = t[0] * 1;
                y.index_put_(t[1], [TensorIndex.Tensor(tensor(new long[] { 0, 2, 1 })), TensorIndex.Tensor(j)], accumulate);
                y[1, 2..] = t[1][..2] * 2;
                return [y];
            }
            Assert.True(autograd.gradcheck(Write, [x, v]));
            Assert.True(autograd.gradgradcheck(Write, [x, v]));
        }
    }

    [Fact]
    public void Errors_as_PyTorch_words_them()
    {
        var x = zeros(2, 3);
        Fails("index 2 is out of bounds for dimension 0 with size 2", () => x[2]);
        Fails("index -4 is out of bounds for dimension 1 with size 3", () => x[0, -4]);
        Fails("too many indices for tensor of dimension 2", () => x[0, 0, 0]);
        Fails("index 2 is out of bounds for dimension 0 with size 2", () => x[tensor(new long[] { 0, 2 })]);
        Fails("index 3 is out of bounds for dimension 1 with size 3", () => x[tensor(new long[] { 0 }), tensor(new long[] { 3 })]);
        Fails("The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0", () => x[tensor(new[] { true, false, true })]);
        Fails("shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]", () => x[tensor(new long[] { 0, 1 }), tensor(new long[] { 0, 1, 2 })]);
        Fails("tensors used as indices must be long, byte or bool tensors", () => x[tensor(new[] { 0.5 })]);
        Fails("invalid index of a 0-dim tensor", () => tensor(1.0)[0]);
        Assert.Equal("step must be greater than zero", Assert.Throws<ArgumentException>(() => x["::-1"]).Message);
        Assert.Contains("cannot be broadcast to indexing result of shape [2]", Assert.Throws<InvalidOperationException>(() => zeros(3)[tensor(new long[] { 0, 1 })] = zeros(3)).Message);
        Assert.Contains("The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 0", Assert.Throws<InvalidOperationException>(() => x[0] = zeros(4)).Message);
        Assert.Contains("a view of a leaf Variable", Assert.Throws<InvalidOperationException>(() => zeros(3, requires_grad: true)[0] = tensor(1f)).Message);

        static void Fails(string message, Func<Tensor> index) => Assert.Contains(message, Assert.Throws<IndexOutOfRangeException>(() => index()).Message);
    }

    [Fact]
    public void Large_indexing_has_the_same_bits_on_any_number_of_threads()
    {
        var x = zeros(1000, 70);
        var index = Table.Make.Tensor(int64, -999, 999, 20_000);
        var values = Table.Make.Tensor(float32, -1, 1, 20_000, 70);
        int before = Kernels.Parallel.WorkerPool.Threads;
        try
        {
            Kernels.Parallel.WorkerPool.Threads = 1;
            var once = x.clone().index_put_(values, [TensorIndex.Tensor(index)], accumulate: true);
            Kernels.Parallel.WorkerPool.Threads = 4;
            Laws.Same.Bits(once, x.clone().index_put_(values, [TensorIndex.Tensor(index)], accumulate: true), "index_put_");
        }
        finally
        {
            Kernels.Parallel.WorkerPool.Threads = before;
        }
    }
}
