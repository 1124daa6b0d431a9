using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Kernels.Random;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>Indices drawn by weight.</summary>
static class Multinomial
{
    /// <summary>
    /// For a vector of weights, or each row of a matrix, <paramref name="num_samples"/> indices with probabilities in proportion to the weights: int64. Without
    /// replacement by the largest of weight / exponential noise (Efraimidis and Spirakis, 2006). Float dtypes.
    /// </summary>
    [Op("multinomial")]
    public static Tensor Draw(Tensor input, long num_samples, bool replacement = false, torch.Generator? generator = null)
    {
        if (!input.DType.IsFloat) throw new InvalidOperationException($"multinomial only supports floating-point dtypes for input, got: {input.DType.LegacyName}");
        if (input.Layout.Rank is not (1 or 2)) throw new InvalidOperationException("prob_dist must be 1 or 2 dim");
        long categories = input.Sizes[^1];
        if (num_samples <= 0) throw new InvalidOperationException("cannot sample n_sample <= 0 samples");
        if (!replacement && num_samples > categories) throw new InvalidOperationException("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
        if (categories > 1 << 24) throw new InvalidOperationException("number of categories cannot exceed 2^24");
        using var _ = new GradMode.Scope(false);
        var result = Tensor.Empty(Layout.Contiguous(input.Layout.Rank == 1 ? [num_samples] : [input.Sizes[0], num_samples]), DType.Int64, input);
        if (result.numel() == 0 || input.device_type == DeviceType.META) return result;
        if (replacement && num_samples > 1) WithReplacement(input.detach().contiguous(), result, categories, generator);
        else WithoutReplacement(input.detach(), result, categories, generator);
        return result;
    }

    static void WithReplacement(Tensor weights, Tensor result, long categories, torch.Generator? generator)
    {
        var stream = torch.Generator.StreamOf(generator);
        lock (stream.Gate) result.Backend.DrawCategories(stream, weights.Data, result.Data, categories);
    }

    static void WithoutReplacement(Tensor weights, Tensor result, long categories, torch.Generator? generator)
    {
        CheckWeights(weights.to(torch.float64).contiguous().ToArray<double>(), categories);
        var keys = (weights / Draws.Exponential(Filled.EmptyLike(weights), 1, generator)).to(torch.float64).contiguous();
        result.Backend.SelectLargest(keys.Data, result.Data, categories);
    }

    static void CheckWeights(double[] weights, long categories)
    {
        foreach (double weight in weights)
            if (!double.IsFinite(weight) || weight < 0) throw new InvalidOperationException("probability tensor contains either `inf`, `nan` or element < 0");
        for (long row = 0; row < weights.LongLength; row += categories)
            if (weights.AsSpan((int)row, (int)categories).IndexOfAnyExcept(0.0) < 0) throw new InvalidOperationException("invalid multinomial distribution (sum of probabilities <= 0)");
    }
}
