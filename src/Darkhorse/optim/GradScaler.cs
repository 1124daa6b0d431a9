using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class amp
    {
        /// <summary>
        /// Keeps small gradients of float16 computations from becoming zero: the loss is scaled up before backward and the gradients down before the step. Steps
        /// whose gradients are infinite or nan are left out, and the scale shrinks; after many good ones it grows.
        /// </summary>
        public sealed class GradScaler
        {
            enum Stage
            {
                Ready,
                Unscaled,
                Stepped,
            }

            sealed class Progress
            {
                public Stage Stage;
                public bool FoundInf;
            }

            readonly Dictionary<optim.Optimizer, Progress> _progress = new(ReferenceEqualityComparer.Instance);
            readonly bool _enabled;
            double _scale, _growth, _backoff;
            long _interval, _good;

            /// <param name="init_scale">The first scale.</param>
            /// <param name="growth_factor">What it grows by.</param>
            /// <param name="backoff_factor">What it shrinks by.</param>
            /// <param name="growth_interval">Good steps in a row after which it grows.</param>
            /// <param name="enabled">Without, everything is passed through.</param>
            public GradScaler(double init_scale = 65536, double growth_factor = 2, double backoff_factor = 0.5, long growth_interval = 2000, bool enabled = true)
            {
                if (enabled && !(growth_factor > 1)) throw new ArgumentException("The growth factor must be > 1.0.");
                if (enabled && !(backoff_factor < 1)) throw new ArgumentException("The backoff factor must be < 1.0.");
                (_scale, _growth, _backoff, _interval, _enabled) = (init_scale, growth_factor, backoff_factor, growth_interval, enabled);
            }

            /// <summary>A loss, or any output, times the scale.</summary>
            public Tensor scale(Tensor outputs) => _enabled ? outputs * _scale : outputs;

            /// <summary>Divides the gradients of an optimiser's parameters by the scale, for those who look at them before the step.</summary>
            /// <exception cref="InvalidOperationException">It was done since the last <see cref="update"/>.</exception>
            /// <exception cref="ArgumentException">A gradient is float16: only float32 ones can be unscaled without loss.</exception>
            public void unscale_(optim.Optimizer optimizer)
            {
                if (!_enabled) return;
                var progress = Of(optimizer);
                if (progress.Stage == Stage.Unscaled) throw new InvalidOperationException("unscale_() has already been called on this optimizer since the last update().");
                if (progress.Stage == Stage.Stepped) throw new InvalidOperationException("unscale_() is being called after step().");
                using var _ = new GradMode.Scope(false);
                foreach (var parameter in optimizer.parameters())
                {
                    if (parameter.OwnGrad is not { } gradient) continue;
                    if (gradient.DType == DType.Float16) throw new ArgumentException("Attempting to unscale FP16 gradients.");
                    gradient.mul_(1 / _scale);
                    progress.FoundInf |= !gradient.isfinite().all().item<bool>();
                }
                progress.Stage = Stage.Unscaled;
            }

            /// <summary>Unscales the gradients, unless that is done, and makes the optimiser's step if all of them are finite.</summary>
            /// <returns>What the optimiser returns; null where the step is left out.</returns>
            /// <exception cref="InvalidOperationException">It was done since the last <see cref="update"/>.</exception>
            public Tensor? step(optim.Optimizer optimizer)
            {
                if (!_enabled) return optimizer.step();
                var progress = Of(optimizer);
                if (progress.Stage == Stage.Stepped) throw new InvalidOperationException("step() has already been called since the last update().");
                if (progress.Stage == Stage.Ready) unscale_(optimizer);
                progress.Stage = Stage.Stepped;
                return progress.FoundInf ? null : optimizer.step();
            }

            /// <summary>Changes the scale by what was found since the last time, or to a given one.</summary>
            public void update(double? new_scale = null)
            {
                if (!_enabled) return;
                if (new_scale is { } given) _scale = given;
                else if (_progress.Count == 0) throw new InvalidOperationException("No inf checks were recorded prior to update.");
                else if (_progress.Values.Any(progress => progress.FoundInf)) (_scale, _good) = (_scale * _backoff, 0);
                else if (++_good == _interval)
                {
                    _good = 0;
                    // Past float32's range a scale would make every gradient infinite.
                    if (float.IsFinite((float)(_scale * _growth))) _scale *= _growth;
                }
                _progress.Clear();
            }

            Progress Of(optim.Optimizer optimizer)
            {
                if (!_progress.TryGetValue(optimizer, out var progress)) _progress.Add(optimizer, progress = new());
                return progress;
            }

            public double get_scale() => _enabled ? _scale : 1;

            public double get_growth_factor() => _growth;

            public void set_growth_factor(double new_factor) => _growth = new_factor;

            public double get_backoff_factor() => _backoff;

            public void set_backoff_factor(double new_factor) => _backoff = new_factor;

            public long get_growth_interval() => _interval;

            public void set_growth_interval(long new_interval) => _interval = new_interval;

            public bool is_enabled() => _enabled;

            /// <summary>The scale and what changes it; empty where scaling is off.</summary>
            public Dictionary<string, double> state_dict() => !_enabled ? [] : new()
            {
                ["scale"] = _scale,
                ["growth_factor"] = _growth,
                ["backoff_factor"] = _backoff,
                ["growth_interval"] = _interval,
                ["_growth_tracker"] = _good,
            };

            /// <exception cref="InvalidOperationException">The state is of a scaler that was off.</exception>
            public void load_state_dict(Dictionary<string, double> state_dict)
            {
                if (!_enabled) return;
                if (state_dict.Count == 0)
                    throw new InvalidOperationException("The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler.");
                (_scale, _growth, _backoff) = (state_dict["scale"], state_dict["growth_factor"], state_dict["backoff_factor"]);
                (_interval, _good) = ((long)state_dict["growth_interval"], (long)state_dict["_growth_tracker"]);
            }
        }
    }
}
