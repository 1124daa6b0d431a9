using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function keeps from its forward for its backward.</summary>
        public sealed class AutogradContext
        {
            readonly Dictionary<string, object?> _data = [];
            Tensor[] _toSave = [];
            Saved[] _saved = [];
            Node? _node;
            internal readonly HashSet<Tensor> NonDifferentiable = new(ReferenceEqualityComparer.Instance);
            internal readonly HashSet<Tensor> Dirty = new(ReferenceEqualityComparer.Instance);

            /// <summary>Whether gradients that did not arrive are handed to backward as zeros (the default) or as null.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>Keeps tensors: changing them in place before backward is an error. Other things are kept by <see cref="save_data"/>.</summary>
            public void save_for_backward(List<Tensor> tensors) => _toSave = [.. tensors];

            /// <summary>The tensors kept by <see cref="save_for_backward"/>.</summary>
            public List<Tensor> get_saved_variables()
            {
                var result = new List<Tensor>(_saved.Length);
                foreach (var saved in _saved) result.Add(saved.Get(_node!)!);
                return result;
            }

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data.TryGetValue(key, out object? value) ? value! : throw new ArgumentException($"no data was saved as '{key}'");

            /// <summary>These outputs have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable.UnionWith(tensors);

            /// <summary>These inputs were changed in place; each must be returned as an output.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty.UnionWith(tensors);

            internal void Attach(Node node, IReadOnlyCollection<Tensor> outputs)
            {
                _node = node;
                _saved = Array.ConvertAll(_toSave, tensor => new Saved(tensor, isOutput: outputs.Any(output => ReferenceEquals(output, tensor))));
                _toSave = [];
            }

            internal void Release()
            {
                for (int i = 0; i < _saved.Length; i++) _saved[i].Release();
            }
        }

        /// <summary>A differentiable function whose gradient the user writes. Derive from <see cref="SingleTensorFunction{T}"/> or <see cref="MultiTensorFunction{T}"/>.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            /// <summary>What <c>grad_fn</c> prints.</summary>
            public virtual string Name => typeof(T).Name;

            private protected abstract List<Tensor> Forward(AutogradContext ctx, object?[] vars);

            internal abstract List<Tensor?> Backward(AutogradContext ctx, Tensor?[] gradients);

            private protected static List<Tensor> Apply(object?[] vars)
            {
                var function = new T();
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (new GradMode.Scope(false)) outputs = function.Forward(context, vars);
                bool tracks = GradMode.Tracks([.. vars.OfType<Tensor>()]);
                foreach (var dirty in context.Dirty)
                {
                    InPlace.Check(dirty);
                    if (!outputs.Any(output => ReferenceEquals(output, dirty))) throw new InvalidOperationException("Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all be outputs of the Function.");
                }
                if (!tracks)
                {
                    foreach (var dirty in context.Dirty) InPlace.Finish(dirty, null);
                    return outputs;
                }
                var node = new FunctionNode<T>(function, context, vars, outputs);
                for (int i = 0; i < outputs.Count; i++)
                {
                    if (context.NonDifferentiable.Contains(outputs[i])) continue;
                    if (context.Dirty.Contains(outputs[i]))
                    {
                        InPlace.Finish(outputs[i], node);
                        continue;
                    }
                    // An input handed through, or a part of one, becomes a result of its own.
                    if (vars.Any(input => ReferenceEquals(input, outputs[i])) || outputs[i].Base is not null) outputs[i] = outputs[i].detach();
                    outputs[i].SetGradFn(node, i);
                }
                context.Attach(node, outputs);
                return outputs;
            }
        }

        /// <summary>A custom function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            /// <summary>Computes the result; no gradient is recorded in here.</summary>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradient of each argument of forward; null for those that have none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            /// <summary>Calls the function.</summary>
            public static Tensor apply(params object[] vars) => Apply(vars)[0];

            private protected sealed override List<Tensor> Forward(AutogradContext ctx, object?[] vars) => [forward(ctx, vars!)];

            internal sealed override List<Tensor?> Backward(AutogradContext ctx, Tensor?[] gradients) => backward(ctx, gradients[0]!)!;
        }

        /// <summary>A custom function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            /// <summary>Computes the results; no gradient is recorded in here.</summary>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradient of each argument of forward; null for those that have none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            /// <summary>Calls the function.</summary>
            public static List<Tensor> apply(params object[] vars) => Apply(vars);

            private protected sealed override List<Tensor> Forward(AutogradContext ctx, object?[] vars) => forward(ctx, vars!);

            internal sealed override List<Tensor?> Backward(AutogradContext ctx, Tensor?[] gradients) => backward(ctx, [.. gradients.Select(gradient => gradient!)])!;
        }

        /// <summary>The graph's record of a custom function. What its backward makes or sees, the user may keep: the engine takes none of it over.</summary>
        sealed class FunctionNode<T> : Node where T : Function<T>, new()
        {
            readonly T _function;
            readonly AutogradContext _context;
            readonly int[] _edges; // for each argument, its edge; -1 for what is no tensor
            readonly (Layout Layout, DType DType, Backend Backend)[] _outputs;

            public FunctionNode(T function, AutogradContext context, object?[] vars, List<Tensor> outputs) : base([.. vars.OfType<Tensor>()])
            {
                (_function, _context) = (function, context);
                int edge = 0;
                _edges = Array.ConvertAll(vars, argument => argument is Tensor ? edge++ : -1);
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
                using (new HostPool.Unlogged()) gradients = _function.Backward(_context, incoming);
                if (gradients.Count != _edges.Length && gradients.Skip(_edges.Length).Any(gradient => gradient is not null))
                    throw new InvalidOperationException($"function {Name} returned an incorrect number of gradients (expected {_edges.Length}, got {gradients.Count})");
                for (int i = 0; i < Math.Min(_edges.Length, gradients.Count); i++)
                {
                    if (_edges[i] < 0 || gradients[i] is not { } gradient) continue;
                    gradient.Storage.PendingGradients++; // held by the user for all we know, and so never taken over
                    flow.To(_edges[i], gradient);
                }
            }

            static Tensor Zeros((Layout Layout, DType DType, Backend Backend) output)
            {
                var zeros = Tensor.Empty(output.Layout.AsDense(), output.DType, output.Backend);
                output.Backend.Fill(zeros.Data, 0);
                return zeros;
            }

            internal override void Release() => _context.Release();
        }
    }
}
