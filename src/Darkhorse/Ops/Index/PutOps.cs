using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Elements placed by their positions in the flattened tensor.</summary>
static class PutOps
{
    /// <summary>A copy of the input with the elements of source at the given positions of the flattened input, or added to them. Negative positions count from the end.</summary>
    /// <param name="input">Any dtype.</param>
    /// <param name="index">int64, any shape.</param>
    /// <param name="source">Of the input's dtype, with as many elements as the index.</param>
    /// <param name="accumulate">Add, each as often as its position is named.</param>
    /// <exception cref="IndexOutOfRangeException">An index is out of range.</exception>
    [Op("put")]
    public static Tensor Put(Tensor input, Tensor index, Tensor source, bool accumulate = false) => Run(input, index, source, accumulate, inPlace: false);

    /// <summary>In-place put.</summary>
    [Op("put_")]
    public static Tensor Put_(Tensor input, Tensor index, Tensor source, bool accumulate = false) => Run(input, index, source, accumulate, inPlace: true);

    static Tensor Run(Tensor input, Tensor index, Tensor source, bool accumulate, bool inPlace)
    {
        if (index.DType != DType.Int64) throw new InvalidOperationException($"put_(): Expected a long tensor for index, but got {index.DType.LegacyName}");
        if (source.DType != input.DType)
            throw new InvalidOperationException($"put_(): self and source expected to have the same dtype, but got self.dtype = {input.DType.LegacyName} and source.dtype = {source.DType.LegacyName}");
        if (index.Layout.Count != source.Layout.Count)
            throw new InvalidOperationException($"put_(): Expected source and index to have the same number of elements, but got source.numel() = {source.Layout.Count}, index.numel() = {index.Layout.Count}");
        if (input.Layout.Count == 0 && index.Layout.Count != 0) throw new IndexOutOfRangeException("put_(): Expected self to be non-empty when index is not");
        var target = new Target(input, inPlace);
        var node = GradMode.Tracks(input, source) ? new PutNode(input, source, index, accumulate) : null;
        var x = target.Tensor;
        // Positions are those of the row-major order, whatever the strides.
        var flat = x.Layout.IsContiguous ? x : x.Copied(x.Layout.AsContiguous(), x.DType);
        Into(flat, Vector(target.Apart(index)), Vector(target.Apart(source)), accumulate);
        if (!ReferenceEquals(flat, x)) x.Backend.Copy(x.Data, flat.Data);
        return target.Finish(node);
    }

    static Tensor Vector(Tensor x)
    {
        using (new GradMode.Scope(false)) return x.reshape(-1);
    }

    static void Into(Tensor flat, Tensor index, Tensor source, bool accumulate)
    {
        if (index.Layout.Count == 0) return;
        var target = flat.Data.With(new Layout(index.Sizes, [0]));
        var rule = new IndexRule(1, flat.Layout.Count, wraps: true);
        long fault = accumulate
            ? flat.Backend.Scatter(new Add(), target, source.Data, index.Data, 0, rule)
            : flat.Backend.Scatter(new Overwrite(), target, source.Data, index.Data, 0, rule);
        GatherOps.CheckFlat(fault, flat);
    }
}

sealed class PutNode(Tensor input, Tensor source, Tensor index, bool accumulate) : Node(input, source)
{
    readonly Layout _source = source.Layout;
    Saved _index = new(index);

    internal override void Backward(in Flow flow)
    {
        var index = _index.Get(this)!;
        if (flow.Needs(0)) flow.To(0, accumulate ? flow.Grad : PutOps.Put(flow.Grad, index, GatherOps.Zeros(index.Layout, flow.Grad)));
        if (flow.Needs(1)) flow.To(1, GatherOps.Take(flow.Grad, index).reshape(_source.Sizes));
    }

    internal override void Release() => _index.Release();
}
