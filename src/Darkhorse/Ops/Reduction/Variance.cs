using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Variance, standard deviation and mean of one pass.</summary>
static class Moments
{
    public static double Correction(bool unbiased) => unbiased ? 1 : 0;

    /// <summary>Variance (its root if <paramref name="root"/>) and mean. Differentiable, twice too.</summary>
    public static (Tensor, Tensor) Over(Tensor x, ulong mask, double correction, bool keepdim, bool root, torch.ScalarType? type = null)
    {
        if (type is { } wanted) x = Elementwise.Converted(x, wanted.ToDType());
        if (x.DType.IsIntegral) throw new InvalidOperationException("std and var only support floating point and complex dtypes");
        if (x.DType.IsComplex)
        {
            // The variance of a complex number is that of its parts, added.
            var total = Over(x.real, mask, correction, keepdim, false).Item1 + Over(ComplexViews.Imag(x), mask, correction, keepdim, false).Item1;
            return (root ? total.sqrt() : total, Mean.Over(x, mask, keepdim, null));
        }
        var layout = Reduce.ResultLayout(x, mask, keepdim);
        Tensor variance = Tensor.Empty(layout, x.DType, x), mean = Tensor.Empty(layout, x.DType, x);
        x.Backend.Moments(variance.Data, mean.Data, x.Data, mask, correction, root);
        if (GradMode.Tracks(x))
        {
            var node = new MomentsNode(x, variance, mask, correction, root);
            variance.SetGradFn(node, 0);
            mean.SetGradFn(node, 1);
        }
        return (variance, mean);
    }
}

/// <summary>d var / dx = 2 (x - mean) / (n - correction); d std = d var / (2 std), 0 where std is 0; d mean = 1 / n.</summary>
sealed class MomentsNode(Tensor x, Tensor variance, ulong mask, double correction, bool root) : Node(x)
{
    Saved _x = new(x), _result = root ? new(variance, isOutput: true) : default;

    public override string Name => root ? "StdBackward0" : "VarBackward0";

    internal override int OutputCount => 2;

    internal override void Backward(in Flow flow)
    {
        var x = _x.Get(this)!;
        long count = Reduce.Count(x.Layout, mask);
        Tensor? gradient = null;
        if (flow.GradOf(0) is { } grad)
        {
            if (root) grad = Elementwise.Binary(new DivideOrZero(), grad, _result.Get(this)! * 2);
            gradient = (x - Mean.Over(x, mask, true, null)) * (Reduce.Unreduced(grad, x.Layout, mask) * (2 / Math.Max(0, count - correction)));
        }
        if (flow.GradOf(1) is { } meanGrad)
        {
            var share = Views.Expand(Reduce.Unreduced(meanGrad / count, x.Layout, mask), x.Sizes);
            gradient = gradient is null ? share : gradient + share;
        }
        flow.To(0, gradient);
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}

/// <summary>x / y, and 0 where y is 0: subgradients at the kink of a norm or a deviation.</summary>
public readonly struct DivideOrZero : IBinary
{
    public static DTypes Domain => DTypes.Fields;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.Equal(y, V.Zero), V.Zero, x / y);

    public static Saves Saves => Saves.Other | Saves.Result;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => Elementwise.Binary(new DivideOrZero(), grad, y.conj());
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => -(grad * Elementwise.Binary(new DivideOrZero(), result, y).conj());
}

/// <summary>var, std, var_mean and std_mean on the surface: floats and complex; nan where n - correction is 0 or there is no element.</summary>
static class Variances
{
    /// <summary>The variance of all elements; divided by n - 1, or by n if not unbiased.</summary>
    [Op("var")]
    public static Tensor var(Tensor input, bool unbiased = true) => Moments.Over(input, Reduce.All(input), Moments.Correction(unbiased), false, false).Item1;

