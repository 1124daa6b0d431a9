using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// NAdam (Dozat, 2016): Adam whose move looks one step of momentum ahead; the momentum of step t is beta1 (1 - 0.5 * 0.96^(t momentum_decay)).
    /// </summary>
    public class NAdam : BetaOptimizer<NAdam.Options, NAdam.State>
    {
        public class Options : BetaOptions
        {
            public double? momentum_decay;

            private protected override void Visit(FieldVisitor visitor)
            {
                base.Visit(visitor);
                visitor.Visit(nameof(momentum_decay), ref momentum_decay);
            }
        }

        public class ParamGroup : BetaGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, momentum_decay = momentum_decay }) { }
        }

        public class State(Parameter parameter) : BetaState(parameter)
        {
            public double mu_product = 1;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(mu_product), ref mu_product);
                visitor.Visit(nameof(exp_avg), ref exp_avg);
                visitor.Visit(nameof(exp_avg_sq), ref exp_avg_sq);
            }
        }

        public NAdam(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, momentum_decay) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public NAdam(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, momentum_decay = momentum_decay }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            base.Validate(options);
            OptionChecks.NotNegative(options.momentum_decay, "momentum_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            double step = ++state.step, lr = options.LearningRate!.Value, beta1 = options.beta1!.Value, decay = options.momentum_decay!.Value;
            double mu = beta1 * (1 - 0.5 * Math.Pow(0.96, step * decay)), next = beta1 * (1 - 0.5 * Math.Pow(0.96, (step + 1) * decay));
            state.mu_product *= mu;
            // PyTorch 1.13 lets this step's momentum enter the product twice; its trajectories are reproduced here.
            Fused.Update(new NAdamUpdate(options, step, -lr * (1 - mu) / (1 - state.mu_product), -lr * next / (1 - state.mu_product * mu * next)), parameter, gradient, state.exp_avg, state.exp_avg_sq);
        }
    }

    /// <summary>k: beta1, beta2, 1 - beta2, 1 / sqrt(1 - beta2^t), eps, weight decay, the factors of the gradient and of its mean.</summary>
    readonly struct NAdamUpdate(NAdam.Options options, double step, double gradientRate, double meanRate) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0;

        public int States => 2;

        public UpdateConstants Constants { get; } = Fused.Constants(options.beta1, options.beta2, 1 - options.beta2, 1 / Math.Sqrt(1 - Math.Pow(options.beta2!.Value, step)), options.eps, options.weight_decay, gradientRate, meanRate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_decays) g = V.MulAdd(p, k[5], g);
            a = V.MulAdd(a, k[0], g * (V.One - k[0]));
            b = V.MulAdd(b, k[1], g * g * k[2]);
            var scale = V.MulAdd(V.Sqrt(b), k[3], k[4]);
            p = V.MulAdd(a / scale, k[7], V.MulAdd(g / scale, k[6], p));
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.NAdam"/>
            public static NAdam NAdam(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

            /// <inheritdoc cref="Modules.NAdam"/>
            public static NAdam NAdam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, momentum_decay);

            /// <inheritdoc cref="Modules.NAdam"/>
            public static NAdam NAdam(IEnumerable<NAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, double momentum_decay = 0.004)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);
        }
    }
}
