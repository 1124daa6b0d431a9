using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>
/// Which elements of one tensor another one on the same storage sees, whatever their strides and dtypes (one may see complex numbers as real ones). It
/// carries gradients between the two: through a buffer that is laid out like their storage, as far as they reach.
/// </summary>
sealed class StridedPart
{
    readonly Layout _origin, _view;
    readonly DType _originType, _viewType;
    readonly long _originOffset, _viewOffset, _byteCount; // offsets in elements of either, from the buffer's start

    public StridedPart(Tensor origin, Tensor view)
    {
        (_origin, _view, _originType, _viewType) = (origin.Layout, view.Layout, origin.DType, view.DType);
        int originSize = _originType.ItemSize, viewSize = _viewType.ItemSize;
        long originStart = origin.Data.Offset * originSize, viewStart = view.Data.Offset * viewSize, start = Math.Min(originStart, viewStart);
        if ((viewStart - start) % viewSize != 0) start = 0; // real and complex offsets have to be told in their own elements
        (_originOffset, _viewOffset) = ((originStart - start) / originSize, (viewStart - start) / viewSize);
        _byteCount = Math.Max((_originOffset + _origin.Extent) * originSize, (_viewOffset + _view.Extent) * viewSize);
    }

    /// <summary>A gradient of the origin, in a new buffer of which <see cref="Of"/> can show the part.</summary>
    public Tensor Buffered(Tensor gradient)
    {
        var buffer = new Tensor(gradient.Backend.Allocate(_byteCount), _origin, _originOffset, _originType);
        if (_origin.MayOverlap) buffer.Backend.Copy(buffer.Data, gradient.Data);
        else buffer.copy_(gradient);
        return buffer;
    }

    /// <summary>The part of a buffer. A view.</summary>
    public Tensor Of(Tensor buffer)
    {
        if (_viewType == _originType) return Views.AsStrided(buffer, _view.Sizes, _view.Strides, _viewOffset);
        if (_originType.IsComplex) return Views.AsStrided(ComplexViews.ViewAsReal(buffer), _view.Sizes, _view.Strides, _viewOffset);
        long pairs = _byteCount / _viewType.ItemSize;
        return Views.AsStrided(ComplexViews.ViewAsComplex(Views.AsStrided(buffer, [pairs, 2], [2, 1], 0)), _view.Sizes, _view.Strides, _viewOffset);
    }

    /// <summary>The gradient of the origin from that of the part: zero outside; where the part sees an element several times, the sum.</summary>
    public Tensor Embed(Tensor values)
    {
        var result = EmbedOnce(values);
        // An origin that sees one element several times: each of its places has an equal share.
        return _origin.MayOverlap ? result / Multiplicity(result) : result;
    }

    Tensor EmbedOnce(Tensor values)
    {
        var storage = values.Backend.Allocate(_byteCount);
        var result = new Tensor(storage, _origin, _originOffset, _originType);
        result.Backend.Fill(new Operand(storage, Layout.Contiguous([_byteCount / _originType.ItemSize]), 0, _originType), 0);
        result.Backend.AddInto(new Operand(storage, _view, _viewOffset, _viewType), values.Data);
        if (GradMode.Tracks(values)) result.SetGradFn(new EmbedStridedNode(values, this), 0);
        return result;
    }

    Tensor Multiplicity(Tensor like)
    {
        var real = _originType.RealPart;
        var counts = Tensor.Empty(Layout.Contiguous([_originOffset + _origin.Extent]), real, like);
        counts.Backend.Fill(counts.Data, 0);
        var ones = Tensor.Empty(_origin.AsContiguous(), real, like);
        ones.Backend.Fill(ones.Data, 1);
        var places = counts.Data.With(_origin, _originOffset);
        counts.Backend.AddInto(places, ones.Data);
        return new(places);
    }

    /// <summary>The part of a tensor of the origin's sizes, in memory of its own.</summary>
    public Tensor Take(Tensor full)
    {
        var buffer = Buffered(full.detach());
        var part = new Operand(buffer.Storage, _view, _viewOffset, _viewType);
        var result = Tensor.Empty(_view.AsContiguous(), _viewType, buffer);
        buffer.Backend.Copy(result.Data, part);
        if (GradMode.Tracks(full)) result.SetGradFn(new TakeStridedNode(full, this), 0);
        return result;
    }
}

/// <summary>A view of any strides, possibly overlapping: gradients of elements seen several times add up.</summary>
sealed class AsStridedNode(Tensor origin, Tensor view, string name) : Node(origin)
{
    readonly StridedPart _part = new(origin, view);

    public override string Name => name + "Backward0";

    internal override void Backward(in Flow flow) => flow.To(0, _part.Embed(flow.Grad));
}

sealed class EmbedStridedNode(Tensor values, StridedPart part) : Node(values)
{
    internal override void Backward(in Flow flow) => flow.To(0, part.Take(flow.Grad));
}

sealed class TakeStridedNode(Tensor full, StridedPart part) : Node(full)
{
    internal override void Backward(in Flow flow) => flow.To(0, part.Embed(flow.Grad));
}
