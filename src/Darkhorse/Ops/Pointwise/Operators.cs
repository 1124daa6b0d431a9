using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Elementwise.Binary(new Add(), left, right);
        public static Tensor operator +(Tensor left, Scalar right) => Elementwise.Binary(new Add(), left, right);
        public static Tensor operator +(Scalar left, Tensor right) => Elementwise.Binary(new Add(), left, right);
        public static Tensor operator -(Tensor left, Tensor right) => Elementwise.Binary(new Sub(), left, right);
        public static Tensor operator -(Tensor left, Scalar right) => Elementwise.Binary(new Sub(), left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Elementwise.Binary(new Sub(), left, right);
        public static Tensor operator *(Tensor left, Tensor right) => Elementwise.Binary(new Mul(), left, right);
        public static Tensor operator *(Tensor left, Scalar right) => Elementwise.Binary(new Mul(), left, right);
        public static Tensor operator *(Scalar left, Tensor right) => Elementwise.Binary(new Mul(), left, right);
        public static Tensor operator /(Tensor left, Tensor right) => Elementwise.Binary(new Div(), left, right);
        public static Tensor operator /(Tensor left, Scalar right) => Elementwise.Binary(new Div(), left, right);
        public static Tensor operator /(Scalar left, Tensor right) => Elementwise.Binary(new Div(), left, right);
        public static Tensor operator -(Tensor value) => Elementwise.Unary(new Neg(), value);
        /// <summary>The remainder of the quotient rounded down: Python's %.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => Elementwise.Binary(new Remainder(), left, right);
        public static Tensor operator %(Tensor left, Scalar right) => Elementwise.Binary(new Remainder(), left, right);
        public static Tensor operator %(Scalar left, Tensor right) => Elementwise.Binary(new Remainder(), left, right);
        public static Tensor operator &(Tensor left, Tensor right) => Elementwise.Binary(new BitwiseAnd(), left, right);
        public static Tensor operator &(Tensor left, Scalar right) => Elementwise.Binary(new BitwiseAnd(), left, right);
        public static Tensor operator |(Tensor left, Tensor right) => Elementwise.Binary(new BitwiseOr(), left, right);
        public static Tensor operator |(Tensor left, Scalar right) => Elementwise.Binary(new BitwiseOr(), left, right);
        public static Tensor operator ^(Tensor left, Tensor right) => Elementwise.Binary(new BitwiseXor(), left, right);
        public static Tensor operator ^(Tensor left, Scalar right) => Elementwise.Binary(new BitwiseXor(), left, right);
        public static Tensor operator ~(Tensor value) => BitwiseNots.BitwiseNot(value);

        /// <summary>Whether elements are equal: a bool tensor, not a bool. Against null, whether both are.</summary>
        public static Tensor operator ==(Tensor? left, Tensor? right) => left is null || right is null ? left is null && right is null : Elementwise.Compare(new Eq(), left, right);
        public static Tensor operator ==(Tensor left, Scalar right) => Elementwise.Compare(new Eq(), left, right);
        public static Tensor operator ==(Scalar left, Tensor right) => Elementwise.Compare(new Eq(), right, left);
        public static Tensor operator !=(Tensor? left, Tensor? right) => left is null || right is null ? !(left is null && right is null) : Elementwise.Compare(new Ne(), left, right);
        public static Tensor operator !=(Tensor left, Scalar right) => Elementwise.Compare(new Ne(), left, right);
        public static Tensor operator !=(Scalar left, Tensor right) => Elementwise.Compare(new Ne(), right, left);

        public static Tensor operator <(Tensor left, Tensor right) => Elementwise.Compare(new Lt(), left, right);
        public static Tensor operator <(Scalar left, Tensor right) => Elementwise.Compare(new Gt(), right, left);
        public static Tensor operator <(Tensor left, Scalar right) => Elementwise.Compare(new Lt(), left, right);
        public static Tensor operator <=(Tensor left, Tensor right) => Elementwise.Compare(new Le(), left, right);
        public static Tensor operator <=(Scalar left, Tensor right) => Elementwise.Compare(new Ge(), right, left);
        public static Tensor operator <=(Tensor left, Scalar right) => Elementwise.Compare(new Le(), left, right);
        public static Tensor operator >(Tensor left, Tensor right) => Elementwise.Compare(new Gt(), left, right);
        public static Tensor operator >(Scalar left, Tensor right) => Elementwise.Compare(new Lt(), right, left);
        public static Tensor operator >(Tensor left, Scalar right) => Elementwise.Compare(new Gt(), left, right);
        public static Tensor operator >=(Tensor left, Tensor right) => Elementwise.Compare(new Ge(), left, right);
        public static Tensor operator >=(Scalar left, Tensor right) => Elementwise.Compare(new Le(), right, left);
        public static Tensor operator >=(Tensor left, Scalar right) => Elementwise.Compare(new Ge(), left, right);

        /// <summary>Whether a tensor has this one's shape and equal elements.</summary>
        public bool Equals(Tensor? target) => target is not null && Closeness.Equal(this, target);

        /// <summary>Whether it is this very tensor: collections tell tensors apart by that.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
