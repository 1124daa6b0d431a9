using System.Numerics;

namespace Darkhorse.Tests.Api;

/// <summary>
/// Calls as programs for TorchSharp write them: by position and by name, with arrays, spans, tuples and numbers. That they compile is half of the test: no overload is
/// missing, none ambiguous.
/// </summary>
public sealed class TorchSharpCalls
{
    static readonly Tensor s_x = arange(6, float32).view(2, 3);

    static void Is(Tensor actual, params float[] expected) => Assert.Equal(expected, actual.to(float32).ToArray<float>());

    [Fact]
    public void Sizes_come_one_by_one_and_in_lists()
    {
        ReadOnlySpan<long> span = [2, 3];
        long[] array = [2, 3];
        int rows = 2, columns = 3;
        foreach (var made in new[] { zeros(2, 3), zeros(rows, columns), zeros([2, 3]), zeros(array), zeros(span), zeros(new long[] { 2, 3 }, dtype: float32), zeros(size: array, device: CPU),
            torch.ones(2, 3), torch.rand(2, 3), torch.randn(array), torch.empty(2, 3, dtype: float32, requires_grad: true), torch.full(2, 3, 1), torch.full(array, value: 1.5), torch.zeros(new torch.Size([2, 3])) })
            Assert.Equal(array, made.shape);
        Assert.Equal([5L], zeros(5).shape);
        Assert.Equal([2L, 3, 4, 5], torch.ones(2, 3, 4, 5).shape);
        Assert.Equal([0L], zeros(0).shape);
        foreach (var seen in new[] { s_x.view(-1, 2), s_x.view(3, 2), s_x.view([3, 2]), s_x.view(shape: [3, -1]), s_x.reshape(3, 2), s_x.reshape(new long[] { 3, 2 }), s_x.permute(1, 0).contiguous().view(3, 2) })
            Assert.Equal([3L, 2], seen.shape);
        Assert.Equal([4L, 2, 3], s_x.expand(4, 2, 3).shape);
        Assert.Equal([4L, 2, 3], s_x.expand([4, 2, 3], isImplicit: false).shape);
        Assert.Equal([4L, 3], s_x.repeat(2, 1).shape);
        Assert.Equal([4L, 3], s_x.tile(reps: [2, 1]).shape);
        Assert.Equal([2L, 3, 1], s_x.unflatten(1, 3, 1).shape);
        Assert.Equal([3L, 2], torch.broadcast_to(torch.ones(2), 3, 2).shape);
    }

    [Fact]
    public void Operands_have_the_names_of_functions_and_of_methods()
    {
        Tensor a = torch.tensor([7f, -7]), b = torch.tensor([2f, 2]);
        Is(torch.add(left: a, right: b, alpha: 2), 11, -3);
        Is(a.add(target: b), 9, -5);
        Is(a.add(scalar: 1, alpha: 3), 10, -4);
        Is(torch.sub(left: a, right: 1), 6, -8);
        Is(a.mul(target: 2).sub(target: b), 12, -16);
        Is(torch.div(a, b, rounding_mode: RoundingMode.floor), 3, -4);
        Is(a.div(target: 2, rounding_mode: RoundingMode.trunc), 3, -3);
        Is(torch.remainder(left: a, right: 4), 3, 1);
        Is(a.fmod(scalar: 4), 3, -3);
        Is(torch.true_divide(dividend: a, divisor: b), 3.5f, -3.5f);
        Is(torch.pow(left: b, exponent: 3), 8, 8);
        Is(a.eq(target: 7).logical_or(a.lt(target: b)), 1, 1);
        Is(torch.greater_equal(tensor: a, target: b), 1, 0);
        Is(torch.logical_xor(left: a, right: torch.zeros(2)), 1, 1);
        Is(torch.xlogy(x: b, y: torch.ones(2)), 0, 0);
        Is(a.clone().add_(target: b).sub_(target: 1).mul_(target: b).div_(target: 4), 4, -3);
        Assert.True(torch.allclose(tensor: a, target: a, equal_nan: true));
        Is(torch.isclose(tensor: a, other: a, nanEqual: true), 1, 1);
        Is(torch.isfinite(tensor: a), 1, 1);
        Assert.Throws<InvalidOperationException>(() => a.clamp());
        Is(a.clamp(min: 0).clamp(max: b), 2, 0);
    }

    [Fact]
    public void Dims_come_as_numbers_lists_and_tuples()
    {
        Is(s_x.sum(0), 3, 5, 7);
        Is(s_x.sum(new long[] { 0, 1 }), 15);
        Is(s_x.sum([1], keepdim: true), 3, 12);
        Is(s_x.sum(type: float64), 15);
        Is(torch.mean(s_x, [0]), 1.5f, 2.5f, 3.5f);
        Is(s_x.amax(1), 2, 5);
        Is(s_x.std(dim: 1, unbiased: true), 1, 1);
        Is(torch.var(s_x, (0, 1), unbiased: true), 3.5f);
        Is(s_x.norm(dim: 1, p: 1), 3, 12);
        Is(torch.norm(torch.eye(2), p: "nuc"), 2);
        Is(s_x.flip(0, 1), 5, 4, 3, 2, 1, 0);
        Is(s_x.roll((1, 1), (0, 1)), 5, 3, 4, 2, 0, 1);
        Is(torch.roll(s_x, 1), 5, 0, 1, 2, 3, 4);
        Assert.Equal([5L, 2, 3, 4], torch.moveaxis(torch.zeros(2, 3, 4, 5), (0, 1, 2, 3), (1, 2, 3, 0)).shape);
        Is(s_x.swapaxes(dim0: 0, dim1: 1), 0, 3, 1, 4, 2, 5);
        Is(s_x.argsort(dim: 1, descending: true), 2, 1, 0, 2, 1, 0);
        Is(torch.cumprod(s_x, dim: 1, dtype: float32), 0, 0, 0, 3, 12, 60);
        Is(s_x.quantile(torch.tensor(0.5f)), 2.5f);
        Is(s_x.take_along_dim(torch.tensor([5L, 0])), 5, 0);
    }

