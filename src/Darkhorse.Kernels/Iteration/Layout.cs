using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Sizes and strides of a tensor, in elements, without an offset. Immutable, so that tensors of one shape share it: the result of an op on dense
/// operands costs no new layout, and "same layout" is mostly one reference comparison.
/// </summary>
public sealed class Layout
{
    readonly long[] _dims; // sizes, then strides

    public Layout(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        Rank = sizes.Length;
        _dims = new long[2 * Rank];
        sizes.CopyTo(_dims);
        strides.CopyTo(_dims.AsSpan(Rank));
        Count = CheckedCount(sizes);
        IsContiguous = FindContiguous();
        IsDense = IsContiguous || FindDense();
    }

    /// <summary>The layout of a 0-dim tensor.</summary>
    public static readonly Layout Scalar = new([], []);

    public int Rank { get; }

    /// <summary>Elements: the product of the sizes.</summary>
    public long Count { get; }

    /// <summary>Row-major without gaps.</summary>
    public bool IsContiguous { get; }

    /// <summary>A permutation of a contiguous layout: without gaps or overlap, in whatever order.</summary>
    public bool IsDense { get; }

    public ReadOnlySpan<long> Sizes => _dims.AsSpan(0, Rank);
    public ReadOnlySpan<long> Strides => _dims.AsSpan(Rank);

