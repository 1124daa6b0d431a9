using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Python;

namespace Darkhorse.Golden.Areas;

/// <summary>Short Python programs, run statement by statement against the library.</summary>
static class Programs
{
    public static void Run(Case @case)
    {
        var scope = Interpreter.Run(@case.Text("python")!);
        Agreement.Check(@case.Field("result"), scope["result"], dtype => Closeness.Default(dtype));
    }
}
