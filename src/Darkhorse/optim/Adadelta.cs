using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Adadelta (Zeiler, arXiv 1212.5701): v = rho v + (1 - rho) g^2, d = sqrt(u + eps) / sqrt(v + eps) g, u = rho u + (1 - rho) d^2, p -= lr d.
    /// </summary>
    public class Adadelta : OptimizerHelper<Adadelta.Options, Adadelta.State>
    {
        public class Options : OptimizerOptions
        {
            public double? rho;
            public double? eps;
            public double? weight_decay;
            public bool? maximize;

            internal override void Fill(OptimizerOptions defaults)
            {
                base.Fill(defaults);
                var other = (Options)defaults;
                rho ??= other.rho;
                eps ??= other.eps;
                weight_decay ??= other.weight_decay;
                maximize ??= other.maximize;
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                if (source is Options other) (rho, eps, weight_decay, maximize) = (other.rho, other.eps, other.weight_decay, other.maximize);
            }

            internal override IEnumerable<(string Name, string Value)> Printed() =>
            [
                .. base.Printed(),
                ("rho", PythonText.Of(rho ?? 0)),
                ("eps", PythonText.Of(eps ?? 0)),
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

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, rho = rho, eps = eps, weight_decay = weight_decay, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? square_avg;
            public Tensor? acc_delta;

            private protected override Tensor?[] Tensors
            {
                get => [square_avg, acc_delta];
                set => (square_avg, acc_delta) = (value[0], value[1]);
            }

            private protected override double[] Numbers
            {
                get => [step];
                set => step = (long)value[0];
            }

            public override void Initialize(OptimizerOptions options)
            {
                square_avg = Zeros();
                acc_delta = Zeros();
            }
        }

        public Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, rho = rho, eps = eps, weight_decay = weight_decay, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            if (!(options.rho is >= 0 and <= 1)) throw new ArgumentException($"Invalid rho value: {PythonText.Of(options.rho ?? double.NaN)}");
            OptionChecks.NotNegative(options.eps, "epsilon value");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            state.step++;
            Fused.Update(new AdadeltaUpdate(options), parameter, gradient, state.square_avg, state.acc_delta);
        }
    }

    /// <summary>k: -lr, rho, 1 - rho, eps, weight decay.</summary>
    readonly struct AdadeltaUpdate(Adadelta.Options options) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0, _maximize = options.maximize == true;

        public int States => 2;

        public UpdateConstants Constants { get; } = Fused.Constants(-options.LearningRate, options.rho, 1 - options.rho, options.eps, options.weight_decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            if (_decays) g = V.MulAdd(p, k[4], g);
            a = V.MulAdd(a, k[1], g * g * k[2]);
            var move = V.Sqrt(b + k[3]) / V.Sqrt(a + k[3]) * g;
            b = V.MulAdd(b, k[1], move * move * k[2]);
            p = V.MulAdd(move, k[0], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Adadelta"/>
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Adadelta"/>
            public static Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, rho, eps, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Adadelta"/>
            public static Adadelta Adadelta(IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-06, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}
