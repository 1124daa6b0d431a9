using Darkhorse.Memory;

namespace Darkhorse.Autograd;

/// <summary>The end of the road: adds what arrives to a leaf's <c>grad</c>.</summary>
sealed class AccumulateGrad(Tensor leaf) : Node([], 0)
{
    public override string Name => "AccumulateGrad";

    public override Tensor? variable => leaf;

    internal override void Backward(in Flow flow) => Add(flow.Grad, mayKeep: false, createGraph: GradMode.Enabled);

    /// <param name="gradient">What arrived.</param>
    /// <param name="mayKeep">Nobody else refers to it: it may become the leaf's grad as it is.</param>
    /// <param name="createGraph">The sum is to be differentiable.</param>
    public void Add(Tensor gradient, bool mayKeep, bool createGraph)
    {
        if (leaf.OwnGrad is not { } sum)
        {
            bool fits = gradient.Layout.IsDense && gradient.Layout.SameSizes(leaf.Layout) && gradient.DType == leaf.DType;
            var kept = createGraph ? gradient.clone() : mayKeep && fits ? gradient.detach() : gradient.detach().clone();
            kept.Storage.PendingGradients++; // never spent: it belongs to the leaf now
            leaf.OwnGrad = kept;
        }
        else if (createGraph)
        {
            leaf.grad = sum + gradient;
        }
        else
        {
            sum.add_(gradient.detach());
        }
        if (Hooks is not null) CallHooks(Hooks.Accumulated.Items);
    }

    void CallHooks(ReadOnlySpan<Action<Tensor>> hooks)
    {
        using var _ = new HostPool.Unlogged();
        foreach (var hook in hooks) hook(leaf);
    }
}
