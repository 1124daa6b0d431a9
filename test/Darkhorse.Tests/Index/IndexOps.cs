namespace Darkhorse.Tests.Index;

/// <summary>What index ops refuse, in PyTorch's words, and what they do with themselves.</summary>
public sealed class IndexOps
{
    static void Fails<TError>(string message, Func<object> call) where TError : Exception => Assert.Contains(message, Assert.Throws<TError>(() => call()).Message);

    static Tensor L(params long[] values) => tensor(values);

    [Fact]
    public void Errors_as_PyTorch_words_them()
    {
        var x = zeros(2, 3);
        Fails<InvalidOperationException>("index 3 is out of bounds for dimension 1 with size 3", () => x.gather(1, L(3).reshape(1, 1)));
        Fails<InvalidOperationException>("index -1 is out of bounds for dimension 1 with size 3", () => x.gather(1, L(-1).reshape(1, 1)));
        Fails<InvalidOperationException>("Index tensor must have the same number of dimensions as input tensor", () => x.gather(1, L(0)));
        Fails<InvalidOperationException>("Size does not match at dimension 1 expected index [2, 4] to be smaller than self [2, 3] apart from dimension 0", () => x.gather(0, zeros([2, 4], int64)));
        Fails<InvalidOperationException>("gather(): Expected dtype int64 for index", () => x.gather(0, zeros(1, 1)));
        Fails<InvalidOperationException>("Index tensor must have the same number of dimensions as self tensor", () => x.scatter(0, L(0), zeros(1)));
        Fails<InvalidOperationException>("Expected index [3, 4] to be smaller than self [2, 3] apart from dimension 0 and to be smaller size than src [3, 4]", () => x.scatter(0, zeros([3, 4], int64), zeros(3, 4)));
        Fails<InvalidOperationException>("scatter(): Expected self.dtype to be equal to src.dtype", () => x.scatter(0, zeros([1, 1], int64), zeros([1, 1], float64)));
        Fails<InvalidOperationException>("reduce argument must be either add or multiply", () => x.scatter(0, zeros([1, 1], int64), zeros(1, 1), "max"));
        Fails<IndexOutOfRangeException>("index_select(): Index is supposed to be a vector", () => x.index_select(0, zeros([1, 1], int64)));
        Fails<IndexOutOfRangeException>("index out of range in self", () => x.index_select(0, L(2)));
        Fails<IndexOutOfRangeException>("index out of range in self", () => x.index_add(0, L(2), zeros(1, 3)));
        Fails<IndexOutOfRangeException>("index_copy_(): index 2 is out of bounds for dimension 0 with size 2", () => x.index_copy(0, L(2), zeros(1, 3)));
        Fails<IndexOutOfRangeException>("index -3 is out of bounds for dimension 0 with size 2", () => x.index_fill(0, L(-3), 1));
        Fails<IndexOutOfRangeException>("out of range: tried to access index 6 on a tensor of 6 elements.", () => x.take(L(6)));
        Fails<IndexOutOfRangeException>("out of range: tried to access index 6 on a tensor of 6 elements.", () => x.put(L(6), zeros(1)));
        Fails<InvalidOperationException>("masked_select: expected BoolTensor or ByteTensor for mask", () => x.masked_select(L(1, 0, 1)));
        Fails<InvalidOperationException>("masked_fill_ only supports boolean masks, but got mask with dtype Long", () => x.masked_fill(L(1, 0, 1), 1));
        Fails<InvalidOperationException>("Number of elements of source < number of ones in mask", () => x.masked_scatter(ones([3], @bool), zeros(2)));
        Fails<InvalidOperationException>("expected src to have a size equal to the slice of self. src size = [2], slice size = [3]", () => x.select_scatter(zeros(2), 0, 0));
        Fails<IndexOutOfRangeException>("index out of range in self", () => nn.functional.embedding(L(2), x));
        Fails<InvalidOperationException>("unsupported operation: more than one element", () => zeros(1, 3).expand(2, 3).index_fill_(0, L(0), 1));
        Fails<InvalidOperationException>("a leaf Variable that requires grad is being used in an in-place operation.", () => zeros(3, requires_grad: true).index_fill_(0, L(0), 1));
    }

