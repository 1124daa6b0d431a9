using System.Runtime.CompilerServices;
using Darkhorse.Autograd;
using Darkhorse.Devices;

namespace Darkhorse.Ops;

static partial class Elementwise
{
    /// <summary>op(x, y), differentiable, broadcast and promoted.</summary>
    public static Tensor Binary<TOp>(TOp op, Tensor x, Tensor y) where TOp : struct, IBinary
    {
        TOp.Check(x.DType, y.DType);
        if (x.DType != y.DType || Computed(TOp.Promotion, x.DType) != x.DType) (x, y) = Promoted(TOp.Promotion, x, y);
        Require<TOp>(TOp.Domain, x.DType);
        var backend = CommonBackend(ref x, ref y);
        var result = Tensor.Empty(ResultLayout(x, y), x.DType, backend);
        backend.Binary<TOp, ValueResult>(op, result.Data, x.Data, y.Data);
        if (GradMode.Tracks(x, y)) result.SetGradFn(new BinaryNode<TOp>(op, x, y, result, x), 0);
        return result;
    }

    /// <summary>x = op(x, y).</summary>
    public static Tensor BinaryInPlace<TOp>(TOp op, Tensor x, Tensor y) where TOp : struct, IBinary
    {
        TOp.Check(x.DType, y.DType);
        var dtype = Computed(TOp.Promotion, CommonDType(x, y));
        if (!Promotion.CanCast(dtype, x.DType)) Errors.CannotCast(dtype, x.DType);
        Require<TOp>(TOp.Domain, dtype);
        var layout = ResultLayout(x, y);
        if (!layout.SameSizes(x.Layout)) Errors.OutputShape(x, layout.Sizes);
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        CheckPartialOverlap(x, y);
        bool tracks = GradMode.Tracks(x, y);
        var before = tracks && (TOp.Saves & Saves.Input) != 0 ? x.clone() : x;
        var other = Converted(y, dtype);
        var node = tracks ? new BinaryNode<TOp>(op, before, other, null, x) : null;
        var backend = x.Backend;
        if (x.DType == dtype)
        {
            backend.Binary<TOp, ValueResult>(op, x.Data, x.Data, other.Data);
        }
        else
        {
            var computed = Tensor.Empty(x.Layout.AsDense(), dtype, backend);
            backend.Binary<TOp, ValueResult>(op, computed.Data, Converted(x, dtype).Data, other.Data);
            backend.Copy(x.Data, computed.Data);
        }
        InPlace.Finish(x, node);
        node?.SaveResult(x);
        return x;
    }

    public static Tensor BinaryOut<TOp>(TOp op, Tensor x, Tensor y, Tensor result) where TOp : struct, IBinary
    {
        TOp.Check(x.DType, y.DType);
        var dtype = Computed(TOp.Promotion, CommonDType(x, y));
        Require<TOp>(TOp.Domain, dtype);
        PrepareOut<TOp>(result, ResultLayout(x, y).Sizes, dtype, x, y);
        return Finish(result, dtype, target => x.Backend.Binary<TOp, ValueResult>(op, target.Data, Converted(x, dtype).Data, Converted(y, dtype).Data));
    }

    /// <summary>op(x, number): the number is a parameter of the kernel, no tensor is made of it.</summary>
    public static Tensor Binary<TOp>(TOp op, Tensor x, Scalar number) where TOp : struct, IBinary
    {
        TOp.Check(x.DType, number.DType);
        var source = Converted(x, Computed(TOp.Promotion, WithNumber(x, number)));
        Require<TOp>(TOp.Domain, source.DType);
        var result = Tensor.Empty(source.Layout.AsDense(), source.DType, source);
        source.Backend.Unary<WithNumber<TOp>, ValueResult>(new(op, number), result.Data, source.Data);
        if (GradMode.Tracks(source)) result.SetGradFn(new NumberNode<TOp>(op, source, number, result, source, numberFirst: false), 0);
        return result;
    }

