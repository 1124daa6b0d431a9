using Darkhorse.Autograd;
using Darkhorse.Memory;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>What has been copied so far: shared parts stay shared in the copy.</summary>
            internal sealed class CopyMap
            {
                public readonly Dictionary<object, object> Copies = new(ReferenceEqualityComparer.Instance);

                public Module? Of(Module? module) => module is null ? null : Copies.TryGetValue(module, out object? copy) ? (Module)copy : module.Copied(this);

                public Tensor? Of(Tensor? tensor)
                {
                    if (tensor is null) return null;
                    if (Copies.TryGetValue(tensor, out object? known)) return (Tensor)known;
                    var copy = tensor.detach().clone();
                    if (tensor is Parameter parameter) copy = new Parameter(copy, parameter.requires_grad);
                    Copies.Add(tensor, copy);
                    return copy;
                }
            }

            /// <summary>A module of the same class with copies of all parameters, buffers and parts, as Python's <c>copy.deepcopy</c> makes it. Hooks go with it.</summary>
            internal Module DeepCopy()
            {
                using var noGrad = new GradMode.Scope(false);
                using var noScope = new DisposeScope.Suspension();
                return Copied(new());
            }

            Module Copied(CopyMap map)
            {
                var copy = (Module)MemberwiseClone();
                map.Copies.Add(this, copy);
                copy.Parameters = [];
                copy.Buffers = [];
                copy.Children = [];
                copy.Computed = Computed?.Copy();
                foreach (var (name, parameter) in Parameters) copy.Parameters.Add(name, (Parameter?)map.Of(parameter));
                foreach (var (name, buffer) in Buffers) copy.Buffers.Add(name, buffer with { Tensor = map.Of(buffer.Tensor) });
                foreach (var (name, child) in Children) copy.Children.Add(name, map.Of(child));
                copy.FollowFields(map);
                copy.PartsWereReplaced();
                return copy;
            }

            // Fields that hold registered parts must hold the copies of them.
            void FollowFields(CopyMap map)
            {
                foreach (var field in FieldsOf(GetType()))
                    if (field.GetValue(this) is { } value && value is Module or Tensor && map.Copies.TryGetValue(value, out object? copy)) field.SetValue(this, copy);
            }

            /// <summary>For containers that keep their parts in a list besides.</summary>
            private protected virtual void PartsWereReplaced() { }
        }
    }
}
