using System.Runtime.CompilerServices;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Probability distributions: samples, also differentiable ones, densities and moments.</summary>
    public static partial class distributions
    {
        /// <summary>A distribution, or a batch of them: a sample has the sizes asked for, then those of the batch, then those of one event.</summary>
        public abstract partial class Distribution : IDisposable
        {
            protected readonly Generator? generator;

            protected Distribution(Generator? generator, long[]? batch_shape = null, long[]? event_shape = null)
            {
                this.generator = generator;
                _init(new Size(batch_shape ?? []), new Size(event_shape ?? []));
            }

            protected Distribution(Generator? generator, Size batch_shape, Size? event_shape = null)
            {
                this.generator = generator;
                _init(batch_shape, event_shape);
            }

            /// <summary>Gives the distribution its sizes.</summary>
            protected void _init(Size? batch_shape = null, Size? event_shape = null)
                => (this.batch_shape, this.event_shape) = (batch_shape ?? Size.Empty, event_shape ?? Size.Empty);

            /// <summary>Sizes of the batch of distributions.</summary>
            public Size batch_shape { get; private set; }

            /// <summary>Sizes of one event; none for numbers.</summary>
            public Size event_shape { get; private set; }

            /// <summary>The values that samples take.</summary>
            public virtual constraints.Constraint support => constraints.dependent;

            /// <summary>Whether <see cref="rsample(long[])"/> is differentiable.</summary>
            public virtual bool has_rsample => !support.is_discrete;

            /// <summary>Whether <see cref="enumerate_support"/> can list all values.</summary>
            public virtual bool has_enumerate_support => false;

            public virtual Tensor mean => throw Lacks();

            public virtual Tensor variance => throw Lacks();

            public virtual Tensor stddev => variance.sqrt();

            /// <summary>The most probable value.</summary>
            public virtual Tensor mode => throw Lacks();

            /// <summary>Samples without history.</summary>
            public virtual Tensor sample(params long[] sample_shape)
            {
                using var _ = no_grad();
                return rsample(sample_shape);
            }

            /// <inheritdoc cref="sample(long[])"/>
            [OverloadResolutionPriority(-1)]
            public Tensor sample(Size sample_shape) => sample(sample_shape.Shape);

            /// <summary>Samples; where the distribution is continuous, they are differentiable functions of its parameters.</summary>
            public abstract Tensor rsample(params long[] sample_shape);

            /// <inheritdoc cref="rsample(long[])"/>
            [OverloadResolutionPriority(-1)]
            public Tensor rsample(Size sample_shape) => rsample(sample_shape.Shape);

            /// <summary>The logarithm of the density, or of the probability, at the value.</summary>
            public abstract Tensor log_prob(Tensor value);

            /// <summary>In nats.</summary>
            public virtual Tensor entropy() => throw Lacks();

            /// <summary>The probability of numbers up to the value.</summary>
            public virtual Tensor cdf(Tensor value) => throw Lacks();

            /// <summary>The inverse of <see cref="cdf"/>.</summary>
            public virtual Tensor icdf(Tensor value) => throw Lacks();

            /// <summary>All values of a discrete distribution, along a new first dim.</summary>
            public virtual Tensor enumerate_support(bool expand = true) => throw Lacks();

            /// <summary>e to the entropy.</summary>
            public virtual Tensor perplexity() => entropy().exp();

            /// <summary>The same distribution for a larger batch.</summary>
            public abstract Distribution expand(Size batch_shape, Distribution? instance = null);

            private protected NotSupportedException Lacks([CallerMemberName] string what = "") => new($"{GetType().Name} has no {what}");

            protected long[] ExtendedShape(params long[] sample_shape) => [.. sample_shape, .. batch_shape, .. event_shape];

            protected virtual void Dispose(bool disposing) { }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            internal const double EulerGamma = 0.57721566490153286061;

            private protected static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

            private protected static double Epsilon(Tensor like) => finfo(like.dtype).eps;

            private protected static double Tiny(Tensor like) => finfo(like.dtype).tiny;

            /// <summary>Numbers of [0, 1] kept away from both ends, by the smallest step there.</summary>
            internal static Tensor InsideUnit(Tensor value) => value.clamp(Tiny(value), 1 - Epsilon(value));

            /// <summary>Probabilities kept away from 0 and 1 by the dtype's epsilon.</summary>
            protected static Tensor ClampProbs(Tensor probs) => probs.clamp(Epsilon(probs), 1 - Epsilon(probs));

            /// <summary>max(x, 0), with the slope 1/2 at 0.</summary>
            protected static Tensor ClampByZero(Tensor x) => (x.clamp(min: 0) + x - x.clamp(max: 0)) / 2;

            protected static Tensor LogitsToProbs(Tensor logits, bool isBinary = false) => isBinary ? logits.sigmoid() : nn.functional.softmax(logits, -1);

            protected static Tensor ProbsToLogits(Tensor probs, bool isBinary = false)
            {
                var clamped = ClampProbs(probs);
                return isBinary ? clamped.log() - (-clamped).log1p() : clamped.log();
            }

            /// <summary>Standard normal numbers, drawn as PyTorch's distributions draw them.</summary>
            private protected Tensor StandardNormal(long[] shape, Tensor like) => normal(zeros(shape, like.dtype, like.device), ones(shape, like.dtype, like.device), generator);

            private protected static Tensor New(long[] shape, Tensor like) => empty(shape, like.dtype, like.device);

            private protected static Tensor SumRightmost(Tensor value, int dims) => dims == 0 ? value : value.reshape([.. value.shape[..^dims], -1]).sum(-1);

            /// <summary>0, 1, … below a count, as values of the batch along a new first dim.</summary>
            private protected Tensor Enumerated(long count, ScalarType dtype, Device device, bool expand)
            {
                var values = arange(count, dtype: dtype, device: device).view([count, .. Enumerable.Repeat(1L, batch_shape.Length)]);
                return expand ? values.expand([count, .. batch_shape]) : values;
            }
        }

        /// <summary>A distribution whose density is h(x) exp(η · T(x) - A(η)): all of it follows from A, the log normalizer.</summary>
        public abstract class ExponentialFamily : Distribution
        {
            protected ExponentialFamily(Generator? generator) : base(generator) { }

            private protected ExponentialFamily(Generator? generator, Argument[] parameters, long[]? event_shape = null) : base(generator, parameters, event_shape) { }

            /// <summary>The natural parameters η.</summary>
            protected abstract IList<Tensor> NaturalParams { get; }

            /// <summary>A(η).</summary>
            protected abstract Tensor LogNormalizer(params Tensor[] parameters);

            /// <summary>The mean of log h(x).</summary>
            protected virtual Tensor MeanCarrierMeasure => throw Lacks();

            /// <summary>A(η) - η · ∇A(η) - E[log h(x)], the Bregman divergence of the log normalizer.</summary>
            public override Tensor entropy()
            {
                using var _ = enable_grad();
                Tensor[] natural = [.. NaturalParams.Select(parameter => parameter.detach().requires_grad_())];
                var normalizer = LogNormalizer(natural);
                var slopes = autograd.grad([normalizer.sum()], natural, create_graph: true);
                var result = normalizer - MeanCarrierMeasure;
                for (int i = 0; i < natural.Length; i++) result -= SumRightmost(natural[i] * slopes[i], event_shape.Length);
                return result;
            }

            /// <summary>Of two members of one family, the same divergence between their natural parameters.</summary>
            internal Tensor Divergence(ExponentialFamily other)
            {
                using var _ = enable_grad();
                Tensor[] mine = [.. NaturalParams.Select(parameter => parameter.detach().requires_grad_())], theirs = [.. other.NaturalParams];
                var normalizer = LogNormalizer(mine);
                var slopes = autograd.grad([normalizer.sum()], mine, create_graph: true);
                var result = other.LogNormalizer(theirs) - normalizer;
                for (int i = 0; i < mine.Length; i++) result -= SumRightmost((theirs[i] - mine[i]) * slopes[i], event_shape.Length);
                return result;
            }
        }
    }
}
