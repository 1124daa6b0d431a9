using static Darkhorse.torch.distributions.constraints;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Invertible functions of random numbers.</summary>
        public static partial class transforms
        {
            /// <summary>A differentiable function with an inverse and the logarithm of the determinant of its Jacobian.</summary>
            /// <remarks>With a cache of size 1 the last pair of value and result is kept: the inverse of a result just computed is the very value it came from.</remarks>
            public abstract class Transform
            {
                int _cacheSize;
                Tensor? _lastX, _lastY;

                /// <summary>The values it takes.</summary>
                public abstract Constraint domain { get; }

                /// <summary>The values it gives.</summary>
                public abstract Constraint codomain { get; }

                /// <summary>Whether every value has a result of its own.</summary>
                public virtual bool bijective => false;

                /// <summary>How many of the last dims are transformed together.</summary>
                public virtual int event_dim => domain.event_dim == codomain.event_dim
                    ? domain.event_dim : throw new ArgumentException("Please use either .domain.event_dim or .codomain.event_dim");

                /// <summary>The sign of the slope: of monotone functions of a number.</summary>
                public Tensor sign => _sign();

                protected internal virtual Tensor _sign() => throw new NotSupportedException($"{GetType().Name} has no sign");

                /// <summary>The inverse; its inverse is this transform again.</summary>
                public virtual Transform inv => field ??= new InverseTransform(this);

                public Tensor forward(Tensor x)
                {
                    if (_cacheSize == 0) return _call(x);
                    if (ReferenceEquals(x, _lastX)) return _lastY!;
                    return Remember(x, _call(x)).Y;
                }

                internal Tensor Inverse(Tensor y)
                {
                    if (_cacheSize == 0) return _inverse(y);
                    if (ReferenceEquals(y, _lastY)) return _lastX!;
                    return Remember(_inverse(y), y).X;
                }

                (Tensor X, Tensor Y) Remember(Tensor x, Tensor y) => (_lastX!, _lastY!) = (x, y);

                protected internal abstract Tensor _call(Tensor x);

                protected internal abstract Tensor _inverse(Tensor y);

                /// <summary>log |det dy/dx|, with the event dims gone.</summary>
                public virtual Tensor log_abs_det_jacobian(Tensor x, Tensor y) => throw new NotSupportedException($"{GetType().Name} has no log_abs_det_jacobian");

                /// <summary>The sizes of the result for values of the given sizes.</summary>
                public virtual long[] forward_shape(long[] shape) => shape;

                /// <summary>The sizes of the value for a result of the given sizes.</summary>
                public virtual long[] inverse_shape(long[] shape) => shape;

                /// <summary>The transform with a cache for the last pair (size 1) or without (0).</summary>
                public virtual Transform with_cache(int cache_size = 1)
                {
                    if (cache_size is not (0 or 1)) throw new ArgumentException("cache_size must be 0 or 1");
                    if (cache_size == _cacheSize) return this;
                    var copy = (Transform)MemberwiseClone();
                    copy.SetCache(cache_size);
                    return copy;
                }

                private protected void SetCache(int size) => (_cacheSize, _lastX, _lastY) = (size, null, null);

                protected internal static Tensor _sum_rightmost(Tensor value, int dim) => dim == 0 ? value : value.reshape([.. value.shape[..^dim], -1]).sum(-1);

                /// <summary>Whether it computes the same function.</summary>
                public override bool Equals(object? obj) => obj is Transform other && (ReferenceEquals(this, other) || GetType() == other.GetType() && SameAs(other));

                public override int GetHashCode() => GetType().GetHashCode();

                /// <summary>Whether a transform of the same type has the same parameters.</summary>
                private protected virtual bool SameAs(Transform other) => ReferenceEquals(this, other);

                public override string ToString() => $"{GetType().Name}()";
            }

            /// <summary>A transform backwards.</summary>
            sealed class InverseTransform(Transform forwards) : Transform
            {
                public override Constraint domain => forwards.codomain;
                public override Constraint codomain => forwards.domain;
                public override bool bijective => forwards.bijective;
                public override Transform inv => forwards;
                protected internal override Tensor _sign() => forwards.sign;
                protected internal override Tensor _call(Tensor x) => forwards.Inverse(x);
                protected internal override Tensor _inverse(Tensor y) => forwards.forward(y);
                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y) => -forwards.log_abs_det_jacobian(y, x);
                public override long[] forward_shape(long[] shape) => forwards.inverse_shape(shape);
                public override long[] inverse_shape(long[] shape) => forwards.forward_shape(shape);
                public override Transform with_cache(int cache_size = 1) => forwards.with_cache(cache_size).inv;
                private protected override bool SameAs(Transform other) => forwards.Equals(other.inv);
                public override string ToString() => $"{forwards}.inv";
            }

            /// <summary>A monotone function of each number.</summary>
            public abstract class Monotone : Transform
            {
                private protected Monotone() { }

                public override Constraint domain => constraints.real;
                public override bool bijective => true;
                protected internal override Tensor _sign() => tensor(1);
                private protected override bool SameAs(Transform other) => true;
            }
        }
    }
}
