using Darkhorse.Autograd;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>One of two values by a condition.</summary>
static class Selection
{
    /// <summary>x where the condition (bool or uint8) holds, y elsewhere; all broadcast, x and y promoted.</summary>
    [Op("where", Variants.Function)]
    public static Tensor Where(Tensor condition, Tensor x, Tensor y)
    {
        var dtype = Elementwise.CommonDType(x, y);
        return Select(condition, Elementwise.Converted(x, dtype), Elementwise.Converted(y, dtype));
    }

    [Op("where", Variants.Function)]
    public static Tensor Where(Tensor condition, Tensor x, Scalar y)
    {
        var dtype = Elementwise.WithNumber(x, y);
        return Select(condition, Elementwise.Converted(x, dtype), Numbers.Wrap(y, dtype, x));
    }

    [Op("where", Variants.Function)]
    public static Tensor Where(Tensor condition, Scalar x, Tensor y)
    {
        var dtype = Elementwise.WithNumber(y, x);
        return Select(condition, Numbers.Wrap(x, dtype, y), Elementwise.Converted(y, dtype));
    }

    [Op("where", Variants.Function)]
    public static Tensor Where(Tensor condition, Scalar x, Scalar y)
    {
        var dtype = Promotion.ResultType(null, null, Promotion.Promote(Elementwise.Default(x), Elementwise.Default(y)));
        if (dtype.IsFloat) dtype = torch.DefaultDType;
        return Select(condition, Numbers.Wrap(x, dtype, condition), Numbers.Wrap(y, dtype, condition));
    }

    /// <summary>This tensor where the condition holds, y elsewhere.</summary>
    [Op("where", Variants.Method)]
    public static Tensor WhereMethod(Tensor input, Tensor condition, Tensor y) => Where(condition, input, y);

    [Op("where", Variants.Method)]
    public static Tensor WhereMethod(Tensor input, Tensor condition, Scalar y) => Where(condition, input, y);

    static Tensor Select(Tensor condition, Tensor x, Tensor y)
    {
        var mask = Mask(condition);
        var shape = Elementwise.ResultLayout(x, y);
        var layout = shape.SameSizes(mask.Layout) || mask.Layout.Count == 1 && mask.Layout.Rank <= shape.Rank ? shape : Broadcast(shape, mask);
        var result = Tensor.Empty(layout, x.DType, mask.Backend);
        result.Backend.Select(result.Data, mask.Data, x.Data, y.Data);
        if (GradMode.Tracks(x, y)) result.SetGradFn(new WhereNode(mask, x, y), 0);
        return result;
    }

    static Layout Broadcast(Layout shape, Tensor mask)
    {
        var sizes = new long[Math.Max(shape.Rank, mask.Layout.Rank)];
        if (!Layout.TryBroadcast(mask.Sizes, shape.Sizes, sizes, out int dim))
            throw new InvalidOperationException($"The size of tensor a ({mask.Sizes[dim - sizes.Length + mask.Layout.Rank]}) must match the size of tensor b ({shape.Sizes[dim - sizes.Length + shape.Rank]}) at non-singleton dimension {dim}");
        return Layout.Contiguous(sizes);
    }

    static Tensor Mask(Tensor condition) => condition.DType switch
    {
        DType.Bool => condition,
        DType.UInt8 => condition.to(torch.ScalarType.Bool),
        _ => throw new InvalidOperationException($"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.DType.LegacyName}"),
    };
}

sealed class WhereNode(Tensor mask, Tensor x, Tensor y) : Node(x, y)
{
    readonly Layout _x = x.Layout, _y = y.Layout;
    Saved _mask = new(mask);

    internal override void Backward(in Flow flow)
    {
        var condition = _mask.Get(this)!;
        if (flow.Needs(0)) flow.To(0, Fit.To(Selection.Where(condition, flow.Grad, 0), _x, flow.Grad.DType));
        if (flow.Needs(1)) flow.To(1, Fit.To(Selection.Where(condition, 0, flow.Grad), _y, flow.Grad.DType));
    }

    internal override void Release() => _mask.Release();
}
