using Darkhorse.Autograd;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>All parameters and persistent buffers by name; the tensors share the module's elements and have no history.</summary>
            /// <param name="destination">A dictionary to add them to.</param>
            /// <param name="prefix">Put before every name.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                prefix ??= "";
                foreach (var (name, parameter) in Parameters)
                    if (parameter is not null) destination[prefix + name] = parameter.detach();
                foreach (var (name, buffer) in Buffers)
                    if (buffer.Tensor is { } tensor && buffer.Persistent) destination[prefix + name] = tensor.detach();
                foreach (var (name, child) in Children) child?.state_dict(destination, prefix + name + ".");
                return destination;
            }

            /// <summary>Copies values into the parameters and persistent buffers.</summary>
            /// <param name="source">Values by name, as <see cref="state_dict"/> gives them.</param>
            /// <param name="strict">Refuse names that are missing or unknown.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <returns>The names that the source lacks, and those that the module does not know.</returns>
            /// <exception cref="InvalidOperationException">A shape differs, or the names do and <paramref name="strict"/> is asked for.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var load = new StateLoad(source, skip);
                LoadState(load, "");
                var unexpected = new List<string>();
                foreach (string name in source.Keys)
                    if (!load.Known.Contains(name) && skip?.Contains(name) != true) unexpected.Add(name);
                if (strict)
                {
                    if (unexpected.Count > 0) load.Errors.Insert(0, $"Unexpected key(s) in state_dict: {Quoted(unexpected)}. ");
                    if (load.Missing.Count > 0) load.Errors.Insert(0, $"Missing key(s) in state_dict: {Quoted(load.Missing)}. ");
                }
                if (load.Errors.Count > 0)
                    throw new InvalidOperationException($"Error(s) in loading state_dict for {GetName()}:\n\t{string.Join("\n\t", load.Errors)}");
                return (load.Missing, unexpected);
            }

            static string Quoted(List<string> names) => string.Join(", ", names.ConvertAll(name => $"\"{name}\""));

            internal sealed class StateLoad(Dictionary<string, Tensor> source, IList<string>? skip)
            {
                public Dictionary<string, Tensor> Source => source;
                public readonly HashSet<string> Known = [];
                public readonly List<string> Missing = [];
                public readonly List<string> Errors = [];

                public bool Skips(string name) => skip?.Contains(name) == true;
            }

            void LoadState(StateLoad load, string prefix)
            {
                foreach (var (name, parameter) in Parameters)
                    if (parameter is not null) LoadInto(load, prefix + name, parameter, optional: false);
                foreach (var (name, buffer) in Buffers)
                    if (buffer.Tensor is { } tensor && buffer.Persistent) LoadInto(load, prefix + name, tensor, IsOptional(name));
                foreach (var (name, child) in Children) child?.LoadState(load, prefix + name + ".");
            }

            /// <summary>Whether older files lack a buffer.</summary>
            private protected virtual bool IsOptional(string buffer) => false;

            static void LoadInto(StateLoad load, string name, Tensor target, bool optional)
            {
                load.Known.Add(name);
                if (load.Skips(name)) return;
                if (!load.Source.TryGetValue(name, out var value))
                {
                    if (!optional) load.Missing.Add(name);
                    return;
                }
                // Files of PyTorch before 0.4 held 0-dim tensors as one-element ones.
                if (target.ndim == 0 && value.ndim == 1 && value.numel() == 1) value = value.select(0, 0);
                if (!value.Sizes.SequenceEqual(target.Sizes))
                {
                    load.Errors.Add($"size mismatch for {name}: copying a param with shape torch.Size([{string.Join(", ", value.shape)}]) from checkpoint, the shape in current model is torch.Size([{string.Join(", ", target.shape)}]).");
                    return;
                }
                using (new GradMode.Scope(false)) target.copy_(value);
            }

            /// <summary>Moves or converts every parameter and buffer; they stay the same objects, with other elements.</summary>
            internal void Move(DType? dtype, Device? device)
            {
                foreach (var child in children()) child.Move(dtype, device);
                using var _ = new GradMode.Scope(false);
                foreach (var parameter in Parameters.Values)
                {
                    if (parameter is null) continue;
                    Move(parameter, dtype, device);
                    if (parameter.OwnGrad is { } gradient)
                    {
                        Move(gradient, dtype, device);
                        gradient.DetachFromDisposeScope();
                    }
                }
                foreach (var buffer in Buffers.Values)
                    if (buffer.Tensor is { } tensor) Move(tensor, dtype, device);
                _toEpilog(dtype is { } type ? (ScalarType)type : null, device, false);
            }

            static void Move(Tensor tensor, DType? dtype, Device? device)
            {
                var moved = tensor;
                if (dtype is { } type && (tensor.DType.IsFloat || tensor.DType.IsComplex)) moved = moved.to((ScalarType)type);
                if (device is not null) moved = moved.to(device);
                if (!ReferenceEquals(moved, tensor)) Modules.Parameter.Replace(tensor, moved);
            }

            /// <summary>Called when the module has been moved or converted: the place for derived classes to follow with what they hold besides.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking) { }
        }
    }
}

/// <summary>Moving and converting modules. Each returns the module itself, in its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts the float parameters and buffers.</summary>
    /// <exception cref="ArgumentException">The dtype is neither float nor complex.</exception>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Moved(module, type, null);

    /// <summary>Moves all parameters and buffers.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, device);

    /// <summary>Moves all parameters and buffers and converts the float ones.</summary>
    public static T to<T>(this T module, Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Moved(module, type, device);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module
        => Moved(module, null, new(deviceType, deviceIndex));

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, new(device));

    /// <summary>To the device and dtype of a tensor.</summary>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : torch.nn.Module => Moved(module, other.dtype, other.device);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, Device.Cpu);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, new(DeviceType.CUDA, deviceIndex));

    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.float16, null);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.bfloat16, null);

    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.float32, null);

    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.float64, null);

    public static T cfloat<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.complex64, null);

    public static T cdouble<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, torch.complex128, null);

    /// <summary>A module of the same class with copies of all parameters, buffers and parts; what is shared among them is shared among the copies.</summary>
    public static T deepcopy<T>(this T module) where T : torch.nn.Module => (T)module.DeepCopy();

    static T Moved<T>(T module, torch.ScalarType? type, Device? device) where T : torch.nn.Module
    {
        if (type is { } dtype && !dtype.ToDType().IsFloat && !dtype.ToDType().IsComplex)
            throw new ArgumentException($"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.{dtype.ToDType().TorchName}");
        module.Move(type?.ToDType(), device);
        return module;
    }
}
