using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Averaged stochastic gradient descent (Polyak and Juditsky, 1992): p = (1 - lambd eta) p - eta g with eta = lr / (1 + lambd lr t)^alpha; from step t0 on
    /// the mean of p is kept in the state's <c>ax</c>.
    /// </summary>
    public class ASGD : OptimizerHelper<ASGD.Options, ASGD.State>
    {
        public class Options : OptimizerOptions
        {
            public double? lambd;
            public double? alpha;
            public double? t0;
            public double? weight_decay;
            public bool? maximize;

            internal override void Fill(OptimizerOptions defaults)
            {
                base.Fill(defaults);
                var other = (Options)defaults;
                lambd ??= other.lambd;
                alpha ??= other.alpha;
                t0 ??= other.t0;
                weight_decay ??= other.weight_decay;
                maximize ??= other.maximize;
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                if (source is Options other) (lambd, alpha, t0, weight_decay, maximize) = (other.lambd, other.alpha, other.t0, other.weight_decay, other.maximize);
            }

            internal override IEnumerable<(string Name, string Value)> Printed() =>
            [
                .. base.Printed(),
                ("lambd", PythonText.Of(lambd ?? 0)),
                ("alpha", PythonText.Of(alpha ?? 0)),
                ("t0", PythonText.Of(t0 ?? 0)),
                ("weight_decay", PythonText.OrZero(weight_decay ?? 0)),
                ("maximize", PythonText.Of(maximize ?? false)),
                ("foreach", "None"),
                ("differentiable", "False"),
            ];
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, lambd = lambd, alpha = alpha, t0 = t0, weight_decay = weight_decay, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public double eta;
            public double mu = 1;
            public Tensor? ax;

            private protected override Tensor?[] Tensors
            {
                get => [ax];
                set => ax = value[0];
            }

            private protected override double[] Numbers
            {
                get => [step, eta, mu];
                set => (step, eta, mu) = ((long)value[0], value[1], value[2]);
            }

            public override void Initialize(OptimizerOptions options)
            {
                ax = Zeros();
                eta = options.LearningRate ?? 0;
            }
        }

        public ASGD(IEnumerable<Parameter> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, lambd, alpha, t0, weight_decay, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public ASGD(IEnumerable<ParamGroup> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, lambd = lambd, alpha = alpha, t0 = t0, weight_decay = weight_decay, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            state.step++;
            double lr = options.LearningRate!.Value;
            Fused.Update(new AsgdUpdate(options, state.eta, state.mu), parameter, gradient, state.ax);
            state.eta = lr / Math.Pow(1 + options.lambd!.Value * lr * state.step, options.alpha!.Value);
            state.mu = 1 / Math.Max(1, state.step - options.t0!.Value);
        }
    }

    /// <summary>k: -eta, 1 - lambd eta, mu, weight decay.</summary>
    readonly struct AsgdUpdate(ASGD.Options options, double eta, double mu) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0, _maximize = options.maximize == true, _averages = mu != 1;

        public int States => 1;

        public UpdateConstants Constants { get; } = Fused.Constants(-eta, 1 - options.lambd * eta, mu, options.weight_decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            if (_decays) g = V.MulAdd(p, k[3], g);
            p = V.MulAdd(g, k[0], p * k[1]);
            a = _averages ? V.MulAdd(p - a, k[2], a) : p;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.ASGD"/>
            public static ASGD ASGD(IEnumerable<Parameter> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

            /// <inheritdoc cref="Modules.ASGD"/>
            public static ASGD ASGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, lambd, alpha, t0, weight_decay, maximize);

            /// <inheritdoc cref="Modules.ASGD"/>
            public static ASGD ASGD(IEnumerable<ASGD.ParamGroup> parameters, double lr = 0.001, double lambd = 0.0001, double alpha = 0.75, double t0 = 1000000.0, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);
        }
    }
}
