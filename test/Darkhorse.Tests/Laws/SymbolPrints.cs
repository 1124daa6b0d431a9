using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Ops;

namespace Darkhorse.Tests.Laws;

/// <summary>Every pointwise op can write itself down: its body uses nothing but lanes. The text is what a device kernel is made of.</summary>
public sealed class SymbolPrints
{
    [Fact]
    public void Sigmoid_reads_as_its_formula() => Assert.Equal("(1.0f / (1.0f + expf((-x0))))", new Sigmoid().Apply(Symbol.Operand(0)).ToString());

    [Fact]
    public void Every_op_of_float32()
    {
        var visitor = new Printing();
        Catalogue.Visit(ref visitor);
        Assert.True(visitor.Printed > 5, "no op was printed");
    }

    struct Printing : IOpVisitor
    {
        public int Printed;

        public void Unary<TOp>(string name, TOp op) where TOp : struct, IUnary
        {
            if (TOp.Domain.Contains(DType.Float32)) Check(name, op.Apply(Symbol.Operand(0)).ToString());
        }

        public void Binary<TOp>(string name, TOp op) where TOp : struct, IBinary
        {
            if (TOp.Domain.Contains(DType.Float32)) Check(name, op.Apply(Symbol.Operand(0), Symbol.Operand(1)).ToString());
        }

        void Check(string name, string text)
        {
            Printed++;
            Assert.False(string.IsNullOrWhiteSpace(text), name);
            int depth = 0;
            foreach (char c in text)
            {
                depth += c switch { '(' => 1, ')' => -1, _ => 0 };
                Assert.True(depth >= 0, $"{name}: {text}");
            }
            Assert.True(depth == 0, $"{name}: {text}");
        }
    }
}
