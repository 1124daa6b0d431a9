using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>The index of one of several categories, by their probabilities along the last dim.</summary>
    public class Categorical : Distribution
    {
        public Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator, (probs ?? logits)?.shape[..^1])
        {
            CheckOne(probs, logits);
            this.probs = probs is not null ? probs / probs.sum(-1, keepdim: true) : LogitsToProbs(logits!);
            this.logits = logits is not null ? logits - logits.logsumexp(-1, keepdim: true) : ProbsToLogits(this.probs);
        }

        public Tensor probs { get; }
        public Tensor logits { get; }

        /// <summary>Sizes of the parameters.</summary>
        public long[] param_shape => probs.shape;

        public override Tensor mean => full(ExtendedShape(), double.NaN, probs.dtype);
        public override Tensor mode => probs.argmax(-1);
        public override Tensor variance => full(ExtendedShape(), double.NaN, probs.dtype);

        public override Tensor rsample(params long[] sample_shape)
        {
            long count = 1;
            foreach (long size in sample_shape) count *= size;
            var drawn = multinomial(probs.detach().reshape(-1, probs.shape[^1]), count, true, generator);
            return drawn.t().reshape(ExtendedShape(sample_shape));
        }

        public override Tensor log_prob(Tensor value)
        {
            var index = value.to(int64).unsqueeze(-1);
            var both = broadcast_tensors(index, logits);
            return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
        }

        public override Tensor entropy() => -(logits.clamp(min: Smallest) * probs).sum(-1);

        double Smallest => logits.dtype == float64 ? double.MinValue : float.MinValue;

        public override Tensor enumerate_support(bool expand = true)
        {
            long count = probs.shape[^1];
            var values = arange(count).view([count, .. Enumerable.Repeat(1L, batch_shape.Length)]);
            return expand ? values.expand([count, .. batch_shape]) : values;
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Categorical(probs.expand([.. batch_shape, probs.shape[^1]]), null, generator);
    }

    /// <summary>A category as a vector with a single 1.</summary>
    public class OneHotCategorical : Distribution
    {
        readonly Categorical _index;

        public OneHotCategorical(Tensor? p = null, Tensor? l = null, Generator? generator = null) : base(generator, (p ?? l)?.shape[..^1], (p ?? l)?.shape[^1..])
            => _index = new(p, l, generator);

        public Tensor probs => _index.probs;
        public Tensor logits => _index.logits;
        public override Tensor mean => probs;
        public override Tensor mode => OneHot(_index.mode);
        public override Tensor variance => probs * (1 - probs);
        public override Tensor rsample(params long[] sample_shape) => OneHot(_index.sample(sample_shape));
        public override Tensor log_prob(Tensor value) => _index.log_prob(value.argmax(-1));
        public override Tensor entropy() => _index.entropy();
        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new OneHotCategorical(probs.expand([.. batch_shape, .. event_shape]), null, generator);

        Tensor OneHot(Tensor index) => nn.functional.one_hot(index, event_shape[0]).to(probs.dtype);
    }

    /// <summary>How often each category comes in a number of draws.</summary>
    public class Multinomial : Distribution
    {
        readonly Categorical _one;

        public Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : base(generator, (probs ?? logits)?.shape[..^1], (probs ?? logits)?.shape[^1..])
            => (this.total_count, _one) = (total_count, new(probs, logits, generator));

        public int total_count { get; }
        public Tensor probs => _one.probs;
        public Tensor logits => _one.logits;

        /// <summary>Sizes of the parameters.</summary>
        public long[] param_shape => probs.shape;

        public override Tensor mean => probs * total_count;
        public override Tensor variance => total_count * probs * (1 - probs);

        public override Tensor rsample(params long[] sample_shape)
        {
            var draws = _one.sample([total_count, .. sample_shape]).movedim(0, -1).contiguous();
            return zeros(ExtendedShape(sample_shape), int64).scatter_add_(-1, draws, ones_like(draws)).to(probs.dtype);
        }

        public override Tensor log_prob(Tensor value)
        {
            var likely = where(value.eq(0).logical_and(logits.eq(double.NegativeInfinity)), 0, logits);
            return (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1) + (likely * value).sum(-1);
        }

        public override Distribution expand(long[] batch_shape, Distribution? instance = null) => new Multinomial(total_count, probs.expand([.. batch_shape, .. event_shape]), null, generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The index of one of several categories, by their probabilities along the last dim.</summary>
            public static Categorical Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>The index of one of several categories of the same probability.</summary>
            public static Categorical Categorical(int categories, Generator? generator = null) => new(full([categories], 1.0 / categories), null, generator);

            /// <summary>A category as a vector with a single 1.</summary>
            public static OneHotCategorical OneHotCategorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>How often each category comes in a number of draws.</summary>
            public static Multinomial Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <summary>How often each of several categories of the same probability comes in a number of draws.</summary>
            public static Multinomial Multinomial(int total_count, int categories, Generator? generator = null) => new(total_count, full([categories], 1.0 / categories), null, generator);
        }
    }
}
