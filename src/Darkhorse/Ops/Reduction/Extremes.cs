using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The largest element; nan if there is one.</summary>
public readonly struct Largest : IExtremum
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public V Identity<V>() where V : struct, ILanes<V> => V.Const(double.NegativeInfinity);
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
    public V Better<V>(V x, V best) where V : struct, ILanes<V> => ~V.LessOrEqual(x, best) & V.Equal(best, best);
}

/// <summary>The smallest element; nan if there is one.</summary>
public readonly struct Smallest : IExtremum
{
    public static DTypes Domain => DTypes.RealsAndBool;
    public V Identity<V>() where V : struct, ILanes<V> => V.Const(double.PositiveInfinity);
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => V.Min(x, y);
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
    public V Better<V>(V x, V best) where V : struct, ILanes<V> => ~V.LessOrEqual(best, x) & V.Equal(best, best);
}

/// <summary>Whether x is the extreme y: equal, or both nan (no nan is among the elements if their extreme is none).</summary>
readonly struct IsExtreme : ICompare
{
    public static DTypes Domain => DTypes.RealsAndBool;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Equal(x, y) | V.NotEqual(x, x);
}

/// <summary>The elements that are the extreme share its gradient evenly.</summary>
sealed class ExtremeNode(Tensor x, Tensor result, ulong mask, string name) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    public override string Name => name;

    internal override void Backward(in Flow flow)
    {
        var x = _x.Get(this)!;
        var chosen = Elementwise.Compare(new IsExtreme(), x, Reduce.Unreduced(_result.Get(this)!, x.Layout, mask)).to(flow.Grad.dtype);
        flow.To(0, chosen * (Reduce.Unreduced(flow.Grad, x.Layout, mask) / Sum.Over(chosen, mask, keepdim: true, null)));
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}

/// <summary>max, min and their relatives on the surface. Complex dtypes have no order and are refused.</summary>
static class Extremes
{
    /// <summary>The largest element. Gradients are shared evenly among equals.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    [Op("max")]
    public static Tensor max(Tensor input) => Whole(new Largest(), input, "max");

    /// <summary>The smallest element. Gradients are shared evenly among equals.</summary>
    [Op("min")]
    public static Tensor min(Tensor input) => Whole(new Smallest(), input, "min");

    /// <summary>The larger of each two elements: <c>maximum</c>.</summary>
    [Op("max")]
    public static Tensor max(Tensor input, Tensor other) => torch.maximum(input, other);

    /// <summary>The smaller of each two elements: <c>minimum</c>.</summary>
    [Op("min")]
    public static Tensor min(Tensor input, Tensor other) => torch.minimum(input, other);

    /// <summary>The largest element along a dim, and the index of the first such.</summary>
    [Op("max")]
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => WithIndices(new Largest(), input, dim, keepdim, "max");

    /// <summary>The smallest element along a dim, and the index of the first such.</summary>
    [Op("min")]
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => WithIndices(new Smallest(), input, dim, keepdim, "min");

