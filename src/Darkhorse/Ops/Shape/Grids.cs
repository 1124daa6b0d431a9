using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Combinations of the elements of vectors.</summary>
static class Grids
{
    /// <summary>The coordinates of a grid: for each vector, its elements spread over the grid that all of them span. Views.</summary>
    /// <param name="tensors">Vectors or numbers of one dtype.</param>
    /// <param name="indexing">"ij": the first vector runs along the first dim; "xy": along the second.</param>
    [Op("meshgrid", Variants.Function), OverloadResolutionPriority(1)]
    public static Tensor[] MeshGrid(ReadOnlySpan<Tensor> tensors, string indexing = "ij")
    {
        if (tensors.Length == 0) throw new InvalidOperationException("meshgrid expects a non-empty TensorList");
        if (indexing is not ("ij" or "xy")) throw new InvalidOperationException($"torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {indexing}");
        int count = tensors.Length;
        bool swapped = indexing == "xy" && count >= 2;
        var shape = new long[count];
        for (int i = 0; i < count; i++)
        {
            if (tensors[i].Layout.Rank > 1) throw new InvalidOperationException($"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {Errors.Shape(tensors[i])}");
            if (tensors[i].DType != tensors[0].DType) throw new InvalidOperationException("torch.meshgrid expects all tensors to have the same dtype");
            shape[PlaceOf(i)] = tensors[i].Layout.Count;
        }
        var results = new Tensor[count];
        var own = new long[count];
        for (int i = 0; i < count; i++)
        {
            own.AsSpan().Fill(1);
            own[PlaceOf(i)] = tensors[i].Layout.Count;
            results[i] = Parts.Expand(Reshaping.Reshape(tensors[i], own), shape);
        }
        return results;

        int PlaceOf(int i) => swapped && i < 2 ? 1 - i : i;
    }

    /// <summary>The coordinates of a grid. Views.</summary>
    [Op("meshgrid", Variants.Function)]
    public static Tensor[] MeshGrid(IEnumerable<Tensor> tensors, string indexing = "ij") => MeshGrid(tensors.ToArray().AsSpan(), indexing);

    /// <summary>All combinations of one element of each vector, a row each; the last vector runs fastest.</summary>
    [Op("cartesian_prod", Variants.Function), OverloadResolutionPriority(1)]
    public static Tensor CartesianProd(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            if (tensor.Layout.Rank != 1) throw new InvalidOperationException($"Expect a 1D vector, but got shape {Errors.Shape(tensor)}");
        if (tensors.Length == 1) return tensors[0];
        var columns = MeshGrid(tensors);
        for (int i = 0; i < columns.Length; i++) columns[i] = Reshaping.Ravel(columns[i]);
        return Joining.Stack(columns, 1);
    }

    /// <summary>All combinations of one element of each vector, a row each.</summary>
    [Op("cartesian_prod", Variants.Function)]
    public static Tensor CartesianProd(IEnumerable<Tensor> tensors) => CartesianProd(tensors.ToArray().AsSpan());

    /// <summary>All choices of r elements of a vector, in order, a row each.</summary>
    [Op("combinations")]
    public static Tensor Combinations(Tensor input, int r = 2, bool with_replacement = false)
    {
        if (input.Layout.Rank != 1) throw new InvalidOperationException($"Expect a 1D vector, but got shape {Errors.Shape(input)}");
        if (r < 0) throw new InvalidOperationException($"Expect a non-negative number, but got {r}");
        if (r == 0) return Filled.NewEmpty(input, [0]);
        var rows = new List<long>();
        Choose(new long[r], 0, 0, input.Sizes[0], with_replacement, rows);
        var picked = input[Sharing.FromArray(rows.ToArray()).to(input.device)];
        return Reshaping.Reshape(picked, rows.Count / r, r);
    }

    static void Choose(long[] row, int depth, long from, long count, bool again, List<long> rows)
    {
        if (depth == row.Length)
        {
            rows.AddRange(row);
            return;
        }
        for (long i = from; i < count; i++)
        {
            row[depth] = i;
            Choose(row, depth + 1, again ? i : i + 1, count, again, rows);
        }
    }

    /// <summary>The powers of the elements of a vector, a column each: from N - 1 down to 0, or up if <paramref name="increasing"/>.</summary>
    /// <param name="x">One dim.</param>
    /// <param name="N">Columns; as many as elements if negative.</param>
    /// <param name="increasing">Whether the powers grow from left to right.</param>
    [Op("vander")]
    public static Tensor Vander(Tensor x, long N = -1, bool increasing = false)
    {
        if (x.Layout.Rank != 1) throw new InvalidOperationException("x must be a one-dimensional tensor.");
        if (N < 0) N = x.Sizes[0];
        if (x.DType.IsIntegral) x = Elementwise.Converted(x, DType.Int64);
        if (N == 0) return Filled.NewEmpty(x, [x.Sizes[0], 0]);
        var columns = new Tensor[N];
        for (long i = 0; i < N; i++) columns[increasing ? i : N - 1 - i] = i == 0 ? Filled.OnesLike(x) : columns[increasing ? i - 1 : N - i] * x;
        return Joining.Stack(columns, 1);
    }
}