    [Fact]
    public void Tensors_are_cut_in_pieces_however_they_are_asked_for()
    {
        static long[] Lengths(Tensor[] pieces, int dim) => [.. pieces.Select(piece => piece.size(dim))];
        var x = torch.zeros(4, 6, 8);
        Assert.Equal([3L, 1], Lengths(x.split(size: 3, dim: 0), 0));
        Assert.Equal([2L, 2, 2], Lengths(x.split(2, 1), 1));
        Assert.Equal([1L, 1, 2], Lengths(x.split(1, 1, 2), 0));
        Assert.Equal([2L, 4], Lengths(x.split(sizes: [2, 4], dim: 1), 1));
        Assert.Equal([2L, 4], Lengths(torch.split(tensor: x, split_size_or_sections: [2, 4], dim: 1), 1));
        Assert.Equal([2L, 3, 1], Lengths(x.hsplit(2, 5), 1));
        Assert.Equal([3L, 3], Lengths(x.hsplit(size: 2), 1));
        Assert.Equal([1L, 3], Lengths(x.vsplit(sizes: [1]), 0));
        Assert.Equal([1L, 2, 5], Lengths(torch.dsplit(x, (1, 3)), 2));
        Assert.Equal([1L, 2, 1, 4], Lengths(x.dsplit((1, 3, 4)), 2));
        Assert.Equal([2L, 2, 2], Lengths(x.tensor_split(size: 3, dim: 1), 1));
        Assert.Equal([1L, 5], Lengths(x.tensor_split(indices: torch.tensor([1L]), dim: 1), 1));
        Assert.Equal(4, x.unbind(dimension: 0).Length);
    }

    [Fact]
    public void Tensors_are_made_of_any_data()
    {
        Assert.Equal(float32, torch.tensor(new[] { 1f, 2f }).dtype);
        Assert.Equal(int64, torch.tensor(5L).dtype);
        Assert.Equal(int32, torch.tensor(5, CPU).dtype);
        Assert.Equal(float64, torch.tensor(5.0, device: CPU, requires_grad: true).dtype);
        Assert.Equal(complex64, torch.tensor((1f, 2f)).dtype);
        Assert.Equal(complex128, torch.tensor((1.0, 2.0)).dtype);
        Assert.Equal(complex128, torch.tensor(new Complex(1, 2)).dtype);
        Assert.Equal([2L, 2], torch.tensor(new[] { 1, 2, 3, 4 }, 2, 2).shape);
        Assert.Equal([2L, 2], torch.tensor(new[] { 1, 2, 3, 4 }, dimensions: [2, 2]).shape);
        Assert.Equal([2L, 2], torch.tensor(new[,] { { 1, 2 }, { 3, 4 } }, dtype: float32).shape);
        Assert.Equal([3L], torch.tensor(new List<long> { 1, 2, 3 }).shape);
        Is(torch.as_tensor([1f, 2]), 1, 2);
        Is(torch.arange(5), 0, 1, 2, 3, 4);
        Is(torch.arange(1, 2, 0.5), 1, 1.5f);
        Assert.Equal(float64, torch.arange(0, 3, dtype: float64).dtype);
        Is(s_x[0, ^1], 2);
        Is(s_x[1, 1..], 4, 5);
        Is(s_x[TensorIndex.Ellipsis, 0], 0, 3);
        Is(s_x.to(float64).type(FloatTensor)[0], 0, 1, 2);
        Is(s_x.to(torch.float32)[.., 0], 0, 3);
        Is(torch.cat([s_x, s_x], dim: 1)[0], 0, 1, 2, 0, 1, 2);
        Is(torch.cat(new List<Tensor> { s_x, s_x }, 0).sum(), 30);
        Is(torch.concatenate(new[] { s_x, s_x }, axis: 0).sum(), 30);
        Is(torch.stack((Tensor[])[s_x, s_x]).sum(), 30);
        Is(torch.where(s_x > 2, s_x, 0), 0, 0, 0, 3, 4, 5);
        Is(s_x.hardtanh(min: 1, max: 2), 1, 1, 2, 2, 2, 2);
        Assert.Equal(ScalarType.Float32, 1f.ToScalar().Type);
    }

    [Fact]
    public void Results_go_where_they_are_asked_to()
    {
        Tensor a = torch.tensor([2f, 0, 1, 4]).view(2, 2), b = torch.ones(2, 1), into = torch.empty(0);
        Assert.Same(into, torch.linalg.solve_triangular(a, b, upper: false, @out: into));
        Is(into, 0.5f, 0.125f);
        var (lu, pivots) = torch.linalg.lu_factor(a);
        Assert.Same(into, torch.linalg.lu_solve(lu, pivots, b, @out: into));
        Is(into, 0.5f, 0.125f);
        Assert.Same(into, torch.linalg.vecdot(a, a, @out: into));
        Is(into, 4, 17);
        Assert.Same(into, torch.exp(torch.zeros(2), into));
        Is(into, 1, 1);
        Assert.Same(into, torch.cat([a, b], into, dim: 1));
        Is(into, 2, 0, 1, 1, 4, 1);
    }
}
