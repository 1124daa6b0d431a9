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
                => Load(new(source, skip, assign: false), strict);

            /// <summary>Takes over values, by copying them or, if <paramref name="assign"/>, the tensors themselves with their dtype and device.</summary>
            /// <inheritdoc cref="load_state_dict(Dictionary{string, Tensor}, bool, IList{string}?)"/>
            public (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(Dictionary<string, Tensor> source, bool strict, bool assign)
                => Load(new(source, null, assign), strict);

            (IList<string> missing_keys, IList<string> unexpected_keys) Load(StateLoad load, bool strict)
            {
                LoadState(load, "");
                var unexpected = new List<string>();
                foreach (string name in load.Source.Keys)
                    if (!load.Known.Contains(name) && !load.Skips(name)) unexpected.Add(name);
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

            internal sealed class StateLoad(Dictionary<string, Tensor> source, IList<string>? skip, bool assign)
            {
                public Dictionary<string, Tensor> Source => source;
                public bool Assigns => assign;
                public readonly HashSet<string> Known = [];
                public readonly List<string> Missing = [];
                public readonly List<string> Errors = [];

                public bool Skips(string name) => skip?.Contains(name) == true;
            }

            void LoadState(StateLoad load, string prefix)
            {
                if (this is ILazyModule { IsWaiting: true } lazy) lazy.Materialise(name => load.Source.GetValueOrDefault(prefix + name));
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
                if (load.Assigns) Modules.Parameter.Replace(target, value);
                else using (new GradMode.Scope(false)) target.copy_(value);
            }
        }
    }
}
