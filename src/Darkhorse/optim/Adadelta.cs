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

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(rho), ref rho);
                visitor.Visit(nameof(eps), ref eps);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(maximize), ref maximize);
            }
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

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(square_avg), ref square_avg);
                visitor.Visit(nameof(acc_delta), ref acc_delta);
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
