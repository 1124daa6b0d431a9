using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The square root of the sum of squares of real numbers.</summary>
public readonly struct RootOfSquares : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => x * x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => V.Sqrt(total);
}

/// <summary>The sum of magnitudes.</summary>
public readonly struct SumOfMagnitudes : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Abs(x);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>The largest magnitude.</summary>
public readonly struct LargestMagnitude : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Abs(x);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>The smallest magnitude.</summary>
public readonly struct SmallestMagnitude : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Const(double.PositiveInfinity);
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Abs(x);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => V.Min(x, y);
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>How many are not zero, as a float.</summary>
public readonly struct NonzeroCount : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Select(V.Equal(x, V.Zero), V.Zero, V.One);
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>The p-th root of the sum of p-th powers of magnitudes.</summary>
public readonly struct RootOfPowers(double p) : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
    public V Map<V>(V x) where V : struct, ILanes<V> => V.Pow(V.Abs(x), V.Const(p));
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => V.Pow(total, V.Const(1 / p));
}

/// <summary>Vector norms on the surface.</summary>
static class Norms
{
    /// <summary>
    /// The norm of order <paramref name="ord"/> over some dims (null: all): (sum |x|^ord)^(1/ord), the largest magnitude for infinity, the smallest for -infinity, the number of nonzeros for 0.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dtype is an integer or bool, or an infinite norm is asked of nothing.</exception>
    [Op("linalg.vector_norm")]
    public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false, torch.ScalarType? dtype = null)
        => Over(input, ord, Reduce.Mask(input, dims), keepdim, dtype, "linalg.vector_norm");

    /// <summary>The norm of order <paramref name="ord"/> along a dim.</summary>
    [Op("linalg.vector_norm")]
    public static Tensor vector_norm(Tensor input, double ord, long dim, bool keepdim = false, torch.ScalarType? dtype = null)
        => Over(input, ord, Reduce.Mask(input, dim), keepdim, dtype, "linalg.vector_norm");

    /// <summary>The p-norm of all elements.</summary>
    [Op("norm")]
    public static Tensor norm(Tensor input, float p = 2) => Over(input, p, Reduce.All(input), false, null, "linalg.vector_norm");

    /// <summary>The p-norm along a dim.</summary>
    [Op("norm", Names = "; dim")]
    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2) => Over(input, p, Reduce.Mask(input, dimension), keepdim, null, "linalg.vector_norm");

    /// <summary>The p-norm over some dims.</summary>
    [Op("norm")]
    public static Tensor norm(Tensor input, long[] dim, bool keepdim = false, double p = 2, torch.ScalarType? dtype = null) => Over(input, p, Reduce.Mask(input, dim), keepdim, dtype, "linalg.vector_norm");

    /// <summary>The p-norm over some dims (null: all).</summary>
    [Op("norm")]
    public static Tensor norm(Tensor input, double p, long[]? dim, bool keepdim = false, torch.ScalarType? dtype = null) => Over(input, p, Reduce.Mask(input, dim), keepdim, dtype, "linalg.vector_norm");

    /// <summary>The Frobenius norm (<c>fro</c>) over some dims (null: all), or the nuclear norm (<c>nuc</c>, the sum of singular values) over two.</summary>
    /// <exception cref="ArgumentException">The name is that of no norm.</exception>
    [Op("norm")]
    public static Tensor norm(Tensor input, string p, long[]? dim = null, bool keepdim = false, torch.ScalarType? dtype = null)
        => p == "fro" ? Over(input, 2, Reduce.Mask(input, dim), keepdim, dtype, "linalg.vector_norm")
            : p == "nuc" ? MatrixNorms.MatrixNorm(input, p, dim ?? EveryDim(input), keepdim, dtype)
            : throw new InvalidOperationException("only valid p = 'fro' or 'nuc', but got: " + p);

    static long[] EveryDim(Tensor x)
    {
        var dims = new long[x.Layout.Rank];
        for (int d = 0; d < dims.Length; d++) dims[d] = d;
        return dims;
    }

    /// <summary>The p-norm of the difference of two tensors, broadcast.</summary>
    [Op("dist")]
    public static Tensor dist(Tensor input, Tensor other, float p = 2)
    {
        var difference = input - other;
        return Over(difference, p, Reduce.All(difference), false, null, "dist");
    }

    /// <summary>Scales the slices along a dim whose p-norm is above <paramref name="maxnorm"/> down to it.</summary>
    [Op("renorm")]
    public static Tensor renorm(Tensor input, float p, long dim, float maxnorm)
    {
        if (input.Layout.Rank < 2) throw new InvalidOperationException($"renorm: input needs at least 2 dimensions, got {input.Layout.Rank} dimensions");
        if (p <= 0) throw new InvalidOperationException("renorm: non-positive-norm not supported");
        if (maxnorm < 0) throw new InvalidOperationException($"renorm: expected maxnorm to be >= 0 but got {maxnorm}");
        var norms = Over(input, p, Reduce.All(input) & ~Reduce.Mask(input, dim), true, null, "renorm");
        return input * (maxnorm / (norms + 1e-7)).masked_fill(norms <= maxnorm, 1);
    }

    /// <summary>x divided by its p-norm along a dim, which counts as eps where it is less.</summary>
    [Op("nn.functional.normalize")]
    public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
        => input / Over(input, p, Reduce.Mask(input, dim), true, null, "normalize").clamp_min(eps);

    public static Tensor Over(Tensor x, double p, ulong mask, bool keepdim, torch.ScalarType? type, string name)
    {
        if (type is { } wanted) x = Elementwise.Converted(x, wanted.ToDType());
        if (x.DType.IsIntegral) throw new InvalidOperationException($"{name}: Expected a floating point or complex tensor as input. Got {x.DType.LegacyName}");
        if (double.IsInfinity(p) || p < 0) RequireIdentity(x, p, mask);
        var magnitudes = x.DType.IsComplex ? x.abs() : x;
        var result = p switch
        {
            2 => Reduce.Run(new RootOfSquares(), magnitudes, mask, keepdim, name),
            1 => Reduce.Run(new SumOfMagnitudes(), magnitudes, mask, keepdim, name),
            0 => Reduce.Run(new NonzeroCount(), magnitudes, mask, keepdim, name),
            double.PositiveInfinity => Reduce.Run(new LargestMagnitude(), magnitudes, mask, keepdim, name),
            double.NegativeInfinity => Reduce.Run(new SmallestMagnitude(), magnitudes, mask, keepdim, name),
            _ => Reduce.Run(new RootOfPowers(p), magnitudes, mask, keepdim, name),
        };
        if (GradMode.Tracks(magnitudes)) result.SetGradFn(new LinalgVectorNormNode(magnitudes, result, mask, p), 0);
        return result;
    }

    static void RequireIdentity(Tensor x, double p, ulong mask)
    {
        if (x.numel() != 0) return;
        for (int d = 0; d < x.Layout.Rank; d++)
            if ((mask >> d & 1) != 0 && x.Sizes[d] == 0)
                throw new InvalidOperationException($"linalg.vector_norm cannot compute the {(double.IsInfinity(p) ? "infinity" : p)} norm on an empty {(mask == Reduce.All(x) ? "tensor" : $"dimension {d}")} because the operation does not have an identity");
    }
}

