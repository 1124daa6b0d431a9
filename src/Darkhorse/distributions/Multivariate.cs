using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.distributions;

namespace Darkhorse.Modules
{
    /// <summary>Normal vectors. All that is asked of the covariance Σ is a factor F with F F^T = Σ, ln det Σ, and the lengths of vectors as Σ^-1 measures them.</summary>
    public abstract class NormalVectors : Distribution
    {
        private protected NormalVectors(Tensor loc, Generator? generator, params Argument[] covariance)
            : base(generator, [("loc", loc, constraints.real_vector), .. covariance], loc.dim() < 1 ? throw new ArgumentException("loc must be at least one-dimensional.") : loc.shape[^1..]) { }

        internal abstract Tensor Factor { get; }
        internal abstract Tensor LogDeterminant { get; }

        /// <summary>The sum of x^T Σ^-1 x over the columns x of a matrix: of one column the square of Mahalanobis' distance.</summary>
        internal abstract Tensor SquaredLengths(Tensor columns);

        public Tensor loc => Given(0);
        public override constraints.Constraint support => constraints.real_vector;
        public override Tensor mean => loc;
        public override Tensor mode => loc;

        public override Tensor log_prob(Tensor value)
            => -0.5 * (SquaredLengths((InSupport(value) - loc).unsqueeze(-1)) + LogDeterminant) - event_shape[0] * HalfLogTwoPi;

        public override Tensor entropy() => event_shape[0] * (0.5 + HalfLogTwoPi) + 0.5 * LogDeterminant;

        // Of a Cholesky factor.
        internal static Tensor HalfLogDeterminant(Tensor factor) => factor.diagonal(0, -2, -1).log().sum(-1);

        internal static Tensor SquaredLengths(Tensor factor, Tensor columns) => linalg.solve_triangular(factor, columns, upper: false).pow(2).sum([-2, -1]);
    }

    /// <summary>Normal vectors, by one of the covariance matrix, its inverse (the precision) and its lower Cholesky factor.</summary>
    public class MultivariateNormal : NormalVectors
    {
        public MultivariateNormal(Tensor loc, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null, Generator? generator = null)
            : base(loc, generator, OneOf(covariance_matrix, precision_matrix, scale_tril))
            => this.scale_tril = Given(3) ?? (Given(1) is { } covariance ? linalg.cholesky(covariance) : FactorOfInverse(Given(2)));

        internal static Argument[] OneOf(Tensor? covariance, Tensor? precision, Tensor? factor)
            => new[] { covariance, precision, factor }.Count(matrix => matrix is not null) == 1
                ? [("covariance_matrix", covariance, constraints.positive_definite), ("precision_matrix", precision, constraints.positive_definite), ("scale_tril", factor, constraints.lower_cholesky)]
                : throw new ArgumentException("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");

        /// <summary>L with L L^T the covariance.</summary>
        public Tensor scale_tril { get; }
        public Tensor covariance_matrix => Given(1) ?? scale_tril.matmul(scale_tril.mT);
        public Tensor precision_matrix => Given(2) ?? cholesky_inverse(scale_tril);

        public override Tensor variance => scale_tril.pow(2).sum(-1);
        public override Tensor rsample(params long[] sample_shape) => loc + scale_tril.matmul(StandardNormal(ExtendedShape(sample_shape), loc).unsqueeze(-1)).squeeze(-1);

        internal override Tensor Factor => scale_tril;
        internal override Tensor LogDeterminant => 2 * HalfLogDeterminant(scale_tril);
        internal override Tensor SquaredLengths(Tensor columns) => SquaredLengths(scale_tril, columns);

        // The factor of the inverse, from that of the matrix turned around: no inverse of a badly conditioned matrix is taken.
        static Tensor FactorOfInverse(Tensor precision)
        {
            var inverse = linalg.cholesky(precision.flip(-2, -1)).flip(-2, -1).mT;
            return linalg.solve_triangular(inverse, eye(precision.shape[^1], dtype: precision.dtype, device: precision.device), upper: false);
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new MultivariateNormal(Expanded(0, batch_shape)!, Expanded(1, batch_shape), Expanded(2, batch_shape), Expanded(3, batch_shape), generator);
    }

    /// <summary>Normal vectors of the covariance W W^T + D, with W of few columns and D diagonal; the work grows with the columns, not with the dims squared.</summary>
    public class LowRankMultivariateNormal : NormalVectors
    {
        // The Cholesky factor of I + W^T D^-1 W.
        readonly Tensor _capacitance;

