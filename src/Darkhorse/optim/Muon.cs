using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Muon (Jordan et al., 2024) for the matrices of hidden layers: the momentum is made nearly orthogonal by a few Newton-Schulz steps in bfloat16,
    /// X = a X + (b X X^T + c (X X^T)^2) X, before it moves the parameter.
    /// </summary>
    public class Muon : OptimizerHelper<Muon.Options, Muon.State>
    {
        public class Options : OptimizerOptions
        {
            public double? weight_decay;
            public double? momentum;
            public bool? nesterov;
            public double? eps;

            /// <summary>Newton-Schulz steps.</summary>
            public double? ns_steps;

            /// <summary>Scale the rate so that the moves are as long as AdamW's, instead of by the shape alone.</summary>
            public bool? match_rms_adamw;

            private protected override void Visit(FieldVisitor visitor)
            {
                visitor.Visit(nameof(weight_decay), ref weight_decay);
                visitor.Visit(nameof(momentum), ref momentum);
                visitor.Visit(nameof(nesterov), ref nesterov);
                visitor.Visit(nameof(eps), ref eps);
                visitor.Visit(nameof(ns_steps), ref ns_steps);
                visitor.Visit(nameof(match_rms_adamw), ref match_rms_adamw);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
                : base(parameters, Given(lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn)) { }
        }

        public class State(Parameter parameter) : OptimizerState(parameter)
        {
            public Tensor? momentum_buffer;

            private protected override void Visit(FieldVisitor visitor) => visitor.Visit(nameof(momentum_buffer), ref momentum_buffer);

            public override void Initialize(OptimizerOptions options) => momentum_buffer = Zeros();
        }

        public Muon(IEnumerable<Parameter> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
            : this([new ParamGroup { Parameters = parameters }], lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn) { }

        /// <summary>With groups; what their options leave open is taken from the other arguments.</summary>
        /// <exception cref="ArgumentException">A parameter is no matrix, or an option makes no sense.</exception>
        public Muon(IEnumerable<ParamGroup> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
            : base(parameters, Given(lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn)) { }

        static Options Given(double lr, double decay, double momentum, bool nesterov, double eps, int steps, string? adjust)
        {
            if (adjust is not (null or "original" or "match_rms_adamw")) throw new ArgumentException($"Adjust learning rate function {adjust} is not supported");
            return new() { LearningRate = lr, weight_decay = decay, momentum = momentum, nesterov = nesterov, eps = eps, ns_steps = steps, match_rms_adamw = adjust == "match_rms_adamw" };
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            foreach (var parameter in param_group.Items)
                if (parameter.ndim != 2) throw new ArgumentException($"Muon only supports 2D parameters whereas we found a parameter with size: {PythonText.Size(parameter.Sizes)}");
            base.add_param_group(param_group);
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Validate(Options options)
        {
            if (!(options.LearningRate >= 0)) throw new ArgumentException($"Learning rate should be >= 0 but is: {PythonText.Of(options.LearningRate ?? double.NaN)}");
            if (!(options.momentum >= 0)) throw new ArgumentException($"momentum should be >= 0 but is: {PythonText.Of(options.momentum ?? double.NaN)}");
            if (!(options.weight_decay >= 0)) throw new ArgumentException($"weight decay should be >= 0 but is: {PythonText.Of(options.weight_decay ?? double.NaN)}");
        }

        private protected override void Step(Parameter parameter, Tensor gradient, Options options, State state)
        {
            double momentum = options.momentum!.Value, lr = options.LearningRate!.Value;
            var mean = state.momentum_buffer!.lerp_(gradient, 1 - momentum);
            var update = Orthogonalised(options.nesterov == true ? gradient.lerp(mean, momentum) : mean, (int)options.ns_steps!.Value, options.eps!.Value);
            double rows = parameter.Sizes[0], columns = parameter.Sizes[1];
            double adjusted = lr * (options.match_rms_adamw == true ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1, rows / columns)));
            parameter.mul_(1 - lr * options.weight_decay!.Value);
            parameter.add_(update.to(parameter.dtype), -adjusted);
        }

        static Tensor Orthogonalised(Tensor matrix, int steps, double eps)
        {
            // The quintic's coefficients blow up small singular values fastest (Jordan's choice).
            const double A = 3.4445, B = -4.7750, C = 2.0315;
            bool isTall = matrix.Sizes[0] > matrix.Sizes[1];
            var x = matrix.to(torch.bfloat16);
            if (isTall) x = x.t();
            x = x / torch.linalg.vector_norm(x).clamp(min: eps);
            for (int i = 0; i < steps; i++)
            {
                var gram = x.mm(x.t());
                x = A * x + (B * gram + C * gram.mm(gram)).mm(x);
            }
            return isTall ? x.t() : x;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.Muon"/>
            public static Muon Muon(IEnumerable<Parameter> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
                => new(parameters, lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn);

            /// <inheritdoc cref="Modules.Muon"/>
            public static Muon Muon(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
                => new(parameters.Select(entry => entry.parameter), lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn);

            /// <inheritdoc cref="Modules.Muon"/>
            public static Muon Muon(IEnumerable<Muon.ParamGroup> parameters, double lr = 0.001, double weight_decay = 0.1, double momentum = 0.95, bool nesterov = true, double eps = 1e-7, int ns_steps = 5, string? adjust_lr_fn = null)
                => new(parameters, lr, weight_decay, momentum, nesterov, eps, ns_steps, adjust_lr_fn);
        }
    }
}
