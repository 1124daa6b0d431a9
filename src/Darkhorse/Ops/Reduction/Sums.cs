using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The sum.</summary>
public readonly struct Sum : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;

    /// <summary>The sum over the dims of <paramref name="mask"/>, differentiable. Integers and bool add up in int64.</summary>
    public static Tensor Over(Tensor x, ulong mask, bool keepdim, torch.ScalarType? type)
    {
        var dtype = type?.ToDType() ?? (x.DType.IsIntegral ? DType.Int64 : x.DType);
        if (dtype == DType.Int64 && DTypes.IntegersAndBool.Contains(x.DType) && x.DType != DType.Int64) return OfIntegers(x, mask, keepdim);
        var source = Elementwise.Converted(x, dtype);
        var result = Reduce.Run(new Sum(), source, mask, keepdim, "sum_cpu");
        if (GradMode.Tracks(source)) result.SetGradFn(new SumNode(source, mask), 0);
        return result;
    }

    static Tensor OfIntegers(Tensor x, ulong mask, bool keepdim)
    {
        var result = Tensor.Empty(Reduce.ResultLayout(x, mask, keepdim), DType.Int64, x);
        x.Backend.SumIntegers(result.Data, x.Data, mask);
        return result;
    }
}

/// <summary>Each summand has the sum's gradient.</summary>
sealed class SumNode(Tensor x, ulong mask) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow) => flow.To(0, Views.Expand(Reduce.Unreduced(flow.Grad, _input, mask), _input.Sizes));
}

/// <summary>The sum divided by a count, before it is rounded.</summary>
public readonly struct Mean(long count) : IReduceOp
{
    public static DTypes Domain => DTypes.Fields;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total / V.Const(count);

    /// <summary>The mean over the dims of <paramref name="mask"/>, differentiable.</summary>
    public static Tensor Over(Tensor x, ulong mask, bool keepdim, torch.ScalarType? type)
    {
        var dtype = type?.ToDType() ?? x.DType;
        if (dtype.IsIntegral) ThrowIntegral(dtype, type is not null);
        var source = Elementwise.Converted(x, dtype);
        long count = Reduce.Count(x.Layout, mask);
        var result = Reduce.Run(new Mean(count), source, mask, keepdim, "mean_cpu");
        if (GradMode.Tracks(source)) result.SetGradFn(new MeanNode(source, mask, count), 0);
        return result;
    }

    static void ThrowIntegral(DType dtype, bool asked) => throw new InvalidOperationException(asked
        ? $"mean(): optional dtype must be either a floating point or complex dtype. Got: {dtype.LegacyName}"
        : $"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {dtype.LegacyName}");
}

/// <summary>Each element has an equal share of the mean's gradient.</summary>
sealed class MeanNode(Tensor x, ulong mask, long count) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow) => flow.To(0, Views.Expand(Reduce.Unreduced(flow.Grad / count, _input, mask), _input.Sizes));
}

/// <summary>The sum of what is not nan.</summary>
public readonly struct NanSum : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Select(V.Equal(x, x), x, V.Zero);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;

    public static Tensor Over(Tensor x, ulong mask, bool keepdim, torch.ScalarType? type)
    {
        if (x.DType.IsComplex) throw new InvalidOperationException("nansum does not support complex inputs");
        if (x.DType.IsIntegral) return Sum.Over(x, mask, keepdim, type);
        var source = Elementwise.Converted(x, type?.ToDType() ?? x.DType);
        var result = Reduce.Run(new NanSum(), source, mask, keepdim, "nansum_cpu");
        if (GradMode.Tracks(source)) result.SetGradFn(new NansumNode(source, mask), 0);
        return result;
    }
}

sealed class NansumNode(Tensor x, ulong mask) : Node(x)
{
    Saved _x = new(x);

    internal override void Backward(in Flow flow)
    {
        var x = _x.Get(this)!;
        flow.To(0, Reduce.Unreduced(flow.Grad, x.Layout, mask) * torch.eq(x, x));
    }

    internal override void Release() => _x.Release();
}

/// <summary>Sums, means and counts on the surface.</summary>
static class Sums
{
    /// <summary>The sum of all elements. Integers and bool add up in int64.</summary>
    [Op("sum")]
    public static Tensor sum(Tensor input, torch.ScalarType? type = null) => Sum.Over(input, Reduce.All(input), false, type);

