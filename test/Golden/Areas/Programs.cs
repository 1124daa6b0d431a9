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
        // Optimisers take parameters here, where Python takes any leaf.
        if (program.Contains("torch.optim.", StringComparison.Ordinal)) program = Leaf().Replace(program, "= torch.nn.Parameter($1))");
        var scope = Interpreter.Run(program);
        Agreement.Check(@case.Field("result"), scope["result"], dtype => Closeness.Default(dtype));
    }

    [GeneratedRegex(@"= (torch\.\w+\([^=\n]*), requires_grad=True\)")]
    private static partial Regex Leaf();
}
