namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// A layout split into the dims that a reduction keeps (outermost first, as the result is laid out) and those it reduces (smallest stride first), each
/// coalesced. Sizes and strides in elements.
/// </summary>
ref struct ReducedShape
{
    public readonly Span<long> Dims; // kept sizes, kept strides, reduced sizes, reduced strides; each with room for its rank
    public int KeptRank;
    public int ReducedRank;

    public ReducedShape(Layout layout, ulong reduced, Span<long> buffer)
    {
        int rank = layout.Rank;
        Span<long> keptSizes = buffer[..rank], keptStrides = buffer.Slice(rank, rank), sizes = buffer.Slice(2 * rank, rank + 1), strides = buffer.Slice(3 * rank + 1, rank + 1);
        for (int d = 0; d < rank; d++)
        {
            long size = layout.Sizes[d], stride = layout.Strides[d];
            if ((reduced >> d & 1) == 0) AddKept(keptSizes, keptStrides, size, stride);
            else if (size != 1) AddReduced(sizes, strides, size, stride);
        }
        if (ReducedRank == 0) AddReduced(sizes, strides, 1, 1);
        MergeReduced(sizes, strides);
        // Pack, so that a pointer and two ranks describe everything.
        Span<long> packed = stackalloc long[2 * (KeptRank + ReducedRank)];
        keptSizes[..KeptRank].CopyTo(packed);
        keptStrides[..KeptRank].CopyTo(packed[KeptRank..]);
        sizes[..ReducedRank].CopyTo(packed[(2 * KeptRank)..]);
        strides[..ReducedRank].CopyTo(packed[(2 * KeptRank + ReducedRank)..]);
        packed.CopyTo(buffer);
        Dims = buffer[..packed.Length];
    }

    void AddKept(Span<long> sizes, Span<long> strides, long size, long stride)
    {
        if (size == 1) return;
        if (KeptRank > 0 && strides[KeptRank - 1] == size * stride)
        {
            sizes[KeptRank - 1] *= size;
            strides[KeptRank - 1] = stride;
            return;
        }
        (sizes[KeptRank], strides[KeptRank]) = (size, stride);
        KeptRank++;
    }

    void AddReduced(Span<long> sizes, Span<long> strides, long size, long stride)
    {
        int at = ReducedRank++;
        for (; at > 0 && strides[at - 1] >= stride; at--) (sizes[at], strides[at]) = (sizes[at - 1], strides[at - 1]);
        (sizes[at], strides[at]) = (size, stride);
    }

    void MergeReduced(Span<long> sizes, Span<long> strides)
    {
        int last = 0;
        for (int d = 1; d < ReducedRank; d++)
        {
            if (strides[d] == sizes[last] * strides[last]) sizes[last] *= sizes[d];
            else (sizes[++last], strides[last]) = (sizes[d], strides[d]);
        }
        ReducedRank = last + 1;
    }
}

/// <summary>A <see cref="ReducedShape"/> as plain pointers, to be handed to tasks.</summary>
readonly unsafe struct Work(long* dims, int keptRank, int reducedRank)
{
    public int KeptRank => keptRank;
    public int ReducedRank => reducedRank;
    public long KeptSize(int d) => dims[d];
    public long ReducedSize(int d) => dims[2 * keptRank + d];
    public long ReducedStride(int d) => dims[2 * keptRank + reducedRank + d];

    public long OutputCount
    {
        get
        {
            long count = 1;
            for (int d = 0; d < keptRank; d++) count *= dims[d];
            return count;
        }
    }

    public long ReducedCount
    {
        get
        {
            long count = 1;
            for (int d = 0; d < reducedRank; d++) count *= ReducedSize(d);
            return count;
        }
    }

    /// <summary>Whether the innermost kept dim is contiguous and there is one reduced dim: whole rows can be added.</summary>
    public bool HasColumns => reducedRank == 1 && keptRank > 0 && dims[2 * keptRank - 1] == 1 && dims[keptRank - 1] >= 4 && ReducedStride(0) != 1;

    /// <summary>Where the first element of an output's reduction lies.</summary>
    public long OutputOffset(long output)
    {
        long offset = 0;
        for (int d = keptRank - 1; d >= 0; d--)
        {
            (output, long index) = Math.DivRem(output, dims[d]);
            offset += index * dims[keptRank + d];
        }
        return offset;
    }

    /// <summary>Where the run with this number starts, over the reduced dims beyond the innermost.</summary>
    public long RunOffset(long run)
    {
        long offset = 0;
        for (int d = 1; d < reducedRank; d++)
        {
            (run, long index) = Math.DivRem(run, ReducedSize(d));
            offset += index * ReducedStride(d);
        }
        return offset;
    }
}
