using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>softmax and its relatives: e^x / sum e^x along a dim, as one kernel each way. Floats only; integers need a dtype to be converted to.</summary>
static class Softmaxes
{
    /// <summary>The softmax along a dim: positive numbers that add up to 1.</summary>
    /// <exception cref="NotSupportedException">The dtype is no float and <paramref name="dtype"/> asks for no other.</exception>
    [Op("softmax", Variants.Method)]
    [Op("special.softmax")]
    [Op("nn.functional.softmax")]
    public static Tensor softmax(Tensor input, long dim, torch.ScalarType? dtype = null) => Along(input, dim, dtype, log: false);

    /// <summary>The softmax along a dim: positive numbers that add up to 1.</summary>
    [Op("softmax", Variants.Function)] // int, so that it can be told from the one of nn.functional where both are imported
    public static Tensor softmax(Tensor input, int dim, torch.ScalarType? dtype = null) => Along(input, dim, dtype, log: false);

    /// <summary>The logarithm of the softmax along a dim, without its rounding: x - max - log(sum e^(x - max)).</summary>
    /// <exception cref="NotSupportedException">The dtype is no float and <paramref name="dtype"/> asks for no other.</exception>
    [Op("log_softmax", Variants.Method)]
    [Op("special.log_softmax")]
    public static Tensor log_softmax(Tensor input, long dim, torch.ScalarType? dtype = null) => Along(input, dim, dtype, log: true);

    /// <summary>The logarithm of the softmax along a dim.</summary>
    [Op("nn.functional.log_softmax")]
    public static Tensor log_softmax(Tensor x, long dim) => Along(x, dim, null, log: true);

    /// <summary>The logarithm of the softmax along a dim, computed in a dtype.</summary>
    [Op("nn.functional.log_softmax")]
    public static Tensor log_softmax_of(Tensor x, long dim, torch.ScalarType? dtype) => Along(x, dim, dtype, log: true);

    /// <summary>The softmax of -x along a dim.</summary>
    [Op("nn.functional.softmin", Names = "x")]
    public static Tensor softmin(Tensor input, long dim, torch.ScalarType? dtype = null) => Along(-input, dim, dtype, log: false);

    /// <summary>The softmax over the channels of images: [N, C, H, W] or [C, H, W].</summary>
    [Op("nn.functional.softmax2d")]
    public static Tensor softmax2d(Tensor x)
    {
        if (x.Layout.Rank is not (3 or 4)) throw new ArgumentException($"Softmax2d: expected input to be 3D or 4D, got {x.Layout.Rank}D instead");
        return Along(x, -3, null, log: false);
    }

    static Tensor Along(Tensor x, long dim, torch.ScalarType? type, bool log)
    {
        var source = type is { } wanted ? Elementwise.Converted(x, wanted.ToDType()) : x;
        int d = Dims.Wrap(dim, source.Layout.Rank);
        if (!source.DType.IsFloat)
            Errors.NotImplementedFor((log ? "log_softmax" : "softmax") + (d >= source.Layout.Rank - 1 ? "_lastdim" : "") + "_kernel_impl", source.DType);
        var contiguous = source.detach().contiguous();
        var result = Tensor.Empty(contiguous.Layout, source.DType, source);
        source.Backend.Softmax(result.Data, contiguous.Data, d, log);
        if (GradMode.Tracks(source)) result.SetGradFn(new SoftmaxNode(source, result, d, log), 0);
        return result;
    }
}

/// <summary>softmax: y (g - sum(g y)); log_softmax: g - e^y sum(g). Fused where it need not be differentiable.</summary>
sealed class SoftmaxNode(Tensor x, Tensor result, int dim, bool log) : Node(x)
{
    Saved _result = new(result, isOutput: true);

    public override string Name => log ? "LogSoftmaxBackward0" : "SoftmaxBackward0";

    internal override void Backward(in Flow flow)
    {
        var y = _result.Get(this)!;
        if (GradMode.Enabled)
        {
            ulong mask = Reduce.Mask(y, dim);
            flow.To(0, log ? flow.Grad - y.exp() * Sum.Over(flow.Grad, mask, true, null) : y * (flow.Grad - Sum.Over(flow.Grad * y, mask, true, null)));
            return;
        }
        var grad = Elementwise.Converted(flow.Grad, y.DType).contiguous();
        var gradient = Tensor.Empty(y.Layout, y.DType, y);
        y.Backend.SoftmaxBackward(gradient.Data, grad.Data, y.Data, dim, log);
        flow.To(0, gradient);
    }

    internal override void Release() => _result.Release();
}
