using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Distances between rows.</summary>
static class RowDistances
{
    /// <summary>Rows from which on Euclidean distances are found by a product, if that is allowed.</summary>
    const long Many = 25;

    /// <summary>The p-norm distance of each row of x1 [..., P, M] from each row of x2 [..., R, M]: [..., P, R].</summary>
    /// <exception cref="InvalidOperationException">The rows have different lengths, or p is negative.</exception>
    [Op("cdist", Variants.Function)]
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = 0)
    {
        if (!x1.DType.IsFloat) throw new InvalidOperationException($"cdist only supports floating-point dtypes, X1 got: {x1.DType.LegacyName}");
        if (!x2.DType.IsFloat) throw new InvalidOperationException($"cdist only supports floating-point dtypes, X2 got: {x2.DType.LegacyName}");
        if (p < 0) throw new InvalidOperationException("cdist only supports non-negative p values");
        if (x1.Layout.Rank < 2) throw new InvalidOperationException($"cdist only supports at least 2D tensors, X1 got: {x1.Layout.Rank}D");
        if (x2.Layout.Rank < 2) throw new InvalidOperationException($"cdist only supports at least 2D tensors, X2 got: {x2.Layout.Rank}D");
        if (x1.Sizes[^1] != x2.Sizes[^1]) throw new InvalidOperationException($"X1 and X2 must have the same number of columns. X1: {x1.Sizes[^1]} X2: {x2.Sizes[^1]}");
        bool many = compute_mode == compute_mode.use_mm_for_euclid_dist || (compute_mode == compute_mode.use_mm_for_euclid_dist_if_necessary && (x1.Sizes[^2] > Many || x2.Sizes[^2] > Many));
        if (p == 2 && many && x1.DType != DType.Float64 && x2.DType != DType.Float64 && !GradMode.Tracks(x1, x2)) return ByProduct(x1, x2);
        var difference = x1.unsqueeze(-2) - x2.unsqueeze(-3);
        if (x1.Sizes[^1] == 0) return Sum.Over(difference, Reduce.Mask(difference, -1), false, null);
        return Norms.Over(difference, p, Reduce.Mask(difference, -1), false, null, "cdist");
    }

    /// <summary>|x - y|^2 = |x|^2 + |y|^2 - 2 x y, in float64: where x and y are close, little is left of the sums.</summary>
    static Tensor ByProduct(Tensor x1, Tensor x2)
    {
        Tensor x = x1.to(torch.ScalarType.Float64), y = x2.to(torch.ScalarType.Float64);
        var squares = x.square().sum([-1L], keepdim: true) + y.square().sum([-1L]).unsqueeze(-2);
        return (squares - x.matmul(y.mT).mul_(2)).clamp_min_(0).sqrt_().to((torch.ScalarType)Promotion.Promote(x1.DType, x2.DType));
    }

    /// <summary>The p-norm distances of each two rows of a matrix, those of the first row with the others first.</summary>
    [Op("nn.functional.pdist")]
    public static Tensor pdist(Tensor input, double p = 2)
    {
        if (input.Layout.Rank != 2) throw new InvalidOperationException($"pdist only supports 2D tensors, got: {input.Layout.Rank}D");
        if (!input.DType.IsFloat) throw new InvalidOperationException("pdist only supports floating-point dtypes");
        if (p < 0) throw new InvalidOperationException("pdist only supports non-negative p values");
        long rows = input.Sizes[0], pairs = rows * (rows - 1) / 2;
        if (pairs <= 0) return input.new_zeros([0]);
        long[] first = new long[pairs], second = new long[pairs];
        for (long i = 0, k = 0; i < rows; i++)
            for (long j = i + 1; j < rows; j++, k++) (first[k], second[k]) = (i, j);
        var difference = input.index_select(0, torch.tensor(first, device: input.device)) - input.index_select(0, torch.tensor(second, device: input.device));
        return Norms.Over(difference, p, 2, false, null, "pdist");
    }
}
