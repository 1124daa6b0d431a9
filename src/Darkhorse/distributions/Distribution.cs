namespace Darkhorse;

public static partial class torch
{
    /// <summary>Probability distributions: samples, also differentiable ones, densities and moments.</summary>
    public static partial class distributions
    {
        /// <summary>A distribution, or a batch of them: a sample has the sizes asked for, then those of the batch, then those of one event.</summary>
        public abstract class Distribution : IDisposable
        {
            protected readonly Generator? generator;

            protected Distribution(Generator? generator, long[]? batch_shape = null, long[]? event_shape = null)
                => (this.generator, this.batch_shape, this.event_shape) = (generator, batch_shape ?? [], event_shape ?? []);

            /// <summary>Sizes of the batch of distributions.</summary>
            public long[] batch_shape { get; }

            /// <summary>Sizes of one event; none for numbers.</summary>
            public long[] event_shape { get; }

            public abstract Tensor mean { get; }

            public abstract Tensor variance { get; }

            public virtual Tensor stddev => variance.sqrt();

            /// <summary>The most probable value.</summary>
            public virtual Tensor mode => throw Lacks("mode");

            /// <summary>Samples without history.</summary>
            public virtual Tensor sample(params long[] sample_shape)
            {
                using var _ = no_grad();
                return rsample(sample_shape);
            }

            /// <summary>Samples; where the distribution is continuous, they are differentiable functions of its parameters.</summary>
            public abstract Tensor rsample(params long[] sample_shape);

            /// <summary>The logarithm of the density, or of the probability, at the value.</summary>
            public abstract Tensor log_prob(Tensor value);

            /// <summary>In nats.</summary>
            public virtual Tensor entropy() => throw Lacks("entropy");

            /// <summary>The probability of numbers up to the value.</summary>
            public virtual Tensor cdf(Tensor value) => throw Lacks("cdf");

            /// <summary>The inverse of <see cref="cdf"/>.</summary>
            public virtual Tensor icdf(Tensor value) => throw Lacks("icdf");

            /// <summary>All values of a discrete distribution, along a new first dim.</summary>
            public virtual Tensor enumerate_support(bool expand = true) => throw Lacks("enumerate_support");

            /// <summary>e to the entropy.</summary>
            public Tensor perplexity() => entropy().exp();

            /// <summary>The same distribution for a larger batch.</summary>
            public abstract Distribution expand(long[] batch_shape, Distribution? instance = null);

            NotSupportedException Lacks(string what) => new($"{GetType().Name} has no {what}");

            protected long[] ExtendedShape(params long[] sample_shape) => [.. sample_shape, .. batch_shape, .. event_shape];

            protected virtual void Dispose(bool disposing) { }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            public override string ToString() => $"{GetType().Name}(batch_shape: [{string.Join(", ", batch_shape)}], event_shape: [{string.Join(", ", event_shape)}])";

            private protected static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

            /// <summary>The dtype's distance from 1 to the next larger number.</summary>
            private protected static double Epsilon(Tensor like) => like.dtype switch { ScalarType.Float64 => Math.ScaleB(1, -52), ScalarType.Float16 => Math.ScaleB(1, -10), ScalarType.BFloat16 => Math.ScaleB(1, -7), _ => Math.ScaleB(1, -23) };

            /// <summary>The dtype's smallest normal number.</summary>
            private protected static double Tiny(Tensor like) => like.dtype switch { ScalarType.Float64 => Math.ScaleB(1, -1022), ScalarType.Float16 => Math.ScaleB(1, -14), _ => Math.ScaleB(1, -126) };

            private protected static Tensor ClampProbs(Tensor probs) => probs.clamp(Epsilon(probs), 1 - Epsilon(probs));

            private protected static Tensor LogitsToProbs(Tensor logits, bool isBinary = false) => isBinary ? logits.sigmoid() : nn.functional.softmax(logits, -1);

            private protected static Tensor ProbsToLogits(Tensor probs, bool isBinary = false)
            {
                var clamped = ClampProbs(probs);
                return isBinary ? clamped.log() - (-clamped).log1p() : clamped.log();
            }

            /// <summary>Standard normal numbers, drawn as PyTorch's distributions draw them.</summary>
            private protected Tensor StandardNormal(long[] shape, Tensor like) => normal(zeros(shape, like.dtype), ones(shape, like.dtype), generator);

            private protected Tensor New(long[] shape, Tensor like) => empty(shape, like.dtype, like.device);

            /// <summary>Exactly one of probabilities and logits must be given.</summary>
            private protected static void CheckOne(Tensor? probs, Tensor? logits)
            {
                if (probs is null == logits is null) throw new ArgumentException("Either `probs` or `logits` must be specified, but not both.");
            }
        }
    }
}
