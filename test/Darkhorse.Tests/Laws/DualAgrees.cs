using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Ops;

namespace Darkhorse.Tests.Laws;

/// <summary>For every pointwise op, the derivative that its body has on dual numbers is the one that its Backward computes.</summary>
public sealed class DualAgrees
{
    static readonly double[] s_points = [-2.3, -1.7, -0.6, -0.2, 0.15, 0.4, 0.8, 1.3, 2.2, 3.6];

    [Fact]
    public void With_backward()
    {
        var visitor = new Comparison();
        Catalogue.Visit(ref visitor);
        Assert.True(visitor.Compared > 5, "no op was compared");
    }

    struct Comparison : IOpVisitor
    {
        public int Compared;

        public void Unary<TOp>(string name, TOp op) where TOp : struct, IUnary
        {
            if (!TOp.Domain.Contains(DType.Float64)) return;
            Compared++;
            foreach (double point in s_points)
            {
                var x = new Dual<Lane<double>>(new(point), new(1));
                if (!double.IsFinite(op.Apply(x).Value.Value)) continue; // outside the function's domain
                double expected = op.Apply(x).Derivative.Value;
                var leaf = zeros([], float64).fill_(point).requires_grad_();
                var y = Elementwise.Unary(op, leaf);
                y.backward();
                Assert.True(Close(expected, leaf.grad!.item<double>()), $"{name}'({point}) = {leaf.grad!.item<double>()} by Backward, {expected} by Dual");
            }
        }

        public void Binary<TOp>(string name, TOp op) where TOp : struct, IBinary
        {
            if (!TOp.Domain.Contains(DType.Float64)) return;
            Compared++;
            foreach (double a in s_points)
            {
                foreach (double b in s_points)
                {
                    if (!double.IsFinite(op.Apply(new Lane<double>(a), new Lane<double>(b * 1.1)).Value)) continue;
                    var (x, y) = (zeros([], float64).fill_(a).requires_grad_(), zeros([], float64).fill_(b * 1.1).requires_grad_());
                    Elementwise.Binary(op, x, y).backward();
                    double byX = op.Apply(new Dual<Lane<double>>(new(a), new(1)), new(new(b * 1.1), default)).Derivative.Value;
                    double byY = op.Apply(new(new(a), default), new Dual<Lane<double>>(new(b * 1.1), new(1))).Derivative.Value;
                    Assert.True(Close(byX, x.grad!.item<double>()), $"d{name}/dx ({a}, {b * 1.1}) = {x.grad!.item<double>()} by Backward, {byX} by Dual");
                    Assert.True(Close(byY, y.grad!.item<double>()), $"d{name}/dy ({a}, {b * 1.1}) = {y.grad!.item<double>()} by Backward, {byY} by Dual");
                }
            }
        }

        static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 + 1e-7 * Math.Abs(a);
    }
}
