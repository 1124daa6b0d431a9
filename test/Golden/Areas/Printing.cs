using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>What ToString gives: PyTorch's repr.</summary>
static class Printing
{
    public static void Run(Case @case)
    {
        if (@case.Has("expr")) throw new MissingException("expression");
        var tensor = (Tensor)@case.Args[0]!;
        if (@case.Json.GetProperty("requires_grad").GetBoolean()) tensor.requires_grad_();
        string text;
        try
        {
            if (@case.Has("print_options")) Surface.Call("torch.set_printoptions", [], Modules.Dictionary(@case.Json, "print_options"));
            text = tensor.ToString()!;
        }
        finally
        {
            if (@case.Has("print_options")) Surface.Call("torch.set_printoptions", [], new() { ["profile"] = "default" });
        }
        Check(@case.Text("out")!, text);
    }

    public static void Check(string expected, string actual)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (actual != expected) throw new MismatchException($"expected\n{expected}\ngot\n{actual}");
    }
}
