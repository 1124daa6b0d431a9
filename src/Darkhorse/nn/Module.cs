using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Darkhorse.Modules;
using Darkhorse.Utils;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: parameters, buffers and other modules, each under a name. Derive from <see cref="Module{T,TResult}"/> and its like,
        /// keep the parts in fields, and call <see cref="RegisterComponents"/> at the end of the constructor.
        /// </summary>
        // The annotation keeps the fields of every derived class when the program is trimmed, so that RegisterComponents finds them.
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
        public partial class Module : IDisposable
        {
            readonly string _name;
            internal OrderedDictionary<string, Parameter?> Parameters = [];
            internal OrderedDictionary<string, Buffer> Buffers = [];
            internal OrderedDictionary<string, Module?> Children = [];
            internal ComputedParts? Computed;

            /// <summary>A registered tensor that is not learned.</summary>
            internal readonly record struct Buffer(Tensor? Tensor, bool Persistent);

            /// <param name="name">What the module is called when it is printed: the name of its class.</param>
            protected Module(string name) => _name = name;

            /// <summary>Whether the module learns (dropout drops, batch norm takes the batch's statistics) or is used.</summary>
            public bool training { get; internal set; } = true;

            public virtual string GetName() => _name;

            /// <summary>
            /// Registers what the instance's fields hold: modules, parameters, and other tensors as buffers, each by the name of its field, those of base
            /// classes first. What is registered already under such a name stays; calling it again takes up fields that were filled since.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in FieldsOf(GetType()))
                {
                    object? value = field.GetValue(this);
                    if (value is not (Module or Tensor)) continue;
                    string name = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (Children.ContainsKey(name) || Parameters.ContainsKey(name) || Buffers.ContainsKey(name)) continue;
                    switch (value)
                    {
                        case Module module: register_module(name, module); break;
                        case Parameter parameter: register_parameter(name, parameter); break;
                        case Tensor tensor: register_buffer(name, tensor); break;
                    }
                }
            }

            /// <summary>The fields of a module's class and of its bases, up to Module.</summary>
            [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The annotation of Module keeps the fields of every class derived from it, the bases of a derived class among them.")]
            static IEnumerable<FieldInfo> FieldsOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type type)
            {
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                var lines = new Stack<FieldInfo[]>();
                lines.Push(type.GetFields(Own));
                for (var above = type.BaseType; above is not null && above != typeof(Module); above = above.BaseType) lines.Push(above.GetFields(Own));
                return lines.SelectMany(fields => fields);
            }

            /// <summary>Adds a module under a name, or replaces the one of that name.</summary>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or names something else here.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                CheckName("module", name);
                if (Parameters.ContainsKey(name) || Buffers.ContainsKey(name)) throw new ArgumentException($"attribute '{name}' already exists");
                if (ReferenceEquals(submodule, this)) throw new ArgumentException("A module cannot be a part of itself");
                Children[name] = submodule;
            }

            /// <summary>Adds a module under a name.</summary>
            public void add_module(string name, Module? module) => register_module(name, module);

            /// <summary>Adds a parameter under a name, or replaces the one of that name; null keeps the name without a parameter.</summary>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or names something else here.</exception>
            /// <exception cref="InvalidOperationException">The parameter is no leaf of the graph.</exception>
            public virtual void register_parameter(string name, Parameter? param)
            {
                CheckName("parameter", name);
                if (Children.ContainsKey(name) || Buffers.ContainsKey(name)) throw new ArgumentException($"attribute '{name}' already exists");
                if (param is not null && Computed?.Rule(name) is { } rule)
                {
                    rule.Assign(this, param);
                    return;
                }
                if (param is not null && !param.is_leaf)
                    throw new InvalidOperationException($"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express '{name}' as a function of another Tensor, compute the value in the forward() method.");
                Parameters[name] = param;
            }

            /// <summary>Adds a tensor that moves with the module but is not learned.</summary>
            /// <param name="name">Its name.</param>
            /// <param name="tensor">The tensor; null keeps the name.</param>
            /// <param name="persistent">Whether it is part of the state dict.</param>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or names something else here.</exception>
            public virtual void register_buffer(string name, Tensor? tensor, bool persistent = true)
            {
                CheckName("buffer", name);
                if (Children.ContainsKey(name) || Parameters.ContainsKey(name)) throw new ArgumentException($"attribute '{name}' already exists");
                Buffers[name] = new(tensor?.DetachFromDisposeScope(), persistent);
            }

            static void CheckName(string kind, string name)
            {
                if (name.Contains('.')) throw new ArgumentException($"{kind} name can't contain \".\"{(kind == "module" ? ", got: " + name : "")}");
                if (name.Length == 0) throw new ArgumentException($"{kind} name can't be empty string \"\"");
            }

            /// <summary>Registers a parameter, or takes its name away if it is null.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null) Parameters.Remove(name);
                else register_parameter(name, value);
            }

            /// <summary>Registers a tensor as a parameter, or takes its name away if it is null.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
                => ConditionallyRegisterParameter(name, value is null ? null : value as Parameter ?? new Parameter(value));

            /// <summary>Registers a buffer, or takes its name away if it is null.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) Buffers.Remove(name);
                else register_buffer(name, value, persistent);
            }

            /// <summary>Takes all modules out.</summary>
            protected void ClearModules() => Children.Clear();

            /// <summary>A registered parameter, or one that is computed from others, for the properties of modules.</summary>
            internal Parameter? ParameterOf(string name) => Parameters.TryGetValue(name, out var parameter) ? parameter : Computed?.Of(this, name);

            internal Tensor? BufferOf(string name) => Buffers.TryGetValue(name, out var buffer) ? buffer.Tensor : null;

            /// <summary>Gives the memory of all parameters and buffers back at once. Nobody has to call it.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var parameter in parameters(recurse: false)) parameter.Dispose();
                foreach (var buffer in buffers(recurse: false)) buffer.Dispose();
                foreach (var child in children()) child.Dispose();
            }
        }
    }
}
