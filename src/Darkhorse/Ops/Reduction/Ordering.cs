using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>Sorting and what needs an order. nan is larger than every number; sorts are stable whether asked to be or not.</summary>
static class Ordering
{
    /// <summary>The elements along a dim in order, and the indices they had.</summary>
    /// <exception cref="NotSupportedException">The dtype is complex.</exception>
    [Op("sort")]
    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        return First(input, d, input.Layout.Rank == 0 ? 1 : input.Sizes[d], descending, "sort", "SortBackward0");
    }

    /// <summary>The indices that would sort the elements along a dim.</summary>
    [Op("argsort")]
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => sort(input.detach(), dim, descending).indices;

    /// <summary>The elements along the first dim in order.</summary>
    [Op("msort", Names = "tensor")]
    public static Tensor msort(Tensor input) => sort(input, 0).values;

    /// <summary>The k largest (or smallest) elements along a dim, in order, and their indices.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than k elements.</exception>
    [Op("topk", Names = "tensor")]
    public static (Tensor values, Tensor indices) topk(Tensor input, int k, int dim = -1, bool largest = true, bool sorted = true)
    {
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (k < 0 || k > (input.Layout.Rank == 0 ? 1 : input.Sizes[d])) throw new InvalidOperationException("selected index k out of range");
        return First(input, d, k, largest, "topk_cpu", "TopkBackward0");
    }

    /// <summary>The k-th smallest element along a dim (default: the last), counted from 1, and its index.</summary>
    [Op("kthvalue")]
    public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim = null, bool keepdim = false)
    {
        int d = Dims.Wrap(dim ?? -1, input.Layout.Rank);
        if (k < 1 || k > (input.Layout.Rank == 0 ? 1 : input.Sizes[d])) throw new InvalidOperationException($"kthvalue(): selected number k out of range for dimension {d}");
        return Selected(input, d, keepdim, Sorting.Pick.Place, k - 1, "kthvalue", "KthvalueBackward0");
    }

    /// <summary>The median of all elements: of an even number the lower; nan if there is one.</summary>
    [Op("median")]
    public static Tensor median(Tensor input) => Whole(input, Sorting.Pick.Median, "median");

    /// <summary>The median along a dim, and its index.</summary>
    [Op("median")]
    public static (Tensor values, Tensor indices) median(Tensor input, long dim, bool keepdim = false)
        => Selected(input, Dims.Wrap(dim, input.Layout.Rank), keepdim, Sorting.Pick.Median, 0, "median", "MedianBackward0");

    /// <summary>The median of what is not nan.</summary>
    [Op("nanmedian")]
    public static Tensor nanmedian(Tensor input) => Whole(input, Sorting.Pick.MedianOfNumbers, "nanmedian");

    /// <summary>The median along a dim of what is not nan, and its index.</summary>
    [Op("nanmedian")]
    public static (Tensor values, Tensor indices) nanmedian(Tensor input, long dim, bool keepdim = false)
        => Selected(input, Dims.Wrap(dim, input.Layout.Rank), keepdim, Sorting.Pick.MedianOfNumbers, 0, "nanmedian", "NanmedianBackward0");

    /// <summary>The most frequent element along a dim (of equally frequent ones the smallest), and an index of it.</summary>
    [Op("mode")]
    public static (Tensor values, Tensor indices) mode(Tensor input, long dim = -1, bool keepdim = false)
        => Selected(input, Dims.Wrap(dim, input.Layout.Rank), keepdim, Sorting.Pick.Mode, 0, "mode", "ModeBackward0");

    static Tensor Whole(Tensor x, Sorting.Pick pick, string name)
    {
        RequireReal(x, name);
        if (x.numel() == 0) return x.new_full([], double.NaN, x.dtype);
        return Selected(x.reshape(-1), 0, false, pick, 0, name, char.ToUpperInvariant(name[0]) + name[1..] + "Backward0").values;
    }

    static void RequireReal(Tensor x, string name)
    {
        if (x.DType.IsComplex || (x.DType == DType.Bool && name is ("median" or "nanmedian" or "kthvalue" or "topk_cpu"))) Errors.NotImplementedFor(name, x.DType);
    }

    static (Tensor values, Tensor indices) First(Tensor x, int dim, long count, bool descending, string name, string node)
    {
        RequireReal(x, name);
        var source = x.detach().contiguous();
        var layout = source.Layout;
        if (layout.Rank > 0 && count != layout.Sizes[dim])
        {
            Span<long> sizes = stackalloc long[layout.Rank];
            layout.Sizes.CopyTo(sizes);
            sizes[dim] = count;
            layout = Layout.Contiguous(sizes);
        }
        Tensor values = Tensor.Empty(layout, x.DType, x), indices = Tensor.Empty(layout, DType.Int64, x);
        x.Backend.Sort(values.Data, indices.Data, source.Data, dim, descending);
        if (GradMode.Tracks(x)) values.SetGradFn(new PickNode(x, indices, dim, keepdim: true, node), 0);
        return (values, indices);
    }

    static (Tensor values, Tensor indices) Selected(Tensor x, int dim, bool keepdim, Sorting.Pick pick, long place, string name, string node)
    {
        RequireReal(x, name);
        if (x.Layout.Rank > 0 && x.Sizes[dim] == 0) throw new IndexOutOfRangeException($"{name}(): Expected reduction dim {dim} to have non-zero size.");
        var source = x.detach().contiguous();
        var layout = Reduce.ResultLayout(x, 1UL << dim, keepdim);
        Tensor values = Tensor.Empty(layout, x.DType, x), indices = Tensor.Empty(layout, DType.Int64, x);
        x.Backend.SelectOrdered(values.Data, indices.Data, source.Data, dim, pick, place);
        if (GradMode.Tracks(x)) values.SetGradFn(new PickNode(x, indices, dim, keepdim, node), 0);
        return (values, indices);
    }
}
