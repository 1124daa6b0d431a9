using System.Diagnostics.CodeAnalysis;
using Darkhorse.Autograd;
using Darkhorse.Memory;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, ch. 7): the parameters are one float64 vector on the host, whose moves are bent by the
    /// last few changes of the gradient. A step calls the closure many times.
    /// </summary>
    public sealed class LBFGS : torch.optim.Optimizer, torch.optim.ILearningRateController
    {
        readonly long _maxIterations, _maxEvaluations, _history;
        readonly double _gradientTolerance, _changeTolerance;
        readonly bool _strongWolfe;
        readonly List<double[]> _gradientChanges = [], _moves = [];
        readonly List<double> _curvatures = [];
        long _iterations;
        double _scale = 1, _length, _previousLoss;
        double[] _direction = [], _previousGradient = [];

        /// <param name="parameters">The parameters; there is one group alone.</param>
        /// <param name="lr">The length of a step, or the first guess of the line search.</param>
        /// <param name="max_iter">Most iterations of one call of <c>step</c>.</param>
        /// <param name="max_eval">Most calls of the closure in one call of <c>step</c>; default 5/4 of max_iter.</param>
        /// <param name="tolerange_grad">Stop when no element of the gradient is larger.</param>
        /// <param name="tolerance_change">Stop when neither the loss nor a parameter changes by more.</param>
        /// <param name="history_size">How many changes of the gradient are remembered.</param>
        /// <param name="line_search_fn">null or <c>strong_wolfe</c>.</param>
        /// <exception cref="ArgumentException">There are no parameters, or the line search is unknown.</exception>
        public LBFGS(IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9,
            long history_size = 100, string? line_search_fn = null)
        {
            if (line_search_fn is not (null or "strong_wolfe")) throw new ArgumentException("only 'strong_wolfe' is supported");
            (_maxIterations, _maxEvaluations, _history) = (max_iter, max_eval ?? max_iter * 5 / 4, history_size);
            (_gradientTolerance, _changeTolerance, _strongWolfe) = (tolerange_grad, tolerance_change, line_search_fn is not null);
            base.add_param_group(new ParamGroup<OptimizerOptions>(parameters, new() { LearningRate = lr }));
            if (Groups[0].Items.Length == 0) throw new ArgumentException("optimizer got an empty parameter list");
        }

        public double LearningRate
        {
            get => Groups[0].LearningRate;
            set => Groups[0].LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Groups[0].InitialLearningRate;
            set => Groups[0].InitialLearningRate = value;
        }

        /// <exception cref="ArgumentException">Always: the parameters are one vector.</exception>
        public override void add_param_group(ParamGroup param_group) => throw new ArgumentException("LBFGS doesn't support per-parameter options (parameter groups)");

        [return: NotNullIfNotNull(nameof(closure))]
        public override Tensor? step(Func<Tensor>? closure = null)
        {
            if (closure is null) throw new ArgumentException("LBFGS needs a closure that computes the loss and its gradients");
            using var noGrad = new GradMode.Scope(false);
            using var noScope = new DisposeScope.Suspension();
            var first = Evaluate(closure, out double loss);
            double[] gradient = Gradient();
            if (LargestOf(gradient) <= _gradientTolerance) return first;
            long evaluations = 1;
            for (long iteration = 1; iteration <= _maxIterations; iteration++)
            {
                Turn(gradient, ++_iterations == 1);
                (_previousGradient, _previousLoss) = (gradient, loss);
                double lr = LearningRate;
                _length = _iterations == 1 ? Math.Min(1, 1 / SumOf(gradient)) * lr : lr;
                double slope = Dot(gradient, _direction);
                if (slope > -_changeTolerance) break;
                bool converged = false;
                if (_strongWolfe)
                {
                    double[] start = Read(parameter => parameter);
                    var search = new StrongWolfe(length => TryAt(start, length, closure), LargestOf(_direction));
                    (loss, gradient, _length) = search.Run(_length, loss, gradient, slope, _direction);
                    Write(start, _length);
                    converged = LargestOf(gradient) <= _gradientTolerance;
                    evaluations += search.Evaluations;
                }
                else
                {
                    Write(Read(parameter => parameter), _length);
                    if (iteration != _maxIterations)
                    {
                        Evaluate(closure, out loss);
                        gradient = Gradient();
                        converged = LargestOf(gradient) <= _gradientTolerance;
                        evaluations++;
                    }
                }
                if (iteration == _maxIterations || evaluations >= _maxEvaluations || converged) break;
                if (LargestOf(_direction) * Math.Abs(_length) <= _changeTolerance || Math.Abs(loss - _previousLoss) < _changeTolerance) break;
            }
            return first;
        }

        /// <summary>The next direction: the gradient, bent by the two-loop recursion over what is remembered.</summary>
        void Turn(double[] gradient, bool isFirst)
        {
            if (isFirst)
            {
                _direction = Array.ConvertAll(gradient, x => -x);
                _scale = 1;
                return;
            }
            double[] change = Combined(gradient, -1, _previousGradient), move = Array.ConvertAll(_direction, x => x * _length);
            double curvature = Dot(change, move);
            if (curvature > 1e-10)
            {
                if (_gradientChanges.Count == _history)
                {
                    _gradientChanges.RemoveAt(0);
                    _moves.RemoveAt(0);
                    _curvatures.RemoveAt(0);
                }
                _gradientChanges.Add(change);
                _moves.Add(move);
                _curvatures.Add(1 / curvature);
                _scale = curvature / Dot(change, change);
            }
            double[] direction = Array.ConvertAll(gradient, x => -x), alpha = new double[_moves.Count];
            for (int i = _moves.Count - 1; i >= 0; i--)
            {
                alpha[i] = Dot(_moves[i], direction) * _curvatures[i];
                Add(direction, -alpha[i], _gradientChanges[i]);
            }
            for (int i = 0; i < direction.Length; i++) direction[i] *= _scale;
            for (int i = 0; i < _moves.Count; i++) Add(direction, alpha[i] - Dot(_gradientChanges[i], direction) * _curvatures[i], _moves[i]);
            _direction = direction;
        }

        static Tensor Evaluate(Func<Tensor> closure, out double loss)
        {
            Tensor result;
            using (new GradMode.Scope(true)) result = closure();
            loss = result.ItemScalar().ToDouble();
            return result;
        }

        (double Loss, double[] Gradient) TryAt(double[] start, double length, Func<Tensor> closure)
        {
            Write(start, length);
            Evaluate(closure, out double loss);
            double[] gradient = Gradient();
            Write(start, 0);
            return (loss, gradient);
        }

        double[] Gradient() => Read(parameter => parameter.grad);

        double[] Read(Func<Parameter, Tensor?> part)
        {
            long count = 0;
            foreach (var parameter in Groups[0].Items) count += parameter.numel();
            var result = new double[count];
            long at = 0;
            foreach (var parameter in Groups[0].Items)
            {
                part(parameter)?.to(torch.float64).ToArray<double>().CopyTo(result, at);
                at += parameter.numel();
            }
            return result;
        }

        /// <summary>Puts the parameters at start + length * direction.</summary>
        void Write(double[] start, double length)
        {
            int at = 0;
            foreach (var parameter in Groups[0].Items)
            {
                int count = (int)parameter.numel();
                var values = new double[count];
                for (int i = 0; i < count; i++) values[i] = start[at + i] + length * _direction[at + i];
                at += count;
                parameter.Backend.Copy(parameter.Data, new(Storage.Share(values), Layout.Contiguous(parameter.Sizes), 0, DType.Float64));
                parameter.Storage.Version++;
            }
        }

        internal static double Dot(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
            return sum;
        }

        static double LargestOf(double[] x)
        {
            double largest = 0;
            foreach (double value in x) largest = double.IsNaN(value) ? value : Math.Max(largest, Math.Abs(value));
            return largest;
        }

        static double SumOf(double[] x)
        {
            double sum = 0;
            foreach (double value in x) sum += Math.Abs(value);
            return sum;
        }

        static void Add(double[] target, double factor, double[] x)
        {
            for (int i = 0; i < target.Length; i++) target[i] += factor * x[i];
        }

        static double[] Combined(double[] a, double factor, double[] b)
        {
            var result = (double[])a.Clone();
            Add(result, factor, b);
            return result;
        }
    }

    /// <summary>A search along a line for a point that fulfils the strong Wolfe conditions: bracket, then zoom by cubic interpolation (Nocedal and Wright, ch. 3.5).</summary>
    sealed class StrongWolfe(Func<double, (double Loss, double[] Gradient)> evaluate, double directionNorm)
    {
        const double SufficientDecrease = 1e-4, SlopeDecrease = 0.9, SmallestChange = 1e-9;
        const int MaxSteps = 25;

        /// <summary>A place on the line.</summary>
        readonly record struct Point(double At, double Loss, double[] Gradient, double Slope);

        public int Evaluations { get; private set; }

        double[] _direction = [];

        Point Try(double at)
        {
            var (loss, gradient) = evaluate(at);
            Evaluations++;
            return new(at, loss, gradient, LBFGS.Dot(gradient, _direction));
        }

        public (double Loss, double[] Gradient, double At) Run(double at, double loss, double[] gradient, double slope, double[] direction)
        {
            _direction = direction;
            var start = new Point(0, loss, gradient, slope);
            Point previous = start, now = Try(at), low, high;
            int steps = 0;
            while (true)
            {
                if (steps == MaxSteps)
                {
                    (low, high) = (start, now);
                    break;
                }
                if (now.Loss > loss + SufficientDecrease * now.At * slope || (steps > 1 && now.Loss >= previous.Loss) || !(Math.Abs(now.Slope) <= -SlopeDecrease * slope) && now.Slope >= 0)
                {
                    (low, high) = (previous, now);
                    break;
                }
                if (Math.Abs(now.Slope) <= -SlopeDecrease * slope) return (now.Loss, now.Gradient, now.At);
                double next = Cubic(previous, now, now.At + 0.01 * (now.At - previous.At), now.At * 10);
                previous = now;
                now = Try(next);
                steps++;
            }
            var found = Zoom(low, high, start, steps);
            return (found.Loss, found.Gradient, found.At);
        }

        Point Zoom(Point first, Point second, Point start, int steps)
        {
            bool stalls = false;
            var (low, high) = first.Loss <= second.Loss ? (first, second) : (second, first);
            for (; steps < MaxSteps; steps++)
            {
                double left = Math.Min(low.At, high.At), right = Math.Max(low.At, high.At);
                if ((right - left) * directionNorm < SmallestChange) break;
                double at = Cubic(low, high, left, right), margin = 0.1 * (right - left);
                if (Math.Min(right - at, at - left) < margin)
                {
                    if (stalls || at >= right || at <= left)
                    {
                        at = Math.Abs(at - right) < Math.Abs(at - left) ? right - margin : left + margin;
                        stalls = false;
                    }
                    else
                    {
                        stalls = true;
                    }
                }
                else
                {
                    stalls = false;
                }
                var now = Try(at);
                if (now.Loss > start.Loss + SufficientDecrease * at * start.Slope || now.Loss >= low.Loss)
                {
                    high = now;
                    if (high.Loss < low.Loss) (low, high) = (high, low);
                }
                else
                {
                    if (Math.Abs(now.Slope) <= -SlopeDecrease * start.Slope) return now;
                    if (now.Slope * (high.At - low.At) >= 0) high = low;
                    low = now;
                }
            }
            return low;
        }

        /// <summary>The minimum of the cubic through two points with their slopes, kept within bounds; the middle of the bounds if there is none.</summary>
        static double Cubic(Point a, Point b, double left, double right)
        {
            double d1 = a.Slope + b.Slope - 3 * (a.Loss - b.Loss) / (a.At - b.At), square = d1 * d1 - a.Slope * b.Slope;
            if (!(square >= 0)) return (left + right) / 2;
            double d2 = Math.Sqrt(square);
            double at = a.At <= b.At
                ? b.At - (b.At - a.At) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2))
                : a.At - (a.At - b.At) * ((a.Slope + d2 - d1) / (a.Slope - b.Slope + 2 * d2));
            return Math.Min(Math.Max(at, left), right);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.LBFGS"/>
            public static LBFGS LBFGS(IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null)
                => new(parameters, lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);

            /// <inheritdoc cref="Modules.LBFGS"/>
            public static LBFGS LBFGS(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null)
                => new(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);
        }
    }
}
