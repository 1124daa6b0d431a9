using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>Adagrad (Duchi, Hazan and Singer, 2011): s += g^2, p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps).</summary>
    public class Adagrad : OptimizerHelper<Adagrad.Options, Adagrad.State>
    {
        public class Options : OptimizerOptions
        {
            public double? lr_decay;
            public double? weight_decay;
            public double? initial_accumulator_value;
            public double? eps;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(lr_decay), ref lr_decay);
                visitor.Visit(nameof(initial_accumulator_value), ref initial_accumulator_value);
                visitor.Visit(nameof(eps), ref eps);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
            }

            private protected override (string Name, string Value)[] PrintedBesides => [.. base.PrintedBesides, ("maximize", "False")];
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                : base(parameters, new() { LearningRate = lr, lr_decay = lr_decay, weight_decay = weight_decay, initial_accumulator_value = initial_accumulator_value, eps = eps }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? sum;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(sum), ref sum);
            }

            public override void Initialize(OptimizerOptions options) => sum = Parameter.full_like(((Options)options).initial_accumulator_value ?? 0);
        }

        public Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            : base(parameters, new() { LearningRate = lr, lr_decay = lr_decay, weight_decay = weight_decay, initial_accumulator_value = initial_accumulator_value, eps = eps }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.NotNegative(options.lr_decay, "lr_decay value");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
            OptionChecks.NotNegative(options.initial_accumulator_value, "initial_accumulator_value value");
            OptionChecks.NotNegative(options.eps, "epsilon value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
            => Fused.Update(new AdagradUpdate(options, ++state.step), parameter, gradient, state.sum);
    }

    /// <summary>k: -lr of this step, eps, weight decay.</summary>
    readonly struct AdagradUpdate(Adagrad.Options options, long step) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0;

        public int States => 1;

        public UpdateConstants Constants { get; } = Fused.Constants(-options.LearningRate / (1 + (step - 1) * options.lr_decay), options.eps, options.weight_decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_decays) g = V.MulAdd(p, k[2], g);
            a = V.MulAdd(g, g, a);
            p = V.MulAdd(g / (V.Sqrt(a) + k[1]), k[0], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Adagrad"/>
            public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            /// <inheritdoc cref="Modules.Adagrad"/>
            public static Adagrad Adagrad(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters.Select(entry => entry.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            /// <inheritdoc cref="Modules.Adagrad"/>
            public static Adagrad Adagrad(IEnumerable<Adagrad.ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
