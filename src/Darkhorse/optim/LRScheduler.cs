namespace Darkhorse;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Rules for the learning rate, step by step.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Changes the learning rates of an optimiser's groups; call <see cref="step()"/> after the optimiser's.</summary>
            public abstract class LRScheduler
            {
                private protected readonly ILearningRateController[] Groups;
                private protected readonly double[] BaseRates;
                private protected readonly bool Verbose;

                /// <summary>How many steps were made.</summary>
                internal int Epoch;

                double[] _last;

                /// <param name="optimizer">Whose learning rates to change.</param>
                /// <param name="last_epoch">The number of the last step, when training goes on; -1 at the start.</param>
                /// <param name="verbose">Print each change.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false) : this(optimizer, last_epoch, verbose, starts: true) { }

                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose, bool starts)
                {
                    Target = optimizer;
                    Groups = [.. optimizer.ParamGroups];
                    if (last_epoch == -1)
                        foreach (var group in Groups)
                            if (group is Modules.ParamGroup parameters) parameters.Options.KeepInitial();
                    BaseRates = Array.ConvertAll(Groups, group => group.InitialLearningRate);
                    Verbose = verbose;
                    Epoch = last_epoch;
                    _last = Rates();
                    // Derived classes keep their arguments in primary constructors, which are set before this runs.
                    if (starts) step();
                }

                internal Optimizer Target { get; }

                private protected double[] Rates() => Array.ConvertAll(Groups, group => group.LearningRate);

                /// <summary>The learning rates after the last step.</summary>
                public IEnumerable<double> get_last_lr() => _last;

                /// <summary>The learning rates of this step, from those of the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => Rates();

                /// <summary>The learning rates of this step from the initial ones alone; null where there is no such formula.</summary>
                protected virtual IEnumerable<double>? get_closed_form_lr() => null;

                /// <summary>One step further.</summary>
                public virtual void step()
                {
                    Epoch++;
                    Set(get_lr());
                }

                /// <summary>To a given step; null: one further.</summary>
                public virtual void step(int? epoch)
                {
                    if (epoch is not { } number)
                    {
                        step();
                        return;
                    }
                    Epoch = number;
                    Set(get_closed_form_lr() ?? get_lr());
                }

                /// <summary>One step further; only some rules look at the value.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>What the rule has to remember, numbers by name, for <see cref="load_state_dict"/> of a rule made with the same arguments.</summary>
                public virtual Dictionary<string, double[]> state_dict() => new()
                {
                    ["last_epoch"] = [Epoch],
                    ["base_lrs"] = [.. BaseRates],
                    ["_last_lr"] = [.. _last],
                };

                /// <summary>Goes on where another rule stood. The learning rates themselves are the optimiser's, and in its state.</summary>
                /// <exception cref="ArgumentException">A number is missing, or there are not as many groups.</exception>
                public virtual void load_state_dict(IReadOnlyDictionary<string, double[]> state_dict)
                {
                    double[] rates = Loaded(state_dict, "base_lrs", Groups.Length), last = Loaded(state_dict, "_last_lr", Groups.Length);
                    Epoch = (int)Loaded(state_dict, "last_epoch", 1)[0];
                    rates.CopyTo(BaseRates, 0);
                    _last = [.. last];
                }

                private protected static double[] Loaded(IReadOnlyDictionary<string, double[]> state, string name, int count)
                {
                    if (!state.TryGetValue(name, out double[]? values)) throw new ArgumentException($"the state of a learning rate scheduler has to have the key '{name}'");
                    return values.Length == count ? values : throw new ArgumentException($"expected {count} values for {name}, got {values.Length}");
                }

                private protected void Set(IEnumerable<double> rates)
                {
                    int i = 0;
                    foreach (double rate in rates)
                    {
                        Groups[i].LearningRate = rate;
                        if (Verbose) Console.WriteLine(FormattableString.Invariant($"Adjusting learning rate of group {i} to {rate:0.0000e+00}."));
                        i++;
                    }
                    _last = Rates();
                }

                private protected double[] Each(Func<double, double> next) => Array.ConvertAll(Groups, group => next(group.LearningRate));

                private protected double[] EachBase(Func<double, double> next) => Array.ConvertAll(BaseRates, rate => next(rate));

                /// <summary>Starts over, as part of a sequence of rules.</summary>
                internal void Restart()
                {
                    Epoch--;
                    step();
                }
            }
        }
    }
}
