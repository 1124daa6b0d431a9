using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>A distribution of which the last batch dims are taken for dims of one event.</summary>
    public class Independent : Distribution
    {
        readonly int _dims;

        public Independent(Distribution base_distribution, int reinterpreted_batch_ndims, Generator? generator = null)
            : base(generator, base_distribution.batch_shape.Shape[..^Checked(base_distribution, reinterpreted_batch_ndims)],
                [.. base_distribution.batch_shape.Shape[^reinterpreted_batch_ndims..], .. base_distribution.event_shape])
            => (base_dist, _dims) = (base_distribution, reinterpreted_batch_ndims);

        static int Checked(Distribution distribution, int dims) => dims <= distribution.batch_shape.Length ? dims
            : throw new ArgumentException($"Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual {dims} vs {distribution.batch_shape.Length}");

        public Distribution base_dist { get; }

        /// <summary>How many batch dims are taken over.</summary>
        public int reinterpreted_batch_ndims => _dims;

        public override constraints.Constraint support => _dims == 0 ? base_dist.support : constraints.independent(base_dist.support, _dims);
        public override bool has_rsample => base_dist.has_rsample;
        public override bool has_enumerate_support => _dims == 0 && base_dist.has_enumerate_support;
        public override Tensor mean => base_dist.mean;
        public override Tensor mode => base_dist.mode;
        public override Tensor variance => base_dist.variance;
        public override Tensor sample(params long[] sample_shape) => base_dist.sample(sample_shape);
        public override Tensor rsample(params long[] sample_shape) => base_dist.rsample(sample_shape);
        public override Tensor log_prob(Tensor value) => SumRightmost(base_dist.log_prob(value), _dims);
        public override Tensor entropy() => SumRightmost(base_dist.entropy(), _dims);

        public override Tensor enumerate_support(bool expand = true)
            => _dims == 0 ? base_dist.enumerate_support(expand) : throw new NotSupportedException("Enumeration over cartesian product is not implemented");

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new Independent(base_dist.expand([.. batch_shape, .. event_shape.Take(_dims)]), _dims, generator);

        public override string ToString() => $"Independent({base_dist}, {_dims})";
    }

    /// <summary>One of several distributions of a family, picked by a categorical one: the components lie along the last batch dim.</summary>
    public class MixtureSameFamily : Distribution
    {
        public MixtureSameFamily(Categorical mixture_distribution, Distribution component_distribution, Generator? generator = null)
            : base(generator, component_distribution.batch_shape.Shape[..^Math.Min(1, component_distribution.batch_shape.Length)], component_distribution.event_shape)
        {
            (this.mixture_distribution, this.component_distribution) = (mixture_distribution, component_distribution);
            long[] mixed = mixture_distribution.batch_shape, parts = component_distribution.batch_shape;
            for (int i = 1; i <= Math.Min(mixed.Length, batch_shape.Length); i++)
                if (mixed[^i] != 1 && batch_shape[-i] != 1 && mixed[^i] != batch_shape[-i])
                    throw new ArgumentException($"`mixture_distribution.batch_shape` ({PythonText.Size(mixed)}) is not compatible with `component_distribution.batch_shape`({PythonText.Size(parts)})");
            long count = mixture_distribution.param_shape[^1];
            if (parts.Length == 0 || parts[^1] != count)
                throw new ArgumentException($"`mixture_distribution component` ({count}) does not equal `component_distribution.batch_shape[-1]` ({(parts.Length == 0 ? "None" : parts[^1])})");
        }

        public Categorical mixture_distribution { get; }
        public Distribution component_distribution { get; }

        public override constraints.Constraint support => component_distribution.support;
        public override bool has_rsample => false;
        public override Tensor mean => (Weights * component_distribution.mean).sum(Along);

        public override Tensor variance
        {
            get
            {
                var centers = component_distribution.mean;
                return (Weights * (component_distribution.variance + (centers - mean.unsqueeze(Along)).pow(2))).sum(Along);
            }
        }

        // The dim of the components in what they give, and the weights laid out along it.
        int Along => -1 - event_shape.Length;
        Tensor Weights => AsEvent(mixture_distribution.probs);
        Tensor AsEvent(Tensor value) => value.reshape([.. value.shape, .. Enumerable.Repeat(1L, event_shape.Length)]);

        public override Tensor rsample(params long[] sample_shape)
        {
            using var _ = no_grad();
            var drawn = component_distribution.sample(sample_shape);
            var picked = AsEvent(mixture_distribution.sample(sample_shape).unsqueeze(-1));
            long[] sizes = drawn.shape;
            sizes[^-Along] = 1;
            return drawn.gather(Along, picked.expand(sizes)).squeeze(Along);
        }

        public override Tensor log_prob(Tensor value)
            => (component_distribution.log_prob(InSupport(value).unsqueeze(Along)) + mixture_distribution.logits).logsumexp(-1);

        public override Tensor cdf(Tensor value) => (component_distribution.cdf(value.unsqueeze(Along)) * mixture_distribution.probs).sum(-1);

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new MixtureSameFamily((Categorical)mixture_distribution.expand(batch_shape), component_distribution.expand([.. batch_shape, mixture_distribution.param_shape[^1]]), generator);

        public override string ToString() => $"MixtureSameFamily(\n  {mixture_distribution},\n  {component_distribution})";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>A distribution of which the last batch dims are taken for dims of one event.</summary>
            public static Independent Independent(Distribution base_distribution, int reinterpreted_batch_dims, Generator? generator = null) => new(base_distribution, reinterpreted_batch_dims, generator);

            /// <summary>One of several distributions of a family, picked by a categorical one.</summary>
            public static MixtureSameFamily MixtureSameFamily(Categorical mixture_distribution, Distribution component_distribution, Generator? generator = null)
                => new(mixture_distribution, component_distribution, generator);
        }
    }
}
