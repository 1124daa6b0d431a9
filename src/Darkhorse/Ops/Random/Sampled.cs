using Darkhorse.Autograd;
using Darkhorse.Kernels.Random;

namespace Darkhorse.Ops;

/// <summary>Samples of distributions whose parameters are tensors. Discrete samples have a gradient of zero.</summary>
static class Sampled
{
    /// <summary>Normal numbers with the mean and standard deviation of each element, broadcast.</summary>
    [Op("normal", Variants.Function)]
    public static Tensor Normal(Tensor mean, Tensor std, torch.Generator? generator = null)
    {
        CheckDeviations(std);
        using var _ = new GradMode.Scope(false);
        Span<long> sizes = stackalloc long[Math.Max(mean.Layout.Rank, std.Layout.Rank)];
        if (!Layout.TryBroadcast(mean.Sizes, std.Sizes, sizes, out int dim)) Errors.SizesDiffer(mean, std, dim, sizes.Length);
        return Draws.Normal(Tensor.Empty(Layout.Contiguous(sizes), mean.DType, mean), 0, 1, generator).mul_(std).add_(mean);
    }

    /// <summary>Normal numbers with the mean of each element.</summary>
    [Op("normal", Variants.Function)]
    public static Tensor Normal(Tensor mean, double std = 1, torch.Generator? generator = null)
    {
        using var _ = new GradMode.Scope(false);
        return Draws.Normal(Filled.EmptyLike(mean), 0, std, generator).add_(mean);
    }

    /// <summary>Normal numbers with the standard deviation of each element.</summary>
    [Op("normal", Variants.Function)]
    public static Tensor Normal(double mean, Tensor std, torch.Generator? generator = null)
    {
        CheckDeviations(std);
        using var _ = new GradMode.Scope(false);
        return Draws.Normal(Filled.EmptyLike(std), 0, 1, generator).mul_(std).add_(mean);
    }

    /// <summary>Normal numbers in the given sizes.</summary>
    [Op("normal", Variants.Function)]
    public static Tensor Normal(double mean, double std, ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
    {
        var result = Draws.Normal(Filled.Empty(size, dtype, device), mean, std, generator);
        return requires_grad ? result.requires_grad_() : result;
    }

    static void CheckDeviations(Tensor std)
    {
        if (std.DType.IsComplex) throw new InvalidOperationException("normal expects standard deviation to be non-complex");
        if (std.device_type == DeviceType.META) return;
        foreach (double value in std.detach().to(torch.float64).ToArray<double>())
            if (!(value >= 0)) throw new InvalidOperationException("normal expects all elements of std >= 0.0");
    }

    /// <summary>1 with the probability that the element says, else 0, in the dtype of the probabilities. Float dtypes.</summary>
    [Op("bernoulli")]
    public static Tensor Bernoulli(Tensor input, torch.Generator? generator = null) => Zero(input, Draws.Bernoulli(Filled.EmptyLike(input), input.detach(), generator));

    /// <summary>1 with probability p, else 0, in the sizes of the input.</summary>
    [Op("bernoulli")]
    public static Tensor Bernoulli(Tensor input, double p, torch.Generator? generator = null) => Zero(input, Draws.Bernoulli(Filled.EmptyLike(input), p, generator));

    /// <summary>Poisson counts of the rate that the element says, in its dtype. Float dtypes.</summary>
    [Op("poisson")]
    public static Tensor Poisson(Tensor input, torch.Generator? generator = null)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("poisson_cpu", input.DType);
        return Zero(input, Draws.FillFrom(new PoissonOf(), Tensor.Empty(input.Layout.AsContiguous(), input.DType, input), input.detach(), input.detach(), generator));
    }

    /// <summary>Binomial counts: successes in that many trials, each of the given probability. Float dtypes, the same for both.</summary>
    [Op("binomial", Names = "; prob")]
    public static Tensor Binomial(Tensor count, Tensor probs, torch.Generator? generator = null)
    {
        if (!count.DType.IsFloat) Errors.NotImplementedFor("binomial_cpu", count.DType);
        if (count.DType != probs.DType) throw new InvalidOperationException($"Found dtype {probs.DType.LegacyName} but expected {count.DType.LegacyName}");
        Span<long> sizes = stackalloc long[Math.Max(count.Layout.Rank, probs.Layout.Rank)];
        if (!Layout.TryBroadcast(count.Sizes, probs.Sizes, sizes, out int dim)) Errors.SizesDiffer(count, probs, dim, sizes.Length);
        return Draws.FillFrom(new BinomialOf(), Tensor.Empty(Layout.Contiguous(sizes), count.DType, count), count.detach(), probs.detach(), generator);
    }

    /// <summary>Gamma numbers of the shape that the element says and rate 1.</summary>
    internal static Tensor Gamma(Tensor input, torch.Generator? generator)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("gamma_cpu", input.DType);
        return Draws.FillFrom(new GammaOf(input.DType), Tensor.Empty(input.Layout.AsContiguous(), input.DType, input), input.detach(), input.detach(), generator);
    }

    static Tensor Zero(Tensor input, Tensor result)
    {
        if (GradMode.Tracks(input)) result.SetGradFn(new ZeroNode(input), 0);
        return result;
    }
}
