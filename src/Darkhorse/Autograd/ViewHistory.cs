using Darkhorse.Autograd;
using Darkhorse.Memory;
using Darkhorse.Ops;

namespace Darkhorse.Autograd
{
    /// <summary>How a view came to be, which decides whether it may be changed in place under autograd.</summary>
    enum ViewKind : byte
    {
        Ordinary,
        NoGrad,
        OneOfSeveral,

        /// <summary>What a custom function, or a module with backward hooks, handed through.</summary>
        OfFunction,
    }

    /// <summary>
    /// In-place ops and history. Changing a view changes its base: the base's history becomes "the old base, with this part replaced", and every
    /// view's own history is then to be read through the base.
    /// </summary>
    static class InPlace
    {
        /// <summary>Refuses what autograd cannot follow, in PyTorch's words, and what the owner of the memory forbids, in NumPy's. To be called before anything is written.</summary>
        public static void Check(Tensor self)
        {
            if (self.Storage.IsInference) InferenceMode.CheckWrite();
            if (self.Storage.IsReadOnly) throw new InvalidOperationException("assignment destination is read-only");
            if (!GradMode.Enabled || !self.requires_grad) return;
            if (self.Base is { } origin)
            {
                CheckKind(self, "is being");
                if (origin.is_leaf && origin.requires_grad)
                    throw new InvalidOperationException("a view of a leaf Variable that requires grad is being used in an in-place operation.");
            }
            if (self.is_leaf) throw new InvalidOperationException("a leaf Variable that requires grad is being used in an in-place operation.");
        }

        /// <summary>Refuses a change whose history the view cannot have.</summary>
        internal static void CheckKind(Tensor view, string changed)
        {
            if (view.ViewKind == ViewKind.NoGrad)
            {
                string made = view.GradFnField is { } node ? $"Output {view.OutputNr} of {node.Name} is a view of a view which was created in" : "A view was created in";
                throw new InvalidOperationException($"{made} no_grad mode and {changed} modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).");
            }
            if (view.ViewKind == ViewKind.OfFunction)
                throw new InvalidOperationException($"Output {view.OutputNr} of {view.GradFnField?.Name ?? "Function"} is a view and {changed} modified inplace. This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function.");
            if (view.ViewKind == ViewKind.OneOfSeveral)
                throw new InvalidOperationException($"Output {view.OutputNr} of {view.GradFnField?.Name ?? "SplitBackward0"} is a view and {changed} modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.");
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
                self.ChangeHistory(node);
                return;
            }
            CheckKind(self, "is being");
            origin.ChangeHistory(new CopySlicesNode(origin, self, node));
            self.FollowsBase();
            node.ResultHistory = self.GradFnField;
        }
    }

    /// <summary>The base after a view of it was changed by the change: everywhere else the old base, there the change's result.</summary>
    sealed class CopySlicesNode : Node
    {
        readonly Node _change;
        readonly StridedPart _part;

        public CopySlicesNode(Tensor origin, Tensor view, Node change) : base(origin)
        {
            (_change, _part) = (change, new(origin, view));
            // The change's first input is the view, and so part of the base; its other inputs keep their own edges.
            var edges = (Edge[])change.Edges.Clone();
            edges[0] = Edges[0];
            ReplaceEdges(edges);
        }

        public override string Name => "CopySlices";

        internal override void Release() => _change.Release();

        internal override void Backward(in Flow flow)
        {
            var gradient = _part.Buffered(flow.Grad);
            var part = _part.Of(gradient);
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
            internal Tensor View(Layout layout, long offset, ViewKind kind = ViewKind.Ordinary) => View(layout, offset, Data.DType, kind);

            /// <summary>A view that may read the bytes as another dtype.</summary>
            internal Tensor View(Layout layout, long offset, DType dtype, ViewKind kind = ViewKind.Ordinary)
                => new(Data.Storage, layout, offset, dtype)
                {
                    Base = Base ?? this,
                    ViewKind = !GradMode.Enabled ? ViewKind.NoGrad : kind != ViewKind.Ordinary ? kind : ViewKind,
                    _viewVersion = Data.Storage.Version,
                };

            /// <summary>Says that the history of this tensor is up to date: it was changed without a change of its base's.</summary>
            internal void KeepsHistory() => _viewVersion = Storage.Version;

            /// <summary>Brings the history of a view up to date with its base; returns whether it requires grad.</summary>
            internal bool FollowsBase()
            {
                if (_viewVersion == Storage.Version || ViewKind == ViewKind.NoGrad) return _requiresGrad;
                if (Base!.requires_grad && !Base.is_leaf)
                {
                    if (GradMode.Enabled) InPlace.CheckKind(this, "its base or another view of its base has been");
                    SetGradFn(new AsStridedNode(Base, this, "AsStrided"), 0);
                }
                _viewVersion = Storage.Version;
                return _requiresGrad;
            }
        }
    }
}
