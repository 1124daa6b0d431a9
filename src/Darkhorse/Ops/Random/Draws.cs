using System.Globalization;
using Darkhorse.Autograd;
using Darkhorse.Kernels.Random;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>In-place filling with random numbers. The old values, and so their history, are gone: the gradient is zero.</summary>
static class Draws
{
    /// <summary>Fills with numbers uniform over [from, to). Float and complex dtypes.</summary>
    [Op("uniform_", Variants.Method)]
    public static Tensor Uniform(Tensor input, double from = 0, double to = 1, torch.Generator? generator = null)
    {
        if (!input.DType.IsFloat && !input.DType.IsComplex) Errors.NotImplementedFor("check_uniform_bounds", input.DType);
        if (from > to) throw new InvalidOperationException($"uniform_ expects to return a [from, to) range, but found from={Text(from)} > to={Text(to)}");
        if (double.IsInfinity(to - from)) throw new InvalidOperationException($"uniform_ expects to-from <= std::numeric_limits<{input.DType.LegacyName}>::max(), but found to={Text(to)} and from={Text(from)} which result in to-from to exceed the limit");
        return Fill(new UniformDraw(from, to), input, generator);
    }

    /// <summary>Fills with normal numbers. Float and complex dtypes; of a complex number's variance each part has half.</summary>
    [Op("normal_", Variants.Method)]
    public static Tensor Normal(Tensor input, double mean = 0, double std = 1, torch.Generator? generator = null)
    {
        if (!(std >= 0)) throw new InvalidOperationException($"normal expects std >= 0.0, but found std {Text(std)}");
        if (!input.DType.IsFloat && !input.DType.IsComplex) Errors.NotImplementedFor("normal_kernel_cpu", input.DType);
        var node = Begin(input);
        var target = RealView(input.Data);
        if (input.DType.IsComplex) std /= Math.Sqrt(2);
        var stream = torch.Generator.StreamOf(generator);
        lock (stream.Gate)
        {
            if (target.Count >= NormalBlocks.BlockSize && target.Layout.IsContiguous) input.Backend.DrawNormalBlocks(stream, target, mean, std);
            else input.Backend.Draw(new NormalDraw(mean, std), stream, target);
        }
        InPlace.Finish(input, node);
        return input;
    }

    /// <summary>Fills with e to the power of normal numbers. Float dtypes.</summary>
    [Op("log_normal_", Variants.Method)]
    public static Tensor LogNormal(Tensor input, double mean = 0, double std = 1, torch.Generator? generator = null)
    {
        if (!(std > 0)) throw new InvalidOperationException($"log_normal_ expects std > 0.0, but found std={Text(std)}");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("log_normal_cpu", input.DType);
        return Fill(new LogNormalDraw(mean, std), input, generator);
    }

    /// <summary>Fills with exponential numbers of rate lambda. Float dtypes.</summary>
    [Op("exponential_", Variants.Method)]
    public static Tensor Exponential(Tensor input, double lambda = 1, torch.Generator? generator = null)
    {
        if (!(lambda > 0)) throw new InvalidOperationException($"exponential_ expects lambda > 0.0, but found lambda={Text(lambda)}");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("exponential_cpu", input.DType);
        return Fill(new ExponentialDraw(lambda), input, generator);
    }

    /// <summary>Fills with Cauchy numbers. Float dtypes.</summary>
    [Op("cauchy_", Variants.Method)]
    public static Tensor Cauchy(Tensor input, double median = 0, double sigma = 1, torch.Generator? generator = null)
    {
        if (!(sigma > 0)) throw new InvalidOperationException($"cauchy_ expects sigma > 0.0, but found sigma={Text(sigma)}");
        if (!input.DType.IsFloat) throw new InvalidOperationException($"Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you specified {input.DType.TorchName}");
        return Fill(new CauchyDraw(median, sigma), input, generator);
    }

