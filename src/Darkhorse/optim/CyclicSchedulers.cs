namespace Darkhorse;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>The momentum of a group, whichever name the rule has for it.</summary>
                static void SetMomentum(ILearningRateController group, double momentum)
                {
                    if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                    else if (group is IMomentum one) one.Momentum = momentum;
                    else throw new ArgumentException("optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
                }

                static double[] PerGroup(Optimizer optimizer, IEnumerable<double> values, string name)
                {
                    double[] result = [.. values];
                    int groups = optimizer.ParamGroups.Count();
                    if (result.Length == 1 && groups != 1) Array.Resize(ref result, groups);
                    else if (result.Length != groups) throw new ArgumentException($"expected {groups} values for {name}, got {result.Length}");
                    for (int i = 1; values.Count() == 1 && i < groups; i++) result[i] = result[0];
                    return result;
                }

                /// <summary>The rate runs up and down between two bounds (Smith, arXiv 1506.01186), the momentum the other way.</summary>
                public class CyclicLR : LRScheduler
                {
                    /// <summary>How the height of the cycles changes.</summary>
                    public enum Mode
                    {
                        Triangular,
                        Triangular2,
                        ExpRange,
                    }

                    /// <summary>What the scale function gets: the number of the cycle or of the step.</summary>
                    public enum ScaleMode
                    {
                        Cycle,
                        Iterations,
                    }

                    sealed record Plan(double[] Max, double[] Base, double Total, double Ratio, Func<double, double> Scale, ScaleMode ScaleBy, bool CyclesMomentum, double[] BaseMomentum, double[] MaxMomentum);

                    readonly Plan _plan;

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1,
                        Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, [base_lr], [max_lr], step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, [base_momentum], [max_momentum], last_epoch, verbose) { }

                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1,
                        Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(Started(optimizer, base_lr, last_epoch), last_epoch, verbose, starts: false)
                    {
                        double up = step_size_up, down = step_size_down < 0 ? up : step_size_down;
                        var (scale, by) = scale_fn is not null ? (scale_fn, scale_mode) : mode switch
                        {
                            Mode.Triangular => (_ => 1.0, ScaleMode.Cycle),
                            Mode.Triangular2 => ((double x) => 1 / Math.Pow(2, x - 1), ScaleMode.Cycle),
                            _ => ((double x) => Math.Pow(gamma, x), ScaleMode.Iterations),
                        };
                        _plan = new(PerGroup(optimizer, max_lr, nameof(max_lr)), PerGroup(optimizer, base_lr, nameof(base_lr)), up + down, up / (up + down), scale, by, cycle_momentum,
                            PerGroup(optimizer, base_momentum ?? [0.8], nameof(base_momentum)), PerGroup(optimizer, max_momentum ?? [0.9], nameof(max_momentum)));
                        step();
                    }

                    static Optimizer Started(Optimizer optimizer, IEnumerable<double> rates, int lastEpoch)
                    {
                        double[] start = PerGroup(optimizer, rates, "base_lr");
                        int i = 0;
                        if (lastEpoch == -1)
                            foreach (var group in optimizer.ParamGroups) group.LearningRate = start[i++];
                        return optimizer;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        double cycle = Math.Floor(1 + Epoch / _plan.Total);
                        double x = 1 + Epoch / _plan.Total - cycle;
                        double scale = x <= _plan.Ratio ? x / _plan.Ratio : (x - 1) / (_plan.Ratio - 1);
                        double height = scale * _plan.Scale(_plan.ScaleBy == ScaleMode.Cycle ? cycle : Epoch);
                        var rates = new double[Groups.Length];
                        for (int i = 0; i < rates.Length; i++)
                        {
                            rates[i] = _plan.Base[i] + (_plan.Max[i] - _plan.Base[i]) * height;
                            if (_plan.CyclesMomentum) SetMomentum(Groups[i], _plan.MaxMomentum[i] - (_plan.MaxMomentum[i] - _plan.BaseMomentum[i]) * height);
                        }
                        return rates;
                    }
                }

                /// <summary>One cycle: up to max_lr, down to the start, and further down (Smith and Topin, arXiv 1708.07120); the momentum the other way.</summary>
                public class OneCycleLR : LRScheduler
                {
                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    enum Level
                    {
                        Initial,
                        Max,
                        Min,
                    }

                    readonly record struct Phase(double End, Level From, Level To, bool MomentumFromMax, bool MomentumToMax);

                    readonly double[] _max, _baseMomentum, _maxMomentum;
                    readonly double _divFactor, _finalDivFactor;
                    readonly int _totalSteps;
                    readonly AnnealStrategy _anneal;
                    readonly bool _cyclesMomentum;
                    readonly Phase[] _phases;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, [max_lr], total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, [base_momentum], [max_momentum], div_factor, final_div_factor, three_phase, last_epoch, verbose) { }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose, starts: false)
                    {
                        if (total_steps < 0 && (epochs < 0 || steps_per_epoch < 0))
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (pct_start is < 0 or > 1) throw new ArgumentException($"Expected float between 0 and 1 pct_start, but got {PythonText.Of(pct_start)}");
                        _totalSteps = total_steps >= 0 ? total_steps : epochs * steps_per_epoch;
                        if (_totalSteps <= 0) throw new ArgumentException($"Expected positive integer total_steps, but got {_totalSteps}");
                        (_anneal, _cyclesMomentum, _divFactor, _finalDivFactor) = (anneal_strategy, cycle_momentum, div_factor, final_div_factor);
                        _max = PerGroup(optimizer, max_lr, nameof(max_lr));
                        _baseMomentum = PerGroup(optimizer, base_momentum ?? [0.85], nameof(base_momentum));
                        _maxMomentum = PerGroup(optimizer, max_momentum ?? [0.95], nameof(max_momentum));
                        double peak = pct_start * _totalSteps - 1;
                        _phases = three_phase
                            ? [new(peak, Level.Initial, Level.Max, true, false), new(2 * pct_start * _totalSteps - 2, Level.Max, Level.Initial, false, true), new(_totalSteps - 1, Level.Initial, Level.Min, true, true)]
                            : [new(peak, Level.Initial, Level.Max, true, false), new(_totalSteps - 1, Level.Max, Level.Min, false, true)];
                        if (last_epoch == -1)
                            for (int i = 0; i < Groups.Length; i++) Groups[i].InitialLearningRate = _max[i] / div_factor;
                        step();
                    }

                    double Rate(int group, Level level) => level switch
                    {
                        Level.Max => _max[group],
                        Level.Initial => Groups[group].InitialLearningRate,
                        _ => Groups[group].InitialLearningRate / _finalDivFactor,
                    };

                    double Between(double start, double end, double part)
                        => _anneal == AnnealStrategy.Cos ? end + (start - end) / 2 * (Math.Cos(Math.PI * part) + 1) : (end - start) * part + start;

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch > _totalSteps)
                            throw new ArgumentException($"Tried to step {Epoch} times. The specified number of total steps is {_totalSteps}");
                        double start = 0;
                        int at = 0;
                        for (; at < _phases.Length - 1 && Epoch > _phases[at].End; at++) start = _phases[at].End;
                        var phase = _phases[at];
                        double part = (Epoch - start) / (phase.End - start);
                        var rates = new double[Groups.Length];
                        for (int i = 0; i < rates.Length; i++)
                        {
                            rates[i] = Between(Rate(i, phase.From), Rate(i, phase.To), part);
                            if (!_cyclesMomentum) continue;
                            double from = phase.MomentumFromMax ? _maxMomentum[i] : _baseMomentum[i], to = phase.MomentumToMax ? _maxMomentum[i] : _baseMomentum[i];
                            SetMomentum(Groups[i], Between(from, to, part));
                        }
                        return rates;
                    }
                }
            }
        }
    }
}
