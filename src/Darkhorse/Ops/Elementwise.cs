using System.Runtime.CompilerServices;
using Darkhorse.Autograd;
using Darkhorse.Devices;

namespace Darkhorse.Ops;

/// <summary>Carries an elementwise op from the surface to the backend: promotion, broadcasting, the result's memory, and the node of the graph.</summary>
static partial class Elementwise
{
    /// <summary>op(x), differentiable.</summary>
    public static Tensor Unary<TOp>(TOp op, Tensor x) where TOp : struct, IUnary
    {
        TOp.Check(x.DType);
        var source = Converted(x, Computed(TOp.Promotion, x.DType));
        Require<TOp>(TOp.Domain, source.DType);
        var result = Tensor.Empty(source.Layout.AsDense(), source.DType, source);
        source.Backend.Unary<TOp, ValueResult>(op, result.Data, source.Data);
        if (GradMode.Tracks(source)) result.SetGradFn(new UnaryNode<TOp>(op, source, result, source), 0);
        return result;
    }

    /// <summary>x = op(x). A dtype that the result cannot be stored in is refused.</summary>
    public static Tensor UnaryInPlace<TOp>(TOp op, Tensor x) where TOp : struct, IUnary
    {
        TOp.Check(x.DType);
        var dtype = Computed(TOp.Promotion, x.DType);
        if (dtype != x.DType) Errors.CannotCast(dtype, x.DType);
        Require<TOp>(TOp.Domain, dtype);
        InPlace.Check(x);
        if (x.Layout.HasOverlap) Errors.Overlap();
        bool tracks = GradMode.Tracks(x);
        // The op's formula for the gradient wants the operand as it was.
        var before = tracks && (TOp.Saves & Saves.Input) != 0 ? x.clone() : x;
        var node = tracks ? new UnaryNode<TOp>(op, before, null, x) : null;
        x.Backend.Unary<TOp, ValueResult>(op, x.Data, x.Data);
        InPlace.Finish(x, node);
        node?.SaveResult(x);
        return x;
    }

    /// <summary>result = op(x), into a given tensor, resized if its shape differs.</summary>
    public static Tensor UnaryOut<TOp>(TOp op, Tensor x, Tensor result) where TOp : struct, IUnary
    {
        TOp.Check(x.DType);
        var dtype = Computed(TOp.Promotion, x.DType);
        Require<TOp>(TOp.Domain, dtype);
        PrepareOut<TOp>(result, x.Sizes, dtype, x, x);
        return Finish(result, dtype, target => x.Backend.Unary<TOp, ValueResult>(op, target.Data, Converted(x, dtype).Data));
    }

    /// <summary>Whether op holds for each element: a bool tensor.</summary>
    public static Tensor Test<TOp>(TOp op, Tensor x) where TOp : struct, ITest
    {
        Require<TOp>(TOp.Domain, x.DType);
        var result = Tensor.Empty(x.Layout.AsDense(), DType.Bool, x);
        x.Backend.Unary<TOp, MaskResult>(op, result.Data, x.Data);
        return result;
    }

    /// <summary>x = the answers, as numbers of x's dtype.</summary>
    public static Tensor TestInPlace<TOp>(TOp op, Tensor x) where TOp : struct, ITest => InPlaceWithoutGradient(x, Test(op, x));

    /// <summary>The answers as numbers of the dtype of the out tensor.</summary>
    public static Tensor TestOut<TOp>(TOp op, Tensor x, Tensor result) where TOp : struct, ITest
    {
        var answers = Test(op, x);
        if (!result.Layout.SameSizes(answers.Layout)) result.Resize(answers.Sizes);
        result.Backend.Copy(result.Data, answers.Data);
        result.Storage.Version++;
        return result;
    }

    /// <summary>op(x) without a gradient, into a given tensor if there is one.</summary>
    public static Tensor Plain<TOp>(TOp op, Tensor x, Promote promotion = Promote.Common, Tensor? @out = null) where TOp : struct, IUnaryOp
    {
        var source = Converted(x, Computed(promotion, x.DType));
        Require<TOp>(TOp.Domain, source.DType);
        if (@out is not null)
        {
            PrepareOut<TOp>(@out, source.Sizes, source.DType, x, x);
            return Finish(@out, source.DType, target => source.Backend.Unary<TOp, ValueResult>(op, target.Data, source.Data));
        }
        var result = Tensor.Empty(source.Layout.AsDense(), source.DType, source);
        source.Backend.Unary<TOp, ValueResult>(op, result.Data, source.Data);
        return result;
    }