        public LowRankMultivariateNormal(Tensor loc, Tensor cov_factor, Tensor cov_diag, Generator? generator = null)
            : base(loc, generator, ("cov_factor", cov_factor, constraints.independent(constraints.real, 2)), ("cov_diag", cov_diag, constraints.independent(constraints.positive, 1)))
        {
            if (cov_factor.shape[^2] != loc.shape[^1]) throw new ArgumentException($"cov_factor must be a batch of matrices with shape {loc.shape[^1]} x m");
            if (cov_diag.shape[^1] != loc.shape[^1]) throw new ArgumentException($"cov_diag must be a batch of vectors with shape {PythonText.Tuple(loc.shape[^1..])}");
            _capacitance = linalg.cholesky(Scaled.mT.matmul(this.cov_factor) + eye(cov_factor.shape[^1], dtype: loc.dtype, device: loc.device));
        }

        /// <summary>W.</summary>
        public Tensor cov_factor => Given(1);

        /// <summary>The diagonal of D.</summary>
        public Tensor cov_diag => Given(2);

        // D^-1 W
        Tensor Scaled => cov_factor / cov_diag.unsqueeze(-1);

        public Tensor covariance_matrix => cov_factor.matmul(cov_factor.mT) + cov_diag.diag_embed();
        public Tensor scale_tril => linalg.cholesky(covariance_matrix);

        /// <summary>By Woodbury's identity.</summary>
        public Tensor precision_matrix
        {
            get
            {
                var half = linalg.solve_triangular(_capacitance, Scaled.mT, upper: false);
                return cov_diag.reciprocal().diag_embed() - half.mT.matmul(half);
            }
        }

        public override Tensor variance => cov_factor.pow(2).sum(-1) + cov_diag;

        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            var factors = StandardNormal([.. shape[..^1], cov_factor.shape[^1]], loc);
            return loc + cov_factor.matmul(factors.unsqueeze(-1)).squeeze(-1) + cov_diag.sqrt() * StandardNormal(shape, loc);
        }

        internal override Tensor Factor => cat([cov_factor, cov_diag.sqrt().diag_embed()], -1);

        // The matrix determinant lemma, and Woodbury's identity again.
        internal override Tensor LogDeterminant => 2 * HalfLogDeterminant(_capacitance) + cov_diag.log().sum(-1);
        internal override Tensor SquaredLengths(Tensor columns) => (columns.pow(2) / cov_diag.unsqueeze(-1)).sum([-2, -1]) - SquaredLengths(_capacitance, Scaled.mT.matmul(columns));

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new LowRankMultivariateNormal(Expanded(0, batch_shape)!, Expanded(1, batch_shape)!, Expanded(2, batch_shape)!, generator);
    }

    /// <summary>Positive definite matrices: X^T X of df normal row vectors of the given covariance.</summary>
    public class Wishart : Distribution
    {
        public Wishart(Tensor df, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null, Generator? generator = null)
            : this(df, MultivariateNormal.OneOf(covariance_matrix, precision_matrix, scale_tril), (covariance_matrix ?? precision_matrix ?? scale_tril)?.shape[^1] ?? 0, generator) { }

        Wishart(Tensor df, Argument[] scale, long side, Generator? generator) : base(generator, [("df", df, constraints.greater_than(side - 1)), .. scale], [side, side])
            => _normal = new(zeros([side], df.dtype, df.device), Given(1), Given(2), Given(3), generator);

        // The distribution of the rows.
        readonly MultivariateNormal _normal;

        public Tensor df => Given(0);
        public Tensor scale_tril => _normal.scale_tril;
        public Tensor covariance_matrix => _normal.covariance_matrix;
        public Tensor precision_matrix => _normal.precision_matrix;

        long Dims => event_shape[0];
        Tensor Df => df.unsqueeze(-1).unsqueeze(-1);

        public override constraints.Constraint support => constraints.positive_definite;
        public override Tensor mean => Df * covariance_matrix;

        public override Tensor mode
        {
            get
            {
                var factor = df - Dims - 1;
                return where(factor.le(0), double.NaN, factor).unsqueeze(-1).unsqueeze(-1) * covariance_matrix;
            }
        }

        public override Tensor variance
        {
            get
            {
                var v = covariance_matrix;
                var diagonal = v.diagonal(0, -2, -1);
                return Df * (v.pow(2) + diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2));
            }
        }

        /// <summary>Bartlett's decomposition: L A A^T L^T with chi numbers on the diagonal of A and normal ones below.</summary>
        public override Tensor rsample(params long[] sample_shape)
        {
            long[] shape = ExtendedShape(sample_shape);
            var freedom = df.unsqueeze(-1) - arange(Dims, dtype: df.dtype, device: df.device);
            var diagonal = new Chi2(freedom, generator).rsample(sample_shape).clamp(min: Tiny(df)).sqrt();
            var factor = scale_tril.matmul(StandardNormal(shape, df).tril(-1) + diagonal.diag_embed());
            return factor.matmul(factor.mT);
        }

        // The logarithm of the density's factor.
        Tensor LogFactor(Tensor nu) => nu * (NormalVectors.HalfLogDeterminant(scale_tril) + Dims * 0.5 * Math.Log(2)) + mvlgamma(0.5 * nu, Dims);

