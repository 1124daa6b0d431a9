namespace Darkhorse;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>The states of the parts of a rule, by their number.</summary>
                static Dictionary<string, double[]> WithParts(Dictionary<string, double[]> state, LRScheduler[] parts)
                {
                    for (int i = 0; i < parts.Length; i++)
                        foreach (var (name, values) in parts[i].state_dict()) state[$"{i}.{name}"] = values;
                    return state;
                }

                static void LoadParts(IReadOnlyDictionary<string, double[]> state, LRScheduler[] parts)
                {
                    for (int i = 0; i < parts.Length; i++)
                    {
                        string prefix = $"{i}.";
                        parts[i].load_state_dict(state.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value));
                    }
                }

                /// <summary>Several rules, each applied to what the one before made.</summary>
                public class ChainedLR(IEnumerable<LRScheduler> schedulers)
                    : LRScheduler(schedulers.First().Target, -1, false, starts: false)
                {
                    readonly LRScheduler[] _schedulers = [.. schedulers];

                    public override void step()
                    {
                        foreach (var scheduler in _schedulers) scheduler.step();
                        Set(Rates());
                    }

                    public override Dictionary<string, double[]> state_dict() => WithParts(base.state_dict(), _schedulers);

                    public override void load_state_dict(IReadOnlyDictionary<string, double[]> state_dict)
                    {
                        base.load_state_dict(state_dict);
                        LoadParts(state_dict, _schedulers);
                    }
                }

                /// <summary>Several rules, one after the other; each starts at its milestone.</summary>
                public class SequentialLR : LRScheduler
                {
                    readonly LRScheduler[] _schedulers;
                    readonly int[] _milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch, false, starts: false)
                    {
                        (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                        if (_schedulers.Any(scheduler => scheduler.Target != optimizer))
                            throw new ArgumentException("Sequential Schedulers expects all schedulers to belong to the same optimizer, but got a scheduler of another one");
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException($"Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers {_schedulers.Length} and the number of milestones to be equal to {_milestones.Length}");
                        Epoch = last_epoch + 1;
                        // The rules have each made their first step: take it back, and let the first one alone begin.
                        foreach (var group in Groups) group.LearningRate = group.InitialLearningRate;
                        for (int i = 1; i < _schedulers.Length; i++) _schedulers[i].Epoch--;
                        _schedulers[0].Restart();
                        Set(Rates());
                    }

                    public override void step()
                    {
                        Epoch++;
                        int at = _milestones.Count(milestone => milestone <= Epoch);
                        if (at > 0 && _milestones[at - 1] == Epoch) _schedulers[at].step((int?)0);
                        else _schedulers[at].step();
                        Set(Rates());
                    }

                    public override Dictionary<string, double[]> state_dict() => WithParts(base.state_dict(), _schedulers);

                    public override void load_state_dict(IReadOnlyDictionary<string, double[]> state_dict)
                    {
                        base.load_state_dict(state_dict);
                        LoadParts(state_dict, _schedulers);
                    }
                }

                /// <summary>The rate falls to factor of itself when a measured value has not improved for more than patience steps.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    readonly bool _max, _relative;
                    readonly double _factor, _threshold, _eps;
                    readonly int _patience, _cooldown;
                    readonly double[] _minimum;
                    double _best;
                    int _bad, _cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0,
                        IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) : base(optimizer, 0, verbose, starts: false)
                    {
                        if (factor >= 1) throw new ArgumentException("Factor should be < 1.0.");
                        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs")) throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (_max, _relative) = (mode == "max", threshold_mode == "rel");
                        (_factor, _threshold, _eps, _patience, _cooldown) = (factor, threshold, eps, patience, cooldown);
                        _minimum = PerGroup(optimizer, min_lr ?? [0], nameof(min_lr));
                        _best = _max ? double.NegativeInfinity : double.PositiveInfinity;
                    }

                    public override void step() => throw new InvalidOperationException("step() of ReduceLROnPlateau needs the measured value: step(value)");

                    public override void step(int? epoch) => step();

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        if (IsBetter(current)) (_best, _bad) = (current, 0);
                        else _bad++;
                        if (_cooling > 0) (_cooling, _bad) = (_cooling - 1, 0);
                        if (_bad > _patience)
                        {
                            (_cooling, _bad) = (_cooldown, 0);
                            Set([.. Groups.Select((group, i) => Reduced(group.LearningRate, _minimum[i]))]);
                        }
                        else
                        {
                            Set(Rates());
                        }
                    }

                    public override Dictionary<string, double[]> state_dict()
                    {
                        var state = base.state_dict();
                        (state["best"], state["num_bad_epochs"], state["cooldown_counter"]) = ([_best], [_bad], [_cooling]);
                        return state;
                    }

                    public override void load_state_dict(IReadOnlyDictionary<string, double[]> state_dict)
                    {
                        base.load_state_dict(state_dict);
                        (_best, _bad, _cooling) = (Loaded(state_dict, "best", 1)[0], (int)Loaded(state_dict, "num_bad_epochs", 1)[0], (int)Loaded(state_dict, "cooldown_counter", 1)[0]);
                    }

                    double Reduced(double rate, double minimum)
                    {
                        double reduced = Math.Max(rate * _factor, minimum);
                        return rate - reduced > _eps ? reduced : rate;
                    }

                    bool IsBetter(double value) => (_max, _relative) switch
                    {
                        (false, true) => value < _best * (1 - _threshold),
                        (false, false) => value < _best - _threshold,
                        (true, true) => value > _best * (_threshold + 1),
                        (true, false) => value > _best + _threshold,
                    };
                }
            }
        }
    }
}
