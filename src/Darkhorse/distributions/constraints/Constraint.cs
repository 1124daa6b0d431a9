namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>The sets of values that parameters and samples come from.</summary>
        public static partial class constraints
        {
            /// <summary>A set of values, each of <see cref="event_dim"/> dims.</summary>
            public abstract class Constraint
            {
                protected Constraint() { }

                protected Constraint(bool is_discrete, int event_dim) => (this.is_discrete, this.event_dim) = (is_discrete, event_dim);

                /// <summary>Whether the values are apart from each other.</summary>
                public virtual bool is_discrete { get; }

                /// <summary>How many of the last dims make one value.</summary>
                public virtual int event_dim { get; }

                /// <summary>Whether each value is in the set; the dims of a value are gone.</summary>
                public abstract Tensor check(Tensor value);

                public override string ToString() => Named("");

                /// <summary>The name of the set, as PyTorch prints it, with what bounds it.</summary>
                private protected string Named(string bounds) => $"{GetType().Name[1..]}({bounds})";

            }

            /// <summary>A set that depends on other values, and so cannot check one alone.</summary>
            public class _Dependent(bool is_discrete = false, int event_dim = 0) : Constraint(is_discrete, event_dim)
            {
                public override Tensor check(Tensor value) => throw new ArgumentException("Cannot determine validity of dependent constraint");
            }

            /// <summary>0 and 1.</summary>
            public class _Boolean() : Constraint(true, 0)
            {
                public override Tensor check(Tensor value) => (value == 0) | (value == 1);
            }

            /// <summary>Vectors of zeros and a single 1.</summary>
            public class _OneHot() : Constraint(true, 1)
            {
                public override Tensor check(Tensor value) => boolean.check(value).all(-1) & value.sum(-1).eq(1);
            }

            /// <summary>Vectors of counts, of a given sum at most.</summary>
            public class _Multinomial(long upper_bound) : Constraint(true, 1)
            {
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor x) => (x >= 0).all(-1) & (x.sum(-1) <= upper_bound);
                public override string ToString() => Named($"upper_bound={upper_bound}");
            }

            /// <summary>Vectors of numbers from 0 on whose sum is 1.</summary>
            public class _Simplex() : Constraint(false, 1)
            {
                public override Tensor check(Tensor value) => (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6);
            }

            /// <summary>A place for parameters whose constraint depends on others.</summary>
            public static _Dependent dependent { get; } = new();
            public static _Boolean boolean { get; } = new();
            public static _OneHot one_hot { get; } = new();
            public static _IntegerGreaterThan nonnegative_integer { get; } = new(0);
            public static _IntegerGreaterThan positive_integer { get; } = new(1);
            public static _Real real { get; } = new();
            public static _IndependentConstraint real_vector { get; } = new(real, 1);
            public static _GreaterThan positive { get; } = new(0);
            public static _GreaterThanEq nonnegative { get; } = new(0);
            public static _Interval unit_interval { get; } = new(0, 1);
            public static _Simplex simplex { get; } = new();
            public static _LowerTriangular lower_triangular { get; } = new();
            public static _LowerCholesky lower_cholesky { get; } = new();
            public static _CorrCholesky corr_cholesky { get; } = new();
            public static _Square square { get; } = new();
            public static _Symmetric symmetric { get; } = new();
            public static _PositiveSemiDefinite positive_semidefinite { get; } = new();
            public static _PositiveDefinite positive_definite { get; } = new();

            public static _IntegerInterval integer_interval(long lb, long ub) => new(lb, ub);
            public static _GreaterThan greater_than(double lower_bound) => new(lower_bound);
            public static _GreaterThanEq greater_than_eq(double lower_bound) => new(lower_bound);
            public static _LessThan less_than(double upper_bound) => new(upper_bound);
            public static _Interval interval(double lower_bound, double upper_bound) => new(lower_bound, upper_bound);
            public static _HalfOpenInterval half_open_interval(double lower_bound, double upper_bound) => new(lower_bound, upper_bound);
            public static _Multinomial multinomial(long upper_bound) => new(upper_bound);
            public static _IndependentConstraint independent(Constraint base_constraint, int reinterpreted_batch_ndims) => new(base_constraint, reinterpreted_batch_ndims);
            public static _Cat cat(IList<Constraint> cseq, long dim = 0, IList<long>? lengths = null) => new(cseq, dim, lengths);
            public static _Stack stack(IList<Constraint> cseq, int dim = 0) => new(cseq, dim);
        }
    }
}
