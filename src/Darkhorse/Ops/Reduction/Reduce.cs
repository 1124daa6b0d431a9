using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Carries a reduction from the surface to the backend.</summary>
static class Reduce
{
    /// <summary>Bit d for each dim d to be reduced; none given means all.</summary>
    public static ulong Mask(Tensor x, ReadOnlySpan<long> dims)
    {
        int rank = x.Layout.Rank;
        if (dims.Length == 0) return rank == 64 ? ulong.MaxValue : (1UL << rank) - 1;
        ulong mask = 0;
        foreach (long dim in dims)
        {
            ulong bit = 1UL << Dims.Wrap(dim, rank);
            if ((mask & bit) != 0) throw new InvalidOperationException($"dim {Dims.Wrap(dim, rank)} appears multiple times in the list of dims");
            mask |= bit;
        }
        return mask;
    }

    /// <summary>The sizes that remain; kept as 1 or left out.</summary>
    public static Layout ResultLayout(Tensor x, ulong mask, bool keepdim)
    {
        int rank = x.Layout.Rank, count = 0;
        Span<long> sizes = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            if ((mask >> d & 1) == 0) sizes[count++] = x.Sizes[d];
            else if (keepdim) sizes[count++] = 1;
        }
        return Layout.Contiguous(sizes[..count]);
    }

    public static Tensor Run<TOp>(TOp op, Tensor x, ulong mask, bool keepdim) where TOp : struct, IReduceOp
    {
        if (!TOp.Domain.Contains(x.DType)) Errors.NotImplementedFor(Elementwise.OpName<TOp>() + "_cpu", x.DType);
        var result = Tensor.Empty(ResultLayout(x, mask, keepdim), x.DType, x);
        x.Backend.Reduce(op, result.Data, x.Data, mask);
        return result;
    }

    /// <summary>Gives a reduced tensor its reduced dims back, as size 1.</summary>
    public static Tensor Unreduced(Tensor reduced, Layout input, ulong mask)
    {
        if (reduced.Layout.Rank == input.Rank) return reduced;
        Span<long> sizes = stackalloc long[input.Rank];
        for (int d = 0; d < input.Rank; d++) sizes[d] = (mask >> d & 1) == 0 ? input.Sizes[d] : 1;
        return reduced.reshape(sizes);
    }
}

/// <summary>The sum.</summary>
public readonly struct Sum : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;

    /// <summary>The sum over the dims of <paramref name="mask"/>, differentiable. Integers and bool add up in int64.</summary>
    public static Tensor Over(Tensor x, ulong mask, bool keepdim, torch.ScalarType? type)
    {
        var source = Elementwise.Converted(x, type?.ToDType() ?? (x.DType.IsIntegral ? DType.Int64 : x.DType));
        var result = Reduce.Run(new Sum(), source, mask, keepdim);
        if (GradMode.Tracks(source)) result.SetGradFn(new SumNode(source, mask), 0);
        return result;
    }
}

/// <summary>Each summand has the sum's gradient.</summary>
sealed class SumNode(Tensor x, ulong mask) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow) => flow.To(0, Views.Expand(Reduce.Unreduced(flow.Grad, _input, mask), _input.Sizes));
}
