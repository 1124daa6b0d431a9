using System.Runtime.CompilerServices;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Resilient backpropagation (Riedmiller and Braun, 1993): each element has a step of its own, which grows by etaplus while its gradient keeps its sign and
    /// shrinks by etaminus when the sign flips, in which step the element stays.
    /// </summary>
    public class Rprop : OptimizerHelper<Rprop.Options, Rprop.State>
    {
        public class Options : OptimizerOptions
        {
            public double? etaminus;
            public double? etaplus;
            public double? min_step;
            public double? max_step;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(maximize), ref maximize);
                visitor.Visit(nameof(etaminus), ref etaminus);
                visitor.Visit(nameof(etaplus), ref etaplus);
                visitor.Visit(nameof(min_step), ref min_step);
                visitor.Visit(nameof(max_step), ref max_step);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, etaminus = etaminus, etaplus = etaplus, min_step = min_step, max_step = max_step, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? prev;
            public Tensor? step_size;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(prev), ref prev);
                visitor.Visit(nameof(step_size), ref step_size);
            }

            public override void Initialize(OptimizerOptions options)
            {
                prev = Zeros();
                step_size = Parameter.full_like(options.LearningRate ?? 0);
            }
        }

        public Rprop(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, etaminus, etaplus, min_step, max_step, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Rprop(IEnumerable<ParamGroup> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, etaminus = etaminus, etaplus = etaplus, min_step = min_step, max_step = max_step, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            if (!(options.etaminus is > 0 and < 1 && options.etaplus > 1))
                throw new ArgumentException($"Invalid eta values: {PythonText.Of(options.etaminus ?? double.NaN)}, {PythonText.Of(options.etaplus ?? double.NaN)}");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            state.step++;
            Fused.Update(new RpropUpdate(options), parameter, gradient, state.prev, state.step_size);
        }
    }

    /// <summary>k: etaminus, etaplus, the shortest and the longest step.</summary>
    readonly struct RpropUpdate(Rprop.Options options) : IUpdateOp
    {
        readonly bool _maximize = options.maximize == true;

        public int States => 2;

        public UpdateConstants Constants { get; } = Fused.Constants(options.etaminus, options.etaplus, options.min_step, options.max_step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>
        {
            if (_maximize) g = -g;
            var agreement = g * a;
            var flips = V.Less(agreement, V.Zero);
            b = V.Min(V.Max(b * V.Select(flips, k[0], V.Select(V.Less(V.Zero, agreement), k[1], V.One)), k[2]), k[3]);
            g = V.Select(flips, V.Zero, g);
            p -= V.Select(V.Less(V.Zero, g), b, V.Select(V.Less(g, V.Zero), -b, V.Zero));
            a = g;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Rprop"/>
            public static Rprop Rprop(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
                => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

            /// <inheritdoc cref="Modules.Rprop"/>
            public static Rprop Rprop(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, etaminus, etaplus, min_step, max_step, maximize);

            /// <inheritdoc cref="Modules.Rprop"/>
            public static Rprop Rprop(IEnumerable<Rprop.ParamGroup> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-06, double max_step = 50, bool maximize = false)
                => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
        }
    }
}
