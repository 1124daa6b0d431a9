using Darkhorse.Autograd;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>First derivatives of calls, and of those again where the case asks.</summary>
static class Derivatives
{
    public static void Run(Case @case)
    {
        var (args, kwargs) = (@case.Args, @case.Kwargs);
        var inputs = Inputs(@case.Json.GetProperty("inputs").EnumerateArray().Select(path => path.GetString()!), args, kwargs);
        object? result = Surface.Call(@case.Op, args, kwargs);
        Func<DType, Closeness> closeness = dtype => Closeness.For(@case, dtype);
        Agreement.Check(@case.Field("out"), result, closeness, "out ");
        var outputs = Flatten(result).OfType<Tensor>().Where(t => t.requires_grad).ToArray();
        var wanted = ((List<object?>)@case.Field("grad_outputs")!).Cast<TensorData>().ToArray();
        if (outputs.Length < wanted.Length) throw new MismatchException($"{outputs.Length} of {wanted.Length} results require grad");
        bool twice = @case.Has("double");
        var incoming = wanted.Select(data => twice ? data.ToTensor().requires_grad_() : data.ToTensor()).ToArray();
        var gradients = Gradients(outputs[..wanted.Length], incoming, inputs, twice);
        Agreement.Check(@case.Field("grads"), gradients.ToList<object?>(), closeness, "grad ");
        if (twice) Twice(@case, inputs, incoming, gradients, closeness);
    }

    static void Twice(Case @case, Tensor[] inputs, Tensor[] incoming, Tensor?[] gradients, Func<DType, Closeness> closeness)
    {
        var json = @case.Json.GetProperty("double");
        var v = ((List<object?>)Value.Parse(json.GetProperty("v"))!).Select(x => (x as TensorData)?.ToTensor()).ToArray();
        var pairs = gradients.Zip(v).Where(pair => pair.First is { requires_grad: true } && pair.Second is not null).ToArray();
        if (pairs.Length == 0) throw new MismatchException("no gradient can be differentiated again");
        var second = Gradients([.. pairs.Select(p => p.First!)], [.. pairs.Select(p => p.Second!)], [.. inputs, .. incoming], false);
        Agreement.Check(WithoutZeros(Value.Parse(json.GetProperty("grads")), second), second[..inputs.Length].ToList<object?>(), closeness, "second grad ");
        if (json.TryGetProperty("grads_grad_outputs", out var outer)) Agreement.Check(Value.Parse(outer), second[inputs.Length..].ToList<object?>(), closeness, "second grad of grad_outputs ");
    }

    // Where a gradient does not depend on an input, one library says zeros and another that there is no path.
    static List<object?> WithoutZeros(object? expected, Tensor?[] actual)
        => [.. ((List<object?>)expected!).Select((x, i) => x is TensorData data && actual[i] is null && data.Reals.All(v => v == 0) ? null : x)];

    /// <summary>The gradients of some results with respect to some inputs; null where there is no path.</summary>
    public static Tensor?[] Gradients(Tensor[] outputs, Tensor[] gradients, Tensor[] inputs, bool createGraph) => Engine.Gradients(outputs, gradients, inputs, createGraph, createGraph);

    /// <summary>The tensors at paths such as <c>0</c>, <c>0.1</c>, <c>weight</c>; they require gradients from here on.</summary>
    public static Tensor[] Inputs(IEnumerable<string> paths, List<object?> args, Dictionary<string, object?> kwargs)
        => [.. paths.Select(path => At(path, args, kwargs).requires_grad_())];

    static Tensor At(string path, List<object?> args, Dictionary<string, object?> kwargs)
    {
        string[] steps = path.Split('.');
        object? value = int.TryParse(steps[0], out int first) ? args[first] : kwargs[steps[0]];
        foreach (string step in steps.Skip(1)) value = ((List<object?>)value!)[int.Parse(step)];
        return (Tensor)value!;
    }

    public static IEnumerable<object?> Flatten(object? value) => value is List<object?> list ? list.SelectMany(Flatten) : [value];
}
