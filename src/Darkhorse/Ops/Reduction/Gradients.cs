namespace Darkhorse.Ops;

/// <summary>Estimates of derivatives from samples.</summary>
static class Gradients
{
    /// <summary>
    /// The slope of a sampled function along each dim, one tensor a dim: central differences inside, one-sided ones at both ends. On uneven points the
    /// central difference is the slope of the parabola through three neighbours (Fornberg 1988).
    /// </summary>
    /// <param name="input">Samples on a grid.</param>
    /// <param name="spacing">The distance of neighbours.</param>
    /// <param name="dim">The dims to go along; all if left out.</param>
    /// <param name="edge_order">At the ends, differences of first or of second order.</param>
    /// <exception cref="InvalidOperationException">A dim has fewer than edge_order + 1 samples.</exception>
    [Op("gradient", Variants.Function)]
    public static Tensor[] gradient(Tensor input, double spacing = 1, long[]? dim = null, int edge_order = 1)
        => Along(input, dim, edge_order, (_, size) => torch.full([Math.Max(0, size - 1)], spacing, (torch.ScalarType)Real(input), input.device), uniform: true);

    /// <summary>The slopes along dims, with a distance of neighbours for each.</summary>
    [Op("gradient", Variants.Function)]
    public static Tensor[] gradient(Tensor input, double[] spacing, long[]? dim = null, int edge_order = 1)
    {
        RequireOneEach(input, spacing.Length, dim);
        return Along(input, dim, edge_order, (i, size) => torch.full([Math.Max(0, size - 1)], spacing[i], (torch.ScalarType)Real(input), input.device), uniform: true);
    }

    /// <summary>The slopes along dims, with the points of the samples for each.</summary>
    [Op("gradient", Variants.Function)]
    public static Tensor[] gradient(Tensor input, IReadOnlyList<Tensor> spacing, long[]? dim = null, int edge_order = 1)
    {
        RequireOneEach(input, spacing.Count, dim);
        return Along(input, dim, edge_order, (i, size) =>
        {
            var points = spacing[i];
            if (points.Layout.Rank != 1) throw new InvalidOperationException($"torch.gradient expected each element of spacing to have one dimension, but got an element with {points.Layout.Rank} dimensions!");
            if (points.Sizes[0] != size) throw new InvalidOperationException($"torch.gradient expected spacing to have one value for each of the {size} samples, but got {points.Sizes[0]}");
            return points.narrow(0, 1, size - 1) - points.narrow(0, 0, size - 1);
        }, uniform: false);
    }

    static DType Real(Tensor x) => x.DType.IsIntegral ? torch.DefaultDType : x.DType.RealPart;

    static void RequireOneEach(Tensor input, int count, long[]? dim)
    {
        if (count == (dim?.Length ?? input.Layout.Rank)) return;
        throw new InvalidOperationException(dim is null
            ? $"torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = {input.Layout.Rank}', since dim argument was not given, but got a list of length {count}"
            : $"torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length {count} and a dim argument of length {dim.Length}.");
    }

    static Tensor[] Along(Tensor input, long[]? dim, int edge_order, Func<int, long, Tensor> steps, bool uniform)
    {
        if (edge_order is not (1 or 2)) throw new InvalidOperationException("torch.gradient only supports edge_order=1 and edge_order=2.");
        if (input.DType == DType.UInt8) throw new InvalidOperationException("torch.gradient does not support uint8 input.");
        int rank = input.Layout.Rank;
        int[] dims = dim is null ? [.. Enumerable.Range(0, rank)] : Array.ConvertAll(dim, d => Dims.Wrap(d, rank));
        var slopes = new Tensor[dims.Length];
        Span<long> along = stackalloc long[rank];
        for (int i = 0; i < dims.Length; i++)
        {
            int d = dims[i];
            long size = rank == 0 ? 1 : input.Sizes[d];
            if (size < edge_order + 1) throw new InvalidOperationException("torch.gradient expected each dimension size to be at least edge_order+1");
            along.Fill(1);
            along[d] = size - 1;
            slopes[i] = Slope(input, d, steps(i, size).view(along), edge_order, uniform);
        }
        return slopes;
    }

    /// <param name="x">The samples.</param>
    /// <param name="d">The dim.</param>
    /// <param name="h">The distances of neighbours, along that dim.</param>
    /// <param name="order">The order at the ends.</param>
    /// <param name="uniform">Whether the distances are all one.</param>
    static Tensor Slope(Tensor x, int d, Tensor h, int order, bool uniform)
    {
        long size = x.Sizes[d];
        Tensor Samples(long from, long count) => x.narrow(d, from, count);
        Tensor Step(long i) => h.narrow(d, i, 1);
        var first = order == 1 ? (Samples(1, 1) - Samples(0, 1)) / Step(0) : End(Samples(0, 1), Samples(1, 1), Samples(2, 1), Step(0), Step(1));
        var last = order == 1 ? (Samples(size - 1, 1) - Samples(size - 2, 1)) / Step(size - 2)
            : -End(Samples(size - 1, 1), Samples(size - 2, 1), Samples(size - 3, 1), Step(size - 2), Step(size - 3));
        if (size == 2) return torch.cat([first, last], d);
        Tensor before = h.narrow(d, 0, size - 2), behind = h.narrow(d, 1, size - 2);
        var inside = uniform ? (Samples(2, size - 2) - Samples(0, size - 2)) / (2 * before)
            : (before * (Samples(2, size - 2) - Samples(1, size - 2)) / behind + behind * (Samples(1, size - 2) - Samples(0, size - 2)) / before) / (before + behind);
        return torch.cat([first, inside, last], d);
    }

    /// <summary>The slope at a of the parabola through a and its next two neighbours b and c.</summary>
    static Tensor End(Tensor a, Tensor b, Tensor c, Tensor near, Tensor far)
        => (b - a) * (near + far) / (near * far) - (c - a) * near / (far * (near + far));
}
