using Darkhorse.Autograd;

namespace Darkhorse.Autograd
{
    /// <summary>Functions in order of registration. The array is replaced, never changed, so that a hook may add and remove hooks while they are called.</summary>
    sealed class HookList<T> where T : class
    {
        T[] _items = [];

        public ReadOnlySpan<T> Items => _items;

        public torch.utils.hooks.RemovableHandle Add(T item)
        {
            _items = [.. _items, item];
            return new(() => Remove(item));
        }

        public void Remove(T item) => _items = Array.FindAll(_items, other => !ReferenceEquals(other, item));
    }

    /// <summary>A hook on one output of a node.</summary>
    sealed class TensorHook(int output, Func<Tensor, Tensor?> function)
    {
        public readonly int Output = output;
        public readonly Func<Tensor, Tensor?> Function = function;
    }

    /// <summary>
    /// What is called when a backward pass comes to a node, in this order: the hooks of the tensors it made, those of <c>retain_grad</c>, the node's own
    /// before and after it runs, and a leaf's after its gradient was added up. Allocations made by them are nobody's but the user's.
    /// </summary>
    sealed class NodeHooks
    {
        public readonly HookList<TensorHook> OnTensors = new(), Retaining = new();
        public readonly HookList<Func<Tensor?[], Tensor?[]?>> Before = new();
        public readonly HookList<Func<Tensor?[], Tensor?[], Tensor?[]?>> After = new();
        public readonly HookList<Action<Tensor>> Accumulated = new();

        /// <summary>Shows the gradients of the node's tensors to the hooks on them.</summary>
        public void ShowTensors(ref GradientBuffer buffer)
        {
            Show(OnTensors.Items, ref buffer);
            Show(Retaining.Items, ref buffer);
        }

        static void Show(ReadOnlySpan<TensorHook> hooks, ref GradientBuffer buffer)
        {
            foreach (var hook in hooks)
            {
                ref var slot = ref hook.Output == 0 ? ref buffer.First : ref buffer.Others![hook.Output - 1];
                if (slot is null) continue;
                slot.Storage.MadeByEngine = false; // the hook may keep it
                if (hook.Function(slot) is { } replacement) Replace(ref slot, replacement);
            }
        }

        /// <summary>Shows all the gradients of the node's outputs.</summary>
        public void ShowBefore(Node node, ref GradientBuffer buffer)
        {
            foreach (var hook in Before.Items)
            {
                var seen = Outputs(node, in buffer);
                if (hook(seen) is not { } replacements) continue;
                CheckCount(seen, replacements);
                for (int i = 0; i < seen.Length; i++)
                    if (replacements[i] is { } replacement && !ReferenceEquals(replacement, seen[i])) Replace(ref Engine.Slot(ref buffer, node, i), replacement);
            }
        }

        /// <summary>Shows what the node computed, along with what it computed it from.</summary>
        public Tensor?[] ShowAfter(Node node, Tensor?[] gradients, in GradientBuffer buffer)
        {
            foreach (var gradient in gradients)
                if (gradient is not null) gradient.Storage.PendingGradients++; // held by the user for all we know, and so never taken over
            foreach (var hook in After.Items)
            {
                if (hook((Tensor?[])gradients.Clone(), Outputs(node, in buffer)) is not { } replacements) continue;
                CheckCount(gradients, replacements);
                for (int i = 0; i < gradients.Length; i++)
                {
                    if (ReferenceEquals(gradients[i], replacements[i])) continue;
                    if (gradients[i] is { } one && replacements[i] is { } other && !one.Layout.SameSizes(other.Layout)) throw new InvalidOperationException("hook has changed the size of value");
                    gradients[i] = replacements[i];
                    if (gradients[i] is { } gradient) gradient.Storage.PendingGradients++;
                }
            }
            return gradients;
        }

        static Tensor?[] Outputs(Node node, in GradientBuffer buffer)
        {
            var seen = new Tensor?[node.OutputCount];
            seen[0] = buffer.First;
            buffer.Others?.CopyTo(seen, 1);
            foreach (var gradient in seen)
                if (gradient is not null) gradient.Storage.MadeByEngine = false;
            return seen;
        }

        static void CheckCount(Tensor?[] expected, Tensor?[] got)
        {
            if (got.Length != expected.Length) throw new InvalidOperationException($"hook has returned an incorrect number of values (got {got.Length}, but expected {expected.Length})");
        }

        static void Replace(ref Tensor? slot, Tensor replacement)
        {
            if (slot is not null && !replacement.Layout.SameSizes(slot.Layout)) throw new InvalidOperationException("hook has changed the size of value");
            Engine.Spend(slot);
            slot = Engine.Hold(replacement);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        /// <summary>What <c>grad_fn</c> prints: <see cref="Node.Name"/>, as PyTorch spells the call.</summary>
        public static string name(this Node node) => node.Name;

        public static partial class utils
        {
            /// <summary>What registering a hook gives.</summary>
            public static class hooks
            {
                /// <summary>Takes a hook off again: by <see cref="remove"/>, or at the end of a <c>using</c>.</summary>
                public sealed class RemovableHandle : IDisposable
                {
                    Action? _remove;

                    internal RemovableHandle(Action remove) => _remove = remove;

                    public void remove()
                    {
                        _remove?.Invoke();
                        _remove = null;
                    }

                    public void Dispose() => remove();
                }
            }
        }

        public partial class Tensor
        {
            /// <summary>Calls a function with this tensor's gradient in every backward pass; what it returns, if not null, replaces the gradient.</summary>
            /// <exception cref="InvalidOperationException">The tensor does not require grad.</exception>
            public utils.hooks.RemovableHandle register_hook(Func<Tensor, Tensor?> hook)
            {
                if (!requires_grad) throw new InvalidOperationException("cannot register a hook on a tensor that doesn't require gradient");
                var edge = GradientEdge;
                return edge.Node!.OwnHooks.OnTensors.Add(new(edge.Output, hook));
            }

            /// <summary>Calls a function with this leaf whenever a backward pass has added to its <c>grad</c>.</summary>
            /// <exception cref="InvalidOperationException">The tensor does not require grad, or is no leaf.</exception>
            public utils.hooks.RemovableHandle register_post_accumulate_grad_hook(Action<Tensor> hook)
            {
                if (!requires_grad) throw new InvalidOperationException("cannot register a hook on a tensor that doesn't require gradient");
                if (!is_leaf) throw new InvalidOperationException("post accumulate grad hooks cannot be registered on non-leaf tensors");
                return GradientEdge.Node!.OwnHooks.Accumulated.Add(hook);
            }

            /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
            /// <exception cref="InvalidOperationException">The tensor does not require grad.</exception>
            public void retain_grad()
            {
                if (!requires_grad) throw new InvalidOperationException("can't retain_grad on Tensor that has requires_grad=False");
                if (is_leaf || retains_grad) return;
                (Meta ??= new()).Retaining = Retain(grad_fn!, OutputNr);
            }

            public bool retains_grad => Meta is { Retaining: not null };

            utils.hooks.RemovableHandle Retain(Node node, int output) => node.OwnHooks.Retaining.Add(new(output, gradient =>
            {
                grad = grad is { } sum ? sum + gradient : gradient.clone();
                return null;
            }));

            /// <summary>Gives the tensor a new history after a change in place; a gradient to be kept is then that of the new value.</summary>
            internal void ChangeHistory(Node node)
            {
                SetGradFn(node, 0);
                if (Meta is not { Retaining: { } before } meta) return;
                before.remove();
                meta.Retaining = Retain(node, 0);
            }
        }
    }
}