    /// <summary>Row-major layout of the given sizes. Sizes must not be negative, nor their product exceed 2^63.</summary>
    public static Layout Contiguous(ReadOnlySpan<long> sizes)
    {
        if (sizes.Length == 0) return Scalar;
        Span<long> strides = stackalloc long[sizes.Length];
        long stride = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(sizes[i], 1);
        }
        return new(sizes, strides);
    }

    /// <summary>Itself if contiguous, else the contiguous layout of the same sizes.</summary>
    public Layout AsContiguous() => IsContiguous ? this : Contiguous(Sizes);

    /// <summary>The dense layout whose dims are ordered in memory as they are here: what a pointwise op gives its result.</summary>
    public Layout AsDense()
    {
        if (IsDense) return this;
        Span<int> order = stackalloc int[Rank];
        OrderDense(order);
        Span<long> strides = stackalloc long[Rank];
        long stride = 1;
        foreach (int dim in order)
        {
            strides[dim] = stride;
            stride *= Math.Max(Sizes[dim], 1);
        }
        return new(Sizes, strides);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SameAs(Layout other) => ReferenceEquals(this, other) || _dims.AsSpan().SequenceEqual(other._dims);

    public bool SameSizes(Layout other) => ReferenceEquals(this, other) || Sizes.SequenceEqual(other.Sizes);

    /// <summary>Elements a storage must hold beyond the offset for this layout: one more than the largest reachable offset.</summary>
    public long Extent
    {
        get
        {
            if (Count == 0) return 0;
            long extent = 1;
            for (int i = 0; i < Rank; i++) extent = checked(extent + (Sizes[i] - 1) * Strides[i]);
            return extent;
        }
    }

    /// <summary>Whether two indices may reach the same element: a broadcast dim (stride 0, size over 1).</summary>
    public bool HasOverlap
    {
        get
        {
            if (IsDense) return false;
            for (int i = 0; i < Rank; i++) if (Strides[i] == 0 && Sizes[i] > 1) return true;
            return false;
        }
    }

    /// <summary>Whether two indices may reach the same element in any way: some dim's stride does not step over all that shorter strides reach.</summary>
    public bool MayOverlap
    {
        get
        {
            if (IsDense || Count == 0) return false;
            Span<(long Stride, long Size)> dims = stackalloc (long, long)[Rank];
            for (int i = 0; i < Rank; i++) dims[i] = (Strides[i], Sizes[i]);
            dims.Sort();
            long reach = 0;
            foreach (var (stride, size) in dims)
            {
                if (size == 1) continue;
                if (stride <= reach) return true;
                reach += (size - 1) * stride;
            }
            return false;
        }
    }

    /// <summary>This layout seen with more sizes: missing and size-1 dims get stride 0. The sizes must be compatible.</summary>
    public Layout BroadcastTo(ReadOnlySpan<long> sizes)
    {
        if (Sizes.SequenceEqual(sizes)) return this;
        Span<long> strides = stackalloc long[sizes.Length];
        BroadcastStrides(sizes, strides);
        return new(sizes, strides);
    }

    internal void BroadcastStrides(ReadOnlySpan<long> sizes, Span<long> strides)
    {
        int shift = sizes.Length - Rank;
        for (int i = 0; i < sizes.Length; i++) strides[i] = i < shift || (Sizes[i - shift] == 1 && sizes[i] != 1) ? 0 : Strides[i - shift];
    }

    /// <summary>This layout without one of its dims.</summary>
    public Layout Without(int dim)
    {
        Span<long> sizes = stackalloc long[Rank - 1], strides = stackalloc long[Rank - 1];
        Sizes[..dim].CopyTo(sizes);
        Sizes[(dim + 1)..].CopyTo(sizes[dim..]);
        Strides[..dim].CopyTo(strides);
        Strides[(dim + 1)..].CopyTo(strides[dim..]);
        return new(sizes, strides);
    }

    /// <summary>This layout with another size and stride for one of its dims.</summary>
    public Layout With(int dim, long size, long stride)
    {
        Span<long> sizes = stackalloc long[Rank], strides = stackalloc long[Rank];
        Sizes.CopyTo(sizes);
        Strides.CopyTo(strides);
        (sizes[dim], strides[dim]) = (size, stride);
        return new(sizes, strides);
    }

    /// <summary>Offset of the element with the given row-major position.</summary>
    public long OffsetOf(long linear)
    {
        if (IsContiguous) return linear;
        long offset = 0;
        for (int i = Rank - 1; i >= 0; i--)
        {
            (linear, long index) = Math.DivRem(linear, Sizes[i]);
            offset += index * Strides[i];
        }
        return offset;
    }

    /// <summary>
    /// The common size of two shapes by the rules of broadcasting. Returns false at the first pair of sizes that differ with neither being 1, and that dim.
    /// </summary>
    public static bool TryBroadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Span<long> result, out int badDim)
    {
        for (int i = 1; i <= result.Length; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                badDim = result.Length - i;
                return false;
            }
            result[^i] = x == 1 ? y : x;
        }
        badDim = -1;
        return true;
    }

    bool FindContiguous()
    {
        if (Count == 0) return true;
        long stride = 1;
        for (int i = Rank - 1; i >= 0; i--)
        {
            if (Sizes[i] != 1 && Strides[i] != stride) return false;
            stride *= Sizes[i];
        }
        return true;
    }

    bool FindDense()
    {
        Span<int> order = stackalloc int[Rank];
        OrderByStride(order);
        long stride = 1;
        foreach (int dim in order)
        {
            if (Sizes[dim] == 1) continue;
            if (Strides[dim] != stride) return false;
            stride *= Sizes[dim];
        }
        return true;
    }

    /// <summary>
    /// The order of dims in a dense layout made after this one: by stride; of equal strides the smaller size is the inner one. A broadcast dim (stride 0) says nothing
    /// about order and keeps its place.
    /// </summary>
    void OrderDense(Span<int> order)
    {
        for (int i = 0; i < Rank; i++)
        {
            order[i] = Rank - 1 - i;
            for (int at = i, before = i - 1; before >= 0; before--)
            {
                long a = Strides[order[before]], b = Strides[order[at]];
                if (a == 0 || b == 0) continue;
                if (a < b) break;
                if (a == b && Sizes[order[before]] <= Sizes[order[at]]) continue;
                (order[before], order[at]) = (order[at], order[before]);
                at = before;
            }
        }
    }

    /// <summary>Dims from the smallest stride to the largest; among equals the later dim is the inner one.</summary>
    void OrderByStride(Span<int> order)
    {
        for (int i = 0; i < Rank; i++)
        {
            int dim = Rank - 1 - i, at = i;
            for (; at > 0 && Strides[order[at - 1]] > Strides[dim]; at--) order[at] = order[at - 1];
            order[at] = dim;
        }
    }

    static long CheckedCount(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
        {
            if (size < 0) ThrowNegative(size, sizes);
            count = checked(count * size);
        }
        return count;
    }

    [DoesNotReturn]
    static void ThrowNegative(long size, ReadOnlySpan<long> sizes)
        => throw new InvalidOperationException($"Trying to create tensor with negative dimension {size}: [{string.Join(", ", sizes.ToArray())}]");
}
