using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Adam (Kingma and Ba, arXiv 1412.6980): g += weight_decay p; m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
    /// p -= lr / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + eps); amsgrad takes the largest v so far.
    /// </summary>
    public class Adam : BetaOptimizer<Adam.Options, Adam.State>
    {
        public class Options : BetaOptions
        {
            public bool? amsgrad;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                base.Visit(visitor);
                visitor.Visit(nameof(amsgrad), ref amsgrad);
                visitor.Visit(nameof(maximize), ref maximize);
            }

            private protected override (string Name, string Value)[] PrintedBesides => [.. base.PrintedBesides, ("capturable", "False"), ("fused", "False")];
        }

        public class ParamGroup : BetaGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : BetaState(parameter)
        {
            public Tensor? max_exp_avg_sq;

            private protected override void Visit(FieldVisitor visitor)
            {
                base.Visit(visitor);
                visitor.Visit(nameof(max_exp_avg_sq), ref max_exp_avg_sq, optional: true);
            }

            public override void Initialize(OptimizerOptions options)
            {
                base.Initialize(options);
                max_exp_avg_sq = ((Options)options).amsgrad == true ? Zeros() : null;
            }
        }

        public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
            => AdamUpdate.Run(AdamDecay.IntoGradient, parameter, gradient, options, state);
    }

    /// <summary>Where weight decay acts.</summary>
    enum AdamDecay
    {
        IntoGradient,
        Decoupled,
    }

    /// <summary>k: beta1, 1 - beta1, beta2, 1 - beta2, 1 / sqrt(1 - beta2^t), eps, -lr / (1 - beta1^t), decay (decoupled: its factor on p).</summary>
    readonly struct AdamUpdate(double lr, double beta1, double beta2, double eps, double decay, long step, bool maximize, AdamDecay kind, bool decays, bool amsgrad) : IUpdateOp
    {
        readonly bool _adds = decays && kind == AdamDecay.IntoGradient, _shrinks = decays && kind == AdamDecay.Decoupled, _maximize = maximize;

        public static void Run(AdamDecay kind, Parameter parameter, Tensor gradient, Adam.Options options, Adam.State state)
        {
            state.step++;
            var largest = options.amsgrad == true ? state.max_exp_avg_sq ??= state.exp_avg_sq!.zeros_like() : null;
            double lr = options.LearningRate!.Value, decay = options.weight_decay!.Value, factor = kind == AdamDecay.Decoupled ? 1 - lr * decay : decay;
            var update = new AdamUpdate(lr, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, factor, state.step, options.maximize == true, kind, decay != 0, largest is not null);
            Fused.Update(update, parameter, gradient, state.exp_avg, state.exp_avg_sq, largest);
        }

        public int States { get; } = amsgrad ? 3 : 2;

        public UpdateConstants Constants { get; } = Fused.Constants(beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.Sqrt(1 - Math.Pow(beta2, step)), eps, -lr / (1 - Math.Pow(beta1, step)), decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            if (_shrinks) p *= k[7];
            if (_adds) g = V.MulAdd(p, k[7], g);
            a = V.MulAdd(a, k[0], g * k[1]);
            b = V.MulAdd(b, k[2], g * g * k[3]);
            var largest = b;
            if (States > 2) largest = c = V.Max(c, b);
            p = V.MulAdd(a / V.MulAdd(V.Sqrt(largest), k[4], k[5]), k[6], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Adam"/>
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.Adam"/>
            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.Adam"/>
            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