    [Fact]
    public void Operands_may_be_what_is_written()
    {
        var x = L(2, 0, 1);
        x.index_copy_(0, x, x);
        Assert.Equal([0, 1, 2], x.ToArray<long>());
        var y = L(1, 2, 0);
        y[y] = y;
        Assert.Equal([0, 1, 2], y.ToArray<long>());
        var z = L(1, 2, 0);
        z.scatter_(0, z, z + 1);
        Assert.Equal([1, 2, 3], z.ToArray<long>());
    }

    [Fact]
    public void Embeddings_pad_scale_and_limit()
    {
        var weight = Table.Make.Tensor(float64, -2, 2, 5, 3).requires_grad_();
        var numbers = L(0, 2, 2, 4);
        nn.functional.embedding(numbers, weight, padding_idx: 2).sum().backward();
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], weight.grad!.ToArray<double>());
        weight.grad = null;
        nn.functional.embedding(numbers, weight, padding_idx: -5, scale_grad_by_freq: true).sum().backward();
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1], weight.grad!.ToArray<double>());
        foreach (double p in new[] { 1, 2, 3, double.PositiveInfinity })
        {
            var table = Table.Make.Tensor(float64, -2, 2, 5, 3);
            double[] before = table.ToArray<double>();
            var rows = nn.functional.embedding(numbers, table, max_norm: 1.0, norm_type: p);
            Assert.True(Norms(rows, p).max().item<double>() <= 1);
            Assert.Equal(before[3..6], table[1].ToArray<double>());
            Assert.Equal(rows[0].ToArray<double>(), table[0].ToArray<double>());
        }

        static Tensor Norms(Tensor x, double p) => double.IsInfinity(p) ? x.abs().amax([1L]) : x.abs().pow(p).sum([1L]).pow(1 / p);
    }

    [Fact]
    public void Losses_check_their_operands()
    {
        var f = zeros(2);
        Fails<InvalidOperationException>("all elements of input should be between 0 and 1", () => nn.functional.binary_cross_entropy(tensor(new[] { 1.5f }), tensor(new[] { 1f })));
        Fails<ArgumentException>("Using a target size (torch.Size([3])) that is different to the input size (torch.Size([2]))", () => nn.functional.binary_cross_entropy(f, zeros(3)));
        Fails<ArgumentException>("Target size (torch.Size([3])) must be the same as input size (torch.Size([2]))", () => nn.functional.binary_cross_entropy_with_logits(f, zeros(3)));
        Fails<ArgumentException>("var has negative entry/entries", () => nn.functional.gaussian_nll_loss(f, f, f - 1));
        Fails<InvalidOperationException>("Expected input_lengths to have value at most 2, but got value 3", () => nn.functional.ctc_loss(zeros(2, 1, 3), L(1, 2).reshape(1, 2), L(3), L(2)));
        Assert.True(double.IsNaN(nn.functional.mse_loss(zeros([0], float64), zeros([0], float64)).item<double>()));
        Assert.Equal(0, nn.functional.mse_loss(zeros([0], float64), zeros([0], float64), torch.nn.Reduction.Sum).item<double>());
        Assert.Equal(float.PositiveInfinity, nn.functional.ctc_loss(zeros(1, 1, 3), L(1, 1).reshape(1, 2), L(1), L(2), reduction: torch.nn.Reduction.Sum).item<float>());
        Assert.Equal(0, nn.functional.ctc_loss(zeros(1, 1, 3), L(1, 1).reshape(1, 2), L(1), L(2), zero_infinity: true, reduction: torch.nn.Reduction.Sum).item<float>());
    }
}