    /// <summary>The largest element over some dims; none given means all. Gradients are shared evenly among equals.</summary>
    [Op("amax")]
    public static Tensor amax(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Over(new Largest(), input, Reduce.Mask(input, dims), keepdim, @out, "amax", "max_values_cpu");

    /// <summary>The largest element over some dims; none given means all.</summary>
    [Op("amax")]
    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => amax(input, (ReadOnlySpan<long>)dims, keepdim, @out);

    /// <summary>The largest element of all.</summary>
    [Op("amax")]
    public static Tensor amax(Tensor input) => amax(input, (ReadOnlySpan<long>)[]);

    /// <summary>The largest element along one dim.</summary>
    [Op("amax")]
    public static Tensor amax(Tensor input, long dim, bool keepdim = false) => amax(input, [dim], keepdim);

    /// <summary>The largest element over some dims.</summary>
    [Op("amax", Variants.Method)]
    public static Tensor amax(Tensor input, params long[] dims) => amax(input, (ReadOnlySpan<long>)dims);

    /// <summary>The smallest element over some dims; none given means all. Gradients are shared evenly among equals.</summary>
    [Op("amin")]
    public static Tensor amin(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Over(new Smallest(), input, Reduce.Mask(input, dims), keepdim, @out, "amin", "min_values_cpu");

    /// <summary>The smallest element over some dims; none given means all.</summary>
    [Op("amin")]
    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => amin(input, (ReadOnlySpan<long>)dims, keepdim, @out);

    /// <summary>The smallest element of all.</summary>
    [Op("amin")]
    public static Tensor amin(Tensor input) => amin(input, (ReadOnlySpan<long>)[]);

    /// <summary>The smallest element along one dim.</summary>
    [Op("amin")]
    public static Tensor amin(Tensor input, long dim, bool keepdim = false) => amin(input, [dim], keepdim);

    /// <summary>The smallest element over some dims.</summary>
    [Op("amin", Variants.Method)]
    public static Tensor amin(Tensor input, params long[] dims) => amin(input, (ReadOnlySpan<long>)dims);

    /// <summary>The smallest and the largest element, along a dim or of all.</summary>
    [Op("aminmax")]
    public static (Tensor min, Tensor max) aminmax(Tensor input, long? dim = null, bool keepdim = false)
    {
        if (input.numel() == 0 && dim is null) throw new InvalidOperationException("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
        ulong mask = dim is { } d ? Reduce.Mask(input, d) : Reduce.All(input);
        return (Over(new Smallest(), input, mask, keepdim, null, "aminmax", "aminmax_cpu"), Over(new Largest(), input, mask, keepdim, null, "aminmax", "aminmax_cpu"));
    }

    /// <summary>The index of the first largest element among all, in row-major order: int64.</summary>
    [Op("argmax")]
    public static Tensor argmax(Tensor input) => WholeIndex(new Largest(), input, false, "argmax");

    /// <summary>The index of the first largest element along a dim.</summary>
    [Op("argmax")]
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => Index(new Largest(), input, dim, keepdim, "argmax");

    /// <summary>The index of the first largest element along a dim, or of all if there is none given.</summary>
    [Op("argmax")]
    public static Tensor argmax(Tensor input, long? dim, bool keepdim = false) => dim is { } d ? argmax(input, d, keepdim) : WholeIndex(new Largest(), input, keepdim, "argmax");

    /// <summary>The index of the first smallest element among all, in row-major order: int64.</summary>
    [Op("argmin")]
    public static Tensor argmin(Tensor input) => WholeIndex(new Smallest(), input, false, "argmin");

    /// <summary>The index of the first smallest element along a dim.</summary>
    [Op("argmin")]
    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => Index(new Smallest(), input, dim, keepdim, "argmin");

    /// <summary>The index of the first smallest element along a dim, or of all if there is none given.</summary>
    [Op("argmin")]
    public static Tensor argmin(Tensor input, long? dim, bool keepdim = false) => dim is { } d ? argmin(input, d, keepdim) : WholeIndex(new Smallest(), input, keepdim, "argmin");

    static Tensor Whole<TOp>(TOp op, Tensor x, string name) where TOp : struct, IExtremum
    {
        if (x.numel() == 0) throw new InvalidOperationException($"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
        return Over(op, x, Reduce.All(x), false, null, name, name + "_all");
    }

    static Tensor Over<TOp>(TOp op, Tensor x, ulong mask, bool keepdim, Tensor? target, string name, string kernel) where TOp : struct, IExtremum
    {
        Reduce.RequireElements(x, mask, name);
        var result = Reduce.Run(op, x, mask, keepdim, kernel);
        if (GradMode.Tracks(x)) result.SetGradFn(new ExtremeNode(x, result, mask, NodeName(name)), 0);
        return Results.Into(target, result, name);
    }

    // PyTorch numbers the derivatives of max: 0 along a dim, 1 of all.
    static string NodeName(string name) => char.ToUpperInvariant(name[0]) + name[1..] + (name is "max" or "min" ? "Backward1" : "Backward0");

    static (Tensor, Tensor) WithIndices<TOp>(TOp op, Tensor x, long dim, bool keepdim, string name) where TOp : struct, IExtremum
    {
        int d = Dims.Wrap(dim, x.Layout.Rank);
        var (values, indices) = Along(op, x, d, keepdim, name, name + "_cpu");
        if (GradMode.Tracks(x)) values.SetGradFn(new PickNode(x, indices, d, keepdim, name == "max" ? "MaxBackward0" : "MinBackward0"), 0);
        return (values, indices);
    }

    static Tensor Index<TOp>(TOp op, Tensor x, long dim, bool keepdim, string name) where TOp : struct, IExtremum
    {
        if (x.DType == DType.Bool) Errors.NotImplementedFor(name + "_cpu", x.DType);
        return Along(op, x, Dims.Wrap(dim, x.Layout.Rank), keepdim, name, name + "_cpu").Indices;
    }

    static Tensor WholeIndex<TOp>(TOp op, Tensor x, bool keepdim, string name) where TOp : struct, IExtremum
    {
        if (x.numel() == 0) throw new IndexOutOfRangeException($"{name}(): Expected reduction dim to be specified for input.numel() == 0.");
        var index = Index(op, x.detach().contiguous().view(-1), 0, false, name);
        return keepdim ? Reduce.Unreduced(index, x.Layout, Reduce.All(x)) : index;
    }

    static (Tensor Values, Tensor Indices) Along<TOp>(TOp op, Tensor x, int dim, bool keepdim, string name, string kernel) where TOp : struct, IExtremum
    {
        if (!TOp.Domain.Contains(x.DType)) Errors.NotImplementedFor(kernel, x.DType);
        if (x.Layout.Rank > 0 && x.Sizes[dim] == 0) throw new IndexOutOfRangeException($"{name}(): Expected reduction dim {dim} to have non-zero size.");
        var layout = Reduce.ResultLayout(x, 1UL << dim, keepdim);
        Tensor values = Tensor.Empty(layout, x.DType, x), indices = Tensor.Empty(layout, DType.Int64, x);
        x.Backend.ReduceIndexed(op, values.Data, indices.Data, x.Data, dim);
        return (values, indices);
    }
}
