namespace Darkhorse.Ops;

/// <summary>The dims in another order: views.</summary>
static class Reordering
{
    /// <summary>Exchanges two dims. A view.</summary>
    [Op("transpose")]
    public static Tensor Transpose(Tensor input, long dim0, long dim1)
        => input.Layout.Rank == 0 && Dims.Wrap(dim0, 0) == Dims.Wrap(dim1, 0) ? Views.Reshaped(input, input.Layout) : Views.Permute(input, Exchanged(input, dim0, dim1), "Transpose");

    /// <summary>Exchanges two of its own dims.</summary>
    [Op("transpose_")]
    public static Tensor TransposeInPlace(Tensor input, long dim0, long dim1) => Views.Permute_(input, Exchanged(input, dim0, dim1));

    /// <summary>Exchanges two dims. A view.</summary>
    [Op("swapaxes", Names = "; dim0, dim1")]
    public static Tensor SwapAxes(Tensor input, long axis0, long axis1) => Transpose(input, axis0, axis1);

    /// <summary>Exchanges two dims. A view.</summary>
    [Op("swapdims")]
    public static Tensor SwapDims(Tensor input, long dim0, long dim1) => Transpose(input, dim0, dim1);

    /// <summary>Exchanges two of its own dims.</summary>
    [Op("swapaxes_", Variants.Method, Names = "; dim0, dim1")]
    public static Tensor SwapAxesInPlace(Tensor input, long axis0, long axis1) => TransposeInPlace(input, axis0, axis1);

    /// <summary>Exchanges two of its own dims.</summary>
    [Op("swapdims_", Variants.Method)]
    public static Tensor SwapDimsInPlace(Tensor input, long dim0, long dim1) => TransposeInPlace(input, dim0, dim1);

    /// <summary>The transpose of a matrix; tensors of fewer dims come back as they are. A view.</summary>
    [Op("t")]
    public static Tensor T(Tensor input)
    {
        CheckMatrix(input, "t()");
        return input.Layout.Rank == 2 ? Views.Permute(input, [1, 0], "T") : Views.Reshaped(input, input.Layout, "T");
    }

    /// <summary>Transposes a matrix itself; tensors of fewer dims stay as they are.</summary>
    [Op("t_")]
    public static Tensor TInPlace(Tensor input)
    {
        CheckMatrix(input, "t_()");
        return input.Layout.Rank == 2 ? Views.Permute_(input, [1, 0]) : Views.Reshape_(input, input.Layout);
    }

    /// <summary>The conjugate transpose of the last two dims.</summary>
    [Op("adjoint")]
    public static Tensor Adjoint(Tensor input)
    {
        if (input.Layout.Rank < 2) throw new InvalidOperationException($"tensor.adjoint() is only supported on matrices or batches of matrices. Got {input.Layout.Rank}-D tensor.");
        return Transpose(input, -2, -1).conj();
    }

    /// <summary>Dims in the given order. A view.</summary>
    [Op("permute")]
    public static Tensor Permute(Tensor input, params ReadOnlySpan<long> permutation)
    {
        int rank = input.Layout.Rank;
        if (permutation.Length != rank)
            throw new InvalidOperationException($"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {rank} is not equal to len(dims) = {permutation.Length}");
        var order = new int[rank];
        ulong seen = 0;
        for (int i = 0; i < rank; i++)
        {
            order[i] = Dims.Wrap(permutation[i], rank);
            if ((seen & (1UL << order[i])) != 0) throw new InvalidOperationException("permute(): duplicate dims are not allowed.");
            seen |= 1UL << order[i];
        }
        return Views.Permute(input, order);
    }

    /// <summary>Dims in the given order. A view.</summary>
    [Op("permute", Variants.Method)]
    public static Tensor Permute(Tensor input, IEnumerable<long> permutation) => Permute(input, permutation.ToArray().AsSpan());

    /// <summary>Moves one dim to another place; the others keep their order. A view.</summary>
    [Op("movedim")]
    [Op("moveaxis")]
    public static Tensor MoveDim(Tensor input, long source, long destination) => MoveDim(input, [source], [destination]);

    /// <summary>Moves dims to other places; the rest keeps its order. A view.</summary>
    /// <exception cref="InvalidOperationException">The lists differ in length, or name a dim twice.</exception>
    [Op("movedim")]
    [Op("moveaxis")]
    public static Tensor MoveDim(Tensor input, [Tuples] ReadOnlySpan<long> source, [Tuples] ReadOnlySpan<long> destination)
    {
        if (source.Length != destination.Length)
            throw new InvalidOperationException($"movedim: Invalid source or destination dims: source ([{string.Join(", ", source.ToArray())}] dims) should contain the same number of dims as destination ([{string.Join(", ", destination.ToArray())}] dims)");
        int rank = input.Layout.Rank;
        var order = new int[rank];
        order.AsSpan().Fill(-1);
        ulong taken = 0, placed = 0;
        for (int i = 0; i < source.Length; i++)
        {
            int from = Dims.Wrap(source[i], rank), to = Dims.Wrap(destination[i], rank);
            if ((taken >> from & 1) != 0) throw new InvalidOperationException($"movedim: repeated dim in `source` ([{string.Join(", ", source.ToArray())}])");
            if ((placed >> to & 1) != 0) throw new InvalidOperationException($"movedim: repeated dim in `destination` ([{string.Join(", ", destination.ToArray())}])");
            taken |= 1UL << from;
            placed |= 1UL << to;
            if (rank > 0) order[to] = from;
        }
        if (rank == 0) return Views.Reshaped(input, input.Layout, "Alias");
        int next = 0;
        for (int i = 0; i < rank; i++)
        {
            if (order[i] >= 0) continue;
            while ((taken >> next & 1) != 0) next++;
            order[i] = next++;
        }
        return Views.Permute(input, order);
    }

    /// <summary>All dims in reverse order. A view.</summary>
    public static Tensor Reversed(Tensor x)
    {
        var order = new int[x.Layout.Rank];
        for (int i = 0; i < order.Length; i++) order[i] = order.Length - 1 - i;
        return Views.Permute(x, order);
    }

    static int[] Exchanged(Tensor x, long dim0, long dim1)
    {
        int rank = x.Layout.Rank, a = Dims.Wrap(dim0, rank), b = Dims.Wrap(dim1, rank);
        var order = new int[rank];
        for (int i = 0; i < rank; i++) order[i] = i;
        if (rank > 0) (order[a], order[b]) = (order[b], order[a]);
        return order;
    }

    static void CheckMatrix(Tensor x, string op)
    {
        if (x.Layout.Rank > 2) throw new InvalidOperationException($"{op} expects a tensor with <= 2 dimensions, but self is {x.Layout.Rank}D");
    }
}
