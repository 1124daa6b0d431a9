using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>
    /// The softmax over many classes of very different frequency (Grave et al., arXiv 1609.04309): the frequent ones and one entry for each cluster of rarer ones
    /// in the head, each cluster in a projection of its own.
    /// </summary>
    public sealed class AdaptiveLogSoftmaxWithLoss : Module<Tensor, Tensor, (Tensor output, Tensor loss)>
    {
        readonly long[] _cutoffs;
        readonly Linear head;
        readonly ModuleList<Sequential> tail;

        internal AdaptiveLogSoftmaxWithLoss(long in_features, long n_classes, long[] cutoffs, double div_value, bool head_bias, Device? device, torch.ScalarType? dtype) : base(nameof(AdaptiveLogSoftmaxWithLoss))
        {
            for (int i = 0; i < cutoffs.Length; i++)
                if (cutoffs[i] <= (i == 0 ? 0 : cutoffs[i - 1]) || cutoffs[i] > n_classes - 1)
                    throw new ArgumentException("cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1");
            _cutoffs = [.. cutoffs, n_classes];
            int clusters = cutoffs.Length;
            register_module("head", head = Linear(in_features, cutoffs[0] + clusters, head_bias, device, dtype));
            tail = new();
            for (int i = 0; i < clusters; i++)
            {
                long width = (long)Math.Floor(in_features / Math.Pow(div_value, i + 1));
                tail.Add(Sequential(Linear(in_features, width, false, device, dtype), Linear(width, _cutoffs[i + 1] - _cutoffs[i], false, device, dtype)));
            }
            register_module("tail", tail);
        }

        /// <summary>The log probabilities of the targets [N], and the mean of their negatives.</summary>
        public override (Tensor output, Tensor loss) forward(Tensor input, Tensor target)
        {
            bool batched = input.ndim == 2;
            if (!batched) (input, target) = (input.unsqueeze(0), target.unsqueeze(0));
            if (input.Sizes[0] != target.Sizes[0]) throw new InvalidOperationException("Input and target should have the same size in the batch dimension.");
            var output = log_prob(input).gather(1, target.unsqueeze(1)).squeeze(1);
            var loss = -output.mean();
            return (batched ? output : output.squeeze(0), loss);
        }

        /// <summary>The log probabilities of all classes: [N, classes].</summary>
        public Tensor log_prob(Tensor input)
        {
            var heads = functional.log_softmax(head.call(input), 1);
            var parts = new Tensor[tail.Count + 1];
            parts[0] = heads.narrow(1, 0, _cutoffs[0]);
            for (int i = 0; i < tail.Count; i++)
                parts[i + 1] = functional.log_softmax(tail[i].call(input), 1) + heads.narrow(1, _cutoffs[0] + i, 1);
            return torch.cat(parts, 1);
        }

        /// <summary>The most probable class of each row.</summary>
        public Tensor predict(Tensor input) => log_prob(input).argmax(1);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.AdaptiveLogSoftmaxWithLoss"/>
            public static AdaptiveLogSoftmaxWithLoss AdaptiveLogSoftmaxWithLoss(long in_features, long n_classes, long[] cutoffs, double div_value = 4, bool head_bias = false, Device? device = null, ScalarType? dtype = null)
                => new(in_features, n_classes, cutoffs, div_value, head_bias, device, dtype);
        }
    }
}