        public override Tensor log_prob(Tensor value)
        {
            var factor = linalg.cholesky(InSupport(value));
            var ratio = linalg.solve_triangular(scale_tril, factor, upper: false);
            return (df - Dims - 1) * NormalVectors.HalfLogDeterminant(factor) - 0.5 * ratio.pow(2).sum([-2, -1]) - LogFactor(df);
        }

        public override Tensor entropy()
        {
            var halves = 0.5 * (df.unsqueeze(-1) - arange(Dims, dtype: df.dtype, device: df.device));
            var logDeterminant = halves.digamma().sum(-1) + Dims * Math.Log(2) + 2 * NormalVectors.HalfLogDeterminant(scale_tril);
            return LogFactor(df) - 0.5 * (df - Dims - 1) * logDeterminant + 0.5 * df * Dims;
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null)
            => new Wishart(Expanded(0, batch_shape)!, Expanded(1, batch_shape), Expanded(2, batch_shape), Expanded(3, batch_shape), generator);
    }

    /// <summary>Cholesky factors of correlation matrices, whose density falls with correlation for concentrations above 1.</summary>
    /// <remarks>Lewandowski, Kurowicka, Joe: Generating random correlation matrices based on vines and extended onion method (2009), section 3.</remarks>
    public class LKJCholesky : Distribution
    {
        public LKJCholesky(long dim, Tensor concentration, Generator? generator = null) : base(generator, [("concentration", concentration, constraints.positive)], [dim, dim])
        {
            if (dim < 2) throw new ArgumentException($"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.");
            this.dim = dim;
            // Half the number of entries left of the diagonal, row by row; the first row has none and its number is not used.
            var half = 0.5 * arange(dim, dtype: concentration.dtype, device: concentration.device).clamp(min: 1);
            _beta = new(half, (this.concentration + 0.5 * (dim - 1)).unsqueeze(-1) - half, generator);
        }

        readonly Beta _beta;

        /// <summary>The side of the matrices.</summary>
        public long dim { get; }

        public Tensor concentration => Given(0);
        public override constraints.Constraint support => constraints.corr_cholesky;
        public override bool has_rsample => false;

        /// <summary>The onion method: each row is a direction times the square root of a beta number, and what is missing to length 1.</summary>
        public override Tensor rsample(params long[] sample_shape)
        {
            using var _ = no_grad();
            long[] shape = ExtendedShape(sample_shape);
            var squared = _beta.sample(sample_shape).unsqueeze(-1);
            var normals = StandardNormal(shape, concentration).tril(-1);
            var directions = normals / normals.pow(2).sum(-1, keepdim: true).sqrt();
            directions[TensorIndex.Ellipsis, 0, TensorIndex.Colon] = tensor(0.0, concentration.dtype);
            var w = squared.sqrt() * directions;
            return w + (1 - w.pow(2).sum(-1)).clamp(min: Tiny(w)).sqrt().diag_embed();
        }

        public override Tensor log_prob(Tensor value)
        {
            var diagonal = InSupport(value).diagonal(0, -2, -1)[TensorIndex.Ellipsis, 1..];
            var order = 2 * (concentration - 1).unsqueeze(-1) + dim - arange(2, dim + 1, dtype: concentration.dtype, device: concentration.device);
            var unnormalized = (order * diagonal.log()).sum(-1);
            // Page 1999 of the paper.
            double rest = dim - 1;
            var alpha = concentration + 0.5 * rest;
            var normalizer = 0.5 * rest * Math.Log(Math.PI) + mvlgamma(alpha - 0.5, dim - 1) - alpha.lgamma() * rest;
            return unnormalized - normalizer;
        }

        public override Distribution expand(Size batch_shape, Distribution? instance = null) => new LKJCholesky(dim, Expanded(0, batch_shape)!, generator);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Normal vectors, by one of the covariance matrix, its inverse and its lower Cholesky factor.</summary>
            public static MultivariateNormal MultivariateNormal(Tensor loc, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null, Generator? generator = null)
                => new(loc, covariance_matrix, precision_matrix, scale_tril, generator);

            /// <summary>Normal vectors of the covariance W W^T + D, with W of few columns and D diagonal.</summary>
            public static LowRankMultivariateNormal LowRankMultivariateNormal(Tensor loc, Tensor cov_factor, Tensor cov_diag, Generator? generator = null) => new(loc, cov_factor, cov_diag, generator);

            /// <summary>Positive definite matrices: X^T X of df normal row vectors of the given covariance.</summary>
            public static Wishart Wishart(Tensor df, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null, Generator? generator = null)
                => new(df, covariance_matrix, precision_matrix, scale_tril, generator);

            /// <summary>Cholesky factors of correlation matrices.</summary>
            public static LKJCholesky LKJCholesky(long dim, Tensor concentration, Generator? generator = null) => new(dim, concentration, generator);
        }
    }
}
