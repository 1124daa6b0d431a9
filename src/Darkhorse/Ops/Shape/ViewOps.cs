using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same elements in other sizes, sharing memory. One size may be -1: it follows from the others.</summary>
        /// <exception cref="InvalidOperationException">The sizes do not fit the number of elements, or the strides do not allow a view.</exception>
        public Tensor view(params ReadOnlySpan<long> shape)
        {
            Span<long> sizes = stackalloc long[shape.Length];
            ResolveSizes(shape, sizes);
            return Views.Reshaped(this, ViewLayout(sizes) ?? throw new InvalidOperationException("view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead."));
        }

        /// <summary>The same elements in other sizes: a view where the strides allow it, else a copy.</summary>
        public Tensor reshape(params ReadOnlySpan<long> shape)
        {
            Span<long> sizes = stackalloc long[shape.Length];
            ResolveSizes(shape, sizes);
            return ViewLayout(sizes) is { } layout ? Views.Reshaped(this, layout) : Views.Reshaped(contiguous(), Layout.Contiguous(sizes));
        }

        /// <summary>Exchanges two dims. A view.</summary>
        public Tensor transpose(long dim0, long dim1)
        {
            int rank = Layout.Rank, a = Dims.Wrap(dim0, rank), b = Dims.Wrap(dim1, rank);
            if (rank == 0) return Views.Reshaped(this, Layout);
            var order = new int[rank];
            for (int i = 0; i < rank; i++) order[i] = i;
            (order[a], order[b]) = (order[b], order[a]);
            return Views.Permute(this, order);
        }

        /// <summary>The transpose of a matrix; tensors of fewer dims come back as they are. A view.</summary>
        public Tensor t()
        {
            if (Layout.Rank > 2) throw new InvalidOperationException($"t() expects a tensor with <= 2 dimensions, but self is {Layout.Rank}D");
            return Layout.Rank == 2 ? transpose(0, 1) : Views.Reshaped(this, Layout);
        }

        /// <summary>Dims in the given order. A view.</summary>
        public Tensor permute(params ReadOnlySpan<long> permutation)
        {
            int rank = Layout.Rank;
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
            return Views.Permute(this, order);
        }

        /// <summary>Repeats dims of size 1 without copying; -1 keeps a size. A view.</summary>
        public Tensor expand(params ReadOnlySpan<long> sizes)
        {
            int rank = Layout.Rank, shift = sizes.Length - rank;
            if (shift < 0)
                throw new InvalidOperationException($"expand({DType.LegacyName}Tensor{{{Errors.Shape(this)}}}, size=[{string.Join(", ", sizes.ToArray())}]): the number of sizes provided ({sizes.Length}) must be greater or equal to the number of dimensions in the tensor ({rank})");
            Span<long> target = stackalloc long[sizes.Length];
            for (int i = 0; i < sizes.Length; i++)
            {
                long own = i < shift ? 1 : Sizes[i - shift];
                if (sizes[i] == -1 && i < shift)
                    throw new InvalidOperationException($"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {i}");
                target[i] = sizes[i] == -1 ? own : sizes[i];
                if (own != 1 && own != target[i])
                    throw new InvalidOperationException($"The expanded size of the tensor ({target[i]}) must match the existing size ({own}) at non-singleton dimension {i}.  Target sizes: [{string.Join(", ", target.ToArray())}].  Tensor sizes: {Errors.Shape(this)}");
            }
            return Views.Expand(this, target);
        }

        /// <summary>One position of one dim, which disappears. A view.</summary>
        public Tensor select(long dim, long index)
        {
            if (Layout.Rank == 0) throw new IndexOutOfRangeException("select() cannot be applied to a 0-dim tensor.");
            int d = Dims.Wrap(dim, Layout.Rank);
            long size = Sizes[d];
            if (index < -size || index >= size)
                throw new IndexOutOfRangeException($"select(): index {index} out of range for tensor of size {Errors.Shape(this)} at dimension {d}");
            return Views.Select(this, d, index < 0 ? index + size : index);
        }

        /// <summary>A view of any sizes and strides over the storage; offset in elements from the storage's start, default the tensor's own.</summary>
        public Tensor as_strided(ReadOnlySpan<long> size, ReadOnlySpan<long> stride, long? storage_offset = null)
            => Views.AsStrided(this, size, stride, storage_offset ?? Data.Offset);

        void ResolveSizes(ReadOnlySpan<long> shape, Span<long> sizes)
        {
            shape.CopyTo(sizes);
            int open = -1;
            long known = 1;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] == -1)
                {
                    if (open >= 0) throw new InvalidOperationException("only one dimension can be inferred");
                    open = i;
                }
                else
                {
                    if (sizes[i] < 0) throw new InvalidOperationException($"invalid shape dimension {sizes[i]}");
                    known *= sizes[i];
                }
            }
            long count = Layout.Count;
            if (open < 0 ? known != count : known == 0 ? count != 0 : count % known != 0)
                throw new InvalidOperationException($"shape '[{string.Join(", ", shape.ToArray())}]' is invalid for input of size {count}");
            if (open < 0) return;
            if (known == 0)
                throw new InvalidOperationException($"cannot reshape tensor of 0 elements into shape [{string.Join(", ", shape.ToArray())}] because the unspecified dimension size -1 can be any value and is ambiguous");
            sizes[open] = count / known;
        }

        /// <summary>The strides by which the elements, in order, have the given sizes; null if no strides do.</summary>
        Layout? ViewLayout(ReadOnlySpan<long> sizes)
        {
            if (Sizes.SequenceEqual(sizes)) return Layout;
            if (Layout.IsContiguous) return Layout.Contiguous(sizes);
            Span<long> strides = stackalloc long[sizes.Length];
            int target = sizes.Length - 1;
            int end = Layout.Rank - 1;
            // Each run of dims that are contiguous among themselves must be filled by whole target dims.
            while (end >= 0)
            {
                long block = 1, stride = Strides[end];
                int d = end;
                do block *= Sizes[d];
                while (--d >= 0 && (Sizes[d] == 1 || Strides[d] == stride * block));
                long filled = 1;
                while (target >= 0 && (filled < block || sizes[target] == 1))
                {
                    strides[target] = stride * filled;
                    filled *= sizes[target--];
                }
                if (filled != block) return null;
                end = d;
            }
            return new(sizes, strides);
        }
    }
}
