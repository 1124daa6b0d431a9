using System.Security.Cryptography;
using System.Text.Json;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Seeded streams: the same seed gives PyTorch's numbers.</summary>
static class RandomStreams
{
    // Normal numbers and scaled uniforms were made with fused multiply-adds and vector functions.
    static Func<DType, Closeness> Near(Case @case, string op) => dtype => dtype is DType.Float16 or DType.BFloat16 ? Closeness.Default(dtype) : @case.Tolerance is { } t ? new(t.Relative, t.Absolute, false) : op is "torch.rand" or "torch.bernoulli" or "torch.rand_like" ? Closeness.Exact : new(1e-5, 1e-6, false);

    public static void Run(Case @case)
    {
        switch (@case.Op)
        {
            case "rng": Stream(@case); break;
            case "rng.long": Long(@case); break;
            case "Generator": Generator(@case); break;
            case "nn.init.calculate_gain": Calls.Run(@case); break;
            case "DataLoader.shuffle" or "random_split" or "WeightedRandomSampler": Samplers.Run(@case); break;
            default: throw new MissingException(@case.Op);
        }
    }

    public static void Seed(Case @case) => Surface.Call("torch.manual_seed", [@case.Json.GetProperty("seed").GetInt64()]);

    static void Stream(Case @case)
    {
        Seed(@case);
        int number = 0;
        foreach (var call in @case.Json.GetProperty("calls").EnumerateArray())
        {
            string op = call.GetProperty("op").GetString()!, where = $"call {number++} ({op}) ";
            var (args, kwargs) = (Layers.List(call, "args"), Layers.Dictionary(call, "kwargs"));
            object? result = op.StartsWith("dist.", StringComparison.Ordinal) ? Sample(op, args, kwargs) : Surface.Call(op, args, kwargs);
            if (call.TryGetProperty("state", out _)) Agreement.Check(Layers.Dictionary(call, "state", live: false), Layers.State(result!), Near(@case, op), where);
            else if (call.TryGetProperty("out", out var expected)) Agreement.Check(Value.Parse(expected), result ?? args[0], Near(@case, op), where);
        }
    }

    static object? Sample(string op, List<object?> args, Dictionary<string, object?> kwargs)
    {
        var shape = kwargs.Remove("sample_shape", out object? given) ? (List<object?>)given! : [];
        return Surface.Invoke(Surface.Call(op, args, kwargs)!, "sample", [shape]);
    }

    static void Long(Case @case)
    {
        Seed(@case);
        string name = @case.Id.Split('/')[^1].Split('-')[0];
        long n = @case.Json.GetProperty("n").GetInt64();
        var all = TensorData.Of((Tensor)Surface.Call("torch." + name, [n])!);
        double[] values = all.DType.IsIntegral ? [.. all.Integers.Select(x => (double)x)] : all.Reals;
        Agreement.Check(@case.Field("first"), Part(all, 0, 4), Near(@case, "torch." + name), "first ");
        Agreement.Check(@case.Field("last"), Part(all, (int)n - 4, 4), Near(@case, "torch." + name), "last ");
        Agreement.Check(@case.Field("mean"), values.Average(), _ => new(1e-5, 1e-6, false), "mean ");
    }

    static Tensor Part(TensorData data, int from, int count) => (data.DType.IsIntegral
        ? new TensorData(data.DType, [count], data.Integers[from..(from + count)], [])
        : new TensorData(data.DType, [count], [], data.Reals[from..(from + count)])).ToTensor();

    static void Generator(Case @case)
    {
        var type = Surface.TypeAt("Generator") ?? throw new MissingException("Generator");
        long seed = @case.Json.GetProperty("seed").GetInt64();
        object generator = Surface.New(type, []);
        Surface.Invoke(generator, "manual_seed", [seed]);
        var state = (Tensor)Surface.Invoke(generator, "get_state")!;
        Agreement.Check(@case.Field("initial_seed"), Surface.Invoke(generator, "initial_seed"), _ => default, "initial_seed ");
        var bytes = TensorData.Of(state).Integers.Select(x => (byte)x).ToArray();
        Agreement.Check(@case.Field("state_bytes"), (long)bytes.Length, _ => default, "state ");
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != @case.Text("state_sha256")) throw new MismatchException($"state has the hash {hash}");
        object? first = Draw();
        Surface.Invoke(generator, "set_state", [state]);
        Agreement.Check(@case.Field("out"), new List<object?> { first, Draw() }, Near(@case, "torch.randn"), "draws ");

        object? Draw() => Surface.Call("torch.randn", [new List<object?> { 3L }], new() { ["generator"] = generator });
    }
}