    /// <summary>The dtype an op computes in.</summary>
    public static DType Computed(Promote promotion, DType dtype) => promotion switch
    {
        Promote.IntToFloat => dtype.IsIntegral ? torch.DefaultDType : dtype,
        Promote.BoolToInt => dtype == DType.Bool ? DType.Int64 : dtype,
        _ => dtype,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tensor Converted(Tensor x, DType dtype) => x.DType == dtype ? x : x.to((torch.ScalarType)dtype);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Require<TOp>(DTypes domain, DType dtype)
    {
        if (domain.Contains(dtype)) return;
        if (typeof(TOp) == typeof(Neg) && dtype == DType.Bool)
            throw new InvalidOperationException("Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        Errors.NotImplementedFor(OpName<TOp>() + "_cpu", dtype);
    }

    internal static string OpName<TOp>()
        => string.Concat(BareName<TOp>().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>The op's name, for nodes: without the mark of a generic type.</summary>
    internal static string BareName<TOp>() => typeof(TOp).Name.Split('`')[0];

    /// <summary>A function of a gradient and an operand that need not be differentiated itself.</summary>
    internal static Tensor Slope<TSlope>(TSlope slope, Tensor grad, Tensor x) where TSlope : struct, IBinaryOp
    {
        var result = Tensor.Empty(ResultLayout(grad, x), x.DType, x);
        x.Backend.Binary<TSlope, ValueResult>(slope, result.Data, grad.Data, x.Data);
        return result;
    }

    /// <summary>Checks an out tensor and gives it its shape.</summary>
    static void PrepareOut<TOp>(Tensor result, ReadOnlySpan<long> sizes, DType dtype, Tensor x, Tensor y)
    {
        if (GradMode.Enabled && (x.requires_grad || y.requires_grad || result.requires_grad)) Errors.OutRequiresGrad(OpName<TOp>());
        if (!Promotion.CanCast(dtype, result.DType)) Errors.CannotCast(dtype, result.DType);
        if (!result.Sizes.SequenceEqual(sizes)) result.Resize(sizes);
        if (result.Layout.HasOverlap) Errors.Overlap();
        CheckPartialOverlap(result, x);
        CheckPartialOverlap(result, y);
    }

    /// <summary>Computes into the target itself, or beside it where the dtypes differ.</summary>
    static Tensor Finish(Tensor result, DType dtype, Action<Tensor> compute)
    {
        if (result.DType == dtype)
        {
            compute(result);
        }
        else
        {
            var computed = Tensor.Empty(result.Layout.AsDense(), dtype, result);
            compute(computed);
            result.Backend.Copy(result.Data, computed.Data);
        }
        result.Storage.Version++;
        return result;
    }

    /// <summary>The same bytes read in another order than they are written would be read after they changed.</summary>
    internal static void CheckPartialOverlap(Tensor target, Tensor source)
    {
        if (!ReferenceEquals(target.Storage, source.Storage) || target.numel() == 0 || source.numel() == 0) return;
        if (target.Data.Offset == source.Data.Offset && target.Layout.SameAs(source.Layout)) return;
        if (!target.Layout.IsDense || !source.Layout.IsDense) return;
        long t = target.Data.Offset, s = source.Data.Offset;
        if (t < s + source.numel() && s < t + target.numel()) Errors.PartialOverlap();
    }
}

/// <summary>The graph's record of a <see cref="IUnary"/>.</summary>
sealed class UnaryNode<TOp>(TOp op, Tensor saved, Tensor? result, Tensor input) : Node(input) where TOp : struct, IUnary
{
    Saved _x = (TOp.Saves & Saves.Input) != 0 ? new(saved) : default, _y = (TOp.Saves & Saves.Result) != 0 && result is not null ? new(result, isOutput: true) : default;

    public override string Name => NodeNames.Of<TOp>();

    /// <summary>For the in-place form, whose result exists only after the node.</summary>
    public void SaveResult(Tensor y)
    {
        if ((TOp.Saves & Saves.Result) != 0) _y = new(y, isOutput: true);
    }

    internal override void Backward(in Flow flow)
    {
        if (TOp.FusesSlope && !GradMode.Enabled && flow.Grad.DType.IsFloat) flow.To(0, Elementwise.Slope(new SlopeTimes<TOp>(op), flow.Grad, _x.Get(this)!));
        else flow.To(0, op.Backward(flow.Grad, _x.Get(this)!, _y.Get(this)!));
    }

    internal override void Release()
    {
        _x.Release();
        _y.Release();
    }
}

/// <summary>x times the derivative of an op at y.</summary>
readonly struct SlopeTimes<TOp>(TOp op) : IBinaryOp where TOp : struct, IUnary
{
    public static DTypes Domain => TOp.Domain & DTypes.Floats;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => x * op.Apply(new Dual<V>(y, V.One)).Derivative;
}
