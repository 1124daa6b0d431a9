using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Lion (Chen et al., arXiv 2302.06675): moves by the sign alone: p -= lr (sign(beta1 m + (1 - beta1) g) + weight_decay p), m = beta2 m + (1 - beta2) g.
    /// </summary>
    public class Lion : OptimizerHelper<Lion.Options, Lion.State>
    {
        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? weight_decay;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(beta1), ref beta1);
                visitor.Visit(nameof(beta2), ref beta2);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(maximize), ref maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public Tensor? exp_avg;

            private protected override void Visit(FieldVisitor visitor) => visitor.Visit(nameof(exp_avg), ref exp_avg);

            public override void Initialize(OptimizerOptions options) => exp_avg = Zeros();
        }

        public Lion(IEnumerable<Parameter> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, weight_decay, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Lion(IEnumerable<ParamGroup> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.Betas(options.beta1, options.beta2);
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
            => Fused.Update(new LionUpdate(options), parameter, gradient, state.exp_avg);
    }

    /// <summary>k: lr, beta1, 1 - beta1, beta2, 1 - beta2, the factor that weight decay leaves of p.</summary>
    readonly struct LionUpdate(Lion.Options options) : IUpdateOp
    {
        readonly bool _maximize = options.maximize == true;

        public int States => 1;

        public UpdateConstants Constants { get; } = Fused.Constants(options.LearningRate, options.beta1, 1 - options.beta1, options.beta2, 1 - options.beta2, 1 - options.LearningRate * options.weight_decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            var direction = V.MulAdd(a, k[1], g * k[2]);
            p *= k[5];
            p -= V.Select(V.Less(V.Zero, direction), k[0], V.Select(V.Less(direction, V.Zero), -k[0], V.Zero));
            a = V.MulAdd(a, k[3], g * k[4]);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Lion"/>
            public static Lion Lion(IEnumerable<Parameter> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, beta1, beta2, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Lion"/>
            public static Lion Lion(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Lion"/>
            public static Lion Lion(IEnumerable<Lion.ParamGroup> parameters, double lr = 0.0001, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, beta1, beta2, weight_decay, maximize);
        }
    }
}
