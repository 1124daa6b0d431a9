using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>A tensor that a module learns: one that is registered with it, listed by <c>parameters()</c> and moved by an optimiser.</summary>
    public class Parameter : Tensor
    {
        /// <param name="data">The start value; the parameter shares its elements and is a leaf of the graph.</param>
        /// <param name="requires_grad">Whether it is learned.</param>
        /// <exception cref="InvalidOperationException">A gradient is asked for and the dtype is neither float nor complex.</exception>
        public Parameter(Tensor data, bool requires_grad = true) : base(data.Data)
        {
            this.DetachFromDisposeScope();
            if (requires_grad) requires_grad_();
        }

        /// <summary>A value computed from parameters, where one is expected: with its history, and no leaf.</summary>
        internal Parameter(Tensor computed, Autograd.Node? history) : base(computed.Data)
        {
            if (history is not null) SetGradFn(history, computed.OutputNr);
        }

        /// <summary>Something with the elements of a tensor, whose gradient goes where the tensor's does.</summary>
        internal static Parameter StandIn(Tensor value)
        {
            var result = new Parameter(value, requires_grad: false);
            result.ConnectTo(value.GradientEdge);
            return result;
        }

        internal override string ReprHeading => "Parameter containing:\n";

        /// <summary>Puts other elements in place of a tensor's own: it stays the same object for everybody who holds it.</summary>
        internal static void Replace(Tensor target, Tensor source)
        {
            var old = target.Storage;
            source.Storage.Retain();
            target.Data = source.Data;
            old.Release();
        }
    }
}

namespace Darkhorse
{
    /// <summary>Conversions of tensors that belong to modules.</summary>
    public static partial class TensorExtensionMethods
    {
        /// <summary>The tensor as a parameter that shares its elements.</summary>
        public static Parameter AsParameter(this Tensor tensor) => new(tensor);
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A tensor as something to learn.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
