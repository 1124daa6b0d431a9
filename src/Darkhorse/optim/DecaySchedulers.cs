namespace Darkhorse;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The rules themselves; make them by the functions of <see cref="lr_scheduler"/>.</summary>
            public static partial class impl
            {
                /// <summary>The initial rate times a function of the step.</summary>
                public class LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    readonly Func<int, double>[] _factors = [.. lr_lambdas];

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose) { }

                    protected override IEnumerable<double> get_lr() => BaseRates.Select((rate, i) => rate * Checked(_factors, BaseRates.Length)[i](Epoch));

                    internal static Func<int, double>[] Checked(Func<int, double>[] factors, int groups)
                        => factors.Length == groups ? factors : throw new ArgumentException($"Expected {groups} lr_lambdas, but got {factors.Length}");
                }

                /// <summary>Each step multiplies the rate by a function of the step.</summary>
                public class MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    readonly Func<int, double>[] _factors = [.. lr_lambdas];

                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose) { }

                    protected override IEnumerable<double> get_lr()
                        => Epoch <= 0 ? Rates() : [.. Groups.Select((group, i) => group.LearningRate * LambdaLR.Checked(_factors, Groups.Length)[i](Epoch))];
                }

                /// <summary>Every step_size steps the rate falls to gamma of itself.</summary>
                public class StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    protected override IEnumerable<double> get_lr() => Epoch == 0 || Epoch % step_size != 0 ? Rates() : Each(rate => rate * gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(rate => rate * Math.Pow(gamma, Epoch / step_size));
                }

                /// <summary>At each milestone the rate falls to gamma of itself.</summary>
                public class MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    protected override IEnumerable<double> get_lr()
                    {
                        int hits = milestones.Count(milestone => milestone == Epoch);
                        return hits == 0 ? Rates() : Each(rate => rate * Math.Pow(gamma, hits));
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => EachBase(rate => rate * Math.Pow(gamma, milestones.Count(milestone => milestone <= Epoch)));
                }

                /// <summary>The rate times factor for the first total_iters steps.</summary>
                public class ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                    : LRScheduler(Valid(optimizer, factor), last_epoch, verbose)
                {
                    static Optimizer Valid(Optimizer optimizer, double factor)
                        => factor is >= 0 and <= 1 ? optimizer : throw new ArgumentException("Constant multiplicative factor expected to be between 0 and 1.");

                    protected override IEnumerable<double> get_lr()
                        => Epoch == 0 ? Each(rate => rate * factor) : Epoch == total_iters ? Each(rate => rate * (1.0 / factor)) : Rates();

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(rate => rate * (Epoch >= total_iters ? 1 : factor));
                }

                /// <summary>The factor of the rate goes from start_factor to end_factor in total_iters even steps.</summary>
                public class LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                    : LRScheduler(Valid(optimizer, start_factor, end_factor), last_epoch, verbose)
                {
                    static Optimizer Valid(Optimizer optimizer, double start, double end)
                    {
                        if (start is not (> 0 and <= 1)) throw new ArgumentException("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
                        if (end is not (>= 0 and <= 1)) throw new ArgumentException("Ending multiplicative factor expected to be between 0 and 1.");
                        return optimizer;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0) return Each(rate => rate * start_factor);
                        if (Epoch > total_iters) return Rates();
                        double rise = end_factor - start_factor;
                        return Each(rate => rate * (1 + rise / (total_iters * start_factor + (Epoch - 1) * rise)));
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => EachBase(rate => rate * (start_factor + (end_factor - start_factor) * Math.Min(total_iters, Epoch) / total_iters));
                }

                /// <summary>Each step the rate falls to gamma of itself.</summary>
                public class ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    protected override IEnumerable<double> get_lr() => Epoch == 0 ? Rates() : Each(rate => rate * gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(rate => rate * Math.Pow(gamma, Epoch));
                }

                /// <summary>The rate falls to zero in total_iters steps as (1 - t / total_iters)^power.</summary>
                public class PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0 || Epoch > total_iters) return Rates();
                        double decay = Math.Pow((1.0 - (double)Epoch / total_iters) / (1.0 - (double)(Epoch - 1) / total_iters), power);
                        return Each(rate => rate * decay);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => EachBase(rate => rate * Math.Pow(1.0 - (double)Math.Min(total_iters, Epoch) / total_iters, power));
                }

                /// <summary>The rate swings between its initial value and eta_min as a cosine of half period T_max (arXiv 1608.03983, without restarts).</summary>
                public class CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : LRScheduler(optimizer, last_epoch, verbose)
                {
                    bool _started;

                    protected override IEnumerable<double> get_lr()
                    {
                        bool resumes = !_started && Epoch > 0;
                        _started = true;
                        if (Epoch == 0) return Rates();
                        if (resumes) return [.. Groups.Select((group, i) => eta_min + (BaseRates[i] - eta_min) * (1 + Math.Cos(Epoch * Math.PI / T_max)) / 2)];
                        if ((Epoch - 1 - T_max) % (2 * T_max) == 0)
                            return [.. Groups.Select((group, i) => group.LearningRate + (BaseRates[i] - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2)];
                        double ratio = (1 + Math.Cos(Math.PI * Epoch / T_max)) / (1 + Math.Cos(Math.PI * (Epoch - 1) / T_max));
                        return Each(rate => ratio * (rate - eta_min) + eta_min);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(rate => eta_min + (rate - eta_min) * (1 + Math.Cos(Math.PI * Epoch / T_max)) / 2);
                }

                /// <summary>A falling half cosine, started again after T_0 steps, then after T_mult times as many each time (arXiv 1608.03983).</summary>
                public class CosineAnnealingWarmRestarts(Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                    : LRScheduler(Valid(optimizer, T_0, T_mult), last_epoch, verbose)
                {
                    double _length = T_0, _position = last_epoch;

                    static Optimizer Valid(Optimizer optimizer, int first, int factor)
                    {
                        if (first <= 0) throw new ArgumentException($"Expected positive integer T_0, but got {first}");
                        if (factor < 1) throw new ArgumentException($"Expected integer T_mult >= 1, but got {factor}");
                        return optimizer;
                    }

                    protected override IEnumerable<double> get_lr() => EachBase(rate => eta_min + (rate - eta_min) * (1 + Math.Cos(Math.PI * _position / _length)) / 2);

                    public override Dictionary<string, double[]> state_dict()
                    {
                        var state = base.state_dict();
                        (state["T_i"], state["T_cur"]) = ([_length], [_position]);
                        return state;
                    }

                    public override void load_state_dict(IReadOnlyDictionary<string, double[]> state_dict)
                    {
                        base.load_state_dict(state_dict);
                        (_length, _position) = (Loaded(state_dict, "T_i", 1)[0], Loaded(state_dict, "T_cur", 1)[0]);
                    }

                    public override void step()
                    {
                        if (Epoch < 0)
                        {
                            step(0);
                            return;
                        }
                        Epoch++;
                        if (++_position >= _length)
                        {
                            _position -= _length;
                            _length *= T_mult;
                        }
                        Set(get_lr());
                    }

                    public override void step(int? epoch)
                    {
                        if (epoch is not { } number)
                        {
                            step();
                            return;
                        }
                        if (number < 0) throw new ArgumentException($"Expected non-negative epoch, but got {number}");
                        (_length, _position) = (T_0, number);
                        if (number >= T_0 && T_mult == 1)
                        {
                            _position = number % T_0;
                        }
                        else if (number >= T_0)
                        {
                            int rounds = (int)Math.Log((double)number / T_0 * (T_mult - 1) + 1, T_mult);
                            _position = number - T_0 * (Math.Pow(T_mult, rounds) - 1) / (T_mult - 1);
                            _length = T_0 * Math.Pow(T_mult, rounds);
                        }
                        Epoch = number;
                        Set(get_lr());
                    }
                }
            }
        }
    }
}
