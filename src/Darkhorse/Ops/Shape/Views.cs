using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The same elements in other sizes: view, reshape, flatten, squeeze, unsqueeze.</summary>
sealed class ViewNode(Tensor x) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad.reshape(_input.Sizes));
}

/// <summary>Dims in another order.</summary>
sealed class PermuteNode(Tensor x, int[] order) : Node(x)
{
    internal override void Backward(in Flow flow)
    {
        var inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
        flow.To(0, Views.Permute(flow.Grad, inverse));
    }
}

/// <summary>Broadcast dims: the gradient is the sum over them.</summary>
sealed class ExpandNode(Tensor x) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow) => flow.To(0, torch.sum_to_size(flow.Grad, _input));
}

/// <summary>A part of the elements, each once: select, slice, diagonal. Outside of it the gradient is zero.</summary>
sealed class PartNode(Tensor x, string name, Func<Tensor, Tensor> part) : Node(x)
{
    readonly Layout _input = x.Layout;

    public override string Name => name + "Backward0";

    internal override void Backward(in Flow flow) => flow.To(0, Views.Embed(flow.Grad, _input, name, part));
}

/// <summary>The reverse of <see cref="PartNode"/>: its gradient is the part.</summary>
sealed class EmbedNode(Tensor x, string name, Func<Tensor, Tensor> part) : Node(x)
{
    public override string Name => name + "BackwardBackward0";

    internal override void Backward(in Flow flow) => flow.To(0, part(flow.Grad));
}

/// <summary>A view of any strides, possibly overlapping: gradients of elements seen several times add up.</summary>
sealed class AsStridedNode(Tensor origin, Tensor view) : Node(origin)
{
    readonly Layout _origin = origin.Layout.IsDense ? origin.Layout : origin.Layout.AsContiguous(), _view = view.Layout;
    readonly long _offset = view.Data.Offset - origin.Data.Offset;

    internal override void Backward(in Flow flow) => flow.To(0, Views.EmbedStrided(flow.Grad, _origin, _view, _offset));
}

sealed class EmbedStridedNode(Tensor x, Layout view, long offset) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad.contiguous().as_strided(view.Sizes, view.Strides, offset));
}

/// <summary>The ways to see a tensor's elements without moving them.</summary>
static class Views
{
    /// <summary>A differentiable view with the same elements in the same order.</summary>
    public static Tensor Reshaped(Tensor x, Layout layout)
    {
        var result = x.View(layout, x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new ViewNode(x), 0);
        return result;
    }

    public static Tensor Permute(Tensor x, int[] order)
    {
        Span<long> sizes = stackalloc long[order.Length], strides = stackalloc long[order.Length];
        for (int i = 0; i < order.Length; i++) (sizes[i], strides[i]) = (x.Sizes[order[i]], x.Strides[order[i]]);
        var result = x.View(new(sizes, strides), x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new PermuteNode(x, order), 0);
        return result;
    }

    public static Tensor Expand(Tensor x, ReadOnlySpan<long> sizes)
    {
        var result = x.View(x.Layout.BroadcastTo(sizes), x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new ExpandNode(x), 0);
        return result;
    }

    public static Tensor Select(Tensor x, int dim, long index)
    {
        int rank = x.Layout.Rank;
        Layout layout;
        if (rank == 1)
        {
            layout = Layout.Scalar;
        }
        else
        {
            Span<long> sizes = stackalloc long[rank - 1], strides = stackalloc long[rank - 1];
            x.Sizes[..dim].CopyTo(sizes);
            x.Sizes[(dim + 1)..].CopyTo(sizes[dim..]);
            x.Strides[..dim].CopyTo(strides);
            x.Strides[(dim + 1)..].CopyTo(strides[dim..]);
            layout = new(sizes, strides);
        }
        var result = x.View(layout, x.Data.Offset + index * x.Strides[dim]);
        if (GradMode.Tracks(x)) TrackSelect(x, result, dim, index);
        return result;
    }

    // Apart, so that the closure is allocated only where there is a graph.
    static void TrackSelect(Tensor x, Tensor result, int dim, long index) => result.SetGradFn(new PartNode(x, "Select", t => Select(t, dim, index)), 0);

    /// <summary>Elements start, start + step, … below stop of one dim; the bounds have been clamped.</summary>
    public static Tensor Slice(Tensor x, int dim, long start, long stop, long step, ViewKind kind = ViewKind.Ordinary)
    {
        Span<long> sizes = stackalloc long[x.Layout.Rank], strides = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(sizes);
        x.Strides.CopyTo(strides);
        sizes[dim] = Math.Max(0, (stop - start + step - 1) / step);
        strides[dim] *= step;
        var result = x.View(new(sizes, strides), x.Data.Offset + (sizes[dim] == 0 ? 0 : start * x.Strides[dim]), kind);
        if (GradMode.Tracks(x)) TrackSlice(x, result, dim, start, stop, step);
        return result;
    }

    static void TrackSlice(Tensor x, Tensor result, int dim, long start, long stop, long step)
        => result.SetGradFn(new PartNode(x, "Slice", t => Slice(t, dim, start, stop, step)), 0);

    /// <summary>A part picked by a view function: elements each seen once.</summary>
    public static Tensor Part(Tensor x, string name, Layout layout, long offset, Func<Tensor, Tensor> part)
    {
        var result = x.View(layout, offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new PartNode(x, name, part), 0);
        return result;
    }

    public static Tensor AsStrided(Tensor x, ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, long offset)
    {
        var layout = new Layout(sizes, strides);
        foreach (long stride in strides)
            if (stride < 0) throw new InvalidOperationException($"as_strided: Negative strides are not supported at the moment, got strides: [{string.Join(", ", strides.ToArray())}]");
        if (offset < 0) throw new InvalidOperationException($"Tensor: invalid storage offset {offset}");
        if ((offset + layout.Extent) * x.Data.ItemSize > x.Storage.ByteCount)
            throw new InvalidOperationException($"setStorage: sizes [{string.Join(", ", sizes.ToArray())}], strides [{string.Join(", ", strides.ToArray())}], storage offset {offset}, and itemsize {x.Data.ItemSize} requiring a storage size of {(offset + layout.Extent) * x.Data.ItemSize} are out of bounds for storage of size {x.Storage.ByteCount}");
        var result = x.View(layout, offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new AsStridedNode(x, result), 0);
        return result;
    }

    /// <summary>Zeros of the given sizes with <paramref name="values"/> in the part.</summary>
    public static Tensor Embed(Tensor values, Layout layout, string name, Func<Tensor, Tensor> part)
    {
        var result = Tensor.Empty(layout.AsContiguous(), values.DType, values);
        using (new GradMode.Scope(false))
        {
            result.Backend.Fill(result.Data, 0);
            result.Backend.Copy(part(result).Data, values.Data);
        }
        if (GradMode.Tracks(values)) result.SetGradFn(new EmbedNode(values, name, part), 0);
        return result;
    }

    /// <summary>Zeros with <paramref name="values"/> added where a strided view sees them.</summary>
    public static Tensor EmbedStrided(Tensor values, Layout origin, Layout view, long offset)
    {
        var result = Tensor.Empty(origin, values.DType, values);
        using (new GradMode.Scope(false))
        {
            result.Backend.Fill(result.Data, 0);
            result.Backend.AddInto(result.Data.With(view, offset), values.Data);
        }
        if (GradMode.Tracks(values)) result.SetGradFn(new EmbedStridedNode(values, view, offset), 0);
        return result;
    }
}