    /// <summary>The sum over one dim.</summary>
    [OverloadResolutionPriority(1)]
    [Op("sum")]
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, torch.ScalarType? type = null) => Sum.Over(input, Reduce.Mask(input, dim), keepdim, type);

    /// <summary>The sum over several dims; none given means all.</summary>
    [Op("sum")]
    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, torch.ScalarType? type = null) => Sum.Over(input, Reduce.Mask(input, dim), keepdim, type);

    /// <summary>The sum over several dims; none given means all.</summary>
    [Op("sum")]
    public static Tensor sum(Tensor input, long[] dim, bool keepdim = false, torch.ScalarType? type = null) => Sum.Over(input, Reduce.Mask(input, dim), keepdim, type);

    /// <summary>The sum over two dims.</summary>
    [Op("sum", Variants.Method)]
    public static Tensor sum(Tensor input, long dim0, long dim1, bool keepdim = false, torch.ScalarType? type = null) => Sum.Over(input, Reduce.Mask(input, [dim0, dim1]), keepdim, type);

    /// <summary>The sum over three dims.</summary>
    [Op("sum", Variants.Method)]
    public static Tensor sum(Tensor input, long dim0, long dim1, long dim2, bool keepdim = false, torch.ScalarType? type = null) => Sum.Over(input, Reduce.Mask(input, [dim0, dim1, dim2]), keepdim, type);

    /// <summary>The mean of all elements, floats or complex; nan of none.</summary>
    /// <exception cref="InvalidOperationException">The dtype is an integer or bool, and <paramref name="type"/> asks for no other.</exception>
    [Op("mean")]
    public static Tensor mean(Tensor input, torch.ScalarType? type = null) => Mean.Over(input, Reduce.All(input), false, type);

    /// <summary>The mean over one dim.</summary>
    [OverloadResolutionPriority(1)]
    [Op("mean")]
    public static Tensor mean(Tensor input, long dim, bool keepdim = false, torch.ScalarType? type = null) => Mean.Over(input, Reduce.Mask(input, dim), keepdim, type);

    /// <summary>The mean over several dims; none given means all.</summary>
    [Op("mean")]
    public static Tensor mean(Tensor input, ReadOnlySpan<long> dimensions, bool keepdim = false, torch.ScalarType? type = null) => Mean.Over(input, Reduce.Mask(input, dimensions), keepdim, type);

    /// <summary>The mean over several dims; none given means all.</summary>
    [Op("mean")]
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, torch.ScalarType? type = null) => Mean.Over(input, Reduce.Mask(input, dimensions), keepdim, type);

    /// <summary>The sum of all elements that are not nan.</summary>
    [Op("nansum")]
    public static Tensor nansum(Tensor input, torch.ScalarType? dtype = null) => NanSum.Over(input, Reduce.All(input), false, dtype);

    /// <summary>The sum over some dims, without the nans.</summary>
    [OverloadResolutionPriority(1)]
    [Op("nansum")]
    public static Tensor nansum(Tensor input, long dim, bool keepdim = false, torch.ScalarType? dtype = null) => NanSum.Over(input, Reduce.Mask(input, dim), keepdim, dtype);

    /// <summary>The sum over some dims, without the nans.</summary>
    [Op("nansum")]
    public static Tensor nansum(Tensor input, long[] dim, bool keepdim = false, torch.ScalarType? dtype = null) => NanSum.Over(input, Reduce.Mask(input, dim), keepdim, dtype);

    /// <summary>The mean of what is not nan, over one dim or all.</summary>
    /// <exception cref="InvalidOperationException">The dtype is no float.</exception>
    [Op("nanmean")]
    public static Tensor nanmean(Tensor input, int? dim = null, bool keepdim = false, torch.ScalarType? dtype = null)
        => Nanmean(input, dim is { } d ? Reduce.Mask(input, d) : Reduce.All(input), keepdim, dtype);

    /// <summary>The mean of what is not nan, over some dims.</summary>
    [Op("nanmean")]
    public static Tensor nanmean(Tensor input, long[] dim, bool keepdim = false, torch.ScalarType? dtype = null) => Nanmean(input, Reduce.Mask(input, dim), keepdim, dtype);

    static Tensor Nanmean(Tensor x, ulong mask, bool keepdim, torch.ScalarType? type)
    {
        if (!x.DType.IsFloat) throw new InvalidOperationException($"nanmean(): expected input to have floating point dtype but got {x.DType.LegacyName}");
        var count = Sum.Over(torch.eq(x, x), mask, keepdim, null);
        return NanSum.Over(x, mask, keepdim, type) / count;
    }

    /// <summary>How many elements are not zero: int64.</summary>
    [Op("count_nonzero")]
    public static Tensor count_nonzero(Tensor input, long[]? dims = null) => Sum.Over(Nonzero(input), Reduce.Mask(input, dims), false, null);

    /// <summary>How many elements are not zero along one dim: int64.</summary>
    [Op("count_nonzero")]
    public static Tensor count_nonzero(Tensor input, long dim) => Sum.Over(Nonzero(input), Reduce.Mask(input, dim), false, null);

    static Tensor Nonzero(Tensor x) => x.DType == DType.Bool ? x.detach() : torch.ne(x, 0);
}
