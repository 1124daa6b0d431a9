using System.Collections;
using System.Text.Json;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Modules with given weights: outputs, gradients of inputs and parameters, buffers afterwards.</summary>
static class Layers
{
    public static void Run(Case @case)
    {
        var init = @case.Json.GetProperty("init");
        object module = Make(@case.Op, List(init, "args"), Dictionary(init, "kwargs"));
        var dtype = (ScalarType)TensorData.DTypeOf(@case.Text("dtype")!);
        if (dtype != ScalarType.Float32) Surface.Invoke(module, "to", [dtype]);
        Load(module, Dictionary(@case.Json, "state"));
        Func<DType, Closeness> closeness = kind => Closeness.For(@case, kind);
        int number = 0;
        bool packed = @case.Text("note")?.Contains("pack_padded_sequence", StringComparison.Ordinal) == true;
        foreach (var call in @case.Json.GetProperty("calls").EnumerateArray()) Check(module, packed, call, $"call {number++} ", closeness);
        if (!@case.Has("state_after")) return;
        Agreement.Check(Dictionary(@case.Json, "state_after", live: false), State(module), closeness, "state_after ");
    }

    static void Check(object module, bool packed, JsonElement call, string where, Func<DType, Closeness> closeness)
    {
        Surface.Invoke(module, "train", [call.GetProperty("train").GetBoolean()]);
        var (args, kwargs) = (List(call, "args"), Dictionary(call, "kwargs"));
        var inputs = call.TryGetProperty("inputs", out var paths) ? Derivatives.Inputs(paths.EnumerateArray().Select(p => p.GetString()!), args, kwargs) : [];
        object? result = packed ? CallPacked(module, (Tensor)args[0]!, (Tensor)args[1]!) : Forward(module, args, kwargs);
        var expected = Derivatives.Flatten(Value.Parse(call.GetProperty("out"))).ToList();
        var actual = Derivatives.Flatten(result).ToList();
        // PyTorch leaves out what it does not compute; C# tuples hold null.
        if (actual.Count != expected.Count) (expected, actual) = ([.. expected.Where(x => x is not null)], [.. actual.Where(x => x is not null)]);
        Agreement.Check(expected, actual, closeness, where);
        if (!call.TryGetProperty("grad_outputs", out var incoming)) return;
        var parameters = Parameters(module);
        var outputs = actual.OfType<Tensor>().Where(t => t.requires_grad).ToArray();
        var gradients = Derivatives.Flatten(Value.Live(Value.Parse(incoming))).OfType<Tensor>().ToArray();
        if (outputs.Length < gradients.Length) throw new MismatchException($"{where}{outputs.Length} of {gradients.Length} results require grad");
        var found = Derivatives.Gradients(outputs[..gradients.Length], gradients, [.. inputs, .. parameters.Select(p => p.Value)], false);
        if (call.TryGetProperty("input_grads", out var inputGrads)) Agreement.Check(Value.Parse(inputGrads), found[..inputs.Length].ToList<object?>(), closeness, where + "input_grads ");
        var byName = parameters.Select((p, i) => (p.Key, found[inputs.Length + i])).ToDictionary(p => p.Key, p => (object?)p.Item2);
        foreach (var (name, gradient) in Dictionary(call, "param_grads", live: false))
            Agreement.Check(gradient, byName.TryGetValue(name, out object? own) ? own : throw new MismatchException($"no parameter {name} among {string.Join(", ", byName.Keys)}"), closeness, $"{where}grad of {name} ");
    }

    /// <summary>Padded sequences and their lengths, packed, run, and padded again.</summary>
    static List<object?> CallPacked(object module, Tensor input, Tensor lengths)
    {
        var results = (List<object?>)Surface.Invoke(module, "call", [torch.nn.utils.rnn.pack_padded_sequence(input, lengths, true, false)])!;
        var output = torch.nn.utils.rnn.pad_packed_sequence((torch.nn.utils.rnn.PackedSequence)results[0]!, true).Item1;
        return [output, .. results.Skip(1)];
    }

    public static object Make(string op, List<object?> args, Dictionary<string, object?> kwargs) => Surface.Call(op, args, kwargs)!;

    /// <summary>Calls a module.</summary>
    public static object? Forward(object module, List<object?> args, Dictionary<string, object?> kwargs)
        => Surface.Invoke(module, module.GetType().GetMethods().Any(m => m.Name == "call") ? "call" : "forward", args, kwargs);

    static void Load(object module, Dictionary<string, object?> state)
    {
        if (state.Count == 0) return;
        Surface.Invoke(module, "load_state_dict", [state.ToDictionary(entry => entry.Key, entry => (Tensor)entry.Value!)]);
    }

    public static Dictionary<string, object?> State(object module) => (Dictionary<string, object?>)Surface.Invoke(module, "state_dict")!;

    public static Dictionary<string, Tensor> Parameters(object module)
    {
        var result = new Dictionary<string, Tensor>();
        foreach (object? pair in (IEnumerable)Surface.Invoke(module, "named_parameters")!)
        {
            var list = (List<object?>)pair!;
            result[(string)list[0]!] = (Tensor)list[1]!;
        }
        return result;
    }

    public static List<object?> List(JsonElement json, string field) => json.TryGetProperty(field, out var value) ? (List<object?>)Value.Live(Value.Parse(value))! : [];

    public static Dictionary<string, object?> Dictionary(JsonElement json, string field, bool live = true)
    {
        var result = new Dictionary<string, object?>();
        if (json.TryGetProperty(field, out var entries) && entries.ValueKind == JsonValueKind.Object)
            foreach (var entry in entries.EnumerateObject()) result[entry.Name] = live ? Value.Live(Value.Parse(entry.Value)) : Value.Parse(entry.Value);
        return result;
    }

    /// <summary>Clipping the gradients of a list of parameters.</summary>
    public static void Clip(Case @case)
    {
        var gradients = ((List<object?>)@case.Field("grads")!).Cast<TensorData>().ToList();
        var parameters = gradients.Select(g => (object?)Optimisers.Parameter(torch.zeros(g.Shape, (ScalarType)g.DType), (Tensor?)g.ToTensor())).ToList();
        Func<DType, Closeness> closeness = dtype => Closeness.For(@case, dtype);
        object? result = Surface.Call(@case.Op, [parameters, .. @case.Args], @case.Kwargs);
        // The surface returns a number where PyTorch returns a 0-dim tensor.
        if (result is double norm) result = torch.tensor(norm).to((ScalarType)gradients[0].DType);
        if (@case.Has("out")) Agreement.Check(@case.Field("out"), result, closeness, "total norm ");
        Agreement.Check(@case.Field("grads_after"), parameters.Select(p => (object?)((Tensor)p!).grad).ToList(), closeness, "grads ");
    }
}
