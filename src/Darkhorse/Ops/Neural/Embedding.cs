using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Rows of a table looked up by number.</summary>
static class Embeddings
{
    /// <summary>The rows of weight that the input names: result[..., j] = weight[input[...], j].</summary>
    /// <param name="input">Row numbers, int64 or int32, any shape.</param>
    /// <param name="weight">The table, [rows, columns].</param>
    /// <param name="padding_idx">A row that gets no gradient; negative ones count from the end.</param>
    /// <param name="max_norm">Rows named whose norm is larger are scaled down to it first, in place.</param>
    /// <param name="norm_type">The p of that norm.</param>
    /// <param name="scale_grad_by_freq">Divide each row's gradient by how often it is named.</param>
    /// <param name="sparse">Makes no difference: gradients are dense.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    [Op("nn.functional.embedding")]
    public static Tensor Embedding(Tensor input, Tensor weight, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
        bool scale_grad_by_freq = false, bool sparse = false)
    {
        if (weight.Layout.Rank != 2) throw new InvalidOperationException("'weight' must be 2-D");
        input = Numbers(input, "embedding");
        long padding = Padding(padding_idx, weight);
        if (max_norm is { } norm) Renormalize(weight, input, norm, norm_type);
        return Lookup(weight, input, padding, scale_grad_by_freq);
    }

    public static Tensor Lookup(Tensor weight, Tensor input, long padding, bool byFrequency)
    {
        int rank = input.Layout.Rank;
        Span<long> sizes = stackalloc long[rank + 1], sourceStrides = stackalloc long[rank + 1], indexStrides = stackalloc long[rank + 1];
        sourceStrides.Clear();
        input.Sizes.CopyTo(sizes);
        input.Strides.CopyTo(indexStrides);
        (sizes[rank], sourceStrides[rank], indexStrides[rank]) = (weight.Sizes[1], weight.Strides[1], 0);
        var result = Tensor.Empty(Layout.Contiguous(sizes), weight.DType, weight);
        var rule = new IndexRule(weight.Strides[0], weight.Sizes[0], wraps: false);
        Memory.Operand rows = weight.Data.With(new Layout(sizes, sourceStrides)), numbers = input.Data.With(new Layout(sizes, indexStrides));
        DimIndex.CheckSelf(weight.Backend.Gather(result.Data, rows, numbers, rule));
        if (GradMode.Tracks(weight)) result.SetGradFn(new EmbeddingNode(weight, input, padding, byFrequency), 0);
        return result;
    }

    public static Tensor Numbers(Tensor input, string op)
    {
        if (input.DType is not (DType.Int64 or DType.Int32))
            throw new InvalidOperationException($"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.{input.DType.LegacyName}Tensor instead (while checking arguments for {op})");
        return input.DType == DType.Int64 ? input : input.to(torch.int64);
    }

    /// <summary>The padding row as a number that is not negative; -1 if there is none.</summary>
    public static long Padding(long? padding, Tensor weight)
    {
        if (padding is not { } row) return -1;
        long rows = weight.Sizes[0];
        if (row >= rows || row < -rows) throw new ArgumentException("Padding_idx must be within num_embeddings");
        return row < 0 ? row + rows : row;
    }

    /// <summary>Scales the rows named down to a norm, where theirs is larger.</summary>
    public static void Renormalize(Tensor weight, Tensor input, double maxNorm, double p)
    {
        if (input.Layout.Count == 0) return;
        using (new GradMode.Scope(false))
        {
            var numbers = input.reshape(-1);
            var rows = GatherOps.IndexSelect(weight, 0, numbers);
            var norms = Distances.Norm(rows, p, 1, keepdim: true);
            // The small number is PyTorch's; rows below the limit keep their bits.
            var scaled = rows * ((Scalar)maxNorm / (norms + 1e-7));
            IndexInto.Copy_(weight, 0, numbers, torch.where(norms.gt((Scalar)maxNorm), scaled, rows));
        }
    }
}

sealed class EmbeddingNode(Tensor weight, Tensor input, long padding, bool byFrequency) : Node(weight)
{
    readonly Layout _weight = weight.Layout;
    Saved _input = new(input);

    internal override void Backward(in Flow flow)
    {
        var numbers = _input.Get(this)!.reshape(-1);
        var rows = flow.Grad.reshape(numbers.Layout.Count, _weight.Sizes[1]);
        if (byFrequency) rows = rows / GatherOps.IndexSelect(Counts(numbers, rows), 0, numbers).unsqueeze(-1);
        var gradient = IndexInto.Add_(GatherOps.Zeros(_weight, flow.Grad), 0, numbers, rows);
        flow.To(0, padding < 0 ? gradient : IndexInto.Fill(gradient, 0, torch.tensor(padding), 0));
    }

    /// <summary>How often each row is named.</summary>
    Tensor Counts(Tensor numbers, Tensor rows)
    {
        using (new GradMode.Scope(false))
        {
            var one = Ops.Numbers.Wrap(1, rows.DType, rows);
            return IndexInto.Add_(GatherOps.Zeros(Layout.Contiguous([_weight.Sizes[0]]), rows), 0, numbers, one.expand(numbers.Layout.Count));
        }
    }

    internal override void Release() => _input.Release();
}
