using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Stochastic weight averaging (Izmailov et al., arXiv 1803.05407).</summary>
        public static class swa_utils
        {
            /// <inheritdoc cref="Modules.AveragedModel{TModule}"/>
            public static AveragedModel<nn.Module> AveragedModel(nn.Module model, Func<Tensor, Tensor, long, Tensor>? avg_fn = null, bool use_buffers = false)
                => new(model, avg_fn, use_buffers);

            /// <inheritdoc cref="Modules.AveragedModel{TModule}"/>
            public static AveragedModel<TModule> AveragedModel<TModule>(TModule model, Func<Tensor, Tensor, long, Tensor>? avg_fn = null, bool use_buffers = false) where TModule : nn.Module
                => new(model, avg_fn, use_buffers);

            /// <summary>An exponential moving average: decay of the mean, and the rest of the new value.</summary>
            /// <exception cref="ArgumentException">The decay is no share.</exception>
            public static Func<Tensor, Tensor, long, Tensor> get_ema_avg_fn(double decay = 0.999)
            {
                if (!(decay is >= 0 and <= 1)) throw new ArgumentException($"Invalid decay value {PythonText.Of(decay)} provided. Please provide a value in [0,1] range.");
                return (mean, current, _) => decay * mean + (1 - decay) * current;
            }

            /// <summary>The mean of all values.</summary>
            public static Func<Tensor, Tensor, long, Tensor> get_swa_avg_fn() => (mean, current, count) => mean + (current - mean) / (count + 1);

            /// <summary>Computes the running statistics of a model's batch norms anew, by one pass over data.</summary>
            /// <param name="loader">Batches of inputs.</param>
            /// <param name="model">The model.</param>
            /// <param name="device">Where to move the batches.</param>
            public static void update_bn(IEnumerable<Tensor> loader, nn.Module<Tensor, Tensor> model, Device? device = null)
            {
                BatchNorm[] norms = [.. model.modules().OfType<BatchNorm>()];
                if (norms.Length == 0) return;
                double?[] momenta = Array.ConvertAll(norms, norm => norm.momentum);
                bool training = model.training;
                foreach (var norm in norms)
                {
                    norm.reset_running_stats();
                    norm.momentum = null;
                }
                model.train();
                using (no_grad())
                    foreach (var batch in loader) model.call(device is null ? batch : batch.to(device));
                for (int i = 0; i < norms.Length; i++) norms[i].momentum = momenta[i];
                model.train(training);
            }

            /// <summary>Goes from the present rate to <paramref name="swa_lr"/> in anneal_epochs steps and stays there.</summary>
            public static lr_scheduler.LRScheduler SWALR(Optimizer optimizer, double swa_lr, int anneal_epochs = 10, string anneal_strategy = "cos", int last_epoch = -1)
                => new lr_scheduler.impl.SWALR(optimizer, swa_lr, anneal_epochs, anneal_strategy, last_epoch);
        }

        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Goes from the present rate to swa_lr in anneal_epochs steps, along half a cosine or a line, and stays there.</summary>
                public class SWALR(Optimizer optimizer, double swa_lr, int anneal_epochs = 10, string anneal_strategy = "cos", int last_epoch = -1)
                    : LRScheduler(Valid(optimizer, anneal_strategy), last_epoch, false)
                {
                    static Optimizer Valid(Optimizer optimizer, string strategy)
                        => strategy is "cos" or "linear" ? optimizer : throw new ArgumentException($"anneal_strategy must by one of 'cos' or 'linear', instead got {strategy}");

                    double Share(int step)
                    {
                        double part = Math.Clamp((double)step / Math.Max(1, anneal_epochs), 0, 1);
                        return anneal_strategy == "cos" ? (1 - Math.Cos(Math.PI * part)) / 2 : part;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        int step = anneal_epochs == 0 ? Math.Max(1, Epoch) : Epoch;
                        double before = Share(step - 1), now = Share(step);
                        return Each(rate => swa_lr * now + (before == 1 ? swa_lr : (rate - before * swa_lr) / (1 - before)) * (1 - now));
                    }
                }
            }
        }
    }
}
