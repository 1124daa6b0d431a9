using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        internal Node? GradFnField;
        internal int OutputNr;
        internal AutogradMeta? Meta;
        bool _requiresGrad;

        /// <summary>What only leaves and hooked tensors have.</summary>
        internal sealed class AutogradMeta
        {
            public Tensor? Grad;

            /// <summary>Whether anybody but the library has seen the gradient: if not, its memory can be given back when it is cleared.</summary>
            public bool GradSeen;
            public AccumulateGrad? Leaf;
            public utils.hooks.RemovableHandle? Retaining;
        }

        /// <summary>Whether gradients are computed for this tensor. Set it on leaves only.</summary>
        public bool requires_grad
        {
            get => _requiresGrad || (Base is not null && FollowsBase());
            set => requires_grad_(value);
        }

        /// <exception cref="InvalidOperationException">The dtype is not float or complex, or the tensor is not a leaf.</exception>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (requires_grad && !DType.IsFloat && !DType.IsComplex)
                throw new InvalidOperationException("only Tensors of floating point and complex dtype can require gradients");
            if (requires_grad && Storage.IsInference && !InferenceMode.IsOn)
                throw new InvalidOperationException("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
            if (!requires_grad && !is_leaf)
                throw new InvalidOperationException("you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
            if (GradFnField is null) _requiresGrad = requires_grad;
            return this;
        }

        /// <summary>The gradient, summed over the backward passes since it was last cleared; null before the first.</summary>
        public Tensor? grad
        {
            get
            {
                if (Meta is not { Grad: { } gradient } meta) return null;
                meta.GradSeen = true;
                return gradient;
            }
            set
            {
                if (value is null)
                {
                    ClearGrad();
                    return;
                }
                if (value.DType != DType) throw new InvalidOperationException("assigned grad has data of a different type");
                if (!value.Layout.SameSizes(Layout)) throw new InvalidOperationException("assigned grad has data of a different size");
                (Meta ??= new()).Grad = value;
                Meta.GradSeen = true;
            }
        }

        /// <summary>The gradient for the library's own use (accumulation, optimisers): the caller keeps no reference to it.</summary>
        internal Tensor? OwnGrad
        {
            get => Meta?.Grad;
            set
            {
                (Meta ??= new()).Grad = value;
                Meta.GradSeen = false;
            }
        }

        /// <summary>Lets go of the gradient; what nobody has seen gives its memory back at once.</summary>
        internal void ClearGrad()
        {
            if (Meta is not { Grad: { } gradient } meta) return;
            meta.Grad = null;
            if (!meta.GradSeen) gradient.Storage.GiveBack();
        }

        /// <summary>The node that made this tensor; null for leaves.</summary>
        public Node? grad_fn
        {
            get
            {
                if (Base is not null) FollowsBase();
                return GradFnField;
            }
        }

        public bool is_leaf => grad_fn is null;

        /// <summary>Where this tensor's gradient goes.</summary>
        internal Edge GradientEdge
        {
            get
            {
                if (grad_fn is { } node) return new(node, OutputNr);
                return _requiresGrad ? new((Meta ??= new()).Leaf ??= new(this), 0) : default;
            }
        }

        internal void SetGradFn(Node node, int output)
        {
            GradFnField = node;
            OutputNr = output;
            _requiresGrad = true;
        }

        /// <summary>Makes gradients of this tensor go where those of another one do.</summary>
        internal void ConnectTo(Edge edge)
        {
            if (edge.Node is AccumulateGrad leaf) (Meta ??= new()).Leaf = leaf;
            else if (edge.Node is not null) (GradFnField, OutputNr) = (edge.Node, edge.Output);
            _requiresGrad = edge.Node is not null;
        }

        /// <summary>A tensor of the library's own on some elements: no history, no scope, not counted among the users of the storage.</summary>
        internal static Tensor Uncounted(in Operand data) => new(data, uncounted: true);

        /// <summary>The same elements without history; changes are seen in both.</summary>
        public Tensor detach() => new(Data);

        /// <summary>Cuts this tensor off its history.</summary>
        public Tensor detach_()
        {
            if (Base is not null) throw new InvalidOperationException("Can't detach views in-place. Use detach() instead.");
            GradFnField = null;
            _requiresGrad = false;
            return this;
        }

        /// <summary>Computes the gradient of this one-element tensor with respect to the leaves it was made from, and adds it to their <c>grad</c>.</summary>
        public void backward() => Engine.Backward([this], [null], false, false, null);

        /// <summary>Computes the gradient of this tensor with respect to the leaves it was made from, and adds it to their <c>grad</c>.</summary>
        /// <param name="gradient">Gradient of some scalar with respect to this tensor.</param>
        /// <param name="retain_graph">Keep the graph for another pass; default: the value of create_graph.</param>
        /// <param name="create_graph">Record the pass itself, for higher derivatives.</param>
        /// <param name="inputs">Accumulate into these leaves only.</param>
        public void backward(Tensor? gradient, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
            => Engine.Backward([this], [gradient], retain_graph ?? create_graph, create_graph, inputs);

        public void backward(IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
            => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
