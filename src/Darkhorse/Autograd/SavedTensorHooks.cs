using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Autograd
{
    /// <summary>What tensors kept for backward are turned into, and back: the innermost pair of this thread applies.</summary>
    sealed class SavedTensorHooks(Func<Tensor, object?> pack, Func<object?, Tensor> unpack, string? refusal = null)
    {
        // Looked at first, for every tensor that is saved: a plain static is cheaper than one of the thread.
        static int s_scopes;
        [ThreadStatic] static SavedTensorHooks? t_current;

        public static SavedTensorHooks? Current => s_scopes == 0 ? null : t_current;

        /// <summary>Makes a pair apply on this thread until the scope is disposed.</summary>
        public static Scope Use(Func<Tensor, object?> pack, Func<object?, Tensor> unpack)
        {
            if (Current is { Refusal: { } refusal }) throw new InvalidOperationException(refusal);
            return new(new(pack, unpack));
        }

        /// <summary>Refuses any pair until the scope is disposed.</summary>
        public static Scope Refuse(string message)
        {
            if (Current is not null) throw new InvalidOperationException(message);
            return new(new(Same, Back, message));
        }

        static object? Same(Tensor tensor) => tensor;
        static Tensor Back(object? packed) => (Tensor)packed!;

        public string? Refusal => refusal;

        public object? Pack(Tensor tensor)
        {
            using var grad = new GradMode.Scope(false);
            using var log = new HostPool.Unlogged();
            using var dispose = new DisposeScope.Suspension();
            int version = tensor.Storage.Version;
            object? packed = pack(tensor);
            if (tensor.Storage.Version != version)
                throw new InvalidOperationException("A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can not be modified by in-place operations as this can lead to unexpected side-effects. Please open an issue if you need to perform in-place operations on the input to a pack hook.");
            return packed;
        }

        public Tensor Unpack(object? packed)
        {
            using var log = new HostPool.Unlogged();
            return unpack(packed);
        }

        public readonly struct Scope : IDisposable
        {
            readonly SavedTensorHooks? _outer;

            public Scope(SavedTensorHooks hooks)
            {
                Interlocked.Increment(ref s_scopes);
                (_outer, t_current) = (t_current, hooks);
            }

            public void Dispose()
            {
                t_current = _outer;
                Interlocked.Decrement(ref s_scopes);
            }
        }
    }

    /// <summary>A saved tensor in the form that hooks gave it, and the place in the graph it comes back to.</summary>
    sealed class PackedTensor
    {
        readonly SavedTensorHooks _hooks;
        readonly object? _packed;
        readonly int _output;
        readonly Edge _edge;

        /// <param name="hooks">The pair in force.</param>
        /// <param name="tensor">What is saved.</param>
        /// <param name="output">Which of the results of the op that saves it; -1 if it is none of them.</param>
        public PackedTensor(SavedTensorHooks hooks, Tensor tensor, int output)
        {
            (_hooks, _output) = (hooks, output);
            if (output < 0) _edge = tensor.GradientEdge;
            _packed = hooks.Pack(tensor.detach());
        }

        public Tensor Unpack(Node node)
        {
            var result = _hooks.Unpack(_packed).detach();
            if (_output >= 0) result.SetGradFn(node.ResultHistory ?? node, _output);
            else result.ConnectTo(_edge);
            return result;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class autograd
        {
            /// <summary>Ways to keep what backward needs elsewhere than in memory, or smaller.</summary>
            public static class graph
            {
                /// <summary>
                /// Until disposed, each tensor that an op on this thread saves for its backward is handed to <paramref name="pack_hook"/>, and what that returns is
                /// kept; <paramref name="unpack_hook"/> turns it into the tensor again when backward asks for it. Of nested pairs the innermost applies.
                /// </summary>
                public sealed class saved_tensors_hooks(Func<Tensor, object?> pack_hook, Func<object?, Tensor> unpack_hook) : HooksScope(SavedTensorHooks.Use(pack_hook, unpack_hook));

                /// <summary>Until disposed, what ops save for their backward is kept in host memory, and copied back to its device when it is asked for.</summary>
                public sealed class save_on_cpu() : HooksScope(SavedTensorHooks.Use(ToHost, FromHost))
                {
                    static object? ToHost(Tensor tensor) => (tensor.device_type == DeviceType.CPU ? tensor.clone() : tensor.cpu(), tensor.device);

                    static Tensor FromHost(object? packed)
                    {
                        var (tensor, device) = ((Tensor, Device))packed!;
                        return tensor.to(device);
                    }
                }

                /// <summary>Until disposed, registering saved-tensor hooks on this thread fails with the message.</summary>
                public sealed class disable_saved_tensors_hooks(string error_message) : HooksScope(SavedTensorHooks.Refuse(error_message));

                /// <summary>What ends with its scope.</summary>
                public abstract class HooksScope : IDisposable
                {
                    readonly SavedTensorHooks.Scope _scope;
                    bool _disposed;

                    private protected HooksScope(SavedTensorHooks.Scope scope) => _scope = scope;

                    public void Dispose()
                    {
                        if (_disposed) return;
                        _disposed = true;
                        _scope.Dispose();
                    }
                }
            }
        }
    }
}