    /// <summary>op(number, y).</summary>
    public static Tensor Binary<TOp>(TOp op, Scalar number, Tensor y) where TOp : struct, IBinary
    {
        TOp.Check(number.DType, y.DType);
        var source = Converted(y, Computed(TOp.Promotion, WithNumber(y, number)));
        Require<TOp>(TOp.Domain, source.DType);
        var result = Tensor.Empty(source.Layout.AsDense(), source.DType, source);
        source.Backend.Unary<NumberWith<TOp>, ValueResult>(new(op, number), result.Data, source.Data);
        if (GradMode.Tracks(source)) result.SetGradFn(new NumberNode<TOp>(op, source, number, result, source, numberFirst: true), 0);
        return result;
    }

    /// <summary>x = op(x, number).</summary>
    public static Tensor BinaryInPlace<TOp>(TOp op, Tensor x, Scalar number) where TOp : struct, IBinary
    {
        TOp.Check(x.DType, number.DType);
        var dtype = Computed(TOp.Promotion, WithNumber(x, number));
        if (!Promotion.CanCast(dtype, x.DType)) Errors.CannotCast(dtype, x.DType);
        if (dtype != x.DType) return BinaryInPlace(op, x, Numbers.Wrap(number, dtype, x));
        Require<TOp>(TOp.Domain, dtype);
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        bool tracks = GradMode.Tracks(x);
        var before = tracks && (TOp.Saves & Saves.Input) != 0 ? x.clone() : x;
        var node = tracks ? new NumberNode<TOp>(op, before, number, null, x, numberFirst: false) : null;
        x.Backend.Unary<WithNumber<TOp>, ValueResult>(new(op, number), x.Data, x.Data);
        InPlace.Finish(x, node);
        node?.SaveResult(x);
        return x;
    }

    /// <summary>op(x, y) without a gradient, into a given tensor if there is one.</summary>
    public static Tensor Plain<TOp>(TOp op, Tensor x, Tensor y, Promote promotion = Promote.Common, Tensor? @out = null) where TOp : struct, IBinaryOp
    {
        (x, y) = Promoted(promotion, x, y);
        Require<TOp>(TOp.Domain, x.DType);
        var backend = CommonBackend(ref x, ref y);
        if (@out is not null)
        {
            PrepareOut<TOp>(@out, ResultLayout(x, y).Sizes, x.DType, x, y);
            return Finish(@out, x.DType, target => backend.Binary<TOp, ValueResult>(op, target.Data, x.Data, y.Data));
        }
        var result = Tensor.Empty(ResultLayout(x, y), x.DType, backend);
        backend.Binary<TOp, ValueResult>(op, result.Data, x.Data, y.Data);
        return result;
    }

    /// <summary>Whether op holds between the elements: a bool tensor.</summary>
    public static Tensor Compare<TOp>(TOp op, Tensor x, Tensor y) where TOp : struct, ICompare
    {
        if (x.DType != y.DType) (x, y) = Promoted(Promote.Common, x, y);
        Require<TOp>(TOp.Domain, x.DType);
        var backend = CommonBackend(ref x, ref y);
        var result = Tensor.Empty(ResultLayout(x, y), DType.Bool, backend);
        backend.Binary<TOp, MaskResult>(op, result.Data, x.Data, y.Data);
        return result;
    }

    public static Tensor Compare<TOp>(TOp op, Tensor x, Scalar number) where TOp : struct, ICompare
    {
        var source = Converted(x, WithNumber(x, number));
        Require<TOp>(TOp.Domain, source.DType);
        var result = Tensor.Empty(source.Layout.AsDense(), DType.Bool, source);
        source.Backend.Unary<WithNumber<TOp>, MaskResult>(new(op, number), result.Data, source.Data);
        return result;
    }

    /// <summary>x = the answers, as numbers of x's dtype.</summary>
    public static Tensor CompareInPlace<TOp>(TOp op, Tensor x, Tensor y) where TOp : struct, ICompare
    {
        var answers = Compare(op, x, y);
        if (!answers.Layout.SameSizes(x.Layout)) Errors.OutputShape(x, answers.Sizes);
        return InPlaceWithoutGradient(x, answers);
    }

    public static Tensor CompareInPlace<TOp>(TOp op, Tensor x, Scalar number) where TOp : struct, ICompare => InPlaceWithoutGradient(x, Compare(op, x, number));

