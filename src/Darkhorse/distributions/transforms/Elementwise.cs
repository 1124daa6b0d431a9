using static Darkhorse.torch.distributions.constraints;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>y = e^x.</summary>
            public class ExpTransform : Monotone
            {
                public override Constraint codomain => constraints.positive;
                protected internal override Tensor _call(Tensor x) => x.exp();
                protected internal override Tensor _inverse(Tensor y) => y.log();
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => x;
            }

            /// <summary>y = ln x.</summary>
            public class LogTransform : Monotone
            {
                public override Constraint domain => constraints.positive;
                public override Constraint codomain => constraints.real;
                protected internal override Tensor _call(Tensor x) => x.log();
                protected internal override Tensor _inverse(Tensor y) => y.exp();
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -y;
            }

            /// <summary>y = x^exponent, of positive numbers.</summary>
            public class PowerTransform(Tensor exponent) : Monotone
            {
                public Tensor exponent { get; } = exponent;
                public override Constraint domain => constraints.positive;
                public override Constraint codomain => constraints.positive;
                protected internal override Tensor _sign() => exponent.sign();
                protected internal override Tensor _call(Tensor x) => x.pow(exponent);
                protected internal override Tensor _inverse(Tensor y) => y.pow(1 / exponent);
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => (exponent * y / x).abs().log();
                public override long[] forward_shape(long[] shape) => broadcast_shapes(shape, exponent.shape);
                public override long[] inverse_shape(long[] shape) => broadcast_shapes(shape, exponent.shape);
                private protected override bool SameAs(Transform other) => (bool)exponent.eq(((PowerTransform)other).exponent).all();
            }

            /// <summary>y = 1 / (1 + e^-x).</summary>
            public class SigmoidTransform : Monotone
            {
                public override Constraint codomain => constraints.unit_interval;
                protected internal override Tensor _call(Tensor x) => Distribution.InsideUnit(x.sigmoid());

                protected internal override Tensor _inverse(Tensor y)
                {
                    var inside = Distribution.InsideUnit(y);
                    return inside.log() - (-inside).log1p();
                }

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -nn.functional.softplus(-x) - nn.functional.softplus(x);
            }

            /// <summary>y = ln(1 + e^x).</summary>
            public class SoftplusTransform : Monotone
            {
                public override Constraint codomain => constraints.positive;
                protected internal override Tensor _call(Tensor x) => nn.functional.softplus(x);
                protected internal override Tensor _inverse(Tensor y) => (-y).expm1().neg().log() + y;
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -nn.functional.softplus(-x);
            }

            /// <summary>y = tanh x. Its inverse is infinite at ±1: a cache keeps samples away from there.</summary>
            public class TanhTransform : Monotone
            {
                public override Constraint codomain => constraints.interval(-1, 1);
                protected internal override Tensor _call(Tensor x) => x.tanh();
                protected internal override Tensor _inverse(Tensor y) => y.atanh();

                // ln(1 - tanh² x), in a form that does not lose the digits of large x.
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => 2 * (Math.Log(2) - x - nn.functional.softplus(-2 * x));
            }

            /// <summary>y = |x|; of the two inverses the positive one.</summary>
            public class AbsTransform : Transform
            {
                public override Constraint domain => constraints.real;
                public override Constraint codomain => constraints.positive;
                protected internal override Tensor _call(Tensor x) => x.abs();
                protected internal override Tensor _inverse(Tensor y) => y;
                private protected override bool SameAs(Transform other) => true;
            }

            /// <summary>y = loc + scale * x.</summary>
            /// <param name="loc">Added last.</param>
            /// <param name="scale">The factor.</param>
            /// <param name="event_dim">How many of the last dims make one value: 0 numbers, 1 vectors, ….</param>
            public class AffineTransform(Tensor loc, Tensor scale, int event_dim = 0) : Monotone
            {
                public AffineTransform(double loc, double scale, int event_dim = 0) : this(tensor((float)loc), tensor((float)scale), event_dim) => (_loc, _scale) = (loc, scale);

                // Numbers stay numbers, so that they take the dtype of what they meet.
                readonly Scalar? _loc, _scale;

                public Tensor loc { get; } = loc;
                public Tensor scale { get; } = scale;
                public override int event_dim { get; } = event_dim;
                public override Constraint domain => event_dim == 0 ? constraints.real : constraints.independent(constraints.real, event_dim);
                public override Constraint codomain => domain;
                protected internal override Tensor _sign() => scale.sign();
                protected internal override Tensor _call(Tensor x) => _loc is { } a && _scale is { } b ? a + b * x : loc + scale * x;
                protected internal override Tensor _inverse(Tensor y) => _loc is { } a && _scale is { } b ? (y - a) / b : (y - loc) / scale;

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    var slope = _scale is { } number ? full_like(x, Math.Log(Math.Abs(number.ToDouble()))) : scale.abs().log();
                    if (event_dim == 0) return slope.expand(broadcast_shapes(x.shape, slope.shape));
                    slope = slope.expand(broadcast_shapes(x.shape, slope.shape));
                    return _sum_rightmost(slope, event_dim);
                }

                public override long[] forward_shape(long[] shape) => broadcast_shapes(shape, loc.shape, scale.shape);
                public override long[] inverse_shape(long[] shape) => forward_shape(shape);
                private protected override bool SameAs(Transform other) => other is AffineTransform affine && (bool)loc.eq(affine.loc).all() && (bool)scale.eq(affine.scale).all();
            }

            /// <summary>Maps numbers to their ranks by the cumulative function of a distribution of numbers.</summary>
            public class CumulativeDistributionTransform(Distribution distribution) : Monotone
            {
                public Distribution distribution { get; } = distribution;
                public override Constraint domain => distribution.support;
                public override Constraint codomain => constraints.unit_interval;
                protected internal override Tensor _call(Tensor x) => distribution.cdf(x);
                protected internal override Tensor _inverse(Tensor y) => distribution.icdf(y);
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => distribution.log_prob(x);
                private protected override bool SameAs(Transform other) => distribution == ((CumulativeDistributionTransform)other).distribution;
            }
        }
    }
}
