using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>Adamax (Kingma and Ba, arXiv 1412.6980): m = beta1 m + (1 - beta1) g, u = max(beta2 u, |g| + eps), p -= lr / (1 - beta1^t) m / u.</summary>
    public class Adamax : OptimizerHelper<Adamax.Options, Adamax.State>, torch.optim.IBetas
    {
        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;

            internal override void Fill(OptimizerOptions defaults)
            {
                base.Fill(defaults);
                var other = (Options)defaults;
                beta1 ??= other.beta1;
                beta2 ??= other.beta2;
                eps ??= other.eps;
                weight_decay ??= other.weight_decay;
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                if (source is Options other) (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
            }

            internal override IEnumerable<(string Name, string Value)> Printed() =>
            [
                .. base.Printed(),
                ("betas", $"({PythonText.Of(beta1 ?? 0)}, {PythonText.Of(beta2 ?? 0)})"),
                ("eps", PythonText.Of(eps ?? 0)),
                ("weight_decay", PythonText.OrZero(weight_decay ?? 0)),
                ("maximize", "False"),
                ("foreach", "None"),
                ("differentiable", "False"),
            ];
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay }) { }

            public (double, double) Betas
            {
                get => (Options.beta1 ?? 0, Options.beta2 ?? 0);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? exp_avg;
            public Tensor? exp_inf;

            private protected override Tensor?[] Tensors
            {
                get => [exp_avg, exp_inf];
                set => (exp_avg, exp_inf) = (value[0], value[1]);
            }

            private protected override double[] Numbers
            {
                get => [step];
                set => step = (long)value[0];
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