    public static Tensor CompareOut<TOp>(TOp op, Tensor x, Tensor y, Tensor result) where TOp : struct, ICompare
    {
        var answers = Compare(op, x, y);
        PrepareOut<TOp>(result, answers.Sizes, DType.Bool, x, y);
        return Finish(result, DType.Bool, target => target.Backend.Copy(target.Data, answers.Data));
    }

    static Tensor InPlaceWithoutGradient(Tensor x, Tensor values)
    {
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        var node = GradMode.Tracks(x) ? new ZeroNode(x) : null;
        x.Backend.Copy(x.Data, values.Data);
        InPlace.Finish(x, node);
        return x;
    }

    /// <summary>The dtype of two operands: dims outrank 0-dim tensors, as PyTorch has it.</summary>
    public static DType CommonDType(Tensor x, Tensor y)
    {
        if (x.DType == y.DType) return x.DType;
        bool xZeroDim = x.Layout.Rank == 0, yZeroDim = y.Layout.Rank == 0;
        if (xZeroDim == yZeroDim) return Promotion.Promote(x.DType, y.DType);
        return xZeroDim ? Promotion.ResultType(y.DType, x.DType, null) : Promotion.ResultType(x.DType, y.DType, null);
    }

    /// <summary>The dtype of a tensor and a number: the number's category counts, not its size.</summary>
    public static DType WithNumber(Tensor x, Scalar number)
    {
        if (!number.IsComplex && (x.DType.IsFloat || (number.IsIntegral && (x.DType.IsInteger || (number.DType == DType.Bool && x.DType == DType.Bool))))) return x.DType;
        return x.DType.IsComplex ? x.DType : Promotion.ResultType(x.DType, null, Default(number));
    }

    internal static DType Default(Scalar number) => number.IsComplex ? torch.DefaultDType.AsComplex : number.DType.IsFloat ? torch.DefaultDType : number.DType;

    static (Tensor, Tensor) Promoted(Promote promotion, Tensor x, Tensor y)
    {
        var dtype = Computed(promotion, CommonDType(x, y));
        return (Converted(x, dtype), Converted(y, dtype));
    }

    /// <summary>One device for both; a 0-dim tensor of the host goes to the other's device by itself.</summary>
    static Backend CommonBackend(ref Tensor x, ref Tensor y)
    {
        var backend = x.Backend;
        if (ReferenceEquals(backend, y.Backend)) return backend;
        if (y.Layout.Rank == 0 && y.device_type == DeviceType.CPU) y = y.to(x.device);
        else if (x.Layout.Rank == 0 && x.device_type == DeviceType.CPU) x = x.to(y.device);
        else Errors.DevicesDiffer(x, y);
        return x.Backend;
    }

    /// <summary>Layout of the result of two broadcast operands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Layout ResultLayout(Tensor x, Tensor y)
        => ReferenceEquals(x.Layout, y.Layout) && x.Layout.IsDense ? x.Layout : BroadcastLayout(x, y);

    static Layout BroadcastLayout(Tensor x, Tensor y)
    {
        if (x.Layout.SameSizes(y.Layout)) return x.Layout.AsDense();
        if (y.Layout.Count == 1 && y.Layout.Rank <= x.Layout.Rank) return x.Layout.AsDense();
        if (x.Layout.Count == 1 && x.Layout.Rank <= y.Layout.Rank) return y.Layout.AsDense();
        int rank = Math.Max(x.Layout.Rank, y.Layout.Rank);
        Span<long> sizes = stackalloc long[rank];
        if (!Layout.TryBroadcast(x.Sizes, y.Sizes, sizes, out int dim)) Errors.SizesDiffer(x, y, dim, rank);
        if (x.Layout.IsContiguous && x.Sizes.SequenceEqual(sizes)) return x.Layout;
        if (y.Layout.IsContiguous && y.Sizes.SequenceEqual(sizes)) return y.Layout;
        return Layout.Contiguous(sizes);
    }
}

/// <summary>Gradients back in the shape and dtype of what was broadcast or promoted.</summary>
static class Fit
{
    /// <summary>Sums over the dims that broadcasting added, drops an imaginary part a real operand cannot have, and casts.</summary>
    public static Tensor To(Tensor gradient, Layout layout, DType dtype)
    {
        if (!gradient.Layout.SameSizes(layout)) gradient = torch.sum_to_size(gradient, layout);
        if (gradient.DType == dtype) return gradient;
        if (gradient.DType.IsComplex && !dtype.IsComplex) gradient = gradient.real;
        return gradient.to((torch.ScalarType)dtype);
    }
}

