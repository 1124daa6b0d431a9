namespace Darkhorse.Ops;

/// <summary>Differences of neighbours and integrals by the trapezoidal rule.</summary>
static class Differences
{
    /// <summary>The n-th differences of neighbours along a dim, after other elements have been put before and behind. Those of bool are exclusive ors.</summary>
    [Op("diff")]
    public static Tensor diff(Tensor input, long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null)
    {
        if (input.Layout.Rank == 0) throw new InvalidOperationException("diff expects input to be at least one-dimensional");
        if (n < 0) throw new InvalidOperationException($"order must be non-negative but got {n}");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        var x = prepend is null && append is null ? input : torch.cat([.. prepend is null ? (Tensor[])[] : [prepend], input, .. append is null ? (Tensor[])[] : [append]], d);
        if (n == 0) return x.clone();
        for (n = Math.Min(n, x.Sizes[d]); n > 0; n--)
        {
            long size = x.Sizes[d] - 1;
            x = x.DType == DType.Bool ? torch.ne(x.narrow(d, 1, size), x.narrow(d, 0, size)) : x.narrow(d, 1, size) - x.narrow(d, 0, size);
        }
        return x;
    }

    /// <summary>The integral along a dim by the trapezoidal rule, the points a distance dx apart.</summary>
    [Op("trapezoid")]
    [Op("trapz", Variants.Function)]
    public static Tensor trapezoid(Tensor y, double dx = 1, long dim = -1)
    {
        int d = Dim(y, dim, "trapezoid");
        return y.Sizes[d] == 0 ? Empty(y, d) : (Sum.Over(y, Reduce.Mask(y, d), false, null) - (y.select(d, 0) + y.select(d, -1)) * 0.5) * dx;
    }

    /// <summary>The integral along a dim by the trapezoidal rule, at the points x.</summary>
    [Op("trapezoid")]
    [Op("trapz", Variants.Function)]
    public static Tensor trapezoid(Tensor y, Tensor x, long dim = -1)
    {
        int d = Dim(y, dim, "trapezoid");
        return y.Sizes[d] == 0 ? Empty(y, d) : Sum.Over(Areas(y, x, d, "trapezoid"), Reduce.Mask(y, d), false, null) / 2;
    }

    /// <summary>The running integral along a dim by the trapezoidal rule, the points a distance dx apart.</summary>
    [Op("cumulative_trapezoid")]
    public static Tensor cumulative_trapezoid(Tensor y, double dx = 1, long dim = -1)
    {
        int d = Dim(y, dim, "cumulative_trapezoid");
        return Scans.cumsum(Neighbours(y, d), d) * (dx / 2);
    }

    /// <summary>The running integral along a dim by the trapezoidal rule, at the points x.</summary>
    [Op("cumulative_trapezoid")]
    public static Tensor cumulative_trapezoid(Tensor y, Tensor x, long dim = -1)
    {
        int d = Dim(y, dim, "cumulative_trapezoid");
        return Scans.cumsum(Areas(y, x, d, "cumulative_trapezoid"), d) / 2;
    }

    static int Dim(Tensor y, long dim, string name)
    {
        if (y.DType == DType.Bool) throw new InvalidOperationException($"{name}: received a bool input for `y`, but bool is not supported");
        return Dims.Wrap(dim, y.Layout.Rank);
    }

    static Tensor Empty(Tensor y, int dim) => y.new_zeros([.. y.Sizes[..dim], .. y.Sizes[(dim + 1)..]]);

    /// <summary>The sum of each two neighbours.</summary>
    static Tensor Neighbours(Tensor y, int dim)
    {
        long size = Math.Max(0, y.Sizes[dim] - 1);
        return y.narrow(dim, y.Sizes[dim] - size, size) + y.narrow(dim, 0, size);
    }

    /// <summary>Twice the areas of the trapezoids.</summary>
    static Tensor Areas(Tensor y, Tensor x, int dim, string name)
    {
        if (x.DType == DType.Bool) throw new InvalidOperationException($"{name}: received a bool input for `x`, but bool is not supported");
        if (x.Layout.Rank == 1)
        {
            if (x.Sizes[0] != y.Sizes[dim]) throw new InvalidOperationException($"{name}: There must be one `x` value for each sample point");
            Span<long> sizes = stackalloc long[y.Layout.Rank];
            sizes.Fill(1);
            sizes[dim] = x.Sizes[0];
            x = x.view(sizes);
        }
        else if (x.Layout.Rank < y.Layout.Rank)
        {
            Span<long> sizes = stackalloc long[y.Layout.Rank];
            sizes.Fill(1);
            x.Sizes.CopyTo(sizes[(y.Layout.Rank - x.Layout.Rank)..]);
            x = x.view(sizes);
        }
        long size = Math.Max(0, x.Sizes[dim] - 1);
        return (x.narrow(dim, x.Sizes[dim] - size, size) - x.narrow(dim, 0, size)) * Neighbours(y, dim);
    }
}
