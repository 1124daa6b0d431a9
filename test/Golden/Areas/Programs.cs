using System.Text.RegularExpressions;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Python;

namespace Darkhorse.Golden.Areas;

/// <summary>Short Python programs, run statement by statement against the library.</summary>
static partial class Programs
{
    public static void Run(Case @case)
    {
        string program = @case.Text("python")!;
        if (s_byHand.TryGetValue(@case.Id, out var run))
        {
            Agreement.Check(@case.Field("result"), run(), dtype => Closeness.Default(dtype));
            return;
        }
        // Optimisers take parameters here, where Python takes any leaf.
        if (program.Contains("torch.optim.", StringComparison.Ordinal)) program = Leaf().Replace(program, "= torch.nn.Parameter($1))");
        var scope = Interpreter.Run(program);
        Agreement.Check(@case.Field("result"), scope["result"], dtype => Closeness.Default(dtype));
    }

    /// <summary>Programs that define a class, which the interpreter does not: written in C#.</summary>
    static readonly Dictionary<string, Func<object>> s_byHand = new() { ["programs/program/custom_function"] = CustomFunction };

    static object CustomFunction()
    {
        var x = torch.tensor(new[] { 1.0f, 2.0f }, requires_grad: true);
        Square.apply(x).sum().backward();
        return new List<object?> { x.grad };
    }

    sealed class Square : torch.autograd.SingleTensorFunction<Square>
    {
        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return x * x;
        }

        public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2 * ctx.get_saved_variables()[0] * 100];
    }

    [GeneratedRegex(@"= (torch\.\w+\([^=\n]*), requires_grad=True\)")]
    private static partial Regex Leaf();
}
