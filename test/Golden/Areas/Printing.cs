using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Python;

namespace Darkhorse.Golden.Areas;

/// <summary>What ToString gives: PyTorch's repr.</summary>
static class Printing
{
    public static void Run(Case @case)
    {
        object printed = @case.Text("expr") is { } expression ? Evaluated(expression) : @case.Args[0]!;
        if (!@case.Has("expr") && @case.Json.GetProperty("requires_grad").GetBoolean()) ((Tensor)printed).requires_grad_();
        string text;
        try
        {
            if (@case.Has("print_options")) Surface.Call("torch.set_printoptions", [], Layers.Dictionary(@case.Json, "print_options"));
            text = Text(printed);
        }
        finally
        {
            if (@case.Has("print_options")) Surface.Call("torch.set_printoptions", [], new() { ["profile"] = "default" });
        }
        Check(@case.Text("out")!, text);
    }

    static object Evaluated(string expression)
    {
        var scope = Interpreter.Run("x = torch.tensor([1., 2.], requires_grad=True)");
        return Interpreter.Evaluate(expression, scope)!;
    }

    // A C# enum cannot say how it prints, and an array is what C# has for a Size.
    static string Text(object value) => value switch
    {
        ScalarType dtype => "torch." + ((DType)dtype).TorchName,
        List<object?> size => $"torch.Size([{string.Join(", ", size)}])",
        _ => value.ToString()!,
    };

    static void Check(string expected, string actual)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (actual != expected) throw new MismatchException($"expected\n{expected}\ngot\n{actual}");
    }
}
