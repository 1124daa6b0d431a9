using Darkhorse.Autograd;
using Darkhorse.Memory;
using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse.Ops;

/// <summary>
/// A loss of each element and its target: its formula and its derivatives over lanes, so that the loss with its mean, and the gradient with the mean's share, are one pass
/// each; and the derivatives over tensors, for gradients of gradients.
/// </summary>
interface ILoss : IBinaryOp
{
    /// <summary>The derivative in x.</summary>
    V Slope<V>(V x, V target) where V : struct, ILanes<V>;

    /// <summary>The derivative in the target.</summary>
    V TargetSlope<V>(V x, V target) where V : struct, ILanes<V>;

    Tensor Backward(Tensor grad, Tensor x, Tensor target);
    Tensor BackwardTarget(Tensor grad, Tensor x, Tensor target);
}

/// <summary>The slope times a number: the share of a mean.</summary>
readonly struct LossShare<TLoss>(TLoss loss, bool ofTarget, Scalar share) : IBinaryOp where TLoss : struct, ILoss
{
    public static DTypes Domain => TLoss.Domain;
    public V Apply<V>(V x, V target) where V : struct, ILanes<V> => (ofTarget ? loss.TargetSlope(x, target) : loss.Slope(x, target)) * V.Param(share);
}

/// <summary>The slope times a gradient.</summary>
readonly struct LossSlope<TLoss>(TLoss loss, bool ofTarget) : ITernaryOp where TLoss : struct, ILoss
{
    public static DTypes Domain => TLoss.Domain;
    public V Apply<V>(V x, V target, V grad) where V : struct, ILanes<V> => (ofTarget ? loss.TargetSlope(x, target) : loss.Slope(x, target)) * grad;
}

/// <summary>Carries losses of elements to the backend.</summary>
static class Loss
{
    /// <summary>The loss of each element, their mean or their sum. Input and target are broadcast and promoted.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="x">float dtypes.</param>
    /// <param name="target">What x should be.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="name">The name that PyTorch's error for unsupported dtypes mentions.</param>
    public static Tensor Of<TLoss>(TLoss loss, Tensor x, Tensor target, Reduction reduction, string name) where TLoss : struct, ILoss
    {
        var dtype = Elementwise.CommonDType(x, target);
        if (!TLoss.Domain.Contains(dtype)) Errors.NotImplementedFor(name, dtype);
        (x, target) = (Elementwise.Converted(x, dtype), Elementwise.Converted(target, dtype));
        MaskOps.Spread(ref x, ref target);
        if (!x.Layout.IsDense || !x.Layout.SameAs(target.Layout)) (x, target) = (x.contiguous(), target.contiguous());
        var result = Tensor.Empty(reduction == Reduction.None ? x.Layout : Layout.Scalar, dtype, x);
        switch (reduction)
        {
            case Reduction.None: x.Backend.Binary<TLoss, ValueResult>(loss, result.Data, x.Data, target.Data); break;
            case Reduction.Mean: x.Backend.ReducePairs(loss, new Mean(x.Layout.Count), result.Data, x.Data, target.Data); break;
            default: x.Backend.ReducePairs(loss, new Sum(), result.Data, x.Data, target.Data); break;
        }
        if (GradMode.Tracks(x, target)) result.SetGradFn(new LossNode<TLoss>(loss, x, target, reduction), 0);
        return result;
    }

    /// <summary>Losses that were made element by element: themselves, their mean or their sum.</summary>
    public static Tensor Reduced(Tensor losses, Reduction reduction) => reduction switch
    {
        Reduction.None => losses,
        Reduction.Mean => losses.mean(),
        _ => losses.sum(),
    };
}

sealed class LossNode<TLoss>(TLoss loss, Tensor x, Tensor target, Reduction reduction) : Node(x, target) where TLoss : struct, ILoss
{
    Saved _x = new(x), _target = new(target);

    public override string Name => typeof(TLoss).Name + "Backward0";

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, target = _target.Get(this)!;
        if (flow.Needs(0)) flow.To(0, Gradient(flow.Grad, x, target, ofTarget: false));
        if (flow.Needs(1)) flow.To(1, Gradient(flow.Grad, x, target, ofTarget: true));
    }

    Tensor Gradient(Tensor grad, Tensor x, Tensor target, bool ofTarget)
    {
        if (GradMode.Enabled)
        {
            var each = reduction == Reduction.Mean ? grad / (Scalar)(double)x.Layout.Count : grad;
            return ofTarget ? loss.BackwardTarget(each, x, target) : loss.Backward(each, x, target);
        }
        var result = Tensor.Empty(x.Layout, x.DType, x);
        if (reduction == Reduction.None)
        {
            x.Backend.Ternary<LossSlope<TLoss>, ValueResult>(new(loss, ofTarget), result.Data, x.Data, target.Data, grad.Data);
        }
        else
        {
            double share = grad.Storage.HasData ? grad.ItemScalar().ToDouble() : 0;
            if (reduction == Reduction.Mean) share /= x.Layout.Count;
            x.Backend.Binary<LossShare<TLoss>, ValueResult>(new(loss, ofTarget, share), result.Data, x.Data, target.Data);
        }
        return result;
    }

    internal override void Release()
    {
        _x.Release();
        _target.Release();
    }
}
