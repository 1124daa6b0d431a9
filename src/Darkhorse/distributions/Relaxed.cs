using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>Logits of relaxed 0s and 1s: logistic noise around the logits, by the temperature.</summary>
    /// <remarks>Maddison, Mnih, Teh: The concrete distribution (2017); Jang, Gu, Poole: Categorical reparameterization with Gumbel-Softmax (2017).</remarks>
    public class LogitRelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : OfProbability(probs, logits, generator)
    {
        /// <summary>Towards 0 the samples go to 0 and 1.</summary>
        public Tensor temperature { get; } = temperature;

        public override constraints.Constraint support => constraints.real;

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            Tensor p = ClampProbs(this.probs.expand(shape)), u = ClampProbs(rand(shape, p.dtype, p.device, generator: generator));
            return (u.log() - (-u).log1p() + p.log() - (-p).log1p()) / temperature;
        }

        public override Tensor log_prob(Tensor value)
        {
            var difference = this.logits - InSupport(value) * temperature;
            return temperature.log() + difference - 2 * difference.exp().log1p();
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new LogitRelaxedBernoulli(temperature, Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>Numbers of (0, 1) that stand for 0 and 1, so that samples have a gradient.</summary>
    public class RelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : TransformedDistribution(generator, [], new LogitRelaxedBernoulli(temperature, probs, logits, generator), new transforms.SigmoidTransform())
    {
        LogitRelaxedBernoulli Base => (LogitRelaxedBernoulli)base_dist;

        public Tensor temperature => Base.temperature;
        public Tensor probs => Base.probs;
        public Tensor logits => Base.logits;
        public override constraints.Constraint support => constraints.unit_interval;
        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new RelaxedBernoulli(temperature, null, logits.expand(batch_shape.Shape), generator);
    }

    /// <summary>Logarithms of relaxed one-hot vectors: log-softmax of logits with Gumbel noise, by the temperature.</summary>
    public class ExpRelaxedCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) : OfCategories(probs, logits, generator, isVector: true)
    {
        /// <summary>Towards 0 the samples go to one-hot vectors.</summary>
        public Tensor temperature { get; } = temperature;

        public override constraints.Constraint support => constraints.real_vector;

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            var u = ClampProbs(rand(shape, this.logits.dtype, this.logits.device, generator: generator));
            var scores = (this.logits.expand(shape) - (-u.log()).log()) / temperature;
            return scores - scores.logsumexp(-1, keepdim: true);
        }

        public override Tensor log_prob(Tensor value)
        {
            var score = this.logits - InSupport(value) * temperature;
            score = (score - score.logsumexp(-1, keepdim: true)).sum(-1);
            double count = Categories;
            return score + full_like(temperature, count).lgamma() + temperature.log() * (count - 1);
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new ExpRelaxedCategorical(temperature, Expanded(0, batch_shape), Expanded(1, batch_shape), generator);
    }

    /// <summary>Points of the simplex that stand for one-hot vectors, so that samples have a gradient.</summary>
    public class RelaxedOneHotCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
        : TransformedDistribution(generator, [], new ExpRelaxedCategorical(temperature, probs, logits, generator), new transforms.ExpTransform())
    {
        ExpRelaxedCategorical Base => (ExpRelaxedCategorical)base_dist;

        public Tensor temperature => Base.temperature;
        public Tensor probs => Base.probs;
        public Tensor logits => Base.logits;
        public override constraints.Constraint support => constraints.simplex;
        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new RelaxedOneHotCategorical(temperature, null, logits.expand([.. batch_shape, .. event_shape]), generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Logits of relaxed 0s and 1s.</summary>
            public static LogitRelaxedBernoulli LogitRelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(temperature, probs, logits, generator);

            /// <inheritdoc cref="LogitRelaxedBernoulli(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static LogitRelaxedBernoulli LogitRelaxedBernoulli(Tensor temperature, double? probs, double? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <inheritdoc cref="LogitRelaxedBernoulli(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static LogitRelaxedBernoulli LogitRelaxedBernoulli(Tensor temperature, float? probs, float? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <summary>Numbers of (0, 1) that stand for 0 and 1.</summary>
            public static RelaxedBernoulli RelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(temperature, probs, logits, generator);

            /// <inheritdoc cref="RelaxedBernoulli(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static RelaxedBernoulli RelaxedBernoulli(Tensor temperature, double? probs, double? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <inheritdoc cref="RelaxedBernoulli(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static RelaxedBernoulli RelaxedBernoulli(Tensor temperature, float? probs, float? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <summary>Logarithms of relaxed one-hot vectors.</summary>
            public static ExpRelaxedCategorical ExpRelaxedCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(temperature, probs, logits, generator);

            /// <inheritdoc cref="ExpRelaxedCategorical(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static ExpRelaxedCategorical ExpRelaxedCategorical(Tensor temperature, double? probs, double? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <inheritdoc cref="ExpRelaxedCategorical(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static ExpRelaxedCategorical ExpRelaxedCategorical(Tensor temperature, float? probs, float? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <summary>Points of the simplex that stand for one-hot vectors.</summary>
            public static RelaxedOneHotCategorical RelaxedOneHotCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(temperature, probs, logits, generator);

            /// <inheritdoc cref="RelaxedOneHotCategorical(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static RelaxedOneHotCategorical RelaxedOneHotCategorical(Tensor temperature, double? probs, double? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);

            /// <inheritdoc cref="RelaxedOneHotCategorical(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static RelaxedOneHotCategorical RelaxedOneHotCategorical(Tensor temperature, float? probs, float? logits, Generator? generator = null) => new(temperature, Number(probs), Number(logits), generator);
        }
    }
}
