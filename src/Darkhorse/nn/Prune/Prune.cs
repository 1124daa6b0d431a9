using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>
            /// Pruning: a parameter NAME becomes NAME_orig, which is learned, times NAME_mask, a buffer of zeros and ones. Pruned again, the mask loses more of what
            /// is left. An amount is a share from 0 to 1, or, as a whole number, a count.
            /// </summary>
            public static class prune
            {
                /// <summary>Prunes nothing, but makes the mask.</summary>
                public static T identity<T>(T module, string name) where T : Module => Apply(module, name, new NoPruning());

                /// <summary>Prunes elements by chance.</summary>
                /// <exception cref="ArgumentException">The amount is no share and no count, or more than there is.</exception>
                public static T random_unstructured<T>(T module, string name, double amount) where T : Module => Apply(module, name, Elements(amount, true, true));

                /// <inheritdoc cref="random_unstructured{T}(T, string, double)"/>
                public static T random_unstructured<T>(T module, string name, int amount) where T : Module => Apply(module, name, Elements(amount, false, true));

                /// <summary>Prunes the elements nearest to zero, or of the smallest scores.</summary>
                /// <exception cref="ArgumentException">The amount is no share and no count, or more than there is.</exception>
                public static T l1_unstructured<T>(T module, string name, double amount, Tensor? importance_scores = null) where T : Module
                    => Apply(module, name, Elements(amount, true, false), importance_scores);

                /// <inheritdoc cref="l1_unstructured{T}(T, string, double, Tensor?)"/>
                public static T l1_unstructured<T>(T module, string name, int amount, Tensor? importance_scores = null) where T : Module
                    => Apply(module, name, Elements(amount, false, false), importance_scores);

                /// <summary>Prunes slices along a dim by chance.</summary>
                /// <exception cref="ArgumentException">The amount is no share and no count, or more than there is.</exception>
                public static T random_structured<T>(T module, string name, double amount, long dim) where T : Module => Apply(module, name, Slices(amount, true, dim, null));

                /// <inheritdoc cref="random_structured{T}(T, string, double, long)"/>
                public static T random_structured<T>(T module, string name, int amount, long dim) where T : Module => Apply(module, name, Slices(amount, false, dim, null));

                /// <summary>Prunes the slices along a dim that have the smallest n-norm.</summary>
                /// <exception cref="ArgumentException">The amount is no share and no count, or more than there is.</exception>
                public static T ln_structured<T>(T module, string name, double amount, double n, long dim, Tensor? importance_scores = null) where T : Module
                    => Apply(module, name, Slices(amount, true, dim, n), importance_scores);

                /// <inheritdoc cref="ln_structured{T}(T, string, double, double, long, Tensor?)"/>
                public static T ln_structured<T>(T module, string name, int amount, double n, long dim, Tensor? importance_scores = null) where T : Module
                    => Apply(module, name, Slices(amount, false, dim, n), importance_scores);

                /// <summary>Prunes what a mask has zeros for.</summary>
                public static T custom_from_mask<T>(T module, string name, Tensor mask) where T : Module => Apply(module, name, new GivenMask(mask));

                /// <summary>A method for <see cref="global_unstructured"/>: the elements nearest to zero.</summary>
                public static PruningMethod L1Unstructured(double amount) => Elements(amount, true, false);

                /// <inheritdoc cref="L1Unstructured(double)"/>
                public static PruningMethod L1Unstructured(int amount) => Elements(amount, false, false);

                /// <summary>A method for <see cref="global_unstructured"/>: elements by chance.</summary>
                public static PruningMethod RandomUnstructured(double amount) => Elements(amount, true, true);

                /// <inheritdoc cref="RandomUnstructured(double)"/>
                public static PruningMethod RandomUnstructured(int amount) => Elements(amount, false, true);

                /// <summary>Prunes several parameters as if they were one.</summary>
                /// <param name="parameters">Modules and the names of their parameters.</param>
                /// <param name="pruning_method">What to choose by, with the amount of all elements together.</param>
                /// <exception cref="ArgumentException">There are no parameters.</exception>
                public static void global_unstructured(IEnumerable<(Module module, string name)> parameters, PruningMethod pruning_method)
                {
                    (Module Module, string Name)[] all = [.. parameters];
                    if (all.Length == 0) throw new ArgumentException("global_unstructured(): expected a non-empty collection of parameters");
                    using var _ = no_grad();
                    var values = Array.ConvertAll(all, one => ValueOf(one.Module, one.Name).reshape(-1));
                    var masks = Array.ConvertAll(all, one => MaskOf(one.Module, one.Name).reshape(-1));
                    var joined = pruning_method.Mask(cat(values), cat(masks));
                    long offset = 0;
                    foreach (var (module, name) in all)
                    {
                        var shape = ValueOf(module, name).shape;
                        long count = shape.Aggregate(1L, (product, size) => product * size);
                        custom_from_mask(module, name, joined.narrow(0, offset, count).view(shape));
                        offset += count;
                    }
                }

                /// <summary>Makes what is left of a pruned parameter a parameter of its own.</summary>
                /// <exception cref="ArgumentException">The parameter is not pruned.</exception>
                public static T remove<T>(T module, string name) where T : Module
                {
                    if (module.Computed?.Rule(name) is not PrunedRule) throw new ArgumentException($"Parameter '{name}' of module {module} has to be pruned before pruning can be removed");
                    return Uncomputed(module, name, name + "_orig", name + "_mask");
                }

                /// <summary>Whether a parameter of a module, or of a module below it, is pruned.</summary>
                public static bool is_pruned(Module module)
                    => module.modules().Any(part => part.Buffers.Keys.Any(name => name.EndsWith("_mask", StringComparison.Ordinal) && part.Computed?.Rule(name[..^"_mask".Length]) is PrunedRule));

                static ElementPruning Elements(double amount, bool isShare, bool byChance)
                {
                    PruningMethod.Check(amount, isShare);
                    return new(amount, isShare, byChance);
                }

                static SlicePruning Slices(double amount, bool isShare, long dim, double? norm)
                {
                    PruningMethod.Check(amount, isShare);
                    return new(amount, isShare, dim, norm);
                }

                static Tensor ValueOf(Module module, string name) => (module.ParameterOf(name + "_orig") ?? Own(module, name)).detach();

                static Tensor MaskOf(Module module, string name) => module.BufferOf(name + "_mask") ?? ones_like(Own(module, name).detach());

                static T Apply<T>(T module, string name, PruningMethod method, Tensor? scores = null) where T : Module
                {
                    using var _ = no_grad();
                    var value = ValueOf(module, name);
                    if (scores is not null && !scores.Sizes.SequenceEqual(value.Sizes))
                        throw new ArgumentException("importance_scores should have the same shape as parameter " + name + " of " + module);
                    var mask = method.Mask(scores ?? value, MaskOf(module, name));
                    if (module.Parameters.GetValueOrDefault(name) is { } parameter)
                    {
                        module.Parameters.Remove(name);
                        module.register_parameter(name + "_orig", parameter);
                        (module.Computed ??= new()).Add(name, new PrunedRule(name));
                    }
                    module.register_buffer(name + "_mask", mask);
                    return module;
                }
            }
        }
    }
}
