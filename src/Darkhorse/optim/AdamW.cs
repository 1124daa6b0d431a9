using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101): p -= lr weight_decay p (decoupled); m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
    /// p -= lr / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + eps); amsgrad takes the largest v so far.
    /// </summary>
    public class AdamW : OptimizerHelper<AdamW.Options, AdamW.State>, torch.optim.IBetas
    {
        /// <summary>What can be set: the same as for Adam.</summary>
        public class Options : Adam.Options
        {
            internal override IEnumerable<(string Name, string Value)> Printed() => base.Printed().Where(entry => entry.Name != "fused").Select(entry => entry.Name == "weight_decay" ? (entry.Name, PythonText.Of(weight_decay ?? 0)) : entry);
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

            public (double, double) Betas
            {
                get => (Options.beta1 ?? 0, Options.beta2 ?? 0);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        /// <summary>What is kept for a parameter: the same as by Adam.</summary>
        public class State(Parameter parameter) : Adam.State(parameter);

        public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }

        /// <summary>The decays of all groups.</summary>
        public (double, double) Betas
        {
            get => (Standard.beta1 ?? 0, Standard.beta2 ?? 0);
            set
            {
                (Standard.beta1, Standard.beta2) = value;
                foreach (var group in Groups) (((Options)group.Options).beta1, ((Options)group.Options).beta2) = value;
            }
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.NotNegative(options.eps, "epsilon value");
            OptionChecks.Betas(options.beta1, options.beta2);
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            state.step++;
            var largest = options.amsgrad == true ? state.max_exp_avg_sq ??= state.exp_avg_sq!.zeros_like() : null;
            double lr = options.LearningRate!.Value, decay = options.weight_decay!.Value;
            var update = new AdamUpdate(lr, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, 1 - lr * decay, state.step, options.maximize == true, AdamDecay.Decoupled, decay != 0, largest is not null);
            Fused.Update(update, parameter, gradient, state.exp_avg, state.exp_avg_sq, largest);
        }
    }

}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.AdamW"/>
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.AdamW"/>
            public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.AdamW"/>
            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
