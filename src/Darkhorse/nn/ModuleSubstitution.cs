using System.Reflection;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Puts tensors in the place of parameters and buffers, wherever in this module they are used, until it is disposed.</summary>
            /// <exception cref="ArgumentException">A name is that of neither.</exception>
            internal Substitution Substitute(IReadOnlyDictionary<string, Tensor> values)
            {
                var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, value) in values)
                {
                    string[] path = name.Split('.');
                    Module? owner = this;
                    foreach (string part in path[..^1]) owner = owner is not null && owner.Children.TryGetValue(part, out var child) ? child : null;
                    var original = owner?.ParameterOf(path[^1]) ?? owner?.BufferOf(path[^1]) ?? throw new ArgumentException($"{GetName()} has no parameter or buffer named '{name}'");
                    replaced[original] = original is Modules.Parameter ? Modules.Parameter.StandIn(value) : value;
                }
                return new(this, replaced);
            }

            internal sealed class Substitution : IDisposable
            {
                readonly Module _root;
                readonly Dictionary<Tensor, Tensor> _replaced;

                public Substitution(Module root, Dictionary<Tensor, Tensor> replaced)
                {
                    (_root, _replaced) = (root, replaced);
                    Exchange(_replaced);
                }

                public void Dispose()
                {
                    var back = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
                    foreach (var (original, value) in _replaced) back[value] = original;
                    Exchange(back);
                }

                void Exchange(Dictionary<Tensor, Tensor> others)
                {
                    foreach (var module in _root.modules()) Exchange(module, others);
                }

                static void Exchange(Module module, Dictionary<Tensor, Tensor> others)
                {
                    foreach (var (name, parameter) in module.Parameters.ToArray())
                        if (parameter is not null && others.TryGetValue(parameter, out var other)) module.Parameters[name] = (Parameter)other;
                    foreach (var (name, buffer) in module.Buffers.ToArray())
                        if (buffer.Tensor is not null && others.TryGetValue(buffer.Tensor, out var other)) module.Buffers[name] = buffer with { Tensor = other };
                    foreach (var field in FieldsOf(module.GetType()))
                        if (field.GetValue(module) is Tensor tensor && others.TryGetValue(tensor, out var other) && field.FieldType.IsInstanceOfType(other)) field.SetValue(module, other);
                }
            }
        }
    }
}
