using System.Runtime.CompilerServices;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>One position of the first dim: a view. Setting broadcasts the value.</summary>
        /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
        [OverloadResolutionPriority(1)]
        public Tensor this[long i1]
        {
            get => Indexing.Select(this, i1);
            set => Indexing.Assign(Indexing.Select(this, i1), value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[long i1, long i2]
        {
            get => Indexing.Select(this, i1, i2);
            set => Indexing.Assign(Indexing.Select(this, i1, i2), value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Indexing.Get(this, [i1, i2, i3]);
            set => Indexing.Set(this, [i1, i2, i3], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Indexing.Get(this, [i1, i2, i3, i4]);
            set => Indexing.Set(this, [i1, i2, i3, i4], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Indexing.Get(this, [i1, i2, i3, i4, i5]);
            set => Indexing.Set(this, [i1, i2, i3, i4, i5], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Indexing.Get(this, [i1, i2, i3, i4, i5, i6]);
            set => Indexing.Set(this, [i1, i2, i3, i4, i5, i6], value);
        }

        /// <summary>
        /// A part of the tensor. Positions, slices, new dims and ellipses alone give a view; index tensors and masks give a copy, by PyTorch's rules. Setting broadcasts
        /// the value into the part. Differentiable.
        /// </summary>
        /// <exception cref="IndexOutOfRangeException">A position does not exist, there are too many parts, or the shapes of index tensors or masks do not fit.</exception>
        [OverloadResolutionPriority(1)]
        public Tensor this[TensorIndex i1]
        {
            get => Indexing.Get(this, [i1]);
            set => Indexing.Set(this, [i1], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[TensorIndex i1, TensorIndex i2]
        {
            get => Indexing.Get(this, [i1, i2]);
            set => Indexing.Set(this, [i1, i2], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[TensorIndex i1, TensorIndex i2, TensorIndex i3]
        {
            get => Indexing.Get(this, [i1, i2, i3]);
            set => Indexing.Set(this, [i1, i2, i3], value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[TensorIndex i1, TensorIndex i2, TensorIndex i3, TensorIndex i4]
        {
            get => Indexing.Get(this, [i1, i2, i3, i4]);
            set => Indexing.Set(this, [i1, i2, i3, i4], value);
        }

        /// <summary>A part of the tensor, written as in Python: <c>x["1:-1, ::2"]</c>, <c>x["..., None, 0"]</c>, <c>x[":, [0, 2]"]</c>.</summary>
        /// <exception cref="IndexOutOfRangeException">The text is no index, or none of this tensor.</exception>
        [OverloadResolutionPriority(1)]
        public Tensor this[string index]
        {
            get => Indexing.Get(this, IndexText.Parts(index));
            set => Indexing.Set(this, IndexText.Parts(index), value);
        }

        [OverloadResolutionPriority(1)]
        public Tensor this[params TensorIndex[] indices]
        {
            get => Indexing.Get(this, indices);
            set => Indexing.Set(this, indices, value);
        }

        /// <summary>A tensor of positions, or a mask, for each of the first dims; null takes the whole dim.</summary>
        public Tensor this[params Tensor?[] indices]
        {
            get => Indexing.Get(this, Indexing.Parts(indices));
            set => Indexing.Set(this, Indexing.Parts(indices), value);
        }

        public Tensor this[params long[] indices]
        {
            get => Indexing.Get(this, Indexing.Parts(indices));
            set => Indexing.Set(this, Indexing.Parts(indices), value);
        }

        /// <summary>The same as <c>x[indices]</c>.</summary>
        [OverloadResolutionPriority(1)]
        public Tensor index(params TensorIndex[] indices) => Indexing.Get(this, indices);

        /// <summary>The same as <c>x[indices]</c>; null takes the whole dim.</summary>
        public Tensor index(params Tensor?[] indices) => Indexing.Get(this, Indexing.Parts(indices));

        /// <summary>The same as <c>x[indices] = value</c>; with <paramref name="accumulate"/> the values are added, each as often as its position is named.</summary>
        [OverloadResolutionPriority(1)]
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false) => Indexing.Put(this, indices, value, accumulate);

        public Tensor index_put_(Tensor value, Tensor?[] indices, bool accumulate = false) => Indexing.Put(this, Indexing.Parts(indices), value, accumulate);

        [OverloadResolutionPriority(1)]
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Indexing.Put(this, indices, value, accumulate: false);

        public Tensor index_put_(Tensor value, params Tensor?[] indices) => Indexing.Put(this, Indexing.Parts(indices), value, accumulate: false);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
            => Indexing.Put(this, indices, Numbers.Wrap(value, DType, this), accumulate: false);

        public Tensor index_put_(Scalar value, params Tensor?[] indices)
            => Indexing.Put(this, Indexing.Parts(indices), Numbers.Wrap(value, DType, this), accumulate: false);
    }
}
