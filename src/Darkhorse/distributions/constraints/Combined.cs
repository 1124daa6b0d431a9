namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class constraints
        {
            /// <summary>A constraint of which some batch dims are taken for dims of one value.</summary>
            public class _IndependentConstraint(Constraint base_constraint, int reinterpreted_batch_ndims) : Constraint
            {
                public Constraint base_constraint { get; } = base_constraint;

                /// <summary>How many batch dims are taken over.</summary>
                public int reinterpreted_batch_ndims { get; } = reinterpreted_batch_ndims;

                public override bool is_discrete => base_constraint.is_discrete;
                public override int event_dim => base_constraint.event_dim + reinterpreted_batch_ndims;

                public override Tensor check(Tensor value)
                {
                    var result = base_constraint.check(value);
                    if (result.dim() < reinterpreted_batch_ndims)
                        throw new ArgumentException($"Expected value.dim() >= {event_dim} but got {value.dim()}");
                    return result.reshape([.. result.shape[..^reinterpreted_batch_ndims], -1]).all(-1);
                }

                public override string ToString() => $"IndependentConstraint({base_constraint}, {reinterpreted_batch_ndims})";
            }

            /// <summary>Constraints of parts that lie one after another along a dim.</summary>
            public class _Cat(IList<Constraint> cseq, long dim = 0, IList<long>? lengths = null) : Constraint
            {
                public IList<Constraint> cseq { get; } = cseq;
                public IList<long> lengths { get; } = lengths ?? [.. cseq.Select(_ => 1L)];
                public long dim { get; } = dim;
                public override bool is_discrete => cseq.Any(part => part.is_discrete);
                public override int event_dim => cseq.Max(part => part.event_dim);

                public override Tensor check(Tensor value)
                {
                    var parts = value.split([.. lengths], dim);
                    return torch.cat([.. cseq.Select((part, i) => part.check(parts[i]))], dim);
                }
            }

            /// <summary>Constraints of the slices along a dim.</summary>
            public class _Stack(IList<Constraint> cseq, int dim = 0) : Constraint
            {
                public IList<Constraint> cseq { get; } = cseq;
                public int dim { get; } = dim;
                public override bool is_discrete => cseq.Any(part => part.is_discrete);

                /// <summary>The stacked dim counts where it is one of the last that make a value.</summary>
                public override int event_dim
                {
                    get
                    {
                        int dims = cseq.Max(part => part.event_dim);
                        return dim + dims < 0 ? dims + 1 : dims;
                    }
                }

                public override Tensor check(Tensor value) => torch.stack([.. cseq.Select((part, i) => part.check(value.select(dim, i)))], dim);
            }
        }
    }
}
