namespace Darkhorse.Ops;

/// <summary>How variables, the rows of a matrix, go together.</summary>
static class Covariances
{
    /// <summary>The covariance matrix of the rows, each column an observation, counted and weighted as given; divided by their number (weight) minus the correction.</summary>
    /// <exception cref="InvalidOperationException">More than two dims, or weights that do not fit.</exception>
    [Op("cov")]
    public static Tensor cov(Tensor input, long correction = 1, Tensor? fweights = null, Tensor? aweights = null)
    {
        if (input.Layout.Rank > 2) throw new InvalidOperationException($"cov(): expected input to have two or fewer dimensions but got an input with {input.Layout.Rank} dimensions");
        if (input.DType == DType.Bool) throw new InvalidOperationException("cov(): bool dtype is not supported for input");
        var x = input.Layout.Rank < 2 ? input.reshape(1, -1) : input;
        long observations = x.Sizes[1];
        CheckWeights(fweights, observations, "fweights", integers: true);
        CheckWeights(aweights, observations, "aweights", integers: false);
        if (x.DType.IsIntegral) x = x.to(torch.get_default_dtype());
        var weights = fweights is null ? aweights : aweights is null ? fweights : fweights * aweights;
        if (weights is not null) weights = weights.to(x.DType.IsComplex ? (torch.ScalarType)x.DType.RealPart : x.dtype);
        var total = weights is null ? x.new_full([], observations, (torch.ScalarType)x.DType.RealPart) : Sum.Over(weights, 1, false, null);
        var mean = Sum.Over(weights is null ? x : x * weights, 2, true, null) / total;
        var divisor = aweights is null || correction == 0 ? total - correction : total - correction * Sum.Over(weights! * aweights, 1, false, null) / total;
        var centred = x - mean;
        var result = centred.mm((weights is null ? centred : centred * weights).t().conj()) / divisor.clamp_min(0);
        return input.Layout.Rank < 2 ? result.reshape([]) : result;
    }

    static void CheckWeights(Tensor? weights, long observations, string name, bool integers)
    {
        if (weights is null) return;
        if (weights.Layout.Rank > 1) throw new InvalidOperationException($"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.Layout.Rank} dimensions");
        if (integers != weights.DType.IsIntegral) throw new InvalidOperationException($"cov(): expected {name} to have {(integers ? "integral" : "floating point")} dtype but got {name} with {weights.DType.LegacyName} dtype");
        if (weights.numel() != observations) throw new InvalidOperationException($"cov(): expected {name} to have the same numel as there are observations in the input but got {weights.numel()} != {observations}");
    }

    /// <summary>The correlation matrix of the rows, each column an observation: the covariance by the standard deviations.</summary>
    [Op("corrcoef")]
    public static Tensor corrcoef(Tensor input)
    {
        if (input.Layout.Rank > 2) throw new InvalidOperationException($"corrcoef(): expected input to have two or fewer dimensions but got an input with {input.Layout.Rank} dimensions");
        var covariance = cov(input);
        if (covariance.Layout.Rank == 0) return covariance / covariance;
        var deviations = covariance.diagonal().real.sqrt();
        var result = covariance / deviations.unsqueeze(1) / deviations;
        return result.DType.IsComplex ? result : result.clamp(-1, 1);
    }
}
