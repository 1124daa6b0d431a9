namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class constraints
        {
            /// <summary>All numbers but nan.</summary>
            public class _Real : Constraint
            {
                public override Tensor check(Tensor value) => value.eq(value);
            }

            /// <summary>Numbers above a bound.</summary>
            public class _GreaterThan(double lower_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => value > lower_bound;
                public override string ToString() => Named($"lower_bound={PythonText.Of(lower_bound)}");
            }

            /// <summary>Numbers from a bound on.</summary>
            public class _GreaterThanEq(double lower_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => value >= lower_bound;
                public override string ToString() => Named($"lower_bound={PythonText.Of(lower_bound)}");
            }

            /// <summary>Numbers below a bound.</summary>
            public class _LessThan(double upper_bound) : Constraint
            {
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => value < upper_bound;
                public override string ToString() => Named($"upper_bound={PythonText.Of(upper_bound)}");
            }

            /// <summary>Numbers between two bounds, both of them included.</summary>
            public class _Interval(double lower_bound, double upper_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => (value >= lower_bound) & (value <= upper_bound);
                public override string ToString() => Named($"lower_bound={PythonText.Of(lower_bound)}, upper_bound={PythonText.Of(upper_bound)}");
            }

            /// <summary>Numbers between two bounds, the upper one left out.</summary>
            public class _HalfOpenInterval(double lower_bound, double upper_bound) : Constraint
            {
                public double lower_bound { get; } = lower_bound;
                public double upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => (value >= lower_bound) & (value < upper_bound);
                public override string ToString() => Named($"lower_bound={PythonText.Of(lower_bound)}, upper_bound={PythonText.Of(upper_bound)}");
            }

            /// <summary>Whole numbers from a bound on.</summary>
            public class _IntegerGreaterThan(long lower_bound) : Constraint(true, 0)
            {
                public long lower_bound { get; } = lower_bound;
                public override Tensor check(Tensor value) => (value % 1 == 0) & (value >= lower_bound);
                public override string ToString() => Named($"lower_bound={lower_bound}");
            }

            /// <summary>Whole numbers up to a bound.</summary>
            public class _IntegerLessThan(long upper_bound) : Constraint(true, 0)
            {
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => (value % 1 == 0) & (value <= upper_bound);
                public override string ToString() => Named($"upper_bound={upper_bound}");
            }

            /// <summary>Whole numbers between two bounds, both of them included.</summary>
            public class _IntegerInterval(long lower_bound, long upper_bound) : Constraint(true, 0)
            {
                public long lower_bound { get; } = lower_bound;
                public long upper_bound { get; } = upper_bound;
                public override Tensor check(Tensor value) => (value % 1 == 0) & (value >= lower_bound) & (value <= upper_bound);
                public override string ToString() => Named($"lower_bound={lower_bound}, upper_bound={upper_bound}");
            }

            /// <summary>Numbers between bounds that are tensors: one interval for each distribution of a batch.</summary>
            internal sealed class _Between(Tensor low, Tensor high, bool is_discrete = false) : Constraint(is_discrete, 0)
            {
                public Tensor lower_bound => low;
                public Tensor upper_bound => high;

                public override Tensor check(Tensor value)
                {
                    var inside = (value >= low) & (value <= high);
                    return is_discrete ? inside & (value % 1 == 0) : inside;
                }

                public override string ToString() => $"{(is_discrete ? "IntegerInterval" : "Interval")}(lower_bound={Words.Of(low)}, upper_bound={Words.Of(high)})";
            }

            /// <summary>Numbers from bounds on that are tensors.</summary>
            internal sealed class _From(Tensor low) : Constraint
            {
                public Tensor lower_bound => low;
                public override Tensor check(Tensor value) => value >= low;
                public override string ToString() => $"GreaterThanEq(lower_bound={Words.Of(low)})";
            }
        }
    }
}
