using System.Collections.Concurrent;
using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse;

/// <summary>The divergences that are known in closed form: within a family, and across families as -H(p) - E_p[log q], where few means of p are all that q asks for.</summary>
sealed class Divergences
{
    readonly ConcurrentDictionary<(Type, Type), Func<Distribution, Distribution, Tensor>> _known = new();

    public static ConcurrentDictionary<(Type, Type), Func<Distribution, Distribution, Tensor>> All()
    {
        var result = new Divergences();
        result.Continuous();
        result.Discrete();
        result.Composed();
        result.AcrossFamilies();
        result.Unbounded();
        return result._known;
    }

    void Set<P, Q>(Func<P, Q, Tensor> divergence) where P : Distribution where Q : Distribution => _known[(typeof(P), typeof(Q))] = (p, q) => divergence((P)p, (Q)q);

    static Tensor InfiniteWhere(Tensor condition, Tensor value) => where(condition, double.PositiveInfinity, value);

    void Continuous()
    {
        Set<Normal, Normal>((p, q) =>
        {
            Tensor ratio = (p.scale / q.scale).pow(2), distance = ((p.loc - q.loc) / q.scale).pow(2);
            return 0.5 * (ratio + distance - 1 - ratio.log());
        });
        Set<HalfNormal, HalfNormal>((p, q) => kl_divergence(p.base_dist, q.base_dist));
        Set<Laplace, Laplace>((p, q) =>
        {
            Tensor ratio = p.scale / q.scale, distance = (p.loc - q.loc).abs();
            return -ratio.log() + distance / q.scale + ratio * (-distance / p.scale).exp() - 1;
        });
        Set<Cauchy, Cauchy>((p, q) => ((p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)).log() - (4 * p.scale * q.scale).log());
        Set<Uniform, Uniform>((p, q) => InfiniteWhere((q.low > p.low) | (q.high < p.high), ((q.high - q.low) / (p.high - p.low)).log()));
        Set<Exponential, Exponential>((p, q) => (p.rate / q.rate).log() + q.rate / p.rate - 1);
        Set<Gamma, Gamma>((p, q) => q.concentration * (p.rate / q.rate).log() + q.concentration.lgamma() - p.concentration.lgamma()
            + (p.concentration - q.concentration) * p.concentration.digamma() + (q.rate - p.rate) * (p.concentration / p.rate));
        Set<Gumbel, Gumbel>((p, q) => FromGumbel(p, q, (p.loc - q.loc) / q.scale, p.scale / q.scale));
        Set<Pareto, Pareto>((p, q) =>
        {
            var ratio = q.alpha / p.alpha;
            return InfiniteWhere(p.scale < q.scale, q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1);
        });
        Set<Beta, Beta>((p, q) =>
        {
            Tensor mine = p.concentration1 + p.concentration0, theirs = q.concentration1 + q.concentration0;
            return q.concentration1.lgamma() + q.concentration0.lgamma() + mine.lgamma() - p.concentration1.lgamma() - p.concentration0.lgamma() - theirs.lgamma()
                + (p.concentration1 - q.concentration1) * p.concentration1.digamma() + (p.concentration0 - q.concentration0) * p.concentration0.digamma() + (theirs - mine) * mine.digamma();
        });
        Set<Dirichlet, Dirichlet>((p, q) =>
        {
            Tensor mine = p.concentration.sum(-1), theirs = q.concentration.sum(-1);
            return mine.lgamma() - theirs.lgamma() - (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
                + ((p.concentration - q.concentration) * (p.concentration.digamma() - mine.digamma().unsqueeze(-1))).sum(-1);
        });
        Set<NormalVectors, NormalVectors>((p, q) => p.event_shape != q.event_shape
            ? throw new ArgumentException("KL-divergence between two Multivariate Normals with different event shapes cannot be computed")
            : 0.5 * (q.LogDeterminant - p.LogDeterminant + q.SquaredLengths(p.Factor) + q.SquaredLengths((q.loc - p.loc).unsqueeze(-1)) - p.event_shape[0]));
    }

    // E_p of the double exponential in q's density is a value of the gamma function.
    static Tensor FromGumbel(Gumbel p, Gumbel q, Tensor shift, Tensor ratio)
        => (q.scale / p.scale).log() + shift + Distribution.EulerGamma * (ratio - 1) + ((1 + ratio).lgamma() - shift).exp() - 1;

    void Discrete()
    {
        Set<Bernoulli, Bernoulli>((p, q) => Chosen(p.probs, q.probs, nn.functional.softplus(-q.logits) - nn.functional.softplus(-p.logits))
            + Chosen(1 - p.probs, 1 - q.probs, nn.functional.softplus(q.logits) - nn.functional.softplus(p.logits)));
        Set<Categorical, Categorical>((p, q) => Chosen(p.probs, q.probs, p.logits - q.logits).sum(-1));
        Set<OneHotCategorical, OneHotCategorical>((p, q) => Chosen(p.probs, q.probs, p.logits - q.logits).sum(-1));
        Set<ContinuousBernoulli, ContinuousBernoulli>((p, q) => p.mean * (p.logits - q.logits) + p.LogFactor + (-p.probs).log1p() - q.LogFactor - (-q.probs).log1p());
        Set<Geometric, Geometric>((p, q) => -p.entropy() - (-q.probs).log1p() / p.probs - q.logits);
        Set<Poisson, Poisson>((p, q) => p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate));
        Set<Binomial, Binomial>((p, q) => (bool)(p.total_count < q.total_count).any()
            ? throw new NotSupportedException("KL between Binomials where q.total_count > p.total_count is not implemented")
            : InfiniteWhere(p.total_count > q.total_count, p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())));
        Set<Bernoulli, Poisson>((p, q) => -p.entropy() - (p.probs * q.rate.log() - q.rate));
    }

    // p log(p / q): nothing where p is 0, without bound where q alone is.
    static Tensor Chosen(Tensor p, Tensor q, Tensor logRatio) => where(p.eq(0), 0.0, where(q.eq(0), double.PositiveInfinity, p * logRatio));

    void Composed()
    {
        Set<ExponentialFamily, ExponentialFamily>((p, q) => p.GetType() == q.GetType() ? p.Divergence(q)
            : throw new NotSupportedException("The cross KL-divergence between different exponential families cannot be computed using Bregman divergences"));
        Set<TransformedDistribution, TransformedDistribution>((p, q) => p.transforms.SequenceEqual(q.transforms) && p.event_shape == q.event_shape
            ? kl_divergence(p.base_dist, q.base_dist) : throw NoDivergence(p, q));
        Set<Independent, Independent>((p, q) =>
        {
            if (p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims) throw NoDivergence(p, q);
            var each = kl_divergence(p.base_dist, q.base_dist);
            return p.reinterpreted_batch_ndims == 0 ? each : each.reshape([.. each.shape[..^p.reinterpreted_batch_ndims], -1]).sum(-1);
        });
    }

    void AcrossFamilies()
    {
        ToNormal<Beta>();
        ToNormal<ContinuousBernoulli>();
        ToNormal<Exponential>();
        ToNormal<Gamma>();
        ToNormal<Gumbel>();
        ToNormal<Laplace>();
        ToNormal<Pareto>();
        ToNormal<Uniform>();
        ToExponential<Beta>();
        ToExponential<ContinuousBernoulli>();
        ToExponential<Gamma>();
        ToExponential<Pareto>();
        Set<Uniform, Exponential>((p, q) => InfiniteWhere(p.low < 0, OfMean(p, q)));
        ToGamma<Beta>(p => p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma());
        ToGamma<Exponential>(p => -p.rate.log() - Distribution.EulerGamma);
        ToGamma<Pareto>(p => p.scale.log() + p.alpha.reciprocal());
        Set<Uniform, Gamma>((p, q) => InfiniteWhere(p.low < 0, OfMeanLog(p, q, MeanLog(p))));
        ToGumbel<Exponential>((p, t) => p.rate / (p.rate + t));
        ToGumbel<Gamma>((p, t) => (1 + t / p.rate).pow(-p.concentration));
        ToGumbel<Normal>((p, t) => (-p.loc * t + 0.5 * (p.scale * t).pow(2)).exp());
        ToGumbel<Uniform>((p, t) => ((-p.low * t).exp() - (-p.high * t).exp()) / (t * (p.high - p.low)));
        Set<Normal, Laplace>((p, q) =>
        {
            // E|x - q.loc|, of a folded normal distribution.
            var distance = (p.loc - q.loc) / p.scale;
            var folded = p.scale * (Math.Sqrt(2 / Math.PI) * (-0.5 * distance.pow(2)).exp() + distance * (distance * Math.Sqrt(0.5)).erf());
            return -p.entropy() + (2 * q.scale).log() + folded / q.scale;
        });
        Set<Beta, Uniform>((p, q) => InUnit(q, p));
        Set<ContinuousBernoulli, Uniform>((p, q) => InUnit(q, p));
        Set<Beta, ContinuousBernoulli>(OfMean);
        Set<Uniform, ContinuousBernoulli>((p, q) => OutsideUnit(p, OfMean(p, q)));
        Set<Uniform, Beta>((p, q) => OutsideUnit(p, -p.entropy() - (q.concentration1 - 1) * MeanLog(p) - (q.concentration0 - 1) * MeanLog(1 - p.high, 1 - p.low)
            + q.concentration1.lgamma() + q.concentration0.lgamma() - (q.concentration1 + q.concentration0).lgamma()));
        Set<Uniform, Pareto>((p, q) => InfiniteWhere(p.low < q.scale, -p.entropy() - q.alpha.log() - q.alpha * q.scale.log() + (q.alpha + 1) * MeanLog(p)));
    }

    void ToNormal<P>() where P : Distribution
        => Set<P, Normal>((p, q) => -p.entropy() + q.scale.log() + 0.5 * Math.Log(2 * Math.PI) + 0.5 * (p.variance + (p.mean - q.loc).pow(2)) / q.scale.pow(2));

    void ToExponential<P>() where P : Distribution => Set<P, Exponential>(OfMean);

    static Tensor OfMean(Distribution p, Exponential q) => -p.entropy() - q.rate.log() + q.rate * p.mean;

    static Tensor OfMean(Distribution p, ContinuousBernoulli q) => -p.entropy() - p.mean * q.logits - (-q.probs).log1p() - q.LogFactor;

    void ToGamma<P>(Func<P, Tensor> meanLog) where P : Distribution => Set<P, Gamma>((p, q) => OfMeanLog(p, q, meanLog(p)));

    static Tensor OfMeanLog(Distribution p, Gamma q, Tensor meanLog)
        => -p.entropy() + q.concentration.lgamma() - q.concentration * q.rate.log() - (q.concentration - 1) * meanLog + q.rate * p.mean;

    // By E[e^-tx] at t = 1 / scale.
    void ToGumbel<P>(Func<P, Tensor, Tensor> laplaceTransform) where P : Distribution
        => Set<P, Gumbel>((p, q) => -p.entropy() + q.scale.log() - (q.loc - p.mean) / q.scale + (q.loc / q.scale).exp() * laplaceTransform(p, q.scale.reciprocal()));

    static Tensor MeanLog(Uniform p) => MeanLog(p.low, p.high);

    static Tensor MeanLog(Tensor low, Tensor high) => (xlogy(high, high) - xlogy(low, low)) / (high - low) - 1;

    static Tensor OutsideUnit(Uniform p, Tensor value) => InfiniteWhere((p.low < 0) | (p.high > 1), value);

    static Tensor InUnit(Uniform q, Distribution p) => InfiniteWhere((q.low > 0) | (q.high < 1), -p.entropy() + (q.high - q.low).log());

    /// <summary>Pairs where p has mass that q has not.</summary>
    void Unbounded()
    {
        OutOf<Beta, Pareto>();
        OutOf<ContinuousBernoulli, Pareto>();
        OutOf<Poisson, Bernoulli>();
        OutOf<Poisson, Binomial>();
        OutOfUnit<Exponential>();
        OutOfUnit<Gamma>();
        OutOfPositive<Gumbel>();
        OutOfPositive<Laplace>();
        OutOfPositive<Normal>();
        OutOf<Pareto, Beta>();
        OutOf<Pareto, ContinuousBernoulli>();
        OutOf<Pareto, Uniform>();
    }

    void OutOf<P, Q>() where P : Distribution where Q : Distribution
        => Set<P, Q>((p, q) => full(broadcast_shapes(p.batch_shape.Shape, q.batch_shape.Shape), double.PositiveInfinity, p.mean.dtype, p.mean.device));

    void OutOfUnit<P>() where P : Distribution
    {
        OutOf<P, Beta>();
        OutOf<P, ContinuousBernoulli>();
        OutOf<P, Pareto>();
        OutOf<P, Uniform>();
    }

    void OutOfPositive<P>() where P : Distribution
    {
        OutOfUnit<P>();
        OutOf<P, Exponential>();
        OutOf<P, Gamma>();
    }
}
