using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The larger of two elements; nan if either is.</summary>
readonly struct LargerOf : IBinaryOp
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);
}

/// <summary>The smaller of two elements; nan if either is.</summary>
readonly struct SmallerOf : IBinaryOp
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Min(x, y);
}

/// <summary>Scattered elements that are combined: their sum, product, mean, maximum or minimum.</summary>
static class ReduceOps
{
    /// <summary>
    /// A copy of the input in which every element that the index names (as in scatter) is the sum, product, mean, maximum or minimum of what src has for it, and of itself
    /// if it is to be included.
    /// </summary>
    /// <param name="input">Any dtype; real for amax, amin.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">As in scatter.</param>
    /// <param name="src">Of the input's dtype.</param>
    /// <param name="reduce"><c>sum</c>, <c>prod</c>, <c>mean</c>, <c>amax</c> or <c>amin</c>.</param>
    /// <param name="include_self">Whether the input's own element takes part.</param>
    /// <exception cref="InvalidOperationException">An index is out of bounds, shapes or dtypes do not fit, or the reduction is unknown.</exception>
    [Op("scatter_reduce")]
    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self = true)
        => Scatter(input, dim, index, src, reduce, include_self, inPlace: false);

    /// <summary>In-place scatter_reduce.</summary>
    [Op("scatter_reduce_")]
    public static Tensor Scatter_(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self = true)
        => Scatter(input, dim, index, src, reduce, include_self, inPlace: true);

    public static Tensor Scatter(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self, bool inPlace)
    {
        if (reduce is not ("sum" or "prod" or "mean" or "amax" or "amin"))
            throw new InvalidOperationException($"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = ScatterOps.Checked(input, d, index, src, "scatter_reduce");
        return Run(input, d, index, src, reduce, include_self, inPlace, bySlice: false);
    }

    static Tensor Run(Tensor input, int dim, Tensor index, Tensor src, string reduce, bool includeSelf, bool inPlace, bool bySlice)
    {
        if ((reduce is "amax" or "amin" && input.DType.IsComplex) || (reduce == "mean" && input.DType == DType.Bool))
            Errors.NotImplementedFor(bySlice ? "index_reduce" : "scatter_reduce", input.DType);
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, src) ? new ScatterReduceNode(input, inPlace ? input.clone() : input, src, dim, index, reduce, includeSelf) : null;
        if (!includeSelf) Check(ScatterOps.Into(new Overwrite(), target, index, Neutral(reduce, input.DType, index, input), dim), input, dim, bySlice);
        long fault = reduce switch
        {
            "sum" or "mean" => ScatterOps.Into(new Add(), target, index, src, dim),
            "prod" => ScatterOps.Into(new Mul(), target, index, src, dim),
            "amax" => ScatterOps.Into(new LargerOf(), target, index, src, dim),
            _ => ScatterOps.Into(new SmallerOf(), target, index, src, dim),
        };
        Check(fault, input, dim, bySlice);
        if (reduce == "mean") Divide(target.Tensor, Counts(input, dim, index, includeSelf));
        target.Finish(node);
        node?.SaveResult(target.Tensor);
        return target.Tensor;
    }

    static void Check(long fault, Tensor input, int dim, bool bySlice)
    {
        if (bySlice) DimIndex.CheckSelf(fault);
        else DimIndex.Check(fault, input, dim);
    }

    /// <summary>
    /// A copy of the input in which every slice along dim that the index names is the product, mean, maximum or minimum of the slices of source for it, and of itself if it
    /// is to be included.
    /// </summary>
    /// <param name="input">Any dtype; real for amax, amin.</param>
    /// <param name="dim">The dim along which to index.</param>
    /// <param name="index">A vector, int64 or int32.</param>
    /// <param name="source">Of the input's dtype and shape, but for dim, where it has one slice an index.</param>
    /// <param name="reduce"><c>prod</c>, <c>mean</c>, <c>amax</c> or <c>amin</c>.</param>
    /// <param name="include_self">Whether the input's own slice takes part.</param>
    [Op("index_reduce")]
    public static Tensor Index(Tensor input, long dim, Tensor index, Tensor source, string reduce, bool include_self = true)
        => Index(input, dim, index, source, reduce, include_self, inPlace: false);

    /// <summary>In-place index_reduce.</summary>
    [Op("index_reduce_")]
    public static Tensor Index_(Tensor input, long dim, Tensor index, Tensor source, string reduce, bool include_self = true)
        => Index(input, dim, index, source, reduce, include_self, inPlace: true);

    static Tensor Index(Tensor input, long dim, Tensor index, Tensor source, string reduce, bool include_self, bool inPlace)
    {
        if (reduce is not ("prod" or "mean" or "amax" or "amin"))
            throw new InvalidOperationException($"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        index = IndexInto.Checked(input, d, index, source, "index_reduce_");
        // An index for every element of source.
        Span<long> ones = stackalloc long[Math.Max(1, source.Layout.Rank)];
        ones.Fill(1);
        ones[d] = index.Layout.Count;
        var all = index.reshape(ones);
        if (source.Layout.Rank > 0) all = all.expand(source.Sizes);
        else source = source.reshape(1);
        return Run(input, d, all, source, reduce, include_self, inPlace, bySlice: true);
    }

    /// <summary>What changes nothing when combined, in the shape of the index.</summary>
    static Tensor Neutral(string reduce, DType dtype, Tensor index, Tensor like)
    {
        Scalar neutral = reduce switch
        {
            "prod" => 1,
            "amax" => Extreme(dtype, lowest: true),
            "amin" => Extreme(dtype, lowest: false),
            _ => 0,
        };
        return Numbers.Wrap(neutral, dtype, like).expand(index.Sizes);
    }

    static Scalar Extreme(DType dtype, bool lowest) => dtype switch
    {
        DType.Bool => !lowest,
        DType.UInt8 => lowest ? byte.MinValue : byte.MaxValue,
        DType.Int8 => lowest ? sbyte.MinValue : sbyte.MaxValue,
        DType.Int16 => lowest ? short.MinValue : short.MaxValue,
        DType.Int32 => lowest ? int.MinValue : int.MaxValue,
        DType.Int64 => lowest ? long.MinValue : long.MaxValue,
        _ => lowest ? double.NegativeInfinity : double.PositiveInfinity,
    };

    /// <summary>How many elements make up each mean; 1 where nothing was scattered.</summary>
    public static Tensor Counts(Tensor input, int dim, Tensor index, bool includeSelf)
    {
        using (new GradMode.Scope(false))
        {
            var counts = Tensor.Empty(input.Layout.AsContiguous(), input.DType, input);
            counts.Backend.Fill(counts.Data, includeSelf ? 1 : 0);
            counts = ScatterOps.Add_(counts, dim, index, Numbers.Wrap(1, input.DType, input).expand(index.Sizes));
            if (!includeSelf) counts.Backend.Unary<OneForZero, ValueResult>(new(), counts.Data, counts.Data);
            return counts;
        }
    }

    static void Divide(Tensor sums, Tensor counts)
    {
        if (sums.DType.IsIntegral) sums.Backend.Binary<FloorOfQuotient, ValueResult>(new(), sums.Data, sums.Data, counts.Data);
        else sums.Backend.Binary<Div, ValueResult>(new(), sums.Data, sums.Data, counts.Data);
    }
}

