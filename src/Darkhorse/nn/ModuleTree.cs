using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The modules right below this one, each once, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
                foreach (var (name, child) in Children)
                    if (child is not null && seen.Add(child)) yield return (name, child);
            }

            /// <summary>The modules right below this one, each once.</summary>
            public virtual IEnumerable<Module> children()
            {
                foreach (var (_, child) in named_children()) yield return child;
            }

            /// <summary>This module (its name is empty) and all below it, each once, parents first; names are paths joined by dots.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                var found = new List<(string, Module)>();
                Collect(this, "", found, new(ReferenceEqualityComparer.Instance));
                return found;
            }

            static void Collect(Module module, string prefix, List<(string, Module)> found, HashSet<Module> seen)
            {
                if (!seen.Add(module)) return;
                found.Add((prefix, module));
                foreach (var (name, child) in module.Children)
                    if (child is not null) Collect(child, Join(prefix, name), found, seen);
            }

            static string Join(string prefix, string name) => prefix.Length == 0 ? name : prefix + "." + name;

            /// <summary>This module and all below it, each once, parents first.</summary>
            public virtual IEnumerable<Module> modules()
            {
                foreach (var (_, module) in named_modules()) yield return module;
            }

            /// <summary>The parameters of this module and, unless told otherwise, of all below it; a shared one once, under its first name.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (prefix, module) in recurse ? named_modules() : [("", this)])
                    foreach (var (name, parameter) in module.Parameters)
                        if (parameter is not null && seen.Add(parameter)) yield return (Join(prefix, name), parameter);
            }

            /// <summary>The parameters alone.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
            {
                foreach (var (_, parameter) in named_parameters(recurse)) yield return parameter;
            }

            /// <summary>The buffers of this module and of all below it.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (prefix, module) in recurse ? named_modules() : [("", this)])
                    foreach (var (name, buffer) in module.Buffers)
                        if (buffer.Tensor is { } tensor && (include_nonpersistent || buffer.Persistent) && seen.Add(tensor)) yield return (Join(prefix, name), tensor);
            }

            /// <summary>The buffers alone.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (_, buffer) in named_buffers(recurse, include_nonpersistent)) yield return buffer;
            }

            /// <summary>Whether this module itself has a parameter of a name.</summary>
            public virtual bool has_parameter(string target) => ParameterOf(target) is not null;

            /// <summary>Whether this module itself has a buffer of a name.</summary>
            public virtual bool has_buffer(string target) => BufferOf(target) is not null;

            /// <summary>A parameter by its path: <c>encoder.linear1.weight</c>; null if there is none.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                int dot = target.LastIndexOf('.');
                return Descend(target, dot)?.ParameterOf(target[(dot + 1)..]);
            }

            /// <summary>A buffer by its path; null if there is none.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                int dot = target.LastIndexOf('.');
                return Descend(target, dot)?.BufferOf(target[(dot + 1)..]);
            }

            Module? Descend(string target, int end)
            {
                var module = this;
                for (int start = 0; start < end && module is not null;)
                {
                    int dot = target.IndexOf('.', start);
                    module.Children.TryGetValue(target[start..dot], out module);
                    start = dot + 1;
                }
                return module;
            }

            /// <summary>Calls a function on every module below and then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children()) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Makes this module and all below it learn, or stop learning.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children()) child.train(train);
            }

            /// <summary>Stops learning: <c>train(false)</c>.</summary>
            public virtual void eval() => train(false);

            /// <summary>Sets whether gradients are computed for the parameters.</summary>
            public Module requires_grad_(bool requires_grad = true)
            {
                foreach (var parameter in parameters()) parameter.requires_grad_(requires_grad);
                return this;
            }

            /// <summary>Forgets the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters()) GradientsOf.Clear(parameter, set_to_none);
            }

            /// <summary>The arguments that distinguish the module, for printing.</summary>
            public virtual string extra_repr() => "";

            /// <summary>The module and its parts, one a line, as PyTorch prints them.</summary>
            public override string ToString()
            {
                string extra = extra_repr();
                if (Children.Count == 0) return $"{GetName()}({(extra.Contains('\n') ? "\n  " + extra.Replace("\n", "\n  ") + "\n" : extra)})";
                var text = new System.Text.StringBuilder(GetName()).Append('(');
                if (extra.Length > 0) text.Append("\n  ").Append(extra.Replace("\n", "\n  "));
                foreach (var (name, child) in Children)
                    text.Append("\n  (").Append(name).Append("): ").Append((child?.ToString() ?? "None").Replace("\n", "\n  "));
                return text.Append("\n)").ToString();
            }
        }

        /// <summary>What is done to the gradients of parameters by modules and optimisers.</summary>
        internal static class GradientsOf
        {
            public static void Clear(Tensor parameter, bool setToNone)
            {
                if (setToNone || parameter.OwnGrad is not { } gradient)
                {
                    parameter.ClearGrad();
                    return;
                }
                if (gradient.requires_grad) parameter.grad = gradient = gradient.detach();
                gradient.Backend.Fill(gradient.Data, 0);
                gradient.Storage.Version++;
            }
        }
    }
}
