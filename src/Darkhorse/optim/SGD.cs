using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Stochastic gradient descent with momentum: v = momentum v + (1 - dampening) (g + weight_decay p), p -= lr v; nesterov moves by g + momentum v.
    /// The first v is the gradient itself.
    /// </summary>
    public class SGD : OptimizerHelper<SGD.Options, SGD.State>, torch.optim.IMomentum
    {
        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(momentum), ref momentum);
                visitor.Visit(nameof(dampening), ref dampening);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(nesterov), ref nesterov);
                visitor.Visit(nameof(maximize), ref maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }

            public double Momentum
            {
                get => Options.momentum ?? 0;
                set => Options.momentum = value;
            }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public Tensor? momentum_buffer;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(momentum_buffer), ref momentum_buffer, optional: true);
            }

            public override void Initialize(OptimizerOptions options) { }
        }

        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }

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

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            OptionChecks.NotNegative(options.momentum, "momentum value");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
            if (options.nesterov == true && !(options.momentum > 0 && options.dampening == 0))
                throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            bool isFirst = state.momentum_buffer is null && options.momentum != 0;
            if (isFirst) state.momentum_buffer = Tensor.Empty(parameter.Layout.AsDense(), parameter.DType, parameter);
            Fused.Update(new SgdUpdate(options, isFirst), parameter, gradient, options.momentum != 0 ? state.momentum_buffer : null);
        }
    }

    /// <summary>k: -lr, momentum, 1 - dampening, weight decay, the gradient's sign.</summary>
    readonly struct SgdUpdate(SGD.Options options, bool isFirst) : IUpdateOp
    {
        readonly bool _decays = options.weight_decay != 0, _nesterov = options.nesterov == true, _isFirst = isFirst;

        public int States { get; } = options.momentum != 0 ? 1 : 0;

        public UpdateConstants Constants { get; } = Fused.Constants(-options.LearningRate, options.momentum, 1 - options.dampening, options.weight_decay, options.maximize == true ? -1 : 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            g *= k[4];
            if (_decays) g = V.MulAdd(p, k[3], g);
            if (States > 0)
            {
                a = _isFirst ? g : V.MulAdd(a, k[1], g * k[2]);
                g = _nesterov ? V.MulAdd(a, k[1], g) : a;
            }
            p = V.MulAdd(g, k[0], p);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.SGD"/>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="Modules.SGD"/>
            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="Modules.SGD"/>
            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