/// <summary>The graph's record of a <see cref="IBinary"/> of two tensors.</summary>
sealed class BinaryNode<TOp>(TOp op, Tensor x, Tensor y, Tensor? result, Tensor input) : Node(input, y) where TOp : struct, IBinary
{
    readonly Layout _xLayout = input.Layout, _yLayout = y.Layout;
    readonly DType _xType = input.DType, _yType = y.DType;
    Saved _x = (TOp.Saves & Saves.Input) != 0 ? new(x) : default;
    Saved _y = (TOp.Saves & Saves.Other) != 0 ? new(y) : default;
    Saved _result = (TOp.Saves & Saves.Result) != 0 && result is not null ? new(result, isOutput: true) : default;

    public override string Name => NodeNames.Of<TOp>();

    public void SaveResult(Tensor value)
    {
        if ((TOp.Saves & Saves.Result) != 0) _result = new(value, isOutput: true);
    }

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, y = _y.Get(this)!, result = _result.Get(this)!;
        if (flow.Needs(0)) flow.To(0, Fit.To(op.BackwardInput(flow.Grad, x, y, result), _xLayout, _xType));
        if (flow.Needs(1)) flow.To(1, Fit.To(op.BackwardOther(flow.Grad, x, y, result), _yLayout, _yType));
    }

    internal override void Release()
    {
        _x.Release();
        _y.Release();
        _result.Release();
    }
}

/// <summary>The graph's record of a <see cref="IBinary"/> of a tensor and a number.</summary>
sealed class NumberNode<TOp>(TOp op, Tensor saved, Scalar number, Tensor? result, Tensor input, bool numberFirst) : Node(input) where TOp : struct, IBinary
{
    readonly DType _type = input.DType;
    Saved _x = (TOp.Saves & (numberFirst ? Saves.Other : Saves.Input)) != 0 ? new(saved) : default;
    Saved _result = (TOp.Saves & Saves.Result) != 0 && result is not null ? new(result, isOutput: true) : default;

    public override string Name => NodeNames.Of<TOp>();

    public void SaveResult(Tensor value)
    {
        if ((TOp.Saves & Saves.Result) != 0) _result = new(value, isOutput: true);
    }

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, result = _result.Get(this)!;
        var constant = (TOp.Saves & (numberFirst ? Saves.Input : Saves.Other)) != 0 ? Numbers.Wrap(number, flow.Grad.DType, flow.Grad) : null!;
        var gradient = numberFirst ? op.BackwardOther(flow.Grad, constant, x, result) : op.BackwardInput(flow.Grad, x, constant, result);
        flow.To(0, gradient.DType == _type ? gradient : Fit.To(gradient, gradient.Layout, _type));
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}

/// <summary>An op whose result does not depend on what was there before: the gradient ends here.</summary>
sealed class ZeroNode(params ReadOnlySpan<Tensor> inputs) : Node(inputs)
{
    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad.zeros_like());
}

/// <summary>A binary op with its second operand fixed.</summary>
readonly struct WithNumber<TOp>(TOp op, Scalar number) : IUnaryOp where TOp : struct, IBinaryOp
{
    public static DTypes Domain => TOp.Domain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => op.Apply(x, V.Param(number));
}

/// <summary>A binary op with its first operand fixed.</summary>
readonly struct NumberWith<TOp>(TOp op, Scalar number) : IUnaryOp where TOp : struct, IBinaryOp
{
    public static DTypes Domain => TOp.Domain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V y) where V : struct, ILanes<V> => op.Apply(V.Param(number), y);
}

/// <summary>C# numbers as tensors.</summary>
static class Numbers
{
    /// <summary>A 0-dim tensor beside another one.</summary>
    public static Tensor Wrap(Scalar number, DType dtype, Tensor like)
    {
        var result = Tensor.Empty(Layout.Scalar, dtype, like);
        result.Backend.Fill(result.Data, number);
        return result;
    }
}
