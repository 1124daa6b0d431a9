using Darkhorse.Autograd;

namespace Darkhorse.Modules;

/// <summary>Chooses which elements of a tensor become zero.</summary>
public abstract class PruningMethod
{
    private protected PruningMethod() { }

    /// <summary>The mask of the elements that stay: ones, and zeros where <paramref name="mask"/> has them already or the method adds them.</summary>
    /// <param name="scores">What the method judges the elements by, of the tensor's shape.</param>
    /// <param name="mask">What stayed so far.</param>
    internal abstract Tensor Mask(Tensor scores, Tensor mask);

    /// <summary>How many of <paramref name="count"/> things to take: a share up to 1, or a whole number.</summary>
    private protected static long CountOf(double amount, bool isShare, long count)
    {
        if (isShare) return (long)Math.Round(amount * count, MidpointRounding.ToEven);
        if (amount > count) throw new ArgumentException($"amount={amount:0} should be smaller than the number of parameters to prune={count}");
        return (long)amount;
    }

    internal static void Check(double amount, bool isShare)
    {
        if (isShare && !(amount is >= 0 and <= 1)) throw new ArgumentException($"amount={PythonText.Of(amount)} should either be a float in the range [0.0, 1.0] or a non-negative integer");
        if (!isShare && amount < 0) throw new ArgumentException($"amount={amount:0} should either be a float in the range [0.0, 1.0] or a non-negative integer");
    }
}

/// <summary>Nothing is pruned.</summary>
sealed class NoPruning : PruningMethod
{
    internal override Tensor Mask(Tensor scores, Tensor mask) => mask;
}

/// <summary>A mask from outside.</summary>
sealed class GivenMask(Tensor given) : PruningMethod
{
    internal override Tensor Mask(Tensor scores, Tensor mask) => mask * given.to(mask.dtype);
}

/// <summary>Single elements, of those that are left: by chance, or those nearest to zero.</summary>
sealed class ElementPruning(double amount, bool isShare, bool byChance) : PruningMethod
{
    internal override Tensor Mask(Tensor scores, Tensor mask)
    {
        var left = mask.reshape(-1).nonzero().squeeze(1);
        long count = CountOf(amount, isShare, left.numel());
        if (count == 0) return mask;
        var judged = byChance ? torch.rand(left.numel()) : scores.reshape(-1).index_select(0, left).abs();
        var chosen = left.index_select(0, judged.topk((int)count, 0, byChance).Item2);
        return mask.reshape(-1).index_fill(0, chosen, 0).view(mask.shape);
    }
}

/// <summary>Whole slices along a dim, of those that are left: by chance, or those of the smallest norm.</summary>
sealed class SlicePruning(double amount, bool isShare, long dim, double? norm) : PruningMethod
{
    internal override Tensor Mask(Tensor scores, Tensor mask)
    {
        if (scores.ndim <= 1)
            throw new ArgumentException("Structured pruning can only be applied to multidimensional tensors. Found tensor of shape " + PythonText.Size(scores.Sizes) + " with " + scores.ndim + " dims");
        int along = Dims.Wrap(dim, scores.Layout.Rank);
        var rows = mask.transpose(0, along).flatten(1);
        var left = rows.ne(0).any(1).nonzero().squeeze(1);
        long count = CountOf(amount, isShare, left.numel());
        if (count == 0) return mask;
        var judged = norm is { } p ? torch.linalg.vector_norm(scores.transpose(0, along).flatten(1).index_select(0, left), p, [1]) : torch.rand(left.numel());
        var chosen = left.index_select(0, judged.topk((int)count, 0, norm is null).Item2);
        return mask.index_fill(along, chosen, 0);
    }
}

/// <summary>A parameter NAME that is NAME_orig where the mask NAME_mask is one, and zero elsewhere.</summary>
sealed class PrunedRule(string name) : ComputedPart
{
    public override Tensor Compute(torch.nn.Module module) => module.BufferOf(name + "_mask")!.to(module.ParameterOf(name + "_orig")!.dtype) * module.ParameterOf(name + "_orig")!;

    public override void Assign(torch.nn.Module module, Tensor value)
    {
        using var _ = new GradMode.Scope(false);
        module.ParameterOf(name + "_orig")!.copy_(value);
    }
}
