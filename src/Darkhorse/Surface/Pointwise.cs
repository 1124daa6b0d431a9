using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public static Tensor sigmoid(Tensor input) => Elementwise.Unary(new Sigmoid(), input);
    public static Tensor exp(Tensor input) => Elementwise.Unary(new Exp(), input);
    public static Tensor relu(Tensor input) => Elementwise.Unary(new Relu(), input);

    public partial class Tensor
    {
        public Tensor sigmoid() => Elementwise.Unary(new Sigmoid(), this);
        public Tensor sigmoid_() => Elementwise.UnaryInPlace(new Sigmoid(), this);
        public Tensor exp() => Elementwise.Unary(new Exp(), this);
        public Tensor relu() => Elementwise.Unary(new Relu(), this);
        public Tensor add_(Tensor other) => Elementwise.BinaryInPlace(new Add(), this, other);
        public Tensor mul_(Scalar other) => Elementwise.BinaryInPlace(new Mul(), this, other);
    }
}