    /// <summary>Fills with the number of trials up to the first success, each of probability p. Real dtypes.</summary>
    [Op("geometric_", Variants.Method)]
    public static Tensor Geometric(Tensor input, double p, torch.Generator? generator = null)
    {
        if (!(p > 0 && p < 1)) throw new InvalidOperationException($"geometric_ expects p to be in (0, 1), but got p={Text(p)}");
        if (input.DType.IsComplex || input.DType == DType.Bool) Errors.NotImplementedFor("geometric_cpu", input.DType);
        return Fill(new GeometricDraw(p), input, generator);
    }

    /// <summary>Fills with 1 of probability p and 0 else. All dtypes but complex.</summary>
    [Op("bernoulli_", Variants.Method)]
    public static Tensor Bernoulli(Tensor input, double p = 0.5, torch.Generator? generator = null)
    {
        if (!(p >= 0 && p <= 1)) throw new InvalidOperationException($"bernoulli_ expects p to be in [0, 1], but got p={Text(p)}");
        if (input.DType.IsComplex) Errors.NotImplementedFor("bernoulli_scalar_cpu_", input.DType);
        return Fill(new BernoulliDraw(p), input, generator);
    }

    /// <summary>Fills with 1 of the probability that <paramref name="p"/>, broadcast, has there, and 0 else. All dtypes but complex; the probabilities are float.</summary>
    [Op("bernoulli_", Variants.Method)]
    public static Tensor Bernoulli(Tensor input, Tensor p, torch.Generator? generator = null)
    {
        if (input.DType.IsComplex) Errors.NotImplementedFor("bernoulli_tensor_cpu_self_", input.DType);
        if (!p.DType.IsFloat) Errors.NotImplementedFor("bernoulli_tensor_cpu_p_", p.DType);
        return FillFrom(new BernoulliOf(p.DType == DType.Float64), input, p, p, generator);
    }

    /// <summary>One number, drawn for each element.</summary>
    public static Tensor Fill<TDraw>(TDraw draw, Tensor input, torch.Generator? generator) where TDraw : struct, IDraw
    {
        var node = Begin(input);
        var stream = torch.Generator.StreamOf(generator);
        lock (stream.Gate) input.Backend.Draw(draw, stream, RealView(input.Data));
        InPlace.Finish(input, node);
        return input;
    }

    /// <summary>Draws with parameters that are broadcast to the target.</summary>
    public static Tensor FillFrom<TDraw>(TDraw draw, Tensor input, Tensor first, Tensor second, torch.Generator? generator) where TDraw : struct, IParameterDraw
    {
        var node = Begin(input);
        Operand a = Parameter(first, input), b = ReferenceEquals(first, second) ? a : Parameter(second, input);
        var stream = torch.Generator.StreamOf(generator);
        lock (stream.Gate) input.Backend.DrawFrom(draw, stream, input.Data, a, b);
        InPlace.Finish(input, node);
        return input;
    }

    static Operand Parameter(Tensor parameter, Tensor target)
    {
        using var _ = new GradMode.Scope(false);
        return parameter.to(torch.float64).expand(target.Sizes).Data;
    }

    static ZeroNode? Begin(Tensor input)
    {
        InPlace.Check(input);
        if (input.Layout.HasOverlap) Errors.Overlap();
        return GradMode.Tracks(input) ? new ZeroNode(input) : null;
    }

    /// <summary>A complex operand as pairs of real numbers; a real one as it is.</summary>
    static Operand RealView(in Operand x)
    {
        if (!x.DType.IsComplex) return x;
        int rank = x.Layout.Rank;
        Span<long> sizes = stackalloc long[rank + 1], strides = stackalloc long[rank + 1];
        x.Layout.Sizes.CopyTo(sizes);
        for (int d = 0; d < rank; d++) strides[d] = 2 * x.Layout.Strides[d];
        (sizes[rank], strides[rank]) = (2, 1);
        return new(x.Storage, new(sizes, strides), 2 * x.Offset, x.DType.RealPart);
    }

    /// <summary>A number in an error message, with six digits as C++ streams write it.</summary>
    public static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
