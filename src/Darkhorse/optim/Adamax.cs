using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>Adamax (Kingma and Ba, arXiv 1412.6980): m = beta1 m + (1 - beta1) g, u = max(beta2 u, |g| + eps), p -= lr / (1 - beta1^t) m / u.</summary>
    public class Adamax : BetaOptimizer<Adamax.Options, Adamax.State>
    {
        public class Options : BetaOptions
        {
            private protected override (string Name, string Value)[] PrintedBesides => [.. base.PrintedBesides, ("maximize", "False")];
        }

        public class ParamGroup : BetaGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? exp_avg;
            public Tensor? exp_inf;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(exp_avg), ref exp_avg);
                visitor.Visit(nameof(exp_inf), ref exp_inf);
            }

            public override void Initialize(OptimizerOptions options)
            {
                exp_avg = Zeros();
                exp_inf = Zeros();
            }
        }

        public Adamax(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Adamax(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
            => Fused.Update(new AdamaxUpdate(options, ++state.step), parameter, gradient, state.exp_avg, state.exp_inf);
    }

    /// <summary>k: -lr / (1 - beta1^t), beta1, 1 - beta1, beta2, eps, weight decay.</summary>
    readonly struct AdamaxUpdate(Adamax.Options options, long step) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0;

        public int States => 2;

        public UpdateConstants Constants { get; } = Fused.Constants(-options.LearningRate / (1 - Math.Pow(options.beta1!.Value, step)), options.beta1, 1 - options.beta1, options.beta2, options.eps, options.weight_decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_decays) g = V.MulAdd(p, k[5], g);
            a = V.MulAdd(a, k[1], g * k[2]);
            b = V.Max(b * k[3], V.Abs(g) + k[4]);
            p = V.MulAdd(a / b, k[0], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Adamax"/>
            public static Adamax Adamax(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);

            /// <inheritdoc cref="Modules.Adamax"/>
            public static Adamax Adamax(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay);

            /// <inheritdoc cref="Modules.Adamax"/>
            public static Adamax Adamax(IEnumerable<Adamax.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
