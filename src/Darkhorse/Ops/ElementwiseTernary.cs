using Darkhorse.Autograd;
using Darkhorse.Devices;

namespace Darkhorse.Ops;

static partial class Elementwise
{
    /// <summary>op(x, y, z), differentiable, broadcast and promoted.</summary>
    public static Tensor Ternary<TOp>(TOp op, Tensor x, Tensor y, Tensor z) where TOp : struct, ITernary
    {
        (x, y, z) = Promoted(TOp.Promotion, x, y, z);
        Require<TOp>(TOp.Domain, x.DType);
        var backend = CommonBackend(ref x, ref y, ref z);
        var result = Tensor.Empty(ResultLayout(x, y, z), x.DType, backend);
        backend.Ternary<TOp, ValueResult>(op, result.Data, x.Data, y.Data, z.Data);
        if (GradMode.Tracks(x, y) || GradMode.Tracks(z)) result.SetGradFn(new TernaryNode<TOp>(op, x, y, z, x), 0);
        return result;
    }

    /// <summary>x = op(x, y, z).</summary>
    public static Tensor TernaryInPlace<TOp>(TOp op, Tensor x, Tensor y, Tensor z) where TOp : struct, ITernary
    {
        var dtype = Computed(TOp.Promotion, CommonDType(x, y, z));
        if (!Promotion.CanCast(dtype, x.DType)) Errors.CannotCast(dtype, x.DType);
        Require<TOp>(TOp.Domain, dtype);
        var layout = ResultLayout(x, y, z);
        if (!layout.SameSizes(x.Layout)) Errors.OutputShape(x, layout.Sizes);
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        CheckPartialOverlap(x, y);
        CheckPartialOverlap(x, z);
        bool tracks = GradMode.Tracks(x, y) || GradMode.Tracks(z);
        var before = tracks && (TOp.Saves & Saves.Input) != 0 ? x.clone() : x;
        Tensor second = Converted(y, dtype), third = Converted(z, dtype);
        var backend = CommonBackend(ref before, ref second, ref third);
        var node = tracks ? new TernaryNode<TOp>(op, before, second, third, x) : null;
        if (x.DType == dtype)
        {
            backend.Ternary<TOp, ValueResult>(op, x.Data, x.Data, second.Data, third.Data);
        }
        else
        {
            var computed = Tensor.Empty(x.Layout.AsDense(), dtype, backend);
            backend.Ternary<TOp, ValueResult>(op, computed.Data, Converted(x, dtype).Data, second.Data, third.Data);
            backend.Copy(x.Data, computed.Data);
        }
        InPlace.Finish(x, node);
        return x;
    }

    /// <summary>The dtype of three operands.</summary>
    static DType CommonDType(Tensor x, Tensor y, Tensor z)
    {
        if (x.DType == y.DType && y.DType == z.DType) return x.DType;
        DType? dimensioned = null, zeroDim = null;
        foreach (var operand in (ReadOnlySpan<Tensor>)[x, y, z])
        {
            ref var slot = ref operand.Layout.Rank == 0 ? ref zeroDim : ref dimensioned;
            slot = slot is { } so_far ? Promotion.Promote(so_far, operand.DType) : operand.DType;
        }
        return Promotion.ResultType(dimensioned, zeroDim, null);
    }

    static (Tensor, Tensor, Tensor) Promoted(Promote promotion, Tensor x, Tensor y, Tensor z)
    {
        var dtype = Computed(promotion, CommonDType(x, y, z));
        return (Converted(x, dtype), Converted(y, dtype), Converted(z, dtype));
    }

    static Backend CommonBackend(ref Tensor x, ref Tensor y, ref Tensor z)
    {
        CommonBackend(ref x, ref y);
        CommonBackend(ref x, ref z);
        return CommonBackend(ref x, ref y);
    }

    static Layout ResultLayout(Tensor x, Tensor y, Tensor z)
    {
        var layout = ResultLayout(x, y);
        if (layout.SameSizes(z.Layout) || z.Layout.Count == 1 && z.Layout.Rank <= layout.Rank) return layout;
        var sizes = new long[Math.Max(layout.Rank, z.Layout.Rank)];
        if (!Layout.TryBroadcast(layout.Sizes, z.Sizes, sizes, out int dim))
            throw new InvalidOperationException($"The size of tensor a ({layout.Sizes[dim - sizes.Length + layout.Rank]}) must match the size of tensor b ({z.Sizes[dim - sizes.Length + z.Layout.Rank]}) at non-singleton dimension {dim}");
        return layout.Sizes.SequenceEqual(sizes) ? layout : Layout.Contiguous(sizes);
    }
}

/// <summary>The graph's record of a <see cref="ITernary"/>.</summary>
sealed class TernaryNode<TOp>(TOp op, Tensor x, Tensor y, Tensor z, Tensor input) : Node(input, y, z) where TOp : struct, ITernary
{
    readonly Layout _xLayout = input.Layout, _yLayout = y.Layout, _zLayout = z.Layout;
    readonly DType _xType = input.DType, _yType = y.DType, _zType = z.DType;
    Saved _x = (TOp.Saves & Saves.Input) != 0 ? new(x) : default;
    Saved _y = (TOp.Saves & Saves.Other) != 0 ? new(y) : default;
    Saved _z = (TOp.Saves & Saves.Third) != 0 ? new(z) : default;

    public override string Name => NodeNames.Of<TOp>();

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, y = _y.Get(this)!, z = _z.Get(this)!;
        if (flow.Needs(0)) flow.To(0, Fit.To(op.Backward(0, flow.Grad, x, y, z), _xLayout, _xType));
        if (flow.Needs(1)) flow.To(1, Fit.To(op.Backward(1, flow.Grad, x, y, z), _yLayout, _yType));
        if (flow.Needs(2)) flow.To(2, Fit.To(op.Backward(2, flow.Grad, x, y, z), _zLayout, _zType));
    }

    internal override void Release()
    {
        _x.Release();
        _y.Release();
        _z.Release();
    }
}
