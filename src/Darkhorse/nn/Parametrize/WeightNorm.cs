using Darkhorse.Autograd;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>A weight of length g and direction v: w = g v / |v|, the norm taken over all dims but one (Salimans and Kingma, arXiv 1602.07868).</summary>
    sealed class WeightNorm(long? dim) : torch.nn.Module<Tensor, Tensor, Tensor>("_WeightNorm"), torch.nn.utils.parametrize.IPairParametrization
    {
        public override Tensor forward(Tensor g, Tensor v) => v * (g / Norm(v, dim));

        public (Tensor, Tensor) right_inverse(Tensor value) => (Norm(value, dim), value);

        /// <summary>The norm over all dims but one, which are kept; null or -1: over all.</summary>
        public static Tensor Norm(Tensor v, long? dim)
        {
            if (dim is null or -1) return torch.linalg.vector_norm(v);
            long kept = Dims.Wrap(dim.Value, v.Layout.Rank);
            long[] others = [.. Enumerable.Range(0, v.Layout.Rank).Select(d => (long)d).Where(d => d != kept)];
            return others.Length == 0 ? v.abs() : torch.linalg.vector_norm(v, 2, others, true);
        }
    }

    /// <summary>A parameter NAME computed from NAME_g and NAME_v.</summary>
    sealed class WeightNormRule(string name, long? dim) : ComputedPart
    {
        readonly WeightNorm _norm = new(dim);

        public override Tensor Compute(torch.nn.Module module) => _norm.forward(module.ParameterOf(name + "_g")!, module.ParameterOf(name + "_v")!);

        public override void Assign(torch.nn.Module module, Tensor value)
        {
            using var _ = new GradMode.Scope(false);
            module.ParameterOf(name + "_g")!.copy_(WeightNorm.Norm(value, dim));
            module.ParameterOf(name + "_v")!.copy_(value);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static partial class utils
            {
                /// <summary>Splits a weight into its length NAME_g and its direction NAME_v, which are learned instead of it.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The parameter.</param>
                /// <param name="dim">The dim that has a length for each index; null: one length for all.</param>
                /// <exception cref="InvalidOperationException">It is done already.</exception>
                public static T weight_norm<T>(T module, string name = "weight", long? dim = 0) where T : Module
                {
                    if (module.Computed?.Rule(name) is WeightNormRule) throw new InvalidOperationException($"Cannot register two weight_norm hooks on the same parameter {name}");
                    var weight = Own(module, name);
                    using var _ = no_grad();
                    module.Parameters.Remove(name);
                    module.register_parameter(name + "_g", new(Modules.WeightNorm.Norm(weight.detach(), dim)));
                    module.register_parameter(name + "_v", new(weight.detach()));
                    (module.Computed ??= new()).Add(name, new WeightNormRule(name, dim));
                    return module;
                }

                /// <summary>Makes the weight one parameter again.</summary>
                /// <exception cref="ArgumentException">There is no weight norm.</exception>
                public static T remove_weight_norm<T>(T module, string name = "weight") where T : Module
                {
                    if (module.Computed?.Rule(name) is not WeightNormRule) throw new ArgumentException($"weight_norm of '{name}' not found in {module}");
                    return Uncomputed(module, name, name + "_g", name + "_v");
                }

                internal static Parameter Own(Module module, string name)
                    => module.Parameters.GetValueOrDefault(name) ?? throw new ArgumentException($"'{module.GetName()}' object has no attribute '{name}'");

                /// <summary>Puts the present value of a computed parameter in its place, and takes away what it was computed from.</summary>
                internal static T Uncomputed<T>(T module, string name, params string[] sources) where T : Module
                {
                    Tensor value;
                    using (no_grad()) value = module.ParameterOf(name)!.detach();
                    module.Computed!.Remove(name);
                    foreach (string source in sources)
                    {
                        module.Parameters.Remove(source);
                        module.Buffers.Remove(source);
                    }
                    module.register_parameter(name, new(value));
                    return module;
                }
            }
        }
    }
}