/// <summary>d|x|_p / dx = sgn(x) |x|^(p-1) / |x|_p^(p-1), of the subgradients at kinks the one with 0. The extremes of infinite norms share evenly.</summary>
sealed class LinalgVectorNormNode(Tensor x, Tensor result, ulong mask, double p) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var x = _x.Get(this)!;
        Tensor grad = Reduce.Unreduced(flow.Grad, x.Layout, mask), norm = Reduce.Unreduced(_result.Get(this)!, x.Layout, mask);
        flow.To(0, p switch
        {
            0 => x.zeros_like(),
            1 => x.sgn() * grad,
            2 => x * Elementwise.Binary(new DivideOrZero(), grad, norm),
            double.PositiveInfinity or double.NegativeInfinity => Extreme(x, grad, norm),
            < 1 => (x.sgn() * x.abs().pow(p - 1)).masked_fill(torch.eq(x, 0), 0) * grad * norm.pow(1 - p),
            < 2 => x.sgn() * x.abs().pow(p - 1) * Elementwise.Binary(new DivideOrZero(), grad, norm.pow(p - 1)),
            _ => x * x.abs().pow(p - 2) * Elementwise.Binary(new DivideOrZero(), grad, norm.pow(p - 1)),
        });
    }

    Tensor Extreme(Tensor x, Tensor grad, Tensor norm)
    {
        var chosen = Elementwise.Compare(new IsExtreme(), x.detach().abs(), norm.detach()).to(grad.dtype);
        return x.sgn() * chosen * (grad / Sum.Over(chosen, mask, true, null));
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}
