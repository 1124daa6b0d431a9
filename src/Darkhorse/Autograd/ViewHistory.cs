using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse.Autograd
{
    /// <summary>How a view came to be, which decides whether it may be changed in place under autograd.</summary>
    enum ViewKind : byte
    {
        Ordinary,
        NoGrad,
        OneOfSeveral,
    }

    /// <summary>
    /// In-place ops and history. Changing a view changes its base: the base's history becomes "the old base, with this part replaced", and every
    /// view's own history is then to be read through the base.
    /// </summary>
    static class InPlace
    {
        /// <summary>Refuses what autograd cannot follow, in PyTorch's words. To be called before anything is written.</summary>
        public static void Check(Tensor self)
        {
            if (!GradMode.Enabled || !self.requires_grad) return;
            if (self.Base is { } origin)
            {
                if (self.ViewKind == ViewKind.NoGrad)
                    throw new InvalidOperationException("A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).");
                if (self.ViewKind == ViewKind.OneOfSeveral)
                    throw new InvalidOperationException($"Output {self.OutputNr} of {self.grad_fn?.Name ?? "SplitBackward0"} is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.");
                if (origin.is_leaf && origin.requires_grad)
                    throw new InvalidOperationException("a view of a leaf Variable that requires grad is being used in an in-place operation.");
            }
            if (self.is_leaf) throw new InvalidOperationException("a leaf Variable that requires grad is being used in an in-place operation.");
        }

        /// <summary>After the write: counts it, and gives the tensor (and the base of a view) its new history.</summary>
        /// <param name="self">The tensor that was written.</param>
        /// <param name="node">The op's node, made before the write; null if nothing tracks.</param>
        public static void Finish(Tensor self, Node? node)
        {
            self.Storage.Version++;
            if (node is null) return;
            if (self.Base is not { } origin)
            {
                self.SetGradFn(node, 0);
                return;
            }
            origin.SetGradFn(new CopySlicesNode(origin, self, node), 0);
            self.FollowsBase();
        }
    }

    /// <summary>The base after a view of it was changed by the change: everywhere else the old base, there the change's result.</summary>
    sealed class CopySlicesNode : Node
    {
        readonly Node _change;
        readonly Layout _origin, _view;
        readonly long _offset;

        public CopySlicesNode(Tensor origin, Tensor view, Node change) : base(origin)
        {
            (_change, _origin, _view, _offset) = (change, origin.Layout.IsDense ? origin.Layout : origin.Layout.AsContiguous(), view.Layout, view.Data.Offset - origin.Data.Offset);
            // The change's first input is the view, and so part of the base; its other inputs keep their own edges.
            var edges = (Edge[])change.Edges.Clone();
            edges[0] = Edges[0];
            ReplaceEdges(edges);
        }

        public override string Name => "CopySlices";

        internal override void Release() => _change.Release();

        internal override void Backward(in Flow flow)
        {
            var gradient = Tensor.Empty(_origin, flow.Grad.DType, flow.Grad).copy_(flow.Grad);
            var part = gradient.as_strided(_view.Sizes, _view.Strides, _offset);
            var incoming = new GradientBuffer { First = part.clone() };
            var sink = new GradientSink();
            _change.Backward(flow.Into(_change, in incoming, sink));
            if (sink.Gradient is { } replaced) part.copy_(replaced);
            else part.Backend.Fill(part.Data, 0);
            flow.To(0, gradient);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public partial class Tensor
        {
            /// <summary>The tensor whose elements this view shows, itself no view.</summary>
            internal Tensor? Base;
            internal ViewKind ViewKind;
            int _viewVersion;

            /// <summary>The tensor this is a view of, or null.</summary>
            public Tensor? _base => Base;

            public bool _is_view() => Base is not null;

            /// <summary>A view with the given layout. The caller records its node.</summary>
            internal Tensor View(Layout layout, long offset, ViewKind kind = ViewKind.Ordinary)
                => new(Data.Storage, layout, offset, Data.DType)
                {
                    Base = Base ?? this,
                    ViewKind = ViewKind != ViewKind.Ordinary ? ViewKind : !GradMode.Enabled ? ViewKind.NoGrad : kind,
                    _viewVersion = Data.Storage.Version,
                };

            /// <summary>Brings the history of a view up to date with its base; returns whether it requires grad.</summary>
            internal bool FollowsBase()
            {
                if (_viewVersion == Storage.Version) return _requiresGrad;
                _viewVersion = Storage.Version;
                if (Base!.requires_grad && GradMode.Enabled && !Base.is_leaf) SetGradFn(new AsStridedNode(Base, this), 0);
                return _requiresGrad;
            }
        }
    }
}
