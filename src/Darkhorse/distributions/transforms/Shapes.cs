using static Darkhorse.torch.distributions.constraints;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>One transform after another, the first part first.</summary>
            public class ComposeTransform : Transform
            {
                readonly Transform[] _parts;

                public ComposeTransform(IEnumerable<Transform> parts, int cache_size = 0)
                {
                    _parts = [.. cache_size == 0 ? parts : parts.Select(part => part.with_cache(cache_size))];
                    SetCache(cache_size);
                }

                ComposeTransform(Transform[] parts, Transform inverse) : this(parts) => inv = inverse;

                public IReadOnlyList<Transform> parts => _parts;
                public override bool bijective => _parts.All(part => part.bijective);

                // Each part may make more of the dims one value; seen from the other side, they are the first part's that count.
                public override Constraint domain => Widened(_parts, part => part.domain, part => part.codomain);
                public override Constraint codomain => Widened(_parts.Reverse(), part => part.codomain, part => part.domain);

                static Constraint Widened(IEnumerable<Transform> parts, Func<Transform, Constraint> near, Func<Transform, Constraint> far)
                {
                    if (!parts.Any()) return constraints.real;
                    int dims = far(parts.Last()).event_dim;
                    foreach (var part in parts.Reverse()) dims = Math.Max(dims + near(part).event_dim - far(part).event_dim, near(part).event_dim);
                    var constraint = near(parts.First());
                    return dims > constraint.event_dim ? constraints.independent(constraint, dims - constraint.event_dim) : constraint;
                }

                public override Transform inv => field ??= new ComposeTransform([.. _parts.Reverse().Select(part => part.inv)], this);

                protected internal override Tensor _sign() => _parts.Aggregate(tensor(1), (sign, part) => sign * part.sign);
                protected internal override Tensor _call(Tensor x) => _parts.Aggregate(x, (value, part) => part.forward(value));
                protected internal override Tensor _inverse(Tensor y) => _parts.Reverse().Aggregate(y, (value, part) => part.Inverse(value));

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    if (_parts.Length == 0) return zeros_like(x);
                    Tensor? total = null;
                    int dims = domain.event_dim;
                    for (int i = 0; i < _parts.Length; i++)
                    {
                        var part = _parts[i];
                        var next = i == _parts.Length - 1 ? y : part.forward(x);
                        var term = _sum_rightmost(part.log_abs_det_jacobian(x, next), dims - part.domain.event_dim);
                        total = total is null ? term : total + term;
                        dims += part.codomain.event_dim - part.domain.event_dim;
                        x = next;
                    }
                    return total!;
                }

                public override long[] forward_shape(long[] shape) => _parts.Aggregate(shape, (sizes, part) => part.forward_shape(sizes));
                public override long[] inverse_shape(long[] shape) => _parts.Reverse().Aggregate(shape, (sizes, part) => part.inverse_shape(sizes));
                public override Transform with_cache(int cache_size = 1) => new ComposeTransform(_parts, cache_size);
                private protected override bool SameAs(Transform other) => _parts.SequenceEqual(((ComposeTransform)other)._parts);
                public override string ToString() => $"ComposeTransform(\n    {string.Join(",\n    ", (IEnumerable<Transform>)_parts)}\n)";
            }

            /// <summary>A transform of which some batch dims are taken for dims of one value.</summary>
            public class IndepdenentTransform(Transform base_transform, int reinterpreted_batch_dims) : Transform
            {
                public override bool bijective => base_transform.bijective;
                public override Constraint domain => constraints.independent(base_transform.domain, reinterpreted_batch_dims);
                public override Constraint codomain => constraints.independent(base_transform.codomain, reinterpreted_batch_dims);
                public override int event_dim => base_transform.event_dim + reinterpreted_batch_dims;
                public override Transform inv => field ??= new IndepdenentTransform(base_transform.inv, reinterpreted_batch_dims);
                protected internal override Tensor _sign() => base_transform.sign;
                protected internal override Tensor _call(Tensor x) => base_transform.forward(Enough(x, domain));
                protected internal override Tensor _inverse(Tensor y) => base_transform.Inverse(Enough(y, codomain));
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => _sum_rightmost(base_transform.log_abs_det_jacobian(x, y), reinterpreted_batch_dims);
                public override long[] forward_shape(long[] shape) => base_transform.forward_shape(shape);
                public override long[] inverse_shape(long[] shape) => base_transform.inverse_shape(shape);
                public override string ToString() => $"IndependentTransform({base_transform}, {reinterpreted_batch_dims})";

                private protected override bool SameAs(Transform other)
                    => other is IndepdenentTransform same && event_dim == same.event_dim && base_transform.Equals(same.Base);

                Transform Base => base_transform;

                static Tensor Enough(Tensor value, Constraint constraint)
                    => value.dim() >= constraint.event_dim ? value : throw new ArgumentException("Too few dimensions on input");
            }

            /// <summary>The name of <see cref="IndepdenentTransform"/> in PyTorch.</summary>
            public class IndependentTransform(Transform base_transform, int reinterpreted_batch_dims) : IndepdenentTransform(base_transform, reinterpreted_batch_dims);

            /// <summary>Values of one shape as values of another, in the same order.</summary>
            public class ReshapeTransform : Transform
            {
                readonly long[] _in, _out;

                public ReshapeTransform(long[] in_shape, long[] out_shape)
                {
                    if (new Size(in_shape).numel() != new Size(out_shape).numel()) throw new ArgumentException("in_shape, out_shape have different numbers of elements");
                    (_in, _out) = (in_shape, out_shape);
                }

                public override bool bijective => true;
                public override Constraint domain => constraints.independent(constraints.real, _in.Length);
                public override Constraint codomain => constraints.independent(constraints.real, _out.Length);
                protected internal override Tensor _call(Tensor x) => x.reshape(forward_shape(x.shape));
                protected internal override Tensor _inverse(Tensor y) => y.reshape(inverse_shape(y.shape));
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => zeros(x.shape[..^_in.Length], x.dtype, x.device);
                public override long[] forward_shape(long[] shape) => Replaced(shape, _in, _out);
                public override long[] inverse_shape(long[] shape) => Replaced(shape, _out, _in);
                private protected override bool SameAs(Transform other) => _in.AsSpan().SequenceEqual(((ReshapeTransform)other)._in) && _out.AsSpan().SequenceEqual(((ReshapeTransform)other)._out);

                static long[] Replaced(long[] shape, long[] from, long[] to)
                {
                    if (shape.Length < from.Length) throw new ArgumentException("Too few dimensions on input");
                    int cut = shape.Length - from.Length;
                    if (!shape.AsSpan(cut).SequenceEqual(from)) throw new ArgumentException($"Shape mismatch: expected {PythonText.Size(shape.AsSpan(cut))} but got {PythonText.Size(from)}");
                    return [.. shape[..cut], .. to];
                }
            }

            /// <summary>A transform for each of the parts that lie one after another along a dim.</summary>
            public class CatTransform(IList<Transform> tseq, long dim = 0, IList<long>? lengths = null) : Transform
            {
                readonly long[] _lengths = [.. lengths ?? [.. tseq.Select(_ => 1L)]];

                public override int event_dim => tseq.Max(part => part.event_dim);
                public override bool bijective => tseq.All(part => part.bijective);
                public override Constraint domain => constraints.cat([.. tseq.Select(part => part.domain)], dim, _lengths);
                public override Constraint codomain => constraints.cat([.. tseq.Select(part => part.codomain)], dim, _lengths);
                protected internal override Tensor _call(Tensor x) => Each(x, x, (part, value, _) => part.forward(value));
                protected internal override Tensor _inverse(Tensor y) => Each(y, y, (part, value, _) => part.Inverse(value));

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    var terms = Parts(x, y, (part, value, result) => _sum_rightmost(part.log_abs_det_jacobian(value, result), event_dim - part.event_dim));
                    long along = (dim >= 0 ? dim - x.dim() : dim) + event_dim;
                    return along < 0 ? torch.cat(terms, along) : terms.Aggregate((total, term) => total + term);
                }

                Tensor Each(Tensor x, Tensor y, Func<Transform, Tensor, Tensor, Tensor> map) => torch.cat(Parts(x, y, map), dim);

                Tensor[] Parts(Tensor x, Tensor y, Func<Transform, Tensor, Tensor, Tensor> map)
                {
                    Tensor[] values = [.. x.split(_lengths, dim)], results = [.. y.split(_lengths, dim)];
                    return [.. tseq.Select((part, i) => map(part, values[i], results[i]))];
                }
            }

            /// <summary>A transform for each of the slices along a dim.</summary>
            public class StackTransform(IList<Transform> tseq, int dim = 0) : Transform
            {
                public override bool bijective => tseq.All(part => part.bijective);
                public override Constraint domain => constraints.stack([.. tseq.Select(part => part.domain)], dim);
                public override Constraint codomain => constraints.stack([.. tseq.Select(part => part.codomain)], dim);
                protected internal override Tensor _call(Tensor x) => Each(x, x, (part, value, _) => part.forward(value));
                protected internal override Tensor _inverse(Tensor y) => Each(y, y, (part, value, _) => part.Inverse(value));
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => Each(x, y, (part, value, result) => part.log_abs_det_jacobian(value, result));

                Tensor Each(Tensor x, Tensor y, Func<Transform, Tensor, Tensor, Tensor> map)
                    => torch.stack([.. tseq.Select((part, i) => map(part, x.select(dim, i), y.select(dim, i)))], dim);
            }
        }
    }
}
