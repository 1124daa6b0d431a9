using System.Runtime.CompilerServices;
using Darkhorse.Autograd;
using TensorIndex = Darkhorse.torch.TensorIndex;

namespace Darkhorse.Ops;

/// <summary>The elements in another order, or several times over: copies of whole blocks.</summary>
static class Rearranging
{
    /// <summary>The given dims in reverse. A copy.</summary>
    [Op("flip")]
    public static Tensor Flip(Tensor input, params ReadOnlySpan<long> dims)
    {
        int rank = input.Layout.Rank;
        ulong mask = 0;
        foreach (long dim in dims)
        {
            ulong bit = 1UL << Dims.Wrap(dim, rank);
            if ((mask & bit) != 0) throw new InvalidOperationException($"dim {Dims.Wrap(dim, rank)} appears multiple times in the list of dims");
            mask |= bit;
        }
        // A flipped dim is read backwards: from its last position, by the negative stride.
        Span<long> strides = stackalloc long[rank];
        long offset = input.Data.Offset;
        for (int d = 0; d < rank; d++)
        {
            bool flipped = (mask >> d & 1) != 0 && input.Sizes[d] > 1;
            strides[d] = flipped ? -input.Strides[d] : input.Strides[d];
            if (flipped) offset += (input.Sizes[d] - 1) * input.Strides[d];
        }
        var result = Tensor.Empty(input.Layout.AsDense(), input.DType, input);
        if (input.Layout.Count > 0) input.Backend.Copy(result.Data, input.Data.With(new(input.Sizes, strides), offset));
        if (GradMode.Tracks(input)) result.SetGradFn(new FlipNode(input, dims.ToArray()), 0);
        return result;
    }

    /// <summary>Left and right exchanged: the second dim in reverse.</summary>
    [Op("fliplr")]
    public static Tensor FlipLeftRight(Tensor input) => input.Layout.Rank >= 2 ? Flip(input, 1) : throw new InvalidOperationException("Input must be >= 2-d.");

    /// <summary>Top and bottom exchanged: the first dim in reverse.</summary>
    [Op("flipud")]
    public static Tensor FlipUpDown(Tensor input) => input.Layout.Rank >= 1 ? Flip(input, 0) : throw new InvalidOperationException("Input must be >= 1-d.");

    /// <summary>Turned by k quarter turns, from the first of the two dims towards the second.</summary>
    [Op("rot90")]
    public static Tensor Rot90(Tensor input, long k = 1, (long, long)? dims = null) => Rot90(input, k, [dims?.Item1 ?? 0, dims?.Item2 ?? 1]);

    /// <summary>Turned by k quarter turns, from the first of the two dims towards the second.</summary>
    [Op("rot90")]
    public static Tensor Rot90(Tensor input, long k, ReadOnlySpan<long> dims)
    {
        int rank = input.Layout.Rank;
        if (dims.Length != 2) throw new InvalidOperationException($"expected total rotation dims == 2, but got dims = {dims.Length}");
        if (rank < 2) throw new InvalidOperationException($"expected total dims >= 2, but got total dims = {rank}");
        int from = Dims.Wrap(dims[0], rank), to = Dims.Wrap(dims[1], rank);
        if (from == to) throw new InvalidOperationException($"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}");
        return ((k % 4 + 4) % 4) switch
        {
            1 => Reordering.Transpose(Flip(input, to), from, to),
            2 => Flip(input, from, to),
            3 => Reordering.Transpose(Flip(input, from), from, to),
            _ => input.Copied(Layout.Contiguous(input.Sizes), input.DType) is var copy && GradMode.Tracks(input) ? Tracked(copy, input) : copy,
        };
    }

    static Tensor Tracked(Tensor copy, Tensor source)
    {
        copy.SetGradFn(new CloneNode(source), 0);
        return copy;
    }

    /// <summary>Elements moved on by a number of positions, along one dim or (without one) in the flattened tensor; those beyond the end come in at the start.</summary>
    [Op("roll")]
    public static Tensor Roll(Tensor input, long shifts, long? dims = null) => dims is { } dim ? Roll(input, [shifts], [dim]) : Roll(input, [shifts]);

