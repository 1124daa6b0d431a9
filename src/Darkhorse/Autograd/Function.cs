using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function keeps from its forward for its backward.</summary>
        public sealed class AutogradContext : IDisposable
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

            /// <summary>Whether each argument of forward is a tensor that requires grad: the gradients of the others are not looked at.</summary>
            public IReadOnlyList<bool> needs_input_grad { get; internal init; } = [];

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

            /// <summary>What <see cref="save_data"/> kept.</summary>
            /// <exception cref="ArgumentException">Nothing was kept under this key.</exception>
            public object get_data(string key) => _data.TryGetValue(key, out object? value) ? value! : throw new ArgumentException($"no data was saved as '{key}'");

            /// <inheritdoc cref="get_data(string)"/>
            public TData get_data<TData>(string key) => (TData)get_data(key);

            /// <summary>These outputs have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable.UnionWith(tensors);

            /// <summary>These inputs were changed in place; each must be returned as an output.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty.UnionWith(tensors);

            internal void Attach(Node node, List<Tensor> outputs)
            {
                _node = node;
                _saved = Array.ConvertAll(_toSave, tensor => outputs.FindIndex(output => ReferenceEquals(output, tensor)) is >= 0 and int output ? new Saved(tensor, true, output) : new Saved(tensor));
                _toSave = [];
            }

            internal void Release()
            {
                for (int i = 0; i < _saved.Length; i++) _saved[i].Release();
            }

            /// <summary>Lets go of what was kept. Nobody has to call it.</summary>
            public void Dispose() => Release();
        }

        /// <summary>A differentiable function whose gradient the user writes. Derive from <see cref="SingleTensorFunction{T}"/> or <see cref="MultiTensorFunction{T}"/>.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            /// <summary>What <c>grad_fn</c> prints.</summary>
            public virtual string Name => typeof(T).Name;

            /// <summary>Whether backward is not differentiable itself: a second derivative through it is then an error instead of wrong.</summary>
            public virtual bool once_differentiable => false;

            private protected abstract List<Tensor> Forward(AutogradContext ctx, object?[] vars);

            internal abstract List<Tensor?> Backward(AutogradContext ctx, Tensor?[] gradients);

            /// <summary>Calls the function: its results, connected to the arguments.</summary>
            public static List<Tensor> apply_internal(params object?[] vars)
            {
                var function = new T();
                var context = new AutogradContext { needs_input_grad = Array.ConvertAll(vars, argument => argument is Tensor { requires_grad: true }) };
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
                    if (vars.Any(input => ReferenceEquals(input, outputs[i])) || outputs[i].Base is not null) outputs[i] = outputs[i].View(outputs[i].Layout, outputs[i].Data.Offset, ViewKind.OfFunction);
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
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

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
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            private protected sealed override List<Tensor> Forward(AutogradContext ctx, object?[] vars) => forward(ctx, vars!);

            internal sealed override List<Tensor?> Backward(AutogradContext ctx, Tensor?[] gradients) => backward(ctx, [.. gradients.Select(gradient => gradient!)])!;
        }
    }
}