    /// <summary>The variance over some dims.</summary>
    [Op("var", Names = "; dim")]
    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type).Item1;

    /// <summary>The variance over some dims.</summary>
    [Op("var")]
    public static Tensor var(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type).Item1;

    /// <summary>The variance over some dims.</summary>
    [Op("var")]
    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type).Item1;

    /// <summary>The variance over some dims.</summary>
    [Op("var", Names = "; dim")]
    public static Tensor var(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2]), Moments.Correction(unbiased), keepdim, false, type).Item1;

    /// <summary>The variance over some dims.</summary>
    [Op("var", Names = "; dim")]
    public static Tensor var(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2, dimensions.Item3]), Moments.Correction(unbiased), keepdim, false, type).Item1;

    /// <summary>The variance over some dims (null: all), divided by n - correction.</summary>
    [Op("var")]
    public static Tensor var(Tensor input, long[]? dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, false).Item1;

    /// <summary>The variance along a dim, divided by n - correction.</summary>
    [Op("var")]
    public static Tensor var(Tensor input, long dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, false).Item1;

    /// <summary>The standard deviation of all elements; divided by n - 1, or by n if not unbiased.</summary>
    [Op("std")]
    public static Tensor std(Tensor input, bool unbiased = true) => Moments.Over(input, Reduce.All(input), Moments.Correction(unbiased), false, true).Item1;

    /// <summary>The standard deviation over some dims.</summary>
    [Op("std", Names = "; dim")]
    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type).Item1;

    /// <summary>The standard deviation over some dims.</summary>
    [Op("std")]
    public static Tensor std(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type).Item1;

    /// <summary>The standard deviation over some dims.</summary>
    [Op("std")]
    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type).Item1;

    /// <summary>The standard deviation over some dims.</summary>
    [Op("std", Names = "; dim")]
    public static Tensor std(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2]), Moments.Correction(unbiased), keepdim, true, type).Item1;

    /// <summary>The standard deviation over some dims.</summary>
    [Op("std", Names = "; dim")]
    public static Tensor std(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2, dimensions.Item3]), Moments.Correction(unbiased), keepdim, true, type).Item1;

    /// <summary>The standard deviation over some dims (null: all), divided by n - correction.</summary>
    [Op("std")]
    public static Tensor std(Tensor input, long[]? dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, true).Item1;

    /// <summary>The standard deviation along a dim, divided by n - correction.</summary>
    [Op("std")]
    public static Tensor std(Tensor input, long dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, true).Item1;

    /// <summary>The variance and the mean of all elements; divided by n - 1, or by n if not unbiased.</summary>
    [Op("var_mean")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, bool unbiased = true) => Moments.Over(input, Reduce.All(input), Moments.Correction(unbiased), false, false);

    /// <summary>The variance and the mean over some dims.</summary>
    [Op("var_mean", Names = "; dim")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type);

    /// <summary>The variance and the mean over some dims.</summary>
    [Op("var_mean")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type);

    /// <summary>The variance and the mean over some dims.</summary>
    [Op("var_mean")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, false, type);

    /// <summary>The variance and the mean over some dims.</summary>
    [Op("var_mean", Names = "; dim")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2]), Moments.Correction(unbiased), keepdim, false, type);

    /// <summary>The variance and the mean over some dims.</summary>
    [Op("var_mean", Names = "; dim")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2, dimensions.Item3]), Moments.Correction(unbiased), keepdim, false, type);

    /// <summary>The variance and the mean over some dims (null: all), divided by n - correction.</summary>
    [Op("var_mean")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long[]? dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, false);

    /// <summary>The variance and the mean along a dim, divided by n - correction.</summary>
    [Op("var_mean")]
    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, false);

    /// <summary>The standard deviation and the mean of all elements; divided by n - 1, or by n if not unbiased.</summary>
    [Op("std_mean")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, bool unbiased = true) => Moments.Over(input, Reduce.All(input), Moments.Correction(unbiased), false, true);

    /// <summary>The standard deviation and the mean over some dims.</summary>
    [Op("std_mean", Names = "; dim")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type);

    /// <summary>The standard deviation and the mean over some dims.</summary>
    [Op("std_mean")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type);

    /// <summary>The standard deviation and the mean over some dims.</summary>
    [Op("std_mean")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, dimensions), Moments.Correction(unbiased), keepdim, true, type);

    /// <summary>The standard deviation and the mean over some dims.</summary>
    [Op("std_mean", Names = "; dim")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2]), Moments.Correction(unbiased), keepdim, true, type);

    /// <summary>The standard deviation and the mean over some dims.</summary>
    [Op("std_mean", Names = "; dim")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) => Moments.Over(input, Reduce.Mask(input, [dimensions.Item1, dimensions.Item2, dimensions.Item3]), Moments.Correction(unbiased), keepdim, true, type);

    /// <summary>The standard deviation and the mean over some dims (null: all), divided by n - correction.</summary>
    [Op("std_mean")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[]? dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, true);

    /// <summary>The standard deviation and the mean along a dim, divided by n - correction.</summary>
    [Op("std_mean")]
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long dim, double correction, bool keepdim = false) => Moments.Over(input, Reduce.Mask(input, dim), correction, keepdim, true);
}