/// <summary>1 for 0; other elements stay.</summary>
readonly struct OneForZero : IUnaryOp
{
    public static DTypes Domain => DTypes.Numbers;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.Equal(x, V.Zero), V.One, x);
}

/// <summary>The quotient of an integer and a positive one, rounded down.</summary>
readonly struct FloorOfQuotient : IBinaryOp
{
    public static DTypes Domain => DTypes.Integers;

    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V quotient = x / y;
        return V.Select(V.Less(x, quotient * y), quotient - V.One, quotient);
    }
}

/// <summary>
/// With r the result, n the number of elements that make it up: a sum passes its gradient on, a mean its n-th part, a product that of the others (r / x but where x is 0), and
/// a maximum or minimum shares it among the elements that are it. What the input's own element has is lost where it did not take part.
/// </summary>
sealed class ScatterReduceNode(Tensor input, Tensor before, Tensor src, int dim, Tensor index, string reduce, bool includeSelf) : Node(input, src)
{
    readonly Layout _src = src.Layout;
    Saved _input = new(reduce is "sum" or "mean" ? null : before), _values = new(reduce is "sum" or "mean" ? null : src), _index = new(index), _result;

    public void SaveResult(Tensor result)
    {
        if (reduce is not ("sum" or "mean")) _result = new(result, isOutput: true);
    }

