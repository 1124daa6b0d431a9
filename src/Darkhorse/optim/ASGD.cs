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

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(maximize), ref maximize);
                visitor.Visit(nameof(lambd), ref lambd);
                visitor.Visit(nameof(alpha), ref alpha);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(t0), ref t0);
            }
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

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(eta), ref eta);
                visitor.Visit(nameof(mu), ref mu);
                visitor.Visit(nameof(ax), ref ax);
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
