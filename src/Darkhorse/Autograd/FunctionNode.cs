using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The graph's record of a custom function. What its backward makes or sees, the user may keep: the engine takes none of it over.</summary>
        sealed class FunctionNode<T> : Node where T : Function<T>, new()
        {
            readonly T _function;
            readonly AutogradContext _context;
            readonly int[] _edges; // for each argument, its edge; -1 for what is no tensor
            readonly (Layout Layout, DType DType)[] _inputs;
            readonly (Layout Layout, DType DType, Backend Backend)[] _outputs;

            public FunctionNode(T function, AutogradContext context, object?[] vars, List<Tensor> outputs) : base([.. vars.OfType<Tensor>()])
            {
                (_function, _context) = (function, context);
                int edge = 0;
                _edges = Array.ConvertAll(vars, argument => argument is Tensor ? edge++ : -1);
                _inputs = [.. vars.OfType<Tensor>().Select(input => (input.Layout, input.DType))];
                _outputs = [.. outputs.Select(output => (output.Layout, output.DType, output.Backend))];
            }

            public override string Name => _function.Name + "Backward";

            internal override int OutputCount => _outputs.Length;

            internal override void Backward(in Flow flow)
            {
                var incoming = new Tensor?[_outputs.Length];
                for (int i = 0; i < incoming.Length; i++)
                {
                    incoming[i] = flow.GradOf(i);
                    if (incoming[i] is { } gradient) gradient.Storage.MadeByEngine = false;
                    else if (_context.MaterializeGrads) incoming[i] = Zeros(_outputs[i]);
                }
                List<Tensor?> gradients;
                using (new HostPool.Unlogged())
                using (new GradMode.Scope(GradMode.Enabled && !_function.once_differentiable))
                    gradients = _function.Backward(_context, incoming);
                if (gradients.Count != _edges.Length && gradients.Skip(_edges.Length).Any(gradient => gradient is not null))
                    throw new InvalidOperationException($"function {Name} returned an incorrect number of gradients (expected {_edges.Length}, got {gradients.Count})");
                bool refuses = _function.once_differentiable && GradMode.Tracks([.. incoming.OfType<Tensor>()]);
                for (int i = 0; i < Math.Min(_edges.Length, gradients.Count); i++)
                {
                    if (_edges[i] < 0 || gradients[i] is not { } computed) continue;
                    var gradient = Fitting(computed, i);
                    if (refuses) gradient = RefusingNode.After(gradient, incoming);
                    gradient.Storage.PendingGradients++; // held by the user for all we know, and so never taken over
                    flow.To(_edges[i], gradient);
                }
            }

            /// <summary>A gradient in the shape and dtype of its argument.</summary>
            Tensor Fitting(Tensor gradient, int argument)
            {
                var (layout, dtype) = _inputs[_edges[argument]];
                if (!gradient.Layout.SameSizes(layout))
                {
                    if (!Expands(layout.Sizes, gradient.Sizes))
                        throw new InvalidOperationException($"Function {Name} returned an invalid gradient at index {argument} - got [{string.Join(", ", gradient.shape)}] but expected shape compatible with [{string.Join(", ", layout.Sizes.ToArray())}]");
                    gradient = sum_to_size(gradient, layout);
                }
                return gradient.DType == dtype || !(dtype.IsFloat || dtype.IsComplex) ? gradient : gradient.to((ScalarType)dtype);
            }

            static bool Expands(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
            {
                if (from.Length > to.Length) return false;
                for (int i = 1; i <= from.Length; i++)
                    if (from[^i] != to[^i] && from[^i] != 1) return false;
                return true;
            }

            static Tensor Zeros((Layout Layout, DType DType, Backend Backend) output)
            {
                var zeros = Tensor.Empty(output.Layout.AsDense(), output.DType, output.Backend);
                output.Backend.Fill(zeros.Data, 0);
                return zeros;
            }

            internal override void Release() => _context.Release();
        }

        /// <summary>Stands behind the gradients of a function that can be differentiated once.</summary>
        sealed class RefusingNode : Node
        {
            RefusingNode(Tensor[] incoming) : base(incoming) { }

            public override string Name => "DelayedError";

            public static Tensor After(Tensor gradient, Tensor?[] incoming)
            {
                var result = gradient.detach();
                result.SetGradFn(new RefusingNode([.. incoming.OfType<Tensor>()]), 0);
                return result;
            }

            internal override void Backward(in Flow flow) => throw new InvalidOperationException("trying to differentiate twice a function that was marked with @once_differentiable");
        }
    }
}