    internal override void Backward(in Flow flow)
    {
        var index = _index.Get(this)!;
        var (own, others) = reduce switch
        {
            "sum" => (flow.Grad, GatherOps.Gather(flow.Grad, dim, index)),
            "mean" => Mean(flow.Grad, index),
            "prod" => Product(flow.Grad, index, _input.Get(this)!, Values(index), _result.Get(this)!),
            _ => Extremum(flow.Grad, index, _input.Get(this)!, Values(index), _result.Get(this)!),
        };
        if (flow.Needs(0)) flow.To(0, includeSelf ? own : ScatterOps.Scatter(own, dim, index, 0));
        if (flow.Needs(1)) flow.To(1, Shapes.Padded(others, _src));
    }

    /// <summary>The part of src that the index uses.</summary>
    Tensor Values(Tensor index) => Shapes.Corner(_values.Get(this)!, index.shape);

    (Tensor, Tensor) Mean(Tensor grad, Tensor index)
    {
        var share = grad / ReduceOps.Counts(grad, dim, index, includeSelf);
        return (share, GatherOps.Gather(share, dim, index));
    }

    (Tensor, Tensor) Product(Tensor grad, Tensor index, Tensor input, Tensor src, Tensor result)
    {
        // Divided by itself where it is not 0; where it is, the product is taken again with 1 in its place.
        var isZero = input.eq(0);
        var withoutZeros = MaskOps.MaskedFill(input, isZero, 1);
        var own = grad * ReduceOps.Scatter(withoutZeros, dim, index, src, "prod", includeSelf) / withoutZeros;
        var srcIsZero = src.eq(0);
        var zeros = ScatterOps.Add_(GatherOps.Zeros(input.Layout, grad), dim, index, srcIsZero.to(grad.dtype));
        if (includeSelf) zeros = zeros + isZero.to(grad.dtype);
        var alone = srcIsZero.to(grad.dtype) * GatherOps.Gather(zeros, dim, index).eq(1).to(grad.dtype);
        var filled = ReduceOps.Scatter(input, dim, index, MaskedOne(src, alone), "prod", includeSelf);
        var ordinary = GatherOps.Gather(grad * result, dim, index) / MaskOps.MaskedFill(src, srcIsZero, 1);
        return (own, ordinary * (1 - alone) + GatherOps.Gather(grad * filled, dim, index) * alone);
    }

    static Tensor MaskedOne(Tensor src, Tensor alone) => MaskOps.MaskedFill(src, alone.ne(0), 1);

    (Tensor, Tensor) Extremum(Tensor grad, Tensor index, Tensor input, Tensor src, Tensor result)
    {
        var chosen = Elementwise.Compare(new IsExtreme(), src, GatherOps.Gather(result, dim, index)).to(grad.dtype);
        var own = Elementwise.Compare(new IsExtreme(), input, result).to(grad.dtype);
        if (!includeSelf) own = ScatterOps.Scatter(own, dim, index, 0);
        var count = ScatterOps.Add(own, dim, index, chosen);
        count.Backend.Unary<OneForZero, ValueResult>(new(), count.Data, count.Data);
        var share = grad / count;
        return (own * share, chosen * GatherOps.Gather(share, dim, index));
    }

    internal override void Release()
    {
        _input.Release();
        _values.Release();
        _index.Release();
        _result.Release();
    }
}
