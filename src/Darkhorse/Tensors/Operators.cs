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
        public static Tensor operator <(Tensor left, Tensor right) => Elementwise.Compare(new Lt(), left, right);
        public static Tensor operator <(Tensor left, Scalar right) => Elementwise.Compare(new Lt(), left, right);
        public static Tensor operator <=(Tensor left, Tensor right) => Elementwise.Compare(new Le(), left, right);
        public static Tensor operator <=(Tensor left, Scalar right) => Elementwise.Compare(new Le(), left, right);
        public static Tensor operator >(Tensor left, Tensor right) => Elementwise.Compare(new Gt(), left, right);
        public static Tensor operator >(Tensor left, Scalar right) => Elementwise.Compare(new Gt(), left, right);
        public static Tensor operator >=(Tensor left, Tensor right) => Elementwise.Compare(new Ge(), left, right);
        public static Tensor operator >=(Tensor left, Scalar right) => Elementwise.Compare(new Ge(), left, right);
    }
}