    /// <summary>Elements moved on by a number of positions along each of several dims; those beyond the end come in at the start.</summary>
    [Op("roll")]
    public static Tensor Roll(Tensor input, [Tuples] ReadOnlySpan<long> shifts, [Tuples] ReadOnlySpan<long> dims = default)
    {
        if (shifts.Length == 0) throw new InvalidOperationException("`shifts` required");
        if (dims.Length == 0 && shifts.Length == 1) return Reshaping.Reshape(Roll(Reshaping.Ravel(input), shifts, [0]), input.Sizes);
        if (shifts.Length != dims.Length) throw new InvalidOperationException($"shifts and dimensions must align. shifts: {shifts.Length}, dims:{dims.Length}");
        int rank = input.Layout.Rank;
        if (rank == 0) throw new IndexOutOfRangeException("Dimension specified as 0 but tensor has no dimensions");
        Span<long> moves = stackalloc long[rank];
        moves.Clear();
        for (int i = 0; i < dims.Length; i++)
        {
            int d = Dims.Wrap(dims[i], rank);
            long size = input.Sizes[d];
            if (size > 0) moves[d] = ((moves[d] + shifts[i]) % size + size) % size;
        }
        var result = Tensor.Empty(Layout.Contiguous(input.Sizes), input.DType, input);
        if (input.Layout.Count > 0) CopyBlocks(input, result, moves);
        if (GradMode.Tracks(input)) result.SetGradFn(new RollNode(input, shifts.ToArray(), dims.ToArray()), 0);
        return result;
    }

    /// <summary>Each moved dim falls in two blocks: bit d of <c>second</c> says which one of dim d is copied.</summary>
    static void CopyBlocks(Tensor input, Tensor result, ReadOnlySpan<long> moves)
    {
        ulong moved = 0;
        for (int d = 0; d < moves.Length; d++) if (moves[d] != 0) moved |= 1UL << d;
        Span<long> sizes = stackalloc long[moves.Length];
        ulong second = 0;
        do
        {
            long source = input.Data.Offset, target = 0;
            for (int d = 0; d < moves.Length; d++)
            {
                long length = input.Sizes[d], wrapped = moves[d];
                sizes[d] = length;
                if ((moved >> d & 1) == 0) continue;
                bool wraps = (second >> d & 1) != 0;
                sizes[d] = wraps ? wrapped : length - wrapped;
                source += wraps ? (length - wrapped) * input.Strides[d] : 0;
                target += wraps ? 0 : wrapped * result.Strides[d];
            }
            result.Backend.Copy(result.Data.With(new(sizes, result.Strides), target), input.Data.With(new(sizes, input.Strides), source));
            second = (second - moved) & moved; // the next subset of the moved dims
        }
        while (second != 0);
    }

