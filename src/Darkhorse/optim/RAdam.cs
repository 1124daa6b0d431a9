using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>RAdam (Liu et al., arXiv 1908.03265): Adam whose step waits for, and is rectified by, the variance of its second moment.</summary>
    public class RAdam : BetaOptimizer<RAdam.Options, RAdam.State>
    {
        public class Options : BetaOptions
        {
        }

        public class ParamGroup : BetaGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay }) { }
        }

        public class State(Parameter parameter) : BetaState(parameter);

        public RAdam(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public RAdam(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            double step = ++state.step, beta1 = options.beta1!.Value, beta2 = options.beta2!.Value;
            double correction1 = 1 - Math.Pow(beta1, step), correction2 = 1 - Math.Pow(beta2, step);
            double longest = 2 / (1 - beta2) - 1, length = longest - 2 * step * Math.Pow(beta2, step) / correction2;
            double rate = -options.LearningRate!.Value / correction1;
            bool adapts = length > 5;
            if (adapts) rate *= Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) * Math.Sqrt(correction2);
            Fused.Update(new RAdamUpdate(options, rate, adapts), parameter, gradient, state.exp_avg, state.exp_avg_sq);
        }
    }

    /// <summary>k: beta1, 1 - beta1, beta2, 1 - beta2, eps, weight decay, the negative rate of this step.</summary>
    readonly struct RAdamUpdate(RAdam.Options options, double rate, bool adapts) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0, _adapts = adapts;

        public int States => 2;

        public UpdateConstants Constants { get; } = Fused.Constants(options.beta1, 1 - options.beta1, options.beta2, 1 - options.beta2, options.eps, options.weight_decay, rate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_decays) g = V.MulAdd(p, k[5], g);
            a = V.MulAdd(a, k[0], g * k[1]);
            b = V.MulAdd(b, k[2], g * g * k[3]);
            var move = a;
            if (_adapts) move /= V.Sqrt(b) + k[4];
            p = V.MulAdd(move, k[6], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.RAdam"/>
            public static RAdam RAdam(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);

            /// <inheritdoc cref="Modules.RAdam"/>
            public static RAdam RAdam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay);

            /// <inheritdoc cref="Modules.RAdam"/>
            public static RAdam RAdam(IEnumerable<RAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
