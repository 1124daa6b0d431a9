using Darkhorse.Autograd;
using Darkhorse.Kernels.Random;

namespace Darkhorse.Ops;

/// <summary>Gamma numbers, differentiable in their shape.</summary>
static class GammaNumbers
{
    /// <summary>Gamma numbers of the shape that the element says and rate 1. Float dtypes.</summary>
    [Op("_standard_gamma", Variants.Function)]
    public static Tensor StandardGamma(Tensor input, torch.Generator? generator = null)
    {
        var result = Sampled.Gamma(input, generator);
        if (GradMode.Tracks(input)) result.SetGradFn(new StandardGammaNode(input, result), 0);
        return result;
    }

    /// <summary>Points of the simplex over the last dim, by the concentrations there: gamma numbers, scaled to the sum 1. Float dtypes.</summary>
    [Op("_sample_dirichlet", Variants.Function)]
    public static Tensor SampleDirichlet(Tensor input, torch.Generator? generator = null)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("dirichlet", input.DType);
        var gamma = StandardGamma(input.to(torch.float64), generator);
        return (gamma / gamma.sum(-1, keepdim: true)).to((torch.ScalarType)input.DType);
    }

    /// <summary>The slope of gamma numbers by their shapes, each number keeping its rank.</summary>
    public static Tensor Slope(Tensor shapes, Tensor numbers)
    {
        using var _ = new GradMode.Scope(false);
        return Draws.FillFrom(new GammaSlope(), Filled.EmptyLike(numbers), shapes.detach(), numbers.detach(), null);
    }
}

sealed class StandardGammaNode(Tensor shapes, Tensor result) : Node(shapes)
{
    Saved _shapes = new(shapes), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad * GammaNumbers.Slope(_shapes.Get(this)!, _result.Get(this)!));

    internal override void Release()
    {
        _shapes.Release();
        _result.Release();
    }
}
