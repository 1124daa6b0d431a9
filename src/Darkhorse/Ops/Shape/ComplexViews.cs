using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Real views of complex tensors.</summary>
static class ComplexParts
{
    /// <summary>The real (0) or imaginary (1) parts: a view of twice the strides in half the element size.</summary>
    public static Tensor Part(Tensor x, int part)
    {
        Span<long> strides = stackalloc long[x.Layout.Rank];
        for (int d = 0; d < strides.Length; d++) strides[d] = 2 * x.Strides[d];
        var result = new Tensor(x.Storage, new Layout(x.Sizes, strides), 2 * x.Data.Offset + part, x.DType.RealPart);
        if (GradMode.Tracks(x)) result.SetGradFn(new ComplexPartNode(x, part), 0);
        return result;
    }
}

/// <summary>A real gradient back among complex numbers, its other part zero.</summary>
sealed class ComplexPartNode(Tensor x, int part) : Node(x)
{
    readonly DType _dtype = x.DType;

    public override string Name => part == 0 ? "RealBackward0" : "ImagBackward0";

    internal override void Backward(in Flow flow)
    {
        var gradient = flow.Grad.to((torch.ScalarType)_dtype);
        flow.To(0, part == 0 ? gradient : gradient * new System.Numerics.Complex(0, 1));
    }
}