    /// <summary>The whole tensor so many times along each dim; more numbers than dims add dims in front.</summary>
    [Op("repeat", Variants.Method)]
    public static Tensor Repeat(Tensor input, params ReadOnlySpan<long> sizes)
    {
        int rank = sizes.Length, shift = rank - input.Layout.Rank;
        if (shift < 0) throw new InvalidOperationException("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
        // Two dims for each: which time (no step in the source), and where.
        Span<long> shape = stackalloc long[rank], split = stackalloc long[2 * rank], strides = stackalloc long[2 * rank];
        for (int d = 0; d < rank; d++)
        {
            long size = d < shift ? 1 : input.Sizes[d - shift];
            if (sizes[d] < 0) throw new InvalidOperationException($"Trying to create tensor with negative dimension {sizes[d] * size}: [{string.Join(", ", sizes.ToArray())}]");
            shape[d] = sizes[d] * size;
            (split[2 * d], split[2 * d + 1]) = (sizes[d], size);
            (strides[2 * d], strides[2 * d + 1]) = (0, d < shift ? 0 : input.Strides[d - shift]);
        }
        var result = Tensor.Empty(Layout.Contiguous(shape), input.DType, input);
        if (result.Layout.Count > 0) result.Backend.Copy(result.Data.With(Layout.Contiguous(split)), input.Data.With(new(split, strides)));
        if (GradMode.Tracks(input)) result.SetGradFn(new RepeatNode(input, sizes.ToArray()), 0);
        return result;
    }

    /// <summary>The whole tensor so many times along each dim; numbers fewer than the dims count for the last ones.</summary>
    [Op("tile", Names = "; reps")]
    public static Tensor Tile(Tensor input, params ReadOnlySpan<long> dims)
    {
        Span<long> repeats = stackalloc long[Math.Max(dims.Length, input.Layout.Rank)];
        repeats.Fill(1);
        dims.CopyTo(repeats[^dims.Length..]);
        return Repeat(input, repeats);
    }

    /// <summary>Each element so many times in a row, along one dim or (without one) in the flattened tensor.</summary>
    [Op("repeat_interleave")]
    public static Tensor RepeatInterleave(Tensor input, long repeats, long? dim = null, long? output_size = null)
    {
        if (repeats < 0) throw new InvalidOperationException("Repeats must be non-negative");
        if (dim is null) (input, dim) = (Reshaping.Ravel(input), 0);
        int rank = input.Layout.Rank, d = Dims.Wrap(dim.Value, rank);
        if (rank == 0) return RepeatInterleave(Reshaping.Reshape(input, 1), repeats, 0, output_size);
        long total = input.Sizes[d] * repeats;
        if (output_size is { } wanted && wanted != total) throw new InvalidOperationException($"output_size ({wanted}) must equal the number of repeated elements ({total})");
        Span<long> sizes = stackalloc long[rank + 1];
        input.Sizes[..(d + 1)].CopyTo(sizes);
        sizes[d + 1] = repeats;
        input.Sizes[(d + 1)..].CopyTo(sizes[(d + 2)..]);
        // A copy even where a count of 0 or 1 would let a view do.
        var repeated = Parts.Expand(Reshaping.Unsqueeze(input, d + 1), sizes).clone();
        return Reshaping.Flatten(repeated, d, d + 1);
    }

    /// <summary>Each position of a dim (without one, of the flattened tensor) as many times in a row as the integers of another tensor say.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="repeats">A number for each position, or one for all.</param>
    /// <param name="dim">The dim.</param>
    /// <param name="output_size">The sum of the repeats, if it is known.</param>
    [Op("repeat_interleave")]
    public static Tensor RepeatInterleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null)
    {
        if (dim is null || input.Layout.Rank == 0) (input, dim) = (Reshaping.Ravel(input), Dims.Wrap(dim ?? 0, 1));
        int d = Dims.Wrap(dim.Value, input.Layout.Rank);
        if (repeats.Layout.Rank > 1) throw new InvalidOperationException("repeats must be 0-dim or 1-dim tensor");
        if (repeats.Layout.Count == 1) return RepeatInterleave(input, repeats.item<long>(), d, output_size);
        if (repeats.Layout.Count != input.Sizes[d])
            throw new InvalidOperationException($"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats.Layout.Count} and input.size({d}) = {input.Sizes[d]}");
        var indices = new TensorIndex[d + 1];
        indices.AsSpan().Fill(TensorIndex.Colon);
        indices[d] = TensorIndex.Tensor(RepeatInterleave(repeats, output_size));
        return input[indices];
    }

    /// <summary>0, 1, 2, … each as many times in a row as the integers of a vector say.</summary>
    [Op("repeat_interleave", Variants.Function)]
    public static Tensor RepeatInterleave(Tensor repeats, long? output_size = null)
    {
        if (repeats.Layout.Rank != 1) throw new InvalidOperationException("repeat_interleave only accept 1D vector as repeat");
        if (repeats.DType is not (DType.Int32 or DType.Int64)) throw new InvalidOperationException("repeats has to be Long or Int tensor");
        long[] counts = repeats.to(torch.ScalarType.Int64).ToArray<long>();
        long total = 0;
        foreach (long count in counts) total += count >= 0 ? count : throw new InvalidOperationException("repeats can not be negative");
        if (output_size is { } wanted && wanted != total) throw new InvalidOperationException("allocated size does not match required size");
        var positions = new long[total];
        long at = 0;
        for (long i = 0; i < counts.LongLength; i++) for (long end = at + counts[i]; at < end; at++) positions[at] = i;
        return Sharing.FromArray(positions, repeats.dtype, repeats.device);
    }
}

sealed class FlipNode(Tensor x, long[] dims) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Rearranging.Flip(flow.Grad, dims));
}

sealed class RollNode(Tensor x, long[] shifts, long[] dims) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Rearranging.Roll(flow.Grad, Array.ConvertAll(shifts, shift => -shift), dims));
}

/// <summary>The gradients of all the times are added up.</summary>
sealed class RepeatNode(Tensor x, long[] repeats) : Node(x)
{
    readonly Layout _input = x.Layout;

    internal override void Backward(in Flow flow)
    {
        int rank = repeats.Length, shift = rank - _input.Rank;
        Span<long> split = stackalloc long[2 * rank];
        Span<long> times = stackalloc long[rank];
        for (int d = 0; d < rank; d++)
        {
            (split[2 * d], split[2 * d + 1]) = (repeats[d], d < shift ? 1 : _input.Sizes[d - shift]);
            times[d] = 2 * d;
        }
        var gradient = rank == 0 ? flow.Grad : Reshaping.Reshape(flow.Grad, split).sum(times);
        flow.To(0, Reshaping.Reshape(gradient, _input.Sizes));
    }
}
