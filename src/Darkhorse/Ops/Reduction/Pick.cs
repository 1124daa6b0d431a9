using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>An op that picked one element along a dim for each result: its gradient goes back to that element.</summary>
sealed class PickNode(Tensor x, Tensor indices, int dim, bool keepdim, string name) : Node(x)
{
    readonly Layout _input = x.Layout;
    Saved _indices = new(indices);

    public override string Name => name;

    internal override void Backward(in Flow flow) => flow.To(0, Picks.Back(flow.Grad, _indices.Get(this)!, _input, dim, keepdim));

    internal override void Release() => _indices.Release();
}

static class Picks
{
    /// <summary>Zeros of the input's shape with each gradient at the picked place.</summary>
    public static Tensor Back(Tensor grad, Tensor indices, Layout input, int dim, bool keepdim)
    {
        if (input.Rank == 0) return grad.reshape([]);
        if (!keepdim)
        {
            grad = Reduce.Unreduced(grad, input, 1UL << dim);
            indices = Reduce.Unreduced(indices, input, 1UL << dim);
        }
        return grad.new_zeros(input.Sizes).scatter_(dim, indices, grad);
    }
}
