using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// RMSprop (Hinton's lecture): v = alpha v + (1 - alpha) g^2, p -= lr g / (sqrt(v) + eps); centered takes the variance about the running mean of g,
    /// momentum sums the moves.
    /// </summary>
    public class RMSProp : OptimizerHelper<RMSProp.Options, RMSProp.State>, torch.optim.IMomentum
    {
        public class Options : OptimizerOptions
        {
            public double? alpha;
            public double? eps;
            public double? weight_decay;
            public double? momentum;
            public bool? centered;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(maximize), ref maximize);
                visitor.Visit(nameof(momentum), ref momentum);
                visitor.Visit(nameof(alpha), ref alpha);
                visitor.Visit(nameof(eps), ref eps);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(centered), ref centered);
            }
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize }) { }

            public double Momentum
            {
                get => Options.momentum ?? 0;
                set => Options.momentum = value;
            }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? square_avg;
            public Tensor? momentum_buffer;
            public Tensor? grad_avg;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(square_avg), ref square_avg);
                visitor.Visit(nameof(momentum_buffer), ref momentum_buffer, optional: true);
                visitor.Visit(nameof(grad_avg), ref grad_avg, optional: true);
            }

            public override void Initialize(OptimizerOptions options)
            {
                square_avg = Zeros();
                momentum_buffer = ((Options)options).momentum > 0 ? Zeros() : null;
                grad_avg = ((Options)options).centered == true ? Zeros() : null;
            }
        }

        public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize }) { }

        /// <summary>The momentum of all groups.</summary>
        public double Momentum
        {
            get => Standard.momentum ?? 0;
            set
            {
                Standard.momentum = value;
                foreach (var group in Groups) ((Options)group.Options).momentum = value;
            }
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override string PrintedName => "RMSprop";

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.NotNegative(options.eps, "epsilon value");
            OptionChecks.NotNegative(options.momentum, "momentum value");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
            OptionChecks.NotNegative(options.alpha, "alpha value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            state.step++;
            var mean = options.centered == true ? state.grad_avg ??= state.square_avg!.zeros_like() : null;
            // The update writes every state up to the last it has: with a mean, the sum of moves too.
            var moves = options.momentum > 0 || mean is not null ? state.momentum_buffer ??= state.square_avg!.zeros_like() : null;
            Fused.Update(new RmsPropUpdate(options), parameter, gradient, state.square_avg, moves, mean);
        }
    }

    /// <summary>k: -lr, alpha, 1 - alpha, eps, weight decay, momentum. States: mean of squares, sum of moves, mean; the last two only where they are used.</summary>
    readonly struct RmsPropUpdate(RMSProp.Options options) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0, _moves = options.momentum > 0, _centered = options.centered == true, _maximize = options.maximize == true;

        public int States { get; } = options.centered == true ? 3 : options.momentum > 0 ? 2 : 1;

        public UpdateConstants Constants { get; } = Fused.Constants(-options.LearningRate, options.alpha, 1 - options.alpha, options.eps, options.weight_decay, options.momentum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            if (_decays) g = V.MulAdd(p, k[4], g);
            a = V.MulAdd(a, k[1], g * g * k[2]);
            var variance = a;
            if (_centered)
            {
                c = V.MulAdd(c, k[1], g * k[2]);
                variance = a - c * c;
            }
            var move = g / (V.Sqrt(variance) + k[3]);
            if (_moves) move = b = V.MulAdd(b, k[5], move);
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
            /// <inheritdoc cref="Modules.RMSProp"/>
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            /// <inheritdoc cref="Modules.RMSProp"/>
            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            /// <inheritdoc cref="Modules.RMSProp"/>
            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
