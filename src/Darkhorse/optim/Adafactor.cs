using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Adafactor (Shazeer and Stern, arXiv 1804.04235): the second moment of a matrix is kept as a row and a column; the step is relative to the size of the
    /// parameter and clipped to a root mean square of d.
    /// </summary>
    public class Adafactor : OptimizerHelper<Adafactor.Options, Adafactor.State>
    {
        public class Options : OptimizerOptions
        {
            public double? beta2_decay;

            /// <summary>Keeps the second moment from zero; 0 stands for the smallest step of the parameter's dtype.</summary>
            public double? eps1;
            public double? eps2;
            public double? d;
            public double? weight_decay;
            public bool? maximize;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(beta2_decay), ref beta2_decay);
                visitor.Visit(nameof(eps1), ref eps1);
                visitor.Visit(nameof(eps2), ref eps2);
                visitor.Visit(nameof(d), ref d);
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(maximize), ref maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta2_decay = beta2_decay, eps1 = eps1 ?? 0, eps2 = eps2, d = d, weight_decay = weight_decay, maximize = maximize }) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public long step;
            public Tensor? row_var;
            public Tensor? col_var;
            public Tensor? variance;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(step), ref step);
                visitor.Visit(nameof(row_var), ref row_var, optional: true);
                visitor.Visit(nameof(col_var), ref col_var, optional: true);
                visitor.Visit(nameof(variance), ref variance, optional: true);
            }

            public override void Initialize(OptimizerOptions options)
            {
                if (Parameter.ndim < 2)
                {
                    variance = Zeros();
                    return;
                }
                row_var = Parameter.new_zeros([.. Parameter.shape[..^1], 1]);
                col_var = Parameter.new_zeros([.. Parameter.shape[..^2], 1, Parameter.shape[^1]]);
            }
        }

        public Adafactor(IEnumerable<Parameter> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta2_decay, eps1, eps2, d, weight_decay, maximize) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        public Adafactor(IEnumerable<ParamGroup> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, beta2_decay = beta2_decay, eps1 = eps1 ?? 0, eps2 = eps2, d = d, weight_decay = weight_decay, maximize = maximize }) { }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            OptionChecks.NotNegative(options.LearningRate, "learning rate");
            if (!(options.beta2_decay <= 0)) throw new ArgumentException($"beta2_decay should be <= 0 but is: {PythonText.Of(options.beta2_decay ?? double.NaN)}");
            if (!(options.eps1 >= 0)) throw new ArgumentException($"epsilon1 should be >= 0 but is: {PythonText.Of(options.eps1 ?? double.NaN)}");
            if (!(options.eps2 >= 0)) throw new ArgumentException($"epsilon2 should be >= 0 but is: {PythonText.Of(options.eps2 ?? double.NaN)}");
            if (!(options.d >= 1)) throw new ArgumentException($"Clipping threshold d should be >= 1 but is: {PythonText.Of(options.d ?? double.NaN)}");
            OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            if (options.maximize == true) gradient = -gradient;
            double share = Math.Pow(++state.step, options.beta2_decay!.Value), lr = options.LearningRate!.Value;
            double eps = options.eps1 is > 0 and { } given ? given : torch.finfo(parameter.dtype).eps;
            double size = Norm(parameter) / Math.Sqrt(parameter.numel());
            double rate = Math.Max(options.eps2!.Value, size) * Math.Min(lr, 1 / Math.Sqrt(state.step));
            if (options.weight_decay != 0) parameter.mul_(1 - lr * options.weight_decay!.Value);
            var update = SecondMoment(gradient, state, share, eps).clamp_(min: eps * eps).rsqrt_().mul_(gradient);
            double length = Math.Max(1, Norm(update) / (Math.Sqrt(update.numel()) * options.d!.Value));
            parameter.add_(update, -rate / length);
        }

        static Tensor SecondMoment(Tensor gradient, State state, double share, double eps)
        {
            var squares = gradient.square();
            if (state.variance is { } variance) return variance.lerp_(squares, share).clone();
            var (rows, columns) = (state.row_var!, state.col_var!);
            rows.lerp_(squares.mean([-1], true), share);
            columns.lerp_(squares.mean([-2], true), share);
            return rows.matmul(columns).div_(rows.mean([-2], true).clamp_(min: eps));
        }

        static double Norm(Tensor x) => torch.linalg.vector_norm(x.detach()).to(torch.float64).item<double>();
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Adafactor"/>
            public static Adafactor Adafactor(IEnumerable<Parameter> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, beta2_decay, eps1, eps2, d, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Adafactor"/>
            public static Adafactor Adafactor(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(entry => entry.parameter), lr, beta2_decay, eps1, eps2, d, weight_decay, maximize);

            /// <inheritdoc cref="Modules.Adafactor"/>
            public static Adafactor Adafactor(IEnumerable<Adafactor.ParamGroup> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 0.001, double d = 1, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, beta2_decay, eps1, eps2, d, weight_decay, maximize);
        }
    }
}
