using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse.Ops
{
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
            if (flow.Needs(0)) flow.To(0, flow.Grad.zeros_like());
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
            /// <summary>A copy with memory of its own, laid out alike if dense, else contiguous in the order of the strides. Differentiable.</summary>
            public Tensor clone()
            {
                var result = Copied(Layout.AsDense(), DType);
                if (GradMode.Tracks(this)) result.SetGradFn(new CloneNode(this), 0);
                return result;
            }

            /// <summary>Itself if its memory is row-major, else a row-major copy.</summary>
            public Tensor contiguous()
            {
                if (Layout.IsContiguous) return this;
                var result = Copied(Layout.AsContiguous(), DType);
                if (GradMode.Tracks(this)) result.SetGradFn(new CloneNode(this), 0);
                return result;
            }

            /// <summary>The tensor in another dtype; itself if it has it already and <paramref name="copy"/> is not asked for.</summary>
            public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            {
                var dtype = type.ToDType();
                if (dtype == DType) return copy ? clone() : this;
                var result = Copied(Layout.AsDense(), dtype);
                if (GradMode.Tracks(this) && (dtype.IsFloat || dtype.IsComplex)) result.SetGradFn(new ToCopyNode(this), 0);
                if (disposeAfter) Dispose();
                return result;
            }

            /// <summary>The tensor on another device; itself if it is there already and <paramref name="copy"/> is not asked for.</summary>
            public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            {
                if (device == this.device) return copy ? clone() : this;
                var result = Empty(Layout.AsDense(), DType, Devices.Backend.For(device.type));
                if (device.type != DeviceType.META) result.Backend.Copy(result.Data, Data);
                if (GradMode.Tracks(this)) result.SetGradFn(new ToCopyNode(this), 0);
                if (disposeAfter) Dispose();
                return result;
            }

            /// <summary>Overwrites this tensor with another one, broadcast and cast. Differentiable in the source.</summary>
            public Tensor copy_(Tensor source, bool nonBlocking = false)
            {
                if (!source.Layout.SameSizes(Layout))
                {
                    Span<long> sizes = stackalloc long[Math.Max(Layout.Rank, source.Layout.Rank)];
                    if (!Layout.TryBroadcast(Sizes, source.Sizes, sizes, out int dim)) Errors.SizesDiffer(this, source, dim, sizes.Length);
                    if (!Sizes.SequenceEqual(sizes)) Errors.OutputShape(this, sizes);
                }
                InPlace.Check(this);
                if (Layout.HasOverlap) Errors.Overlap();
                var node = GradMode.Tracks(this, source) && (DType.IsFloat || DType.IsComplex) ? new CopyNode(this, source) : null;
                if (ReferenceEquals(Storage, source.Storage) && !(Data.Offset == source.Data.Offset && Layout.SameAs(source.Layout)))
                    source = source.Copied(source.Layout.AsDense(), source.DType); // the two may overlap
                Backend.Copy(Data, source.Data);
                InPlace.Finish(this, node);
                return this;
            }

            internal Tensor Copied(Layout layout, DType dtype)
            {
                var result = Empty(layout, dtype, this);
                Backend.Copy(result.Data, Data);
                return result;
            }

            /// <summary>Another shape for an out tensor; what it held is lost.</summary>
            internal void Resize(ReadOnlySpan<long> sizes)
            {
                var layout = Layout.Contiguous(sizes);
                var storage = (Data.Offset + layout.Count) * DType.ItemSize <= Storage.ByteCount ? Storage : Backend.Allocate(layout.Count * DType.ItemSize);
                Data = new(storage, layout, ReferenceEquals(storage, Storage) ? Data.Offset : 0, DType);
            }
        }
    }
}
