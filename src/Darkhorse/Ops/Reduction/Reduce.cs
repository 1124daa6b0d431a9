namespace Darkhorse.Ops;

/// <summary>Carries a reduction from the surface to the backend. Sets of dims are masks: bit d for dim d.</summary>
static class Reduce
{
    /// <summary>All dims.</summary>
    public static ulong All(Tensor x) => x.Layout.Rank == 64 ? ulong.MaxValue : (1UL << x.Layout.Rank) - 1;

    /// <summary>One dim.</summary>
    public static ulong Mask(Tensor x, long dim) => 1UL << Dims.Wrap(dim, x.Layout.Rank);

    /// <summary>Bit d for each dim d to be reduced; none given means all.</summary>
    public static ulong Mask(Tensor x, ReadOnlySpan<long> dims)
    {
        if (dims.Length == 0) return All(x);
        ulong mask = 0;
        foreach (long dim in dims)
        {
            ulong bit = Mask(x, dim);
            if ((mask & bit) != 0) throw new InvalidOperationException($"dim {Dims.Wrap(dim, x.Layout.Rank)} appears multiple times in the list of dims");
            mask |= bit;
        }
        return mask;
    }

    /// <summary>The sizes that remain; kept as 1 or left out.</summary>
    public static Layout ResultLayout(Tensor x, ulong mask, bool keepdim)
    {
        int rank = x.Layout.Rank, count = 0;
        Span<long> sizes = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            if ((mask >> d & 1) == 0) sizes[count++] = x.Sizes[d];
            else if (keepdim) sizes[count++] = 1;
        }
        return Layout.Contiguous(sizes[..count]);
    }

    /// <param name="op">The reduction.</param>
    /// <param name="x">What is reduced; also its dtype.</param>
    /// <param name="mask">The dims to reduce.</param>
    /// <param name="keepdim">Keep them with size 1.</param>
    /// <param name="name">The name that PyTorch's error for unsupported dtypes mentions.</param>
    public static Tensor Run<TOp>(TOp op, Tensor x, ulong mask, bool keepdim, string name) where TOp : struct, IReduceOp
    {
        if (!TOp.Domain.Contains(x.DType)) Errors.NotImplementedFor(name, x.DType);
        var result = Tensor.Empty(ResultLayout(x, mask, keepdim), x.DType, x);
        x.Backend.Reduce(op, result.Data, x.Data, mask);
        return result;
    }

    /// <summary>How many elements go into one result.</summary>
    public static long Count(Layout layout, ulong mask)
    {
        long count = 1;
        for (int d = 0; d < layout.Rank; d++) if ((mask >> d & 1) != 0) count *= layout.Sizes[d];
        return count;
    }

    /// <summary>Gives a reduced tensor its reduced dims back, as size 1.</summary>
    public static Tensor Unreduced(Tensor reduced, Layout input, ulong mask)
    {
        if (reduced.Layout.Rank == input.Rank) return reduced;
        Span<long> sizes = stackalloc long[input.Rank];
        for (int d = 0; d < input.Rank; d++) sizes[d] = (mask >> d & 1) == 0 ? input.Sizes[d] : 1;
        return reduced.reshape(sizes);
    }

    /// <summary>Refuses to reduce nothing where that has no value, in PyTorch's words.</summary>
    public static void RequireElements(Tensor x, ulong mask, string name)
    {
        if (x.numel() != 0) return;
        if (mask == All(x) && x.Layout.Rank != 1)
            throw new InvalidOperationException($"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
        for (int d = 0; d < x.Layout.Rank; d++)
            if ((mask >> d & 1) != 0 && x.Sizes[d] == 0) throw new IndexOutOfRangeException($"{name}(): Expected reduction dim {d} to have non-zero size.");
    }
}
