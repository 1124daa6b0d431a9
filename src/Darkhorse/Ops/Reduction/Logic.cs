namespace Darkhorse.Ops;

/// <summary>1 where any element is not zero (nan is not), else 0. On 0 and 1 the bits of the lanes are or-ed.</summary>
public readonly struct AnyNonzero : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Select(V.Equal(x, V.Zero), V.Zero, V.One);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x | y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>1 where no element is zero, else 0.</summary>
public readonly struct AllNonzero : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.One;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Select(V.Equal(x, V.Zero), V.Zero, V.One);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x & y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>any and all. The result is bool; for uint8 it is uint8, as it was before PyTorch had bool.</summary>
static class Logic
{
    /// <summary>Whether any element is not zero.</summary>
    [Op("any")]
    public static Tensor any(Tensor input) => Answer(new AnyNonzero(), input, Reduce.All(input), false, "any");

    /// <summary>Whether any element along a dim is not zero.</summary>
    [Op("any")]
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => Answer(new AnyNonzero(), input, Reduce.Mask(input, dim), keepdim, "any");

    /// <summary>Whether any element over some dims is not zero; none given means all.</summary>
    [Op("any")]
    public static Tensor any(Tensor input, long[] dim, bool keepdim = false) => Answer(new AnyNonzero(), input, Reduce.Mask(input, dim), keepdim, "any");

    /// <summary>Whether no element is zero: true for none.</summary>
    [Op("all")]
    public static Tensor all(Tensor input) => Answer(new AllNonzero(), input, Reduce.All(input), false, "all");

    /// <summary>Whether no element along a dim is zero.</summary>
    [Op("all")]
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => Answer(new AllNonzero(), input, Reduce.Mask(input, dim), keepdim, "all");

    /// <summary>Whether no element over some dims is zero; none given means all.</summary>
    [Op("all")]
    public static Tensor all(Tensor input, long[] dim, bool keepdim = false) => Answer(new AllNonzero(), input, Reduce.Mask(input, dim), keepdim, "all");

    static Tensor Answer<TOp>(TOp op, Tensor x, ulong mask, bool keepdim, string name) where TOp : struct, IReduceOp
    {
        var answer = Reduce.Run(op, x.detach(), mask, keepdim, name);
        return x.DType is DType.Bool or DType.UInt8 ? answer : answer.to(torch.ScalarType.Bool);
    }
}
