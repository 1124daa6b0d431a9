using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The same elements in other sizes: view, reshape, flatten, squeeze, unsqueeze.</summary>
sealed class ViewNode(Tensor x, string name) : Node(x)
{
    readonly Layout _input = x.Layout;

    // PyTorch numbers the overloads of squeeze.
    public override string Name => name switch { "Squeeze1" => "SqueezeBackward1", "Squeeze2" => "SqueezeBackward2", _ => name + "Backward0" };

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad.reshape(_input.Sizes));
}

/// <summary>Dims in another order.</summary>
sealed class PermuteNode(Tensor x, int[] order, string name) : Node(x)
{
    public override string Name => name + "Backward0";

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

/// <summary>The ways to see a tensor's elements without moving them.</summary>
static class Views
{
    /// <summary>A differentiable view with the same elements in the same order.</summary>
    public static Tensor Reshaped(Tensor x, Layout layout, string name = "View")
    {
        var result = x.View(layout, x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new ViewNode(x, name), 0);
        return result;
    }

    /// <summary>Gives a tensor another layout with the same elements in the same order.</summary>
    public static Tensor Reshape_(Tensor x, Layout layout)
    {
        InPlace.Check(x);
        return Relaid(x, layout, GradMode.Tracks(x) ? new ViewNode(x, "View") : null);
    }

    /// <summary>Gives a tensor its dims in another order.</summary>
    public static Tensor Permute_(Tensor x, int[] order)
    {
        InPlace.Check(x);
        return Relaid(x, PermutedLayout(x.Layout, order), GradMode.Tracks(x) ? new PermuteNode(x, order, "Permute") : null);
    }

    static Tensor Relaid(Tensor x, Layout layout, Node? node)
    {
        x.Data = x.Data.With(layout);
        x.Storage.Version++;
        if (node is not null) x.SetGradFn(node, 0);
        x.KeepsHistory();
        return x;
    }

    public static Tensor Permute(Tensor x, int[] order, string name = "Permute")
    {
        var result = x.View(PermutedLayout(x.Layout, order), x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new PermuteNode(x, order, name), 0);
        return result;
    }

    static Layout PermutedLayout(Layout layout, int[] order)
    {
        Span<long> sizes = stackalloc long[order.Length], strides = stackalloc long[order.Length];
        for (int i = 0; i < order.Length; i++) (sizes[i], strides[i]) = (layout.Sizes[order[i]], layout.Strides[order[i]]);
        return new(sizes, strides);
    }

    public static Tensor Expand(Tensor x, ReadOnlySpan<long> sizes)
    {
        var result = x.View(x.Layout.BroadcastTo(sizes), x.Data.Offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new ExpandNode(x), 0);
        return result;
    }

    public static Tensor Select(Tensor x, int dim, long index)
    {
        var layout = SelectLayout(x.Layout, dim);
        var result = x.View(layout, x.Data.Offset + index * x.Strides[dim]);
        if (GradMode.Tracks(x)) TrackSelect(x, result, dim, index);
        return result;
    }

    /// <summary>Without one of the dims.</summary>
    public static Layout SelectLayout(Layout layout, int dim)
    {
        int rank = layout.Rank;
        if (rank == 1) return Layout.Scalar;
        Span<long> sizes = stackalloc long[rank - 1], strides = stackalloc long[rank - 1];
        layout.Sizes[..dim].CopyTo(sizes);
        layout.Sizes[(dim + 1)..].CopyTo(sizes[dim..]);
        layout.Strides[..dim].CopyTo(strides);
        layout.Strides[(dim + 1)..].CopyTo(strides[dim..]);
        return new(sizes, strides);
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
        var result = x.View(new(sizes, strides), x.Data.Offset + (start * x.Strides[dim]), kind);
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
        if (sizes.Length != strides.Length) throw new InvalidOperationException("mismatch in length of strides and shape");
        var layout = new Layout(sizes, strides);
        foreach (long stride in strides)
            if (stride < 0) throw new InvalidOperationException($"as_strided: Negative strides are not supported at the moment, got strides: [{string.Join(", ", strides.ToArray())}]");
        if (offset < 0) throw new InvalidOperationException($"Tensor: invalid storage offset {offset}");
        if (layout.Count != 0 && (offset + layout.Extent) * x.Data.ItemSize > x.Storage.ByteCount)
            throw new InvalidOperationException($"setStorage: sizes [{string.Join(", ", sizes.ToArray())}], strides [{string.Join(", ", strides.ToArray())}], storage offset {offset}, and itemsize {x.Data.ItemSize} requiring a storage size of {(offset + layout.Extent) * x.Data.ItemSize} are out of bounds for storage of size {x.Storage.ByteCount}");
        var result = x.View(layout, offset);
        if (GradMode.Tracks(x)) result.SetGradFn(new AsStridedNode(x, result, "AsStrided"), 0);
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
}
