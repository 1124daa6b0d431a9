using static Darkhorse.torch.distributions.transforms;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>A bijection from unconstrained numbers to the values of a constraint.</summary>
        public static Transform biject_to(constraints.Constraint constraint) => constraint switch
        {
            constraints._Simplex => new StickBreakingTransform(),
            constraints._LowerCholesky or constraints._PositiveDefinite => throw Unknown(constraint),
            _ => To(constraint, biject_to),
        };

        /// <summary>A transform from unconstrained numbers to the values of a constraint, perhaps with more numbers than needed: good for optimisation.</summary>
        public static Transform transform_to(constraints.Constraint constraint) => constraint switch
        {
            constraints._Simplex => new SoftmaxTransform(),
            constraints._LowerCholesky => new LowerCholeskyTransform(),
            constraints._PositiveDefinite => new PositiveDefiniteTransform(),
            _ => To(constraint, transform_to),
        };

        static Transform To(constraints.Constraint constraint, Func<constraints.Constraint, Transform> part) => constraint switch
        {
            constraints._Real => identity_transform,
            constraints._IndependentConstraint independent => new IndependentTransform(part(independent.base_constraint), independent.reinterpreted_batch_ndims),
            constraints._GreaterThan { lower_bound: var low } => ExpFrom(low),
            constraints._GreaterThanEq { lower_bound: var low } => ExpFrom(low),
            constraints._LessThan { upper_bound: var high } => new ComposeTransform([new ExpTransform(), new AffineTransform(high, -1)]),
            constraints._Interval { lower_bound: var low, upper_bound: var high } => Between(low, high),
            constraints._HalfOpenInterval { lower_bound: var low, upper_bound: var high } => Between(low, high),
            constraints._Between { is_discrete: false } range => new ComposeTransform([new SigmoidTransform(), new AffineTransform(range.lower_bound, range.upper_bound - range.lower_bound)]),
            constraints._From range => new ComposeTransform([new ExpTransform(), new AffineTransform(range.lower_bound, ones_like(range.lower_bound))]),
            constraints._CorrCholesky => new CorrCholeskyTransform(),
            constraints._Cat cat => new CatTransform([.. cat.cseq.Select(part)], cat.dim, cat.lengths),
            constraints._Stack stack => new StackTransform([.. stack.cseq.Select(part)], stack.dim),
            _ => throw Unknown(constraint),
        };

        static Transform ExpFrom(double low) => low == 0 ? new ExpTransform() : new ComposeTransform([new ExpTransform(), new AffineTransform(low, 1)]);

        static Transform Between(double low, double high) => (low, high) == (0, 1)
            ? new SigmoidTransform() : new ComposeTransform([new SigmoidTransform(), new AffineTransform(low, high - low)]);

        static NotSupportedException Unknown(constraints.Constraint constraint) => new($"Cannot transform {constraint.GetType().Name} constraints");
    }
}
