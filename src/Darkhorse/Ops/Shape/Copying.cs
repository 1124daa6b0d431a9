using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse.Ops
{
    /// <summary>Elements in memory of their own, and what overwrites them.</summary>
    static class Copying
    {
        /// <summary>A copy with memory of its own, laid out alike if dense, else contiguous in the order of the strides. Differentiable.</summary>
        [Op("clone")]
        public static Tensor Clone(Tensor input)
        {
            var result = input.Copied(input.Layout.AsDense(), input.DType);
            if (GradMode.Tracks(input)) result.SetGradFn(new CloneNode(input), 0);
            return result;
        }

        /// <summary>Itself if its memory is row-major, else a row-major copy.</summary>
        [Op("contiguous", Variants.Method)]
        public static Tensor Contiguous(Tensor input)
        {
            if (input.Layout.IsContiguous) return input;
            var result = input.Copied(input.Layout.AsContiguous(), input.DType);
            if (GradMode.Tracks(input)) result.SetGradFn(new CloneNode(input), 0);
            return result;
        }

        /// <summary>Overwrites a tensor with another one, broadcast and cast. Differentiable in the source.</summary>
        /// <exception cref="InvalidOperationException">The source cannot be broadcast to the sizes of the target.</exception>
        [Op("copy_", Variants.Method)]
        public static Tensor CopyInPlace(Tensor input, Tensor source, bool nonBlocking = false)
        {
            if (!source.Layout.SameSizes(input.Layout))
            {
                Span<long> sizes = stackalloc long[Math.Max(input.Layout.Rank, source.Layout.Rank)];
                if (!Layout.TryBroadcast(input.Sizes, source.Sizes, sizes, out int dim)) Errors.SizesDiffer(input, source, dim, sizes.Length);
                if (!input.Sizes.SequenceEqual(sizes)) Errors.OutputShape(input, sizes);
            }
            InPlace.Check(input);
            if (input.Layout.HasOverlap) Errors.Overlap();
            var node = GradMode.Tracks(input, source) && (input.DType.IsFloat || input.DType.IsComplex) ? new CopyNode(input, source) : null;
            var data = source.Data;
            if (ReferenceEquals(input.Storage, source.Storage) && !(input.Data.Offset == source.Data.Offset && input.Layout.SameAs(source.Layout)))
                data = source.Copied(source.Layout.AsDense(), source.DType).Data; // the two may overlap
            input.Backend.Copy(input.Data, data);
            InPlace.Finish(input, node);
            return input;
        }

        /// <summary>Sets every element to zero.</summary>
        [Op("zero_")]
        public static Tensor ZeroInPlace(Tensor input) => input.fill_(0);
    }

    sealed class CloneNode(Tensor x) : Node(x)
    {
        internal override void Backward(in Flow flow) => flow.To(0, flow.Grad);
    }

    sealed class ToCopyNode(Tensor x) : Node(x)
    {
        readonly DType _dtype = x.DType;

        internal override void Backward(in Flow flow) => flow.To(0, Fit.To(flow.Grad, flow.Grad.Layout, _dtype));
    }

    /// <summary>target = source, broadcast and cast: the target's old value has no gradient.</summary>
    sealed class CopyNode(Tensor target, Tensor source) : Node(target, source)
    {
        readonly Layout _source = source.Layout;
        readonly DType _dtype = source.DType;

        internal override void Backward(in Flow flow)
        {
            if (flow.Needs(0)) flow.To(0, Filled.ZerosLike(flow.Grad));
            if (flow.Needs(1)) flow.To(1, Fit.To(flow.Grad, _source, _dtype));
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public partial class Tensor
        {
            internal Tensor Copied(Layout layout, DType dtype)
            {
                var result = Empty(layout, dtype, this);
                Backend.Copy(result.Data, Data);
                return result;
            }
        }
    }
}
